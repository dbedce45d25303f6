"""Words that go out must name nobody: neither the case's enterprise and contact nor any number that leads to one."""

from __future__ import annotations

import re

from requests_app.models import EnterpriseRequest

_TELEPHONE = re.compile(r"(?<!\d)(1[3-9]\d{9}|0\d{2,3}-?\d{7,8})(?!\d)")
_USCC = re.compile(r"\b[0-9A-HJ-NPQRTUWXY]{18}\b")
_PLATE = re.compile(r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-Z][A-Z0-9]{5,6}")


def named_in(case: EnterpriseRequest, words: str) -> str:
    """The first name or number in `words` that gives somebody away; "" where there is none."""
    known = [name for name in (case.enterprise_name, case.contact, case.phone) if len(name) > 1]
    found = next((name for name in known if name in words), "")
    for pattern in (_TELEPHONE, _USCC, _PLATE):
        match = pattern.search(words)
        found = found or (match.group(0) if match else "")
    return found

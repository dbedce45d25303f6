"""Words that go out must name nobody: neither the case's enterprise and contact nor any number that leads to one."""

from __future__ import annotations

from office.privacy import masking
from requests_app.models import EnterpriseRequest


def named_in(case: EnterpriseRequest, words: str) -> str:
    """The first name or number in `words` that gives somebody away; "" where there is none."""
    known = [name for name in (case.enterprise_name, case.contact, case.phone) if len(name) > 1]
    found = next(iter(masking.find(words, known)), None)
    return words[found.start : found.end] if found else ""

"""What is typed into the forms that are measured."""

import datetime as dt
import re
import secrets
from collections.abc import Iterator

from django.utils import timezone

from office.form_stamps import Stamp

PUBLIC_FORM = "/s/gyllzx/"
TEXT = "贷款月底到期，银行要求先还后贷，希望协调续贷。"
STEP = "contact"
Fields = dict[str, str]


def requests(page: bytes) -> Iterator[Fields]:
    """Complete forms of the opened `page`, without end, each with a stamp and a telephone of its own."""
    category = found(rb'name="category" value="([^"]+)"', page)
    while True:
        yield {
            "stamp": Stamp.fresh(timezone.now() - dt.timedelta(seconds=30)).text,
            "requester_kind": "enterprise",
            "category": category,
            "text": f"{TEXT}{secrets.token_hex(4)}",
            "enterprise_name": "湖北锦绣蓝天服饰有限公司",
            "contact": "徐经理",
            "phone": f"139{secrets.randbelow(10**8):08d}",
            "share_contact": "yes",
        }


def contact(page: bytes) -> Fields:
    """The liaison's step "contact", as the opened `page` of the step would send it."""
    hidden = {name: found(rb'name="%s" value="([^"]*)"' % name.encode(), page) for name in ("seen", "ticket")}
    return hidden | {"how": "telephone", "reached": "yes", "said": "已联系，材料正在准备。"}


def found(pattern: bytes, answer: bytes) -> str:
    """The first group of the pattern. Raises RuntimeError where the answer does not have it."""
    match = re.search(pattern, answer)
    if match is None:
        raise RuntimeError(f"no {pattern!r} in {answer[:300]!r}")
    return match.group(1).decode()

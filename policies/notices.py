"""An item of information on paper: the A4 notice that hangs on the wall or is handed over at the counter."""

from dataclasses import asdict
from datetime import date

from django.conf import settings
from django.urls import reverse

from office import options
from office.documents import qr_svg, typst_pdf
from office.templatetags.wording import paper_day
from policies.models import InformationItem
from policies.texts import blocks

# A short text fills its sheet and is read from two metres; a long one saves paper: (characters, points).
SIZES = ((300, 19), (700, 16))
SMALLEST = 13
# As its page says.
UNCHECKED = "还没有对照来源核对，以责任单位的解释为准"


def notice(item: InformationItem, *, on: date) -> bytes:
    """PDF, as many pages as the text needs. `on` is the local day on which its validity is said."""
    return typst_pdf("policies/documents/notice.typ", notice_data(item, on=on))


def notice_data(item: InformationItem, *, on: date) -> dict[str, object]:
    address = reverse("policies:information_detail", args=[item.kind.code, item.slug])
    return {
        "kind": item.kind.name,
        "title": item.title,
        "summary": item.summary,
        "mark": _mark(item, on),
        "blocks": [asdict(block) for block in blocks(item.body)],
        "facts": _facts(item, on),
        "qr": qr_svg(f"{settings.SITE_URL.rstrip('/')}{address}?from=qr"),
        "office": str(options.value("office_name", on)),
        "size": next((points for length, points in SIZES if len(item.body) <= length), SMALLEST),
    }


def _mark(item: InformationItem, on: date) -> str:
    """What no copy may hide; an item that is simply valid carries no mark."""
    validity = item.validity(on)
    if validity.is_expired:
        return "已到期，请以主管部门最新的说法为准"
    return validity.text if validity.state == "upcoming" else ""


def _facts(item: InformationItem, on: date) -> list[tuple[str, str]]:
    said = (
        ("责任单位", item.department.name if item.department else ""),
        ("来源", item.source),
        ("有效期至", paper_day(item.valid_until) if item.valid_until else ""),
        (
            "复核",
            f"{paper_day(item.checked_on)}已复核" if item.checked_on else UNCHECKED,
        ),
        ("印制", paper_day(on)),
        ("服务电话", str(options.value("service_phone", on) or "")),
    )
    return [(label, words) for label, words in said if words]

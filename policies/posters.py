"""A4 posters that lead to the handbook or to one policy; drawn as those of stations are."""

from datetime import date

from django.urls import reverse

from office import options
from office.documents import qr_svg, typst_pdf
from policies.handbook.papers import STANDING_CODE, full, scan_address
from policies.models import PolicyVersion
from policies.models.versions import IN_DOUBT
from stations import qr
from stations.models import Station

TEMPLATE = "stations/documents/poster.typ"
READING = "微信扫码，看政策、算一算、问代表"
SAID_AT_MOST = 80
STEPS_OF_HANDBOOK = (
    "打开微信“扫一扫”，对准二维码",
    "搜索您的事，或用五步找到适合的政策",
    "没享受到的，点“点这里反映”，代表来督促",
)
STEPS_OF_POLICY = (
    "打开微信“扫一扫”，看白话解读和办法",
    "带上材料，到页面写明的地方办理",
    "没享受到的，点“点这里反映”，代表来督促",
)


def of_handbook(station: Station | None, *, on: date) -> bytes:
    """PDF, one page. With a station, its name and code, so that readings tell where the poster hangs."""
    address = scan_address(station.code if station else STANDING_CODE)
    lines = [f"可在{station.name}取纸质手册"] if station else []
    return _poster(
        "惠企政策实用手册", "看得懂、找得到、用得上", READING, STEPS_OF_HANDBOOK, lines, address, on
    )


def of_policy(version: PolicyVersion, *, on: date) -> bytes:
    """PDF, one page, with what a reader must know before walking to the counter; as it stands that day."""
    address = qr.address(f"{reverse('policies:policy_detail', args=[version.policy.slug])}?from=qr")
    return _poster(
        version.title,
        shortened(version.benefit),
        READING,
        STEPS_OF_POLICY,
        lines_of(version, on),
        address,
        on,
    )


def lines_of(version: PolicyVersion, on: date) -> list[str]:
    """For whom, by which document, how it stands on that day; of one that is unchecked, to ask first."""
    validity = version.validity(on)
    lines = [
        f"适用对象：{shortened(version.who)}",
        f"文号：{version.document_number}" if version.document_number else "",
        f"{full(on)}：{validity.text}{f'，{IN_DOUBT}' if version.is_in_doubt else ''}",
        "内容由工作人员整理，办理前请先咨询" if version.is_unchecked else "",
    ]
    return [line for line in lines if line]


def shortened(text: str) -> str:
    """As much as one sheet holds; the page behind the code has it all."""
    return text if len(text) <= SAID_AT_MOST else f"{text[: SAID_AT_MOST - 1]}…"


def _poster(
    title: str,
    lead: str,
    call: str,
    steps: tuple[str, ...],
    lines: list[str],
    address: str,
    on: date,
) -> bytes:
    data = {
        "title": title,
        "lead": lead,
        "call": call,
        "steps": list(steps),
        "lines": lines,
        "qr": qr_svg(address),
        # What somebody may type; how they came is for those who scan.
        "address": address.partition("?")[0],
        "office": str(options.value("office_name", on)),
        "phone": str(options.value("service_phone", on) or ""),
    }
    return typst_pdf(TEMPLATE, data)

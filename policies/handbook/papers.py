"""The handbook as PDF, for A4 paper and for a telephone's screen: tagged (PDF/UA-1), with bookmarks and its fonts."""

import re
from datetime import date

from django.template.loader import render_to_string
from django.urls import reverse

from office import options
from office.documents import qr_svg, typst_pdf
from policies.handbook.contents import Contents, Entry
from policies.models import PolicyVersion
from stations import qr

STANDING_CODE = "handbook"
# Addresses in a source's note, with the words in front: nobody types them from paper. The policy's page keeps them.
ADDRESSES = re.compile(r"(?:核对网页[：:])? ?https?://[^\s，。；]+")


def pdf(found: Contents, number: int, *, phone: bool) -> bytes:
    """The bytes of one edition. Takes some seconds of a core."""
    return typst_pdf("policies/documents/handbook.typ", data_of(found, number, phone=phone), standard="ua-1")


def data_of(found: Contents, number: int, *, phone: bool) -> dict[str, object]:
    address = scan_address(STANDING_CODE)
    return {
        "phone": phone,
        "office": str(options.value("office_name", found.on)),
        "telephone": str(options.value("service_phone", found.on) or ""),
        "edition": f"第 {number} 版",
        "on": full(found.on),
        "count": found.count,
        "unchecked": unchecked_line(),
        "chapters": [
            {"name": chapter.name, "entries": [_entry(entry) for entry in chapter.entries]}
            for chapter in found.chapters
        ],
        "ended": [
            {
                "title": entry.version.title,
                "number": entry.version.document_number,
                "until": full(entry.version.expires_on),
            }
            for entry in found.ended
        ],
        "address": address,
        "qr": qr_svg(address),
    }


def scan_address(code: str) -> str:
    """What the handbook's printed code says: `handbook`, or the code of the station where it hangs."""
    return qr.address(reverse("policies:handbook_scan", args=[code]))


def full(on: date | None) -> str:
    return f"{on.year} 年 {on.month} 月 {on.day} 日" if on else ""


def unchecked_line() -> str:
    """What the whole handbook says once of what has been compared with its source, as the pages of policies do."""
    return render_to_string("policies/_unchecked.html").strip()


def facts_of(version: PolicyVersion) -> list[tuple[str, str]]:
    """The document behind a policy, as label and words; what is unchecked is said once in front."""
    begins, ends = full(version.effective_from), full(version.expires_on)
    checked = f"{full(version.checked_on)}已对照原文复核" if version.checked_on else ""
    facts = [
        ("文件", version.document_title),
        ("文号", version.document_number or "未核到文号"),
        ("发文单位", "、".join(version.issuer)),
        ("执行", f"{begins}起" + (f"，{ends}止" if ends else "，未设截止日")),
        ("期限说明", version.status_note),
        ("责任单位", version.policy.department.name if version.policy.department else ""),
        ("来源", ADDRESSES.sub("", version.source_note)),
        ("复核", checked),
    ]
    return [(label, words) for label, words in facts if words]


def ways_of(version: PolicyVersion) -> list[tuple[str, str]]:
    ways = [
        ("带上", "；".join(version.materials)),
        ("在哪办", version.where),
        ("咨询电话", version.hotline),
        ("测算", str(version.formula.get("words", ""))),
    ]
    return [(label, words) for label, words in ways if words]


def _entry(entry: Entry) -> dict[str, object]:
    version = entry.version
    return {
        "title": version.title,
        "marks": list(entry.marks),
        "benefit": version.benefit,
        "who": version.who,
        "industries": "、".join(version.industries),
        "plain": [paragraph for paragraph in version.plain.split("\n") if paragraph.strip()],
        "points": version.key_points,
        "steps": version.how_to_apply,
        "ways": ways_of(version),
        "facts": facts_of(version),
        "url": qr.address(reverse("policies:policy_detail", args=[entry.slug])),
    }

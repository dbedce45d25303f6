"""回执单 as PDF: what a requester takes home from the counter."""

from __future__ import annotations

from datetime import date

from office import options
from office.calendar import LOCAL, WorkingCalendar
from office.documents import qr_svg, typst_pdf
from office.templatetags.wording import full_moment, paper_day
from requests_app.access.keys import Receipt
from requests_app.models import EnterpriseRequest
from requests_app.notifications import links, reach

SLIP = "requests_app/documents/slip.typ"


def slip(case: EnterpriseRequest, receipt: Receipt, *, calendar: WorkingCalendar, on: date) -> bytes:
    """回执单 with the 查询码 and a code that opens the progress; of the grade that cannot rate."""
    return typst_pdf(
        SLIP,
        {
            "office": str(options.value("office_name", on)),
            "station": case.station.name,
            "number": case.ledger_number,
            "code": receipt.spaced_code,
            "qr": qr_svg(links.private_link(receipt.token)),
            "received": full_moment(case.submitted_at.astimezone(LOCAL)),
            "lines": _slip_lines(case, on),
            "printed": f"{paper_day(on)}打印",
        },
    )


def _slip_lines(case: EnterpriseRequest, on: date) -> list[str]:
    how = "凭查询码和联系电话后四位" if case.phone else "凭查询码"
    lines = [
        f"查进度：扫右边的二维码，或在网站“查进度”{how}查询。",
        "查询码请自己收好，勿告诉他人。可以查进度、补充、更正、申诉、撤回。",
    ]
    if told_by := reach.ways(case):
        lines.append(f"受理和答复时会发{told_by}告诉您，评价链接也在里面。")
    elif case.phone:
        lines.append("受理和答复后请查进度；评价请到站当面办理，或等站里打电话回访。")
    else:
        lines.append("没有登记电话，答复后请到站领取并当面评价。")
    if phone := str(options.value("service_phone", on)):
        lines.append(f"服务电话 {phone}")
    return lines

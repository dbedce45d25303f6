"""The A4 poster of an activity: what it is, the code of /a/<code>/, three lines of how-to."""

from datetime import date

from fieldwork.activities.messages import when
from fieldwork.models import Activity
from office import options
from office.documents import qr_svg, typst_pdf
from stations.posters import STEPS
from stations.qr import address


def poster(activity: Activity, *, on: date) -> bytes:
    """PDF, one page, ready to print."""
    return typst_pdf("stations/documents/poster.typ", poster_data(activity, on=on))


def poster_data(activity: Activity, *, on: date) -> dict[str, object]:
    link = address(f"/a/{activity.code}/")
    lines = [when(activity), f"地点：{activity.place}" if activity.place else ""]
    return {
        "title": activity.title,
        "lead": "有话对代表说，扫码留言",
        "call": "微信扫码，向人大代表留言",
        "steps": list(STEPS),
        "lines": [line for line in lines if line],
        "office": str(options.value("office_name", on)),
        "phone": str(options.value("service_phone", on) or ""),
        "qr": qr_svg(link),
        "address": link,
    }

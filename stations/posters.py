"""The A4 poster of a station or a representative: whose code it is, the code, three lines of how-to."""

from datetime import date

from groups.models import Representative
from office import options
from office.documents import qr_svg, typst_pdf
from stations import qr
from stations.models import Posting, Station

STEPS = (
    "打开微信“扫一扫”，对准二维码",
    "写下问题和联系电话，无需登录",
    "凭查询码看进度；答复后由您评价",
)


def poster(owner: qr.Owner, *, on: date) -> bytes:
    """PDF, one page, ready to print."""
    return typst_pdf("stations/documents/poster.typ", poster_data(owner, on=on))


def poster_data(owner: qr.Owner, *, on: date) -> dict[str, object]:
    path = qr.path_of(owner)
    place = _station_lines(owner) if isinstance(owner, Station) else _representative_lines(owner, on)
    return {
        "office": str(options.value("office_name", on)),
        "phone": str(options.value("service_phone", on) or ""),
        "call": "微信扫码，向人大代表留言",
        "steps": list(STEPS),
        "qr": qr_svg(qr.address(path)),
        "address": qr.address(path),
        **place,
    }


def _station_lines(station: Station) -> dict[str, object]:
    lines = [
        f"地址：{station.address}" if station.address else "",
        f"开放：{station.hours}" if station.hours else "",
    ]
    return {
        "title": station.name,
        "lead": "企业扫码留言，件件有回音",
        "lines": [line for line in lines if line],
    }


def _representative_lines(person: Representative, on: date) -> dict[str, object]:
    posting = Posting.objects.serving(on).filter(representative=person).select_related("station").first()
    group = person.professional_group(on)
    lines = [group.full_name if group else "", f"进站：{posting.station.name}" if posting else ""]
    return {
        "title": f"{person.name}代表",
        "lead": "向我留言，我来反映和督促",
        "lines": [line for line in lines if line],
    }

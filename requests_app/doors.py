"""What a scanned code opens: for which station and representative a visitor's form is, or why there is none."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from django.db.models import Model, QuerySet

from groups.models import Representative
from requests_app.models.requests import Source
from stations.models import Posting, QRCode, Station

CODE = re.compile(r"[a-z0-9]{1,20}")
REPLACEMENTS_AT_MOST = 10

REPLACED = "您扫的二维码已经更换，这里是现在的留言页面。下次请扫新的二维码。"
OUT_OF_OFFICE = "该代表已不在任，您可以向服务站留言。"

M = TypeVar("M", bound=Model)


@dataclass(frozen=True)
class Door:
    """The form's context; `notice` is what a visitor should know before writing."""

    station: Station
    source: str
    representative: Representative | None = None
    notice: str = ""


@dataclass(frozen=True)
class ClosedStation:
    station: Station


Opened = Door | ClosedStation | None


def station_door(code: str, *, on: date) -> Opened:
    """By the code printed at a station, else by the station's own code. None: nothing has this code."""
    code = code.lower()
    qr = _current(code, QRCode.Kind.STATION)
    if qr is not None and qr.until is not None and qr.until <= on:
        return None
    station = qr.station if qr else _found(Station.objects.all(), code)
    if station is None or station.opened_on > on:
        return None
    if not station.is_open(on):
        return ClosedStation(station)
    return Door(station, Source.QR_STATION, notice=_notice(qr, code))


def representative_door(code: str, *, on: date) -> Opened:
    """The representative's form; out of office it becomes the default station's, and says so."""
    code = code.lower()
    qr = _current(code, QRCode.Kind.REPRESENTATIVE)
    representative = qr.representative if qr else _found(Representative.objects.defer("phone"), code)
    if representative is None:
        return None
    posting = Posting.objects.serving(on).filter(representative=representative).select_related("station")
    primary = posting.order_by("-is_primary", "id").first()
    if primary is None and not representative.is_in_office(on):
        return Door(default_station(), Source.QR_REPRESENTATIVE, notice=OUT_OF_OFFICE)
    station = primary.station if primary else default_station()
    return Door(station, Source.QR_REPRESENTATIVE, representative, _notice(qr, code))


def web_door() -> Door:
    """Without a scan: the default station."""
    return Door(default_station(), Source.WEB)


def default_station() -> Station:
    return Station.objects.get(is_default=True)


def _current(code: str, kind: str) -> QRCode | None:
    """The row of the code, or of the last one that replaced it."""
    rows = QRCode.objects.filter(kind=kind).select_related("station", "representative")
    row = _found(rows.defer("representative__phone"), code)
    for _ in range(REPLACEMENTS_AT_MOST):
        if row is None or row.replaced_by_id is None:
            break
        row = rows.get(pk=row.replaced_by_id)
    return row


def _found(rows: QuerySet[M], code: str) -> M | None:
    """What was typed into an address reaches the database only if it may be a code at all."""
    return rows.filter(code=code).first() if CODE.fullmatch(code) else None


def _notice(qr: QRCode | None, code: str) -> str:
    return REPLACED if qr is not None and qr.code != code else ""

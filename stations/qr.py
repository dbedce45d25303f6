"""QR codes of stations and representatives: issued once, replaced when lost or defaced, read by visitors.

A printed code never dies: a replaced one leads to the code that took its place, and one of a closed station
or of a representative out of office still says whose it was.
"""

import secrets
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from django.conf import settings
from django.db import models

from groups.models import Representative
from office.actors import Actor
from office.calendar import local_date
from office.database.statements import Select
from office.events import Fact, record
from office.refusals import Refused
from office.verbs import verb
from stations.models import QRCode, Station

Owner = Station | Representative

# Without 0, 1, i, l and o: a worn poster's code may have to be typed.
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
LENGTH = 8

# The kind is the name of the column with the owner: a station's code is read without a representative's columns.
SCANNED = {
    kind.value: Select(
        lambda code, kind=kind.value: QRCode.objects.filter(kind=kind, code=code).select_related(kind),
        code=models.CharField(),
    )
    for kind in QRCode.Kind
}


class State(StrEnum):
    OPEN = "open"
    REPLACED = "replaced"
    STATION_CLOSED = "station_closed"
    OUT_OF_OFFICE = "out_of_office"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Scan:
    """What a scanned code means that day. `code` is the one in use, to which a replaced one leads."""

    state: State
    code: str = ""
    station: Station | None = None
    representative: Representative | None = None


@verb
def issue(owner: Owner, *, by: Actor, at: datetime) -> QRCode:
    """The owner's code in use, made now if there is none. The first one carries the owner's own code."""
    owner = _locked(owner)
    in_use = QRCode.objects.of(owner).open().first()
    if in_use is not None:
        return in_use
    free = not QRCode.objects.filter(code=owner.code).exists()
    qr_code = _create(owner, owner.code if free else _fresh_code(), on=local_date(at))
    record(Fact(subject_of(owner), "qr_issued", {"code": qr_code.code}), by=by, at=at)
    return qr_code


@verb
def replace(qr_code: QRCode, *, reason: str = "", by: Actor, at: datetime) -> QRCode:
    """A new code for the same owner; the old one leads to it. Refused: `already_replaced`."""
    owner = _locked(owner_of(qr_code))
    old = QRCode.objects.get(pk=qr_code.pk)
    if old.until is not None:
        raise Refused("already_replaced", "这个二维码已经更换，请刷新页面查看在用的二维码。")
    old.until = local_date(at)
    # The constraint allows one open code an owner: end the old one before the new one exists.
    old.save(update_fields=["until"])
    new = _create(owner, _fresh_code(), on=old.until)
    old.replaced_by = new
    old.save(update_fields=["replaced_by"])
    private = {"reason": reason} if reason else {}
    fact = Fact(subject_of(owner), "qr_replaced", {"old": old.code, "new": new.code}, private)
    record(fact, by=by, at=at)
    return new


def scan(kind: str, code: str, *, on: date) -> Scan:
    """Reads a code of the path `/s/<code>/` (kind station) or `/r/<code>/` (kind representative)."""
    qr_code = SCANNED[kind].first(code=code)
    if qr_code is None:
        return _scan_of_owner(kind, code, on)
    current = qr_code
    if qr_code.until is not None:
        current = QRCode.objects.of(owner_of(qr_code)).open().first() or qr_code
    found = _scan(owner_of(qr_code), current.code, on)
    if found.state == State.OPEN and current.code != code:
        return Scan(State.REPLACED, current.code, found.station, found.representative)
    return found


def address(path: str) -> str:
    """The whole address that a printed code carries."""
    return f"{settings.SITE_URL}{path}"


def path_of(owner: Owner) -> str:
    """The path of the owner's code in use; of one without a code yet, the path that the first will have."""
    in_use = QRCode.objects.of(owner).open().first()
    return in_use.path if in_use else QRCode(kind=kind_of(owner), code=owner.code).path


def owner_of(qr_code: QRCode) -> Owner:
    owner = qr_code.station or qr_code.representative
    if owner is None:
        raise ValueError("The constraint qr_code_leads_to_its_kind is broken.")
    return owner


def subject_of(owner: Owner) -> str:
    return f"{kind_of(owner)}:{owner.pk}"


def kind_of(owner: Owner) -> str:
    return (QRCode.Kind.STATION if isinstance(owner, Station) else QRCode.Kind.REPRESENTATIVE).value


def _scan_of_owner(kind: str, code: str, on: date) -> Scan:
    """A station's or representative's own code is good even where no QR code was ever printed with it."""
    owners = Station.objects if kind == QRCode.Kind.STATION else Representative.objects
    owner = owners.filter(code=code).first()
    return _scan(owner, code, on) if owner is not None else Scan(State.UNKNOWN)


def _scan(owner: Owner, code: str, on: date) -> Scan:
    if isinstance(owner, Station):
        return Scan(State.OPEN if owner.is_open(on) else State.STATION_CLOSED, code, station=owner)
    state = State.OPEN if owner.is_in_office(on) else State.OUT_OF_OFFICE
    return Scan(state, code, representative=owner)


def _locked(owner: Owner) -> Owner:
    """Two requests for a code at once would both find none."""
    if isinstance(owner, Station):
        return Station.objects.select_for_update().get(pk=owner.pk)
    return Representative.objects.select_for_update().get(pk=owner.pk)


def _create(owner: Owner, code: str, *, on: date) -> QRCode:
    if isinstance(owner, Station):
        return QRCode.objects.create(code=code, kind=QRCode.Kind.STATION, station=owner, since=on)
    return QRCode.objects.create(code=code, kind=QRCode.Kind.REPRESENTATIVE, representative=owner, since=on)


def _fresh_code() -> str:
    """30^8 possible ones: a collision is met by the unique constraint, not looked for."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))

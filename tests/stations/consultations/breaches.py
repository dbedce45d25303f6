"""A row that breaks each constraint of consultations, by the constraint's name."""

import datetime as dt
from collections.abc import Callable
from itertools import count
from typing import Any

from office import files
from office.calendar import LOCAL
from stations.models import Consultation, ConsultationSheet, ConsultationSheetPage, ConsultationState
from tests.groups.rows import a_user
from tests.requests_app.public.pages import jpeg
from tests.stations.rows import a_station

AT = dt.datetime(2026, 11, 23, 10, tzinfo=LOCAL)
_numbers = count(1)


def a_consultation(**options: Any) -> Consultation:
    number = next(_numbers)
    values = {
        "number": f"x-2026-{number:04}",
        "year": 2026,
        "serial": number,
        "consulted_at": AT,
        "consulted_on": AT.date(),
        "how": "visit",
        "requester_kind": "voter",
        "words": "公交",
        "ending": "noted",
        "form_hash": f"f{number}",
        "entered_at": AT,
        "entered_on": AT.date(),
    } | options
    values.setdefault("station", None)
    values["station"] = values["station"] or a_station()
    values["entered_by"] = values.get("entered_by") or a_user()
    return Consultation.objects.create(**values)


def a_state(**options: Any) -> ConsultationState:
    consultation = options.pop("consultation", None) or a_consultation()
    values = {
        "station": consultation.station,
        "consulted_on": AT.date(),
        "how": "visit",
        "requester_kind": "voter",
        "ending": "noted",
        "since": AT,
    } | options
    return ConsultationState.objects.create(consultation=consultation, **values)


def a_sheet() -> ConsultationSheet:
    return ConsultationSheet.objects.create(
        code=f"Z2026{next(_numbers):03}", station=a_station(), printed_at=AT, printed_by=a_user()
    )


def twice_numbered() -> None:
    station = a_station()
    for _ in range(2):
        a_consultation(station=station, serial=1)


def twice_on_one_line() -> None:
    sheet = a_sheet()
    for _ in range(2):
        a_consultation(sheet=sheet, sheet_line=1)


def two_standing() -> None:
    consultation = a_consultation()
    for _ in range(2):
        a_state(consultation=consultation)


def asked(**options: Any) -> None:
    a_consultation(void_reason="登重了", void_asked_at=AT, **options)


def voided_by_who_asked() -> None:
    user = a_user()
    asked(void_asked_by=user, voided_by=user, voided_at=AT)


def a_photograph_of_two_forms() -> None:
    user = a_user()
    file = files.store(jpeg("表.jpg"), by=user, at=AT)
    for sheet in (a_sheet(), a_sheet()):
        ConsultationSheetPage.objects.create(sheet=sheet, file=file, added_at=AT, added_by=user)


CONSULTATION_BREACHES: dict[str, Callable[[], object]] = {
    "consultation_how_known": lambda: a_consultation(how="x"),
    "consultation_kind_known": lambda: a_consultation(requester_kind="x"),
    "consultation_ending_known": lambda: a_consultation(ending="x"),
    "consultation_basis_known": lambda: a_consultation(basis="x"),
    "consultation_once_per_station_and_number": twice_numbered,
    "consultation_once_per_line_of_paper": twice_on_one_line,
    "consultation_line_of_its_paper": lambda: a_consultation(sheet_line=1),
    "consultation_request_has_its_number": lambda: a_consultation(ending="request"),
    "consultation_answered_has_its_source": lambda: a_consultation(ending="answered"),
    "consultation_void_asked_whole": lambda: asked(void_asked_by=None),
    "consultation_voided_whole": lambda: a_consultation(voided_at=AT),
    "consultation_void_second_person": voided_by_who_asked,
    "consultation_page_file_once": a_photograph_of_two_forms,
    "consultation_state_how_known": lambda: a_state(how="x"),
    "consultation_state_kind_known": lambda: a_state(requester_kind="x"),
    "consultation_state_ending_known": lambda: a_state(ending="x"),
    "consultation_state_one_stands": two_standing,
}

"""The addresses of rows that tests/permissions.py knows only by rows that are not there: here with the demo's own.

`ROWS` (rows_by_account.py) says who of the demo's accounts gets through to each; whoever does not reads the 404 of what does not exist.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

from django.db import connection, transaction
from django.test import Client

from evaluation.models import (
    Disclosure,
    DutyEntry,
    DutyObjection,
    Exemption,
    Objection,
    Report,
    Scheme,
    ScoreObjection,
    Star,
    Survey,
)
from fieldwork.models import (
    Activity,
    ActivityPhoto,
    Budget,
    Expense,
    GroupPlan,
    Invitation,
    Norm,
    Pairing,
    PaperRequest,
    PlanItem,
    Receipt,
    Visit,
)
from groups.models import RegionalUnit, Representative
from office.models import User
from policies.models import StandardAnswer
from requests_app.models import LookBackDraw, ProgressTable
from stations.models import (
    Consultation,
    ConsultationSheet,
    Matter,
    ShiftPlan,
    ShiftSwap,
    Sitting,
)
from suggestions.models import AgendaItem, ServiceMechanism, Suggestion
from tests.demo.rows_by_account import ROWS, TESTED_ELSEWHERE
from tests.permissions import POSTED, TABLE
from tests.test_access import gets_through

GROUP = "finance"
WRITES = re.compile(r"\s*(INSERT|UPDATE|DELETE|REPLACE)\b", re.IGNORECASE)
PASSING = ("django_session", "office_formdraft")
# What most forms ask for, so that a check that comes after the form's own is reached.
NOTHING_MISSING = {
    "text": "请按期办理",
    "reason": "请按期办理",
    "words": "请按期办理",
    "say": "yes",
    "answer": "yes",
}
PLACEHOLDERS = frozenset({"wrong", "999999", "nobody", "Z2026001", "x", "1"})
ACCOUNTS = (
    "staff", "approver", "auditor", "liaison", "representative", "colleague", "department", "head", "clerk",
    "editor", "administrator", "visitor",
)  # fmt: skip


def values() -> dict[str, Any]:
    """What stands for each placeholder, named by the address up to it with `*` for those before; rows of the demo's
    representative, its finance group and its station, where there is a choice.
    """
    own = Representative.objects.get(user__username="representative")
    station = own.postings.earliest("pk").station
    matter = _last(Matter, booking__slot__sitting__reception__station=station)
    booking = matter.booking
    reception = booking.slot.sitting.reception
    activity = _last(Activity, invitations__representative=own, status="confirmed")
    photo = _last(ActivityPhoto)
    suggestion = _last(Suggestion, authors__representative=own, registered_at__isnull=False)
    sheet, budget = _last(ConsultationSheet), _last(Budget, professional_group__code=GROUP)
    disclosure, report = _last(Disclosure, station=station), _last(Report, scope="station")
    of_own = dict.fromkeys(("duties", "scores", "accounts", "confirmations/of"), own.code)
    return {f"/desk/{place}": value for place, value in of_own.items()} | {
        "/desk/agenda": _last(AgendaItem, asked__group__code=GROUP).token,
        "/desk/mechanisms": _last(ServiceMechanism).token,
        "/desk/stars": _last(Star).pk,
        "/desk/duties/*/exemptions": _last(Exemption).pk,
        "/desk/duties/*/objections": _last(DutyObjection).pk,
        "/desk/duties/*/entries": _last(DutyEntry).pk,
        "/desk/schemes": _last(Scheme).pk,
        "/desk/scores/*/objections": _last(ScoreObjection).pk,
        "/desk/reports": report.pk,
        "/desk/disclosures": disclosure.pk,
        "/desk/answers": _last(StandardAnswer, audience="unit").code,
        "/desk/surveys": _last(Survey).pk,
        "/desk/disclosures/*/objections": _last(Objection).pk,
        "/desk/progress": _last(ProgressTable, group__code=GROUP).pk,
        "/desk/look-backs/draws": _last(LookBackDraw).pk,
        "/desk/suggestions": suggestion.number,
        "/desk/receptions": reception.token,
        "/desk/receptions/*/sittings": _last(Sitting, reception=reception).pk,
        "/desk/receptions/*/bookings": booking.pk,
        "/desk/receptions/*/matters": matter.pk,
        "/desk/receptions/matters": matter.pk,
        "/desk/shifts/plans": _last(ShiftPlan, representative=own).pk,
        "/desk/shifts/swaps": _last(ShiftSwap).pk,
        "/desk/consultations": _last(Consultation, station=station).number,
        "/desk/consultations/sheets": sheet.code,
        "/desk/pairings": _last(Pairing, representative=own).token,
        "/desk/visits": _last(Visit, parts__representative=own).token,
        "/desk/enterprises": _last(Pairing, representative=own).enterprise_id,
        "/desk/activities": activity.token,
        "/desk/activities/*/invitations": _last(Invitation, activity=activity).pk,
        "/desk/activities/*/photos": photo.token,
        "/desk/groups/crossing/finance": _last(RegionalUnit).code,
        "/desk/groups/finance/plan/items": _last(PlanItem, plan__professional_group__code=GROUP).pk,
        "/desk/groups/finance/plan": _last(GroupPlan, professional_group__code=GROUP).pk,
        "/desk/groups/finance/funds": budget.pk,
        "/desk/groups/finance/expenses": _last(Expense, budget=budget).pk,
        "/desk/groups/finance/receipts": _last(Receipt, expense__budget=budget).file.token,
        "/desk/groups/finance/materials": _last(PaperRequest, professional_group__code=GROUP).pk,
        "/desk/norms": _last(Norm).code,
    }


def _last(model: Any, **given: Any) -> Any:
    row = model.objects.filter(**given).order_by("pk").last()
    assert row is not None, f"the demo has no such {model.__name__}: {given}"
    return row


def addresses() -> Iterator[tuple[str, str]]:
    """Name and address of each row's page, as tests/permissions.py writes it, with what stands for its placeholders."""
    known = values()
    for name, (address, _) in TABLE.items():
        if name in ROWS:
            yield name, _filled(address, known)


def _has_row(address: str) -> bool:
    return any(segment.partition(".")[0] in PLACEHOLDERS for segment in address.split("/"))


def _filled(address: str, known: dict[str, Any]) -> str:
    so_far, filled = "", ""
    for segment in address.strip("/").split("/"):
        stem, dot, ending = segment.partition(".")
        is_row = stem in PLACEHOLDERS
        filled += f"/{known[so_far]}{dot}{ending}" if is_row else f"/{segment}"
        so_far += "/*" if is_row else f"/{segment}"
    return filled if filled.rpartition("/")[2].count(".") else f"{filled}/"


def expect_access_by_row() -> None:
    """Every account at every row's address, whatever it sends undone again."""
    with_rows = {
        name for name, (address, _) in TABLE.items() if address.startswith("/desk/") and _has_row(address)
    }
    assert with_rows - ROWS.keys() == TESTED_ELSEWHERE
    wrong = []
    clients = {who: _client(who) for who in ACCOUNTS}
    for name, url in addresses():
        through = {who for who, client in clients.items() if _gets_through(client, name, url)}
        if through != ROWS[name]:
            wrong.append(
                f"{name}: {' '.join(sorted(through - ROWS[name]))} may, {' '.join(sorted(ROWS[name] - through))} may not"
            )
    assert wrong == [], "\n".join(wrong)


def _client(who: str) -> Client:
    client = Client(raise_request_exception=False)
    if who != "visitor":
        client.force_login(User.objects.get(username=who), backend="office.access.RoleBackend")
    return client


def _gets_through(client: Client, name: str, url: str) -> bool:
    if name not in POSTED:
        if _answered(client.get, name, url):
            return True
        # Who may not read it sends nothing to it either.
        with noting_writes() as written:
            assert not _answered(partial(client.post, data=NOTHING_MISSING), name, url), f"POST {name} {url}"
        assert written == [], f"POST {name} {url}"
        return False
    with noting_writes() as written:
        is_through = _answered(client.post, name, url)
    assert is_through or written == [], f"{name} {url}"
    return is_through


def _answered(send: Callable[[str], Any], name: str, url: str) -> bool:
    with transaction.atomic():
        answer = send(url)
        transaction.set_rollback(True)
    if answer.streaming:
        # Read to its end a file is closed.
        b"".join(answer.streaming_content)
    assert answer.status_code != 500, f"{name} {url}"
    return answer.status_code != 405 and gets_through(answer.status_code, answer.headers.get("Location", ""))


@contextmanager
def noting_writes() -> Iterator[list[str]]:
    """The statements that change rows, but for the own session's and the mark of a form that is on its way."""
    found: list[str] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if WRITES.match(sql) and not any(table in sql for table in PASSING):
            found.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield found

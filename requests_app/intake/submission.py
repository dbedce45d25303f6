"""One way in for web, desk and API: `submit`. Nothing that was acknowledged is ever lost or doubled.

Whatever can be known before is looked up, masked and encrypted before the transaction begins: on SQLite it holds the
one write lock, on PostgreSQL the counter of the year.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, models

from office import calendar as office_calendar
from office import events
from office.actors import Actor
from office.calendar import WorkingCalendar, local_date
from office.crypto import blind_index, sealed
from office.database.statements import Select
from office.database.storing import insert
from office.models import User
from office.refusals import Refused
from office.verbs import verb
from requests_app.access import keys, verdict_keys
from requests_app.access.keys import Receipt
from requests_app.deadlines import case_states, clocks
from requests_app.intake import lookups
from requests_app.intake.intake import Intake, fingerprint
from requests_app.models import (
    Attachment,
    Contact,
    DraftFile,
    EnterpriseRequest,
    Submission,
)
from requests_app.models.clocks import ClockKind
from requests_app.models.files import Purpose
from requests_app.models.grades import Grade
from requests_app.models.requests import FACE_TO_FACE, Status
from requests_app.models.verdict_keys import SentTo
from requests_app.notifications import messages
from requests_app.texts import indexing

# The marks to store with the request; None: it is not to be stored, what was counted is.
Admit = Callable[[], Sequence[str] | None]

EARLIER = Select(
    lambda scope, key: Submission.objects.filter(scope=scope, key=key).select_related("request__station"),
    scope=models.CharField(),
    key=models.CharField(),
)


@dataclass(frozen=True)
class Submitted:
    """The case and its receipt; `is_repeat` where the same body had been submitted under the key before."""

    case: EnterpriseRequest
    receipt: Receipt
    is_repeat: bool


def submit(intake: Intake, *, scope: str, key: str, by: Actor, at: datetime, browser: str = "") -> Submitted:
    """Store the request with its event, clock, receipt and notices; one case per (scope, key).

    Addresses and receipt are the requester's own where the requester submits, else typed at a desk: `by` says so.
    `browser` names the browser of a visitor (public/devices.py), "" where there is none. The same body again answers
    with the same case and receipt.
    Raises `Refused`: `key_reused` for another body under the key, `invalid` for what happened after `at` or
    more than a year before. Two at once: the loser of the race reads the winner's case. Rule: docs/domain.md
    § 2, once.
    """
    repeat = _repeat(scope, key, fingerprint(intake))
    if repeat is not None:
        return repeat
    done = submit_admitted(intake, lambda: (), scope=scope, key=key, by=by, at=at, browser=browser)
    if done is None:
        raise AssertionError("everything is admitted here")
    return done


def submit_admitted(
    intake: Intake,
    admit: Admit,
    *,
    scope: str,
    key: str,
    by: Actor,
    at: datetime,
    browser: str = "",
) -> Submitted | None:
    """`submit` for whoever has just seen that nothing was acknowledged under the key, asking `admit` at the beginning
    of the same transaction.

    What that counts is committed with the request, or alone where it lets nothing in; returns None then.
    Raises as `submit`.
    """
    body, calendar = fingerprint(intake), office_calendar.load()
    started_at = _clock_start(intake, calendar, at)
    case = _case(intake, started_at, by=by, at=at)
    acknowledged = _Acknowledged(
        scope, keys.hash_key(key), body, keys.free_receipt(scope, key), browser, indexing.sounds(case)
    )
    try:
        return _store(intake, case, acknowledged, admit, calendar, started_at=started_at, by=by, at=at)
    except IntegrityError:
        repeat = _repeat(scope, key, body)
        if repeat is None:
            raise
        return repeat


@dataclass(frozen=True)
class _Acknowledged:
    """Under which key which body is acknowledged, what the requester is given for it, how the case sounds."""

    scope: str
    key: str
    body: str
    receipt: Receipt
    browser: str
    sounds: str


@verb
def _store(
    intake: Intake,
    case: EnterpriseRequest,
    acknowledged: _Acknowledged,
    admit: Admit,
    calendar: WorkingCalendar,
    *,
    started_at: datetime,
    by: Actor,
    at: datetime,
) -> Submitted | None:
    marks = admit()
    if marks is None:
        return None
    on, receipt = local_date(at), acknowledged.receipt
    case.marks = [*marks, *intake.masked.marks]
    case.ledger_number = keys.next_ledger_number(on.year)
    insert(case)
    _give_keys(case, receipt, by=by, at=at)
    insert(
        Submission(
            scope=acknowledged.scope,
            key=acknowledged.key,
            body_sha256=acknowledged.body,
            request=case,
            created_at=at,
            browser=acknowledged.browser,
        )
    )
    clocks.start(case, ClockKind.ACCEPT, at=started_at, calendar=calendar)
    _attach(case, intake, at)
    if intake.contact_note and by.user is not None:
        _record_contact(case, intake, by.user, at)
    indexing.index_new(case, acknowledged.sounds)
    case_states.begin(case, on)
    messages.received(case, receipt, at=at)
    events.record(_fact(case, intake), by=by, at=at)
    return Submitted(case, receipt, is_repeat=False)


def _give_keys(case: EnterpriseRequest, receipt: Receipt, *, by: Actor, at: datetime) -> None:
    """The requester's own receipt judges as well; what a desk prints or is shown opens the case and no more."""
    if not _is_own(by):
        insert(keys.new_key(case, receipt, grade=Grade.SLIP, at=at))
        return
    insert(keys.new_key(case, receipt, grade=Grade.OWN, at=at))
    insert(verdict_keys.of_receipt(case, receipt, grade=Grade.OWN, sent_to=SentTo.RECEIPT, at=at))


def _supplied(address: str, by: Actor) -> str:
    """The grade of an address that is there: who has typed it."""
    if not address:
        return Grade.NONE
    return Grade.OWN if _is_own(by) else Grade.DESK


def _is_own(by: Actor) -> bool:
    """A visitor's page that was sent from a desk's browser is typed at the desk."""
    return by.kind == "requester" and by.basis == "own"


def _case(intake: Intake, started_at: datetime, *, by: Actor, at: datetime) -> EnterpriseRequest:
    """All of the request but its number and marks, not stored yet."""
    text = intake.masked.text
    return EnterpriseRequest(
        status=Status.SUBMITTED,
        source=intake.source,
        station=intake.station,
        scanned_representative=intake.representative,
        policy=intake.clause.policy if intake.clause else None,
        clause=intake.clause,
        scanned_activity=intake.activity,
        requester_kind=intake.requester_kind,
        enterprise_id=lookups.registered(intake),
        enterprise_name=intake.enterprise_name,
        uscc=intake.uscc,
        contact=sealed(intake.contact),
        phone=sealed(intake.phone),
        phone_extension=sealed(intake.extension),
        phone_index=blind_index(intake.phone) if intake.phone else "",
        phone_grade=intake.phone_grade or _supplied(intake.phone, by),
        email=sealed(intake.email),
        email_grade=_supplied(intake.email, by),
        anonymous=intake.anonymous,
        share_contact=intake.share_contact,
        private=intake.private,
        title=keys.title_of(text),
        text=text,
        text_original=sealed(intake.text) if text != intake.text else "",
        category=intake.category,
        proposed_group_id=lookups.proposed_group(intake),
        occurred_at=intake.occurred_at,
        entered_late=intake.occurred_at is not None and started_at == at and intake.occurred_at < at,
        submitted_at=at,
        received_on=local_date(at),
        created_by=by.user,
        external_id=intake.external_id,
    )


def _fact(case: EnterpriseRequest, intake: Intake) -> events.Fact:
    clause = intake.clause
    return events.Fact(
        case.subject,
        "submit",
        {
            "number": case.ledger_number,
            "source": case.source,
            "station": intake.station.code,
            "kind": case.requester_kind,
            "category": intake.category.code if intake.category else "",
            "files": [file.sha256 for file in intake.files],
            **({"policy": clause.policy.slug, "edition": clause.number} if clause else {}),
            **intake.came_from,
        },
        {"text": case.text_original or intake.text, "contact": case.contact, "phone": case.phone},
        begins=True,
    )


def _clock_start(intake: Intake, calendar: WorkingCalendar, at: datetime) -> datetime:
    """发生时间 counts only when entered within one working day of it; else the entry's time (补录)."""
    if intake.occurred_at is None:
        return at
    if intake.occurred_at > at:
        raise Refused("invalid", "发生时间不能在现在之后", field="occurred_at")
    if intake.occurred_at < at - timedelta(days=366):
        raise Refused("invalid", "发生时间不能早于一年前", field="occurred_at")
    days = calendar.count(local_date(intake.occurred_at), local_date(at))
    return intake.occurred_at if days <= 1 else at


def _attach(case: EnterpriseRequest, intake: Intake, at: datetime) -> None:
    if not intake.files:
        return
    Attachment.objects.bulk_create(
        Attachment(case=case, file=file, purpose=Purpose.INTAKE, for_enterprise=True, added_at=at)
        for file in intake.files
    )
    DraftFile.objects.filter(file__in=intake.files).delete()


def _record_contact(case: EnterpriseRequest, intake: Intake, user: User, at: datetime) -> None:
    """A matter raised face to face has been responded to by being heard."""
    if intake.source not in FACE_TO_FACE:
        return
    Contact.objects.create(
        case=case,
        representative=intake.representative,
        how="telephone" if intake.source == "telephone" else "station",
        said=intake.contact_note,
        contacted_at=at,
        contacted_on=local_date(at),
        by=user,
        on_behalf=True,
    )


def _repeat(scope: str, key: str, body: str) -> Submitted | None:
    earlier = EARLIER.first(scope=scope, key=keys.hash_key(key))
    if earlier is None:
        return None
    if earlier.body_sha256 != body:
        raise Refused("key_reused", "这份表单刚才已经提交过，这次的内容不同，还没有提交")
    return Submitted(earlier.request, _receipt_of(earlier.request, scope, key), is_repeat=True)


def _receipt_of(case: EnterpriseRequest, scope: str, key: str) -> Receipt:
    token = keys.receipt_for(scope, key).token
    return keys.shown_receipt(token) or keys.receipt_for(scope, key)

"""One way in for web, desk and API: `submit`. Nothing that was acknowledged is ever lost or doubled."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError

from groups.models import ProfessionalGroup, Representative
from office import calendar as office_calendar
from office import events
from office.actors import Actor
from office.calendar import WorkingCalendar, local_date
from office.crypto import blind_index
from office.models import User
from office.refusals import Refused
from office.verbs import verb
from requests_app.access import keys
from requests_app.access.keys import Receipt
from requests_app.deadlines import clocks
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
from requests_app.models.receipts import Grade
from requests_app.models.requests import FACE_TO_FACE, RequesterKind, Status
from requests_app.notifications import links, messages
from requests_app.texts import indexing, masking
from stations.models import Enterprise, Posting, Station


@dataclass(frozen=True)
class Submitted:
    case: EnterpriseRequest
    receipt: Receipt
    is_repeat: bool


def submit(
    intake: Intake, *, scope: str, key: str, by: Actor, at: datetime, grade: str = Grade.FULL
) -> Submitted:
    """Store the request with its event, clock, receipt and notices; one case per (scope, key).

    The same body again answers with the same case and receipt; another body under the key raises
    `Refused("key_reused")`. Two at once: the loser of the race reads the winner's case.
    """
    repeat = _repeat(scope, key, fingerprint(intake))
    if repeat is not None:
        return repeat
    return submit_first(intake, scope=scope, key=key, by=by, at=at, grade=grade)


def submit_first(
    intake: Intake, *, scope: str, key: str, by: Actor, at: datetime, grade: str = Grade.FULL
) -> Submitted:
    """`submit` for whoever has just seen that nothing was acknowledged under the key."""
    body, calendar = fingerprint(intake), office_calendar.load()
    try:
        return _store(intake, calendar, scope=scope, key=key, body=body, by=by, at=at, grade=grade)
    except IntegrityError:
        repeat = _repeat(scope, key, body)
        if repeat is None:
            raise
        return repeat


@verb
def _store(
    intake: Intake,
    calendar: WorkingCalendar,
    *,
    scope: str,
    key: str,
    body: str,
    by: Actor,
    at: datetime,
    grade: str,
) -> Submitted:
    on = local_date(at)
    started_at = _clock_start(intake, calendar, at)
    masked = masking.mask(intake.text, [intake.contact])
    marks = [*intake.marks, *masked.marks]
    case = EnterpriseRequest.objects.create(
        ledger_number=keys.next_ledger_number(on.year),
        status=Status.SUBMITTED,
        source=intake.source,
        station=intake.station,
        scanned_representative=intake.representative,
        policy=intake.clause.policy if intake.clause else None,
        clause=intake.clause,
        requester_kind=intake.requester_kind,
        enterprise=_registered(intake),
        enterprise_name=intake.enterprise_name,
        uscc=intake.uscc,
        contact=intake.contact,
        phone=intake.phone,
        phone_index=blind_index(intake.phone) if intake.phone else "",
        email=intake.email,
        anonymous=intake.anonymous,
        share_contact=intake.share_contact,
        private=intake.private,
        title=keys.title_of(masked.text),
        text=masked.text,
        text_original=intake.text if masked.text != intake.text else "",
        marks=marks,
        category=intake.category,
        proposed_group=_proposed_group(intake),
        occurred_at=intake.occurred_at,
        entered_late=intake.occurred_at is not None and started_at == at and intake.occurred_at < at,
        submitted_at=at,
        received_on=on,
        created_by=by.user,
        external_id=intake.external_id,
    )
    receipt = keys.free_receipt(scope, key)
    keys.open_keys(case, receipt, grade=grade, at=at)
    Submission.objects.create(
        scope=scope, key=keys.hash_key(key), body_sha256=body, request=case, created_at=at
    )
    clocks.start(case, ClockKind.ACCEPT, at=started_at, calendar=calendar)
    _attach(case, intake, at)
    if intake.contact_note and by.user is not None:
        _record_contact(case, intake, by.user, at)
    indexing.index_new(case)
    secret = f"{receipt.spaced_code} {links.private_link(receipt.token)}"
    messages.received(case, secret, on, at=at)
    fact = events.Fact(
        case.subject,
        "submit",
        {
            "number": case.ledger_number,
            "source": case.source,
            "station": intake.station.code,
            "kind": case.requester_kind,
            "category": intake.category.code if intake.category else "",
            "files": [file.sha256 for file in intake.files],
            **(
                {"policy": intake.clause.policy.slug, "edition": intake.clause.number}
                if intake.clause
                else {}
            ),
        },
        {"text": intake.text, "contact": intake.contact, "phone": intake.phone},
        begins=True,
    )
    events.record(fact, by=by, at=at)
    return Submitted(case, receipt, is_repeat=False)


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


def _registered(intake: Intake) -> Enterprise | None:
    """The enterprise on record, by code first, by exact name second; a merged one leads to its main row."""
    if intake.requester_kind != RequesterKind.ENTERPRISE:
        return None
    found = None
    if intake.uscc:
        found = Enterprise.objects.filter(uscc=intake.uscc).first()
    if found is None and intake.enterprise_name:
        found = Enterprise.objects.filter(name=intake.enterprise_name).first()
    return (found.same_as or found) if found else None


def _proposed_group(intake: Intake) -> ProfessionalGroup | None:
    if intake.representative is not None:
        on = local_date(intake.occurred_at) if intake.occurred_at else None
        membership = intake.representative.professional_memberships.filter(until__isnull=True).first()
        if membership is not None and (on is None or membership.since <= on):
            return membership.group
    return intake.category.professional_group if intake.category else None


def station_of(representative: Representative) -> Station:
    """A case has exactly one station: the representative's primary posting, else the default one."""
    posting = (
        Posting.objects.filter(representative=representative, until__isnull=True)
        .select_related("station")
        .order_by("-is_primary", "id")
        .first()
    )
    return posting.station if posting else Station.objects.get(is_default=True)


def _repeat(scope: str, key: str, body: str) -> Submitted | None:
    earlier = (
        Submission.objects.filter(scope=scope, key=keys.hash_key(key))
        .select_related("request__station")
        .first()
    )
    if earlier is None:
        return None
    if earlier.body_sha256 != body:
        raise Refused("key_reused", "同一提交键已用于另一份内容，请重新打开表单")
    return Submitted(earlier.request, _receipt_of(earlier.request, scope, key), is_repeat=True)


def _receipt_of(case: EnterpriseRequest, scope: str, key: str) -> Receipt:
    token = keys.receipt_for(scope, key).token
    return keys.shown_receipt(token) or keys.receipt_for(scope, key)

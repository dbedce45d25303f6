"""A year's survey is prepared, approved by another person, and sent by the queue: each is asked once."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import date, datetime, timedelta

import structlog
from django.conf import settings
from django.urls import reverse

from evaluation.models import Survey, SurveyInvitation
from evaluation.models.surveys import Asked
from fieldwork.models import Pairing
from fieldwork.visits.asking import address_for
from groups.duty_roster import DutyRoster
from groups.models import Department
from office import events
from office.actors import Actor
from office.calendar import local_date
from office.crypto import keyed_hash
from office.events.facts import Fact
from office.models import User
from office.notifications.notices import Address, notify
from office.refusals import Refused
from office.roles import Role
from office.templatetags.wording import short_day
from office.verbs import verb
from requests_app.models import EnterpriseRequest
from requests_app.models.grades import Grade
from stations.models import Enterprise
from stations.models.tokens import new_token

DAYS_AT_LEAST, DAYS_AT_MOST = 7, 60
LOOK_BACK = timedelta(days=365)
PURPOSE = "evaluation_survey"
log = structlog.get_logger(__name__)


@verb
def prepare(year: int, closes_on: date, *, by: Actor, at: datetime) -> Survey:
    """Refused: `exists`, `not_this_year`, `too_short`."""
    on = local_date(at)
    if year not in (on.year, on.year - 1):
        raise Refused("not_this_year", "只能发今年或去年的年度问卷", field="year")
    if Survey.objects.filter(year=year).exists():
        raise Refused("exists", f"{year} 年的问卷已经拟定", field="year")
    if not DAYS_AT_LEAST <= (closes_on - on).days <= DAYS_AT_MOST:
        raise Refused(
            "too_short", f"截止日期应在今天起 {DAYS_AT_LEAST} 到 {DAYS_AT_MOST} 天之内", field="closes_on"
        )
    row = Survey.objects.create(year=year, closes_on=closes_on, prepared_at=at, prepared_by=by.user)
    data: dict[str, events.JSON] = {"year": year, "closes_on": closes_on.isoformat()}
    events.record(Fact(row.subject, "prepare_survey", data), by=by, at=at)
    notify(
        f"{row.subject}:prepared",
        User.objects.with_role(Role.APPROVER, on=on),
        title="年度问卷待审签",
        body=f"{row}，{short_day(closes_on)}截止",
        link=reverse("evaluation:surveys"),
        at=at,
    )
    return row


@verb
def approve(row: Survey, *, by: Actor, at: datetime) -> Survey:
    """By another than who prepared it; a repeat changes nothing. Refused: `second_person`, `over`."""
    row = Survey.objects.select_for_update().get(pk=row.pk)
    if row.approved_at is not None:
        return row
    if by.user is None or by.user.pk == row.prepared_by_id:
        raise Refused("second_person", "拟定人不能审签，请另一人审签")
    if row.closes_on <= local_date(at):
        raise Refused("over", "截止日期已过，这一年的问卷不能再发")
    row.approved_at, row.approved_by = at, by.user
    row.save(update_fields=["approved_at", "approved_by"])
    events.record(Fact(row.subject, "approve_survey", {}), by=by, at=at)
    return row


def send_due(*, at: datetime) -> int:
    """Asked daily: whoever was not asked yet. One failure stops nobody else; returns how many were asked."""
    on = local_date(at)
    sent = 0
    for survey in Survey.objects.sending(on):
        for asked, target, to in [*_enterprises(survey, on), *_units(survey, on)]:
            try:
                sent += send(survey, asked, target, to, at=at)
            except Refused as refused:
                log.warning("survey_not_sent", asked=asked, target=target, code=refused.code)
    return sent


@verb
def send(survey: Survey, asked: Asked, target: int, to: Sequence[User | Address], *, at: datetime) -> bool:
    """The link to one enterprise or unit, once; False where it was asked already."""
    column = "enterprise" if asked == Asked.ENTERPRISE else "department"
    survey = Survey.objects.select_for_update().get(pk=survey.pk)
    own = {f"{column}_id": target}
    if SurveyInvitation.objects.filter(survey=survey, **own).exists():
        return False
    token = new_token()
    SurveyInvitation.objects.create(
        survey=survey, asked=asked, token_hash=hash_of(token), sent_on=local_date(at), **own
    )
    address = reverse("evaluation:survey", args=[token])
    by_link = isinstance(to[0], Address)
    notify(
        f"{survey.subject}:{asked}:{target}",
        to,
        title=f"{survey}，五道选择题",
        body=f"不记名，一分钟填完，{short_day(survey.closes_on)}截止。",
        link="" if by_link else address,
        at=at,
        secret=f"{settings.SITE_URL}{address}" if by_link else "",
    )
    return True


def asked_of(survey: Survey, kind: Asked) -> list[tuple[str, date]]:
    """(name, day of sending) of everybody of a kind who was asked, by name; never who answered. One query."""
    column = "enterprise" if kind == Asked.ENTERPRISE else "department"
    rows = SurveyInvitation.objects.filter(survey=survey, asked=kind)
    return list(rows.order_by(f"{column}__name").values_list(f"{column}__name", "sent_on"))


def hash_of(token: str) -> str:
    """What is stored of a link."""
    return keyed_hash(PURPOSE, token)


def _enterprises(survey: Survey, on: date) -> Iterator[tuple[Asked, int, list[User | Address]]]:
    """With a request or a pairing within a year and an address that no desk typed for them."""
    asked = SurveyInvitation.objects.filter(survey=survey, enterprise__isnull=False)
    done = set(asked.values_list("enterprise_id", flat=True))
    phones = _phones(on, done)
    paired = set(Pairing.objects.open().exclude(phone="").values_list("enterprise_id", flat=True))
    rows = Enterprise.objects.leading().filter(pk__in={*phones, *paired} - done)
    for key in rows.order_by("pk").values_list("pk", flat=True):
        found = phones.get(key)
        if found is None:
            number, subject = address_for(key, (), 0)
            found = Address("sms", number, f"{subject}:phone") if number else None
        if found is not None:
            yield Asked.ENTERPRISE, key, [found]


def _phones(on: date, done: Collection[int]) -> dict[int, Address]:
    """Of the other enterprises with a request within a year: the latest telephone that they gave themselves."""
    rows = EnterpriseRequest.objects.unsealed().filter(
        enterprise__isnull=False,
        received_on__gt=on - LOOK_BACK,
        phone_grade__in=(Grade.OWN, Grade.CHECKED),
    )
    # The latest is found before any telephone is read: each is decrypted then.
    by_age = rows.exclude(phone="").order_by("received_on", "pk").values_list("enterprise_id", "pk")
    latest = [pk for enterprise, pk in dict(by_age).items() if enterprise not in done]
    return {
        row.enterprise_id: Address("sms", row.phone, f"{row.subject}:phone")
        for row in EnterpriseRequest.objects.filter(pk__in=latest).only("enterprise", "phone")
        if row.enterprise_id is not None
    }


def _units(survey: Survey, on: date) -> Iterator[tuple[Asked, int, list[User | Address]]]:
    """On the desk, to the head, who answers for the unit."""
    done = SurveyInvitation.objects.filter(survey=survey, department__isnull=False).values("department")
    roster = DutyRoster(on)
    for unit in Department.objects.exclude(pk__in=done).order_by("pk"):
        heads: list[User | Address] = [*roster.officers(unit.pk, Role.HEAD)]
        if heads:
            yield Asked.UNIT, unit.pk, heads[:1]

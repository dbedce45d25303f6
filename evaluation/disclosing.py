"""From draft to publication: drafted by the queue, checked by each, approved by a second person, frozen."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from evaluation import corrections, drafting
from evaluation.disclosure_differences import difference
from evaluation.models import Disclosure, Objection
from evaluation.periods import Month
from evaluation.published_files import fact_of
from groups import recipients
from groups.duty_roster import DutyRoster
from groups.models import Representative
from office import calendar as office_calendar
from office import events, options, publishing
from office.actors import Actor
from office.calendar import local_date
from office.events.facts import JSON
from office.models import User
from office.notifications.notices import notify
from office.numbers import clean_words
from office.publishing import Act, Notice, Publication, Reason, SecondPerson
from office.refusals import Refused
from office.roles import Role
from office.templatetags.wording import short_deadline_day
from office.verbs import verb
from requests_app.deadlines.display import deadline
from stations.models import Station

Status = Disclosure.Status
OBJECTION_AT_MOST, ANSWER_AT_MOST = 500, 2000


@verb
def draft(station: Station, month: Month, *, by: Actor, at: datetime) -> Disclosure:
    """The month's first edition; where one exists it is returned as it is (a repeat changes nothing)."""
    existing = Disclosure.objects.of(month).filter(station=station).order_by("-edition").first()
    if existing is not None:
        return existing
    data = drafting.month_data(station, month)
    return _draft(station, month, data, edition=1, note="", by=by, at=at)


def _draft(
    station: Station,
    month: Month,
    figures: dict[str, Any],
    *,
    edition: int,
    note: str,
    by: Actor,
    at: datetime,
) -> Disclosure:
    on = local_date(at)
    days = int(options.value("objection_days", on))
    disclosure = Disclosure.objects.create(
        station=station,
        year=month.year,
        month=month.month,
        edition=edition,
        note=note,
        figures=figures,
        drafted_at=at,
        drafted_by=by.user,
        objections_until=office_calendar.load().add(on, days),
    )
    _show_each(disclosure, at)
    data: dict[str, JSON] = {"station": station.code, "month": str(month), "edition": edition}
    events.record(events.Fact(disclosure.subject, "draft", data), by=by, at=at)
    return disclosure


def _show_each(disclosure: Disclosure, at: datetime) -> None:
    """Every representative named sees the own line and has two working days to object."""
    codes = [line["code"] for line in disclosure.figures["representatives"]]
    people = User.objects.filter(representative__code__in=codes, is_active=True)
    until = disclosure.objections_until
    notify(
        f"{disclosure.subject}:shown",
        people,
        title=f"{disclosure.period.label}履职公示请核对",
        body=f"请在 {deadline(until, started_on=local_date(at))} 前核对自己的一行，有异议请写明。",
        link="/desk/disclosures/",
        at=at,
    )


@verb
def raise_objection(
    disclosure: Disclosure, representative: Representative, text: str, *, by: Actor, at: datetime
) -> Objection:
    """Refuses after the checking days and for a month that was already sent to the approver.

    Decided on the month as it stands, locked: what is being sent up or published takes no objection any more.
    """
    disclosure = DISCLOSURES.locked(disclosure)
    if disclosure.status != Status.SHOWN or local_date(at) > disclosure.objections_until:
        raise Refused("too_late", "核对期已过，请与代表工作机构联系")
    text = clean_words(text)
    if not 5 <= len(text) <= OBJECTION_AT_MOST:
        raise Refused("too_short", f"请写明哪一项不对，5 到 {OBJECTION_AT_MOST} 字", field="text")
    if Objection.objects.filter(
        disclosure=disclosure, representative=representative, answered_at__isnull=True
    ).exists():
        raise Refused("exists", "您的异议已经提交，正在核实")
    objection = Objection.objects.create(
        disclosure=disclosure, representative=representative, text=text, raised_at=at
    )
    fact = events.Fact(disclosure.subject, "object", {"representative": representative.code}, {"text": text})
    events.record(fact, by=by, at=at)
    return objection


@verb
def answer_objection(objection: Objection, answer: str, *, recount: bool, by: Actor, at: datetime) -> None:
    """Answered in writing. Where the record was mended (`recount`), the cases named in the answer are counted as mended.

    Of two answers at the same moment the first holds. Raises `Refused`: `answered`, `missing`, `unknown_case`.
    """
    disclosure = DISCLOSURES.locked(objection.disclosure)
    raised = Objection.objects.select_for_update(of=("self",)).select_related("representative__user")
    objection = raised.get(pk=objection.pk)
    if objection.answered_at is not None:
        raise Refused("answered", "这条异议已经答复")
    answer = clean_words(answer)
    if not 1 <= len(answer) <= ANSWER_AT_MOST:
        raise Refused("missing", f"请填写答复，不超过 {ANSWER_AT_MOST} 字", field="answer")
    objection.answer, objection.answered_at, objection.answered_by = answer, at, by.user
    objection.save(update_fields=["answer", "answered_at", "answered_by"])
    if recount:
        disclosure.figures = corrections.corrected(disclosure, answer, at=at)
        disclosure.save(update_fields=["figures"])
    data: dict[str, JSON] = {"objection": objection.pk, "recount": recount}
    events.record(events.Fact(disclosure.subject, "answer_objection", data, {"answer": answer}), by=by, at=at)
    notify(
        f"{disclosure.subject}:objection:{objection.pk}",
        recipients.the_person(objection.representative, DutyRoster(local_date(at))),
        title="您对公示的异议已答复",
        body=f"{disclosure.period.label}履职公示",
        link="/desk/disclosures/",
        at=at,
    )


def _refuse_unready(disclosure: Disclosure, by: Actor, at: datetime) -> None:
    """Every objection is answered and the days to object are over."""
    if disclosure.objections.filter(answered_at__isnull=True).exists():
        raise Refused("open_objections", "还有异议没有答复，请先答复")
    if local_date(at) <= disclosure.objections_until:
        until = disclosure.objections_until
        raise Refused("too_early", f"代表核对期到 {short_deadline_day(until)}，请过后再送审")


def _next(disclosure: Disclosure, note: str, by: Actor, at: datetime) -> Disclosure:
    """What was published, but for the cases that the note names (docs/domain.md § 6)."""
    data, edition = corrections.corrected(disclosure, note, at=at), disclosure.edition + 1
    return _draft(disclosure.station, disclosure.period, data, edition=edition, note=note, by=by, at=at)


NOT_SUBMITTED = ("wrong_state", "这个月份还没有送审，或已经公示")
DISCLOSURES = Publication[Disclosure](
    key=("station_id", "year", "month"), related=("station", "submitted_by"), link="/desk/disclosures/",
    stage_column="status", stages=(Status.SHOWN, Status.SUBMITTED, Status.PUBLISHED, Status.SUPERSEDED),
    submission=("submitted_by", "submitted_at"), approval=("approved_by", "published_at"),
    difference=difference, next_edition=_next, fact=fact_of,
    acts={
        "submit": Act(
            ("wrong_state", "这个月份已经送审或公示"), "送审", "已送审", ready=_refuse_unready,
            notice=Notice(
                "{edition.subject}:submitted", "{edition.period.label}履职公示待审签", "{edition}",
                lambda row, by, at: User.objects.with_role(Role.APPROVER, on=local_date(at)))),
        "hand_back": Act(
            NOT_SUBMITTED, "退回修改", "已退回", reason=Reason("请写明退回原因"),
            notice=Notice(
                "{edition.subject}:handed_back:{at}", "{edition.period.label}履职公示被退回", "{reason}")),
        "publish": Act(
            NOT_SUBMITTED, "审签并公示", "已公示",
            second_person=(SecondPerson(lambda row: (row.submitted_by_id,), "送审人不能审签，请另一人审签"),)),
        "correct": Act(
            ("not_published", "只有已公示的月份才需要更正"), "生成更正版", "已生成更正版，请核对后送审",
            reason=Reason("请写明更正原因，会印在公示上", 200, "note", "更正原因超过 {at_most} 字，请删减")),
    },
)  # fmt: skip
submit, hand_back, publish, correct = publishing.verbs(DISCLOSURES)

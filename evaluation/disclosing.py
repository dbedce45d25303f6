"""From draft to publication: drafted by the queue, checked by each, approved by a second person, frozen."""

from __future__ import annotations

from datetime import datetime

from evaluation import drafting
from evaluation.models import Disclosure, Objection
from evaluation.periods import Month
from groups.models import Representative
from office import calendar as office_calendar
from office import events, options
from office.actors import Actor
from office.calendar import local_date
from office.events.facts import JSON
from office.models import RoleGrant, User
from office.notifications.notices import notify
from office.refusals import Refused
from office.roles import Role
from office.templatetags.wording import short_day
from office.verbs import verb
from requests_app.deadlines.display import deadline
from stations.models import Station


@verb
def draft(station: Station, month: Month, *, by: Actor, at: datetime) -> Disclosure:
    """The month's first edition; where one exists it is returned as it is (a repeat changes nothing)."""
    existing = Disclosure.objects.of(month).filter(station=station).order_by("-edition").first()
    if existing is not None:
        return existing
    return _draft(station, month, edition=1, note="", by=by, at=at)


@verb
def correct(disclosure: Disclosure, note: str, *, by: Actor, at: datetime) -> Disclosure:
    """A new edition of a published month, counted anew, with the reason that is printed on it."""
    if disclosure.status != Disclosure.Status.PUBLISHED:
        raise Refused("not_published", "只有已公示的月份才需要更正")
    if not note.strip():
        raise Refused("missing", "请写明更正原因，会印在公示上", field="note")
    later = Disclosure.objects.of(disclosure.period).filter(
        station=disclosure.station, edition__gt=disclosure.edition
    )
    if later.exists():
        raise Refused("exists", "更正版已经生成，请继续处理更正版")
    return _draft(
        disclosure.station, disclosure.period, edition=disclosure.edition + 1, note=note, by=by, at=at
    )


def _draft(station: Station, month: Month, *, edition: int, note: str, by: Actor, at: datetime) -> Disclosure:
    on = local_date(at)
    days = int(options.value("objection_days", on))
    disclosure = Disclosure.objects.create(
        station=station,
        year=month.year,
        month=month.month,
        edition=edition,
        note=note,
        figures=drafting.month_data(station, month, as_of=month.to_on),
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
    """Refuses after the checking days and for a month that was already sent to the approver."""
    if disclosure.status != Disclosure.Status.SHOWN or local_date(at) > disclosure.objections_until:
        raise Refused("too_late", "核对期已过，请与代表工作机构联系")
    if len(text.strip()) < 5:
        raise Refused("too_short", "请写明哪一项不对，至少 5 个字", field="text")
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
    """Answered in writing; where the records were mended meanwhile the draft is counted anew."""
    if objection.answered_at is not None:
        raise Refused("answered", "这条异议已经答复")
    if not answer.strip():
        raise Refused("missing", "请填写答复", field="answer")
    objection.answer, objection.answered_at, objection.answered_by = answer, at, by.user
    objection.save(update_fields=["answer", "answered_at", "answered_by"])
    disclosure = objection.disclosure
    if recount:
        disclosure.figures = drafting.month_data(
            disclosure.station, disclosure.period, as_of=disclosure.period.to_on
        )
        disclosure.save(update_fields=["figures"])
    data: dict[str, JSON] = {"objection": objection.pk, "recount": recount}
    events.record(events.Fact(disclosure.subject, "answer_objection", data, {"answer": answer}), by=by, at=at)
    if objection.representative.user is not None:
        notify(
            f"{disclosure.subject}:objection:{objection.pk}",
            [objection.representative.user],
            title="您对公示的异议已答复",
            body=f"{disclosure.period.label}履职公示",
            link="/desk/disclosures/",
            at=at,
        )


@verb
def submit(disclosure: Disclosure, *, by: Actor, at: datetime) -> None:
    """Staff send it to the approver, once every objection is answered and the days to object are over."""
    disclosure = Disclosure.objects.select_for_update(of=("self",)).get(pk=disclosure.pk)
    if disclosure.status != Disclosure.Status.SHOWN:
        raise Refused("wrong_state", "这个月份已经送审或公示")
    if disclosure.objections.filter(answered_at__isnull=True).exists():
        raise Refused("open_objections", "还有异议没有答复，请先答复")
    if local_date(at) <= disclosure.objections_until:
        until = disclosure.objections_until
        raise Refused("too_early", f"代表核对期到 {short_day(until)}，请过后再送审")
    disclosure.status = Disclosure.Status.SUBMITTED
    disclosure.submitted_at, disclosure.submitted_by = at, by.user
    disclosure.save(update_fields=["status", "submitted_at", "submitted_by"])
    approvers = RoleGrant.objects.in_force(local_date(at)).filter(role=Role.APPROVER).select_related("user")
    notify(
        f"{disclosure.subject}:submitted",
        [grant.user for grant in approvers],
        title=f"{disclosure.period.label}履职公示待审签",
        body=str(disclosure),
        link="/desk/disclosures/",
        at=at,
    )
    events.record(events.Fact(disclosure.subject, "submit", {}), by=by, at=at)


@verb
def publish(disclosure: Disclosure, *, by: Actor, at: datetime) -> None:
    """The approver's signature: public from now on, never changed again; an older edition is superseded."""
    disclosure = Disclosure.objects.select_for_update(of=("self",)).get(pk=disclosure.pk)
    if disclosure.status != Disclosure.Status.SUBMITTED:
        raise Refused("wrong_state", "这个月份还没有送审，或已经公示")
    if by.user is None or by.user.pk == disclosure.submitted_by_id:
        raise Refused("second_person", "送审人不能审签，请另一人审签")
    Disclosure.objects.of(disclosure.period).published().filter(station=disclosure.station).update(
        status=Disclosure.Status.SUPERSEDED
    )
    disclosure.status = Disclosure.Status.PUBLISHED
    disclosure.published_at, disclosure.approved_by = at, by.user
    disclosure.save(update_fields=["status", "published_at", "approved_by"])
    events.record(events.Fact(disclosure.subject, "publish", {"edition": disclosure.edition}), by=by, at=at)


@verb
def hand_back(disclosure: Disclosure, reason: str, *, by: Actor, at: datetime) -> None:
    """The approver sends it back to staff with a reason."""
    disclosure = Disclosure.objects.select_for_update(of=("self",)).get(pk=disclosure.pk)
    if disclosure.status != Disclosure.Status.SUBMITTED:
        raise Refused("wrong_state", "这个月份还没有送审，或已经公示")
    if not reason.strip():
        raise Refused("missing", "请写明退回原因", field="reason")
    staff = disclosure.submitted_by
    disclosure.status = Disclosure.Status.SHOWN
    disclosure.submitted_at = disclosure.submitted_by = None
    disclosure.save(update_fields=["status", "submitted_at", "submitted_by"])
    if staff is not None:
        notify(
            f"{disclosure.subject}:handed_back:{at.isoformat()}",
            [staff],
            title=f"{disclosure.period.label}履职公示被退回",
            body=reason,
            link="/desk/disclosures/",
            at=at,
        )
    events.record(events.Fact(disclosure.subject, "hand_back", {}, {"reason": reason}), by=by, at=at)

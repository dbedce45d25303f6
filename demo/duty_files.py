"""What representatives said of their own duty files: a missing record, an objection answered, one that waits; who is
exempted from a duty, and who is not."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from demo.directory import Directory
from demo.years_told import BEHIND, EXEMPT
from evaluation.duties import exempting, links, objecting, own_entries
from evaluation.duties.exempting import Asked
from evaluation.duties.on_behalf import ACCOUNT
from evaluation.duties.own_entries import Entered
from groups.models import ProfessionalMembership, Representative
from office.actors import Actor
from office.calendar import local_date


def say(directory: Directory, *, at: datetime) -> None:
    """In the weeks before the local date of `at`."""
    on, year = local_date(at), local_date(at).year
    person, colleague = (
        Representative.objects.get(user=directory[name]) for name in ("representative", "colleague")
    )
    own, liaison = Actor.of(directory["representative"]), Actor.of(directory["liaison"])
    asked_at = at - timedelta(days=12)
    day = max(date(year, 1, 1), on - timedelta(days=70))
    missing = Entered("opinion", day, "参加市人大常委会办公室组织的优化营商环境条例草案征求意见座谈会")
    entry = own_entries.enter(person, missing, said=ACCOUNT, by=own, at=asked_at)
    own_entries.decide(entry, "座谈会签到表", accepted=True, by=liaison, at=asked_at + timedelta(days=1))
    row = objecting.raise_objection(
        person, year, "duty:survey", "调研视察少记了一次，请核对。", said=ACCOUNT, by=own, at=asked_at
    )
    answer = "已核对：那次活动的报告还没有确认，确认后自动计入。"
    objecting.answer(row, answer, upheld=False, by=liaison, at=asked_at + timedelta(days=2))
    own = Actor.of(directory["colleague"])
    objecting.raise_objection(
        colleague,
        year,
        "duty:pairing",
        "七月到企业去过一次，没有记上。",
        said=ACCOUNT,
        by=own,
        at=at - timedelta(days=2),
    )
    _send_link(directory, at=at - timedelta(days=1))
    _exempt(directory, at=at)


def _exempt(directory: Directory, *, at: datetime) -> None:
    """Who is ill visits nobody till the end of the year; who is away on business is exempted from nothing."""
    on = local_date(at)
    last = date(on.year, 12, 31)
    liaison, staff = Actor.of(directory["liaison"]), Actor.of(directory["staff"])
    ill = exempting.ask(
        directory.representatives[EXEMPT],
        Asked("pairing", on, last, "sick"),
        by=liaison,
        at=at - timedelta(hours=3),
    )
    exempting.decide(ill, granted=True, by=staff, at=at - timedelta(hours=1))
    away = Asked("", on - timedelta(days=45), last, "other", "企业在外地建新厂，春天以后多在外地，顾不上")
    own, asked_at = Actor.of(directory.account_of(BEHIND)), at - timedelta(days=50)
    row = exempting.ask(directory.representatives[BEHIND], away, by=own, at=asked_at)
    exempting.decide(row, granted=False, by=staff, at=asked_at + timedelta(days=2))


def _send_link(directory: Directory, *, at: datetime) -> None:
    """To a member of the finance group without an account."""
    spans = ProfessionalMembership.objects.in_force(local_date(at)).filter(group=directory.groups["finance"])
    people = Representative.objects.in_office(local_date(at)).filter(
        pk__in=spans.values("representative"), user=None
    )
    for person in people.exclude(phone="").order_by("certificate_number")[:1]:
        links.send(person, local_date(at).year, by=Actor.of(directory["liaison"]), at=at)

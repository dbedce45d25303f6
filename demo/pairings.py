"""A year of pairings: each posted representative with one or two enterprises, a visit a quarter, some behind.

Most visits are confirmed by the enterprise, a few denied or not answered; what liaisons enter for representatives
without an account waits for their own word.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from itertools import count, cycle

from demo.directory import Directory
from demo.years_told import BEHIND, FULL_YEAR
from fieldwork.confirmations import digests, kinds, words
from fieldwork.models import Pairing, Visit, Way
from fieldwork.models.visits import Answer
from fieldwork.pairings import pairing
from fieldwork.pairings.contacts import Quarter
from fieldwork.pairings.pairing import Proposal, identity_of
from fieldwork.visits import asking, recording
from fieldwork.visits.recording import Said
from groups.models import Mandate, Representative
from office.actors import Actor
from office.calendar import LOCAL, local_date
from office.models import User
from stations.models import Enterprise, Posting
from stations.ties import Ties

PHONES_FROM = 19900060001
ENTERPRISE = Actor.requester("desk")
REASONS = ("熟悉本行业", "企业在代表所在片区", "进站职能对口", "企业反映过同类难题")
# How, kind, result, whom met, what was said.
TALKS = (
    ("came", "listen", "material", "王厂长", "贷款月底到期，银行要求先还后贷，想办无还本续贷"),
    ("telephone", "policy", "policy", "方经理", "讲了技改贷款贴息怎么申报，企业准备材料"),
    ("came", "help", "nothing", "李总", "核实了上次反映的用电报装，已通电"),
    ("station", "listen", "consultation", "陈会计", "问研发费用加计扣除备案，讲了流程"),
    ("came", "listen", "material", "周主任", "园区到城区末班车太早，夜班职工回不去"),
    ("telephone", "listen", "nothing", "邹经理", "生产正常，暂时没有要办的事"),
)
# Of ten visits: what the enterprise answers; empty where it says nothing.
ANSWERS = (Answer.CAME,) * 7 + (Answer.UNSURE, "", Answer.CAME)
# Every so many asked visits one is denied; every so many quarters one goes by without a visit.
DENIED_EACH = 37
MISSED_EACH = 9
WITHOUT_ACCOUNTS = 12
# Who misses nothing goes in the first weeks of a quarter; the month until which who is behind was in town.
EARLY, IN_TOWN_UNTIL = timedelta(days=40), 3


def hold(directory: Directory, *, begin: datetime, at: datetime) -> None:
    """All of it, in the order of the representatives."""
    _Year(directory, begin, at).run()


class _Year:
    def __init__(self, directory: Directory, begin: datetime, at: datetime) -> None:
        self.staff = Actor.of(directory["staff"])
        self.directory, self.begin, self.at = directory, begin, at
        self.rng = random.Random("pairings")  # noqa: S311 - invented visits
        rows = Enterprise.objects.leading().exclude(uscc=None).order_by("pk")
        self.enterprises, self.phones = cycle(list(rows)), count(PHONES_FROM)
        self.talks, self.visits, self.quarters = cycle(TALKS), count(1), count(1)

    def run(self) -> None:
        for person in self._posted():
            for number in range(self.rng.choice((1, 1, 2))):
                row = self._open(person, number)
                for day in self._days(row):
                    self._visit(row.enterprise, person, day)
        self._without_accounts()

    def _posted(self) -> list[Representative]:
        rows = Posting.objects.serving(local_date(self.at)).select_related("representative__user")
        people = {row.representative_id: row.representative for row in rows.order_by("representative__code")}
        return list(people.values())

    def _open(self, person: Representative, number: int) -> Pairing:
        """Proposed by the liaison, approved by staff; the enterprise opens the link two days later."""
        span = (
            Mandate.objects.active(local_date(self.at))
            .filter(representative=person)
            .order_by("since")
            .first()
        )
        since = max(local_date(self.begin), span.since if span else local_date(self.begin))
        moment = datetime.combine(since + timedelta(days=8 + 5 * number), time(10), tzinfo=LOCAL)
        moment = min(moment, self.at - timedelta(days=20))
        proposal = Proposal(reason=self.rng.choice(REASONS), contact="方经理", phone=str(next(self.phones)))
        liaison = Actor.of(self._liaison(person, local_date(moment)))
        row = pairing.propose(person, self._untied(person), proposal, by=liaison, at=moment)
        pairing.approve(row, by=self.staff, at=moment + timedelta(hours=3))
        return pairing.agree(row, by=ENTERPRISE, at=moment + timedelta(days=2))

    def _untied(self, person: Representative) -> Enterprise:
        ties = Ties([person], on=local_date(self.at))
        return next(row for row in self.enterprises if not ties.of(person, identity_of(row)))

    def _liaison(self, person: Representative, on: date) -> User:
        group = person.professional_group(on)
        found = self.directory.liaisons.get(group.code, []) if group else []
        return found[0] if found else self.directory["approver"]

    def _days(self, row: Pairing) -> Iterator[datetime]:
        """A day in each quarter until now; a quarter is missed now and then, the last one more often."""
        on = row.since or local_date(self.at)
        quarter, certificate = Quarter.of(on), row.representative.certificate_number
        while quarter.first <= local_date(self.at):
            day = quarter.first + timedelta(days=self.rng.randint(12, 70))
            is_last = quarter.after > local_date(self.at)
            is_made = next(self.quarters) % (3 if is_last else MISSED_EACH) > 0
            if certificate == FULL_YEAR:
                day, is_made = min(day, quarter.first + EARLY), True
            elif certificate == BEHIND:
                is_made = is_made and day.month <= IN_TOWN_UNTIL
            moment = datetime.combine(max(day, on + timedelta(days=3)), time(9, 30), tzinfo=LOCAL)
            if is_made and moment < self.at - timedelta(hours=4):
                yield moment
            quarter = quarter.next

    def _visit(self, enterprise: Enterprise, person: Representative, met_at: datetime) -> Visit:
        """By the representative on the phone, else by the liaison; the enterprise answers in the evening."""
        how, kind, result, met, said = next(self.talks)
        number = next(self.visits)
        user = person.user or self._liaison(person, local_date(met_at))
        done = recording.record_visit(
            enterprise,
            [person],
            Said(met_at=met_at, how=how, kind=kind, result=result, met=met, words=said),
            form_key=f"demo-{number}",
            by=Actor.of(user),
            at=met_at + timedelta(hours=1),
        )
        answered_at = met_at + timedelta(hours=3)
        if done.visit.asked_at is None:
            return asking.confirm(done.visit, "企业来电", by=self.staff, at=answered_at)
        answer = Answer.NOT_CAME if number % DENIED_EACH == 0 else ANSWERS[number % len(ANSWERS)]
        if person.certificate_number == FULL_YEAR:
            answer = Answer.CAME
        return asking.answer(done.visit, answer, by=ENTERPRISE, at=answered_at) if answer else done.visit

    def _without_accounts(self) -> None:
        """Entered by the liaison, asked by the month's link: some confirm, some deny, some say nothing."""
        on = local_date(self.at)
        people = Representative.objects.in_office(on).filter(user=None).exclude(phone="").order_by("code")
        served = [row for row in people if row.professional_group(on)][:WITHOUT_ACCOUNTS]
        met_at = datetime.combine(on.replace(day=1) - timedelta(days=9), time(15), tzinfo=LOCAL)
        for person in served:
            self._visit(self._untied(person), person, met_at)
        asked_at = datetime.combine(on.replace(day=1), time(9, 20), tzinfo=LOCAL)
        if asked_at > self.at:
            return
        digests.send_due(at=asked_at)
        for place, person in enumerate(served):
            said = {line.key: "false" if place == 4 else "true" for line in kinds.waiting_of(person.pk)}
            if place % 3:
                words.say(
                    person,
                    said,
                    way=Way.LINK,
                    by=Actor.requester("own"),
                    at=asked_at + timedelta(hours=place),
                )

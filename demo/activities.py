"""Eleven months of activities of six groups, regional groups with them: `demo/activities.json`.

The visit of 25 June is the model case: two companies, 23 representatives, answered on the spot, reported. One is to
come and confirmed, one waits for the office, the latest waits for its report.
"""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from casework import engine
from demo import activity_papers, agreed_findings, photographs
from demo.directory import Directory
from demo.matter_scenario import Timeline
from demo.office_hours import OfficeHours
from demo.scenario import Scenario
from fieldwork.activities import checking_in, planning, report, rotating_code
from fieldwork.activities.activity_file import ActivityFile
from fieldwork.activities.overview import Findings, findings_of
from fieldwork.activities.planning import Called, Plan
from fieldwork.activities.steps.attendance import AttendanceInputs, GuestInputs, SheetInputs
from fieldwork.activities.steps.papers import PaperInputs
from fieldwork.activities.steps.records import HoldInputs, NoteInputs, ReleaseInputs, ReportInputs
from fieldwork.activities.steps.replies import ReplyInputs
from fieldwork.models import Activity, ActivityPhoto, Participation
from groups.models import RegionalGroup, RegionalMembership, Representative
from office.actors import Actor
from office.background import jobs
from office.calendar import LOCAL, local_date
from office.models import User
from portal.reference_data.files import read
from requests_app.intake import findings
from requests_app.intake.intake import Intake
from requests_app.models.requests import Source
from requests_app.notifications import messages
from stations.models import Enterprise

BEGINS, ENDS = time(8, 30), time(17)
PHONES_FROM = 19900095001
REGIONAL_AT_MOST = 2
# Days of activities of which there are photographs.
PHOTOGRAPHED = ("2026-06-25", "2026-09-02", "2026-11-11")


def timelines(directory: Directory, begin: datetime, hours: OfficeHours) -> Iterator[Timeline]:
    """One for each activity whose whole way lies in the invented year; two more are still to come."""
    plans = [plan for plan in read("demo/activities.json") if _begins(plan, hours) >= begin]
    past = [plan for plan in plans if date.fromisoformat(plan["on"]) < local_date(hours.now)]
    for number, plan in enumerate(past):
        way = _Way(plan, number, directory, hours.drawn_from(f"hours:activity:{number}"))
        yield way.timeline()
        yield from way.agreed()
    for number, days in enumerate((6, 13), start=len(past)):
        day = hours.calendar.next_working(local_date(hours.now) + timedelta(days=days))
        plan = past[number % len(past)] if past else None
        if plan is not None:
            own = hours.drawn_from(f"hours:activity:{number}")
            yield _Way(
                {**plan, "on": day.isoformat(), "to_confirm": days > 10}, number, directory, own
            ).timeline()


def _begins(plan: dict[str, Any], hours: OfficeHours) -> datetime:
    """When it is proposed: ten working days before."""
    return hours.at_office(hours.back(date.fromisoformat(plan["on"]), 10))


class _Way:
    """One activity from its plan to its report."""

    def __init__(self, plan: dict[str, Any], number: int, directory: Directory, hours: OfficeHours) -> None:
        self.plan, self.number, self.directory, self.hours = plan, number, directory, hours
        self.day = date.fromisoformat(plan["on"])
        self.liaison = directory.liaisons[plan["group"]][0]
        rows = Representative.objects.in_office(self.day).filter(certificate_number__in=plan["people"])
        known = {person.certificate_number: person for person in rows}
        self.people = [known[each] for each in plan["people"] if each in known]
        self.activity = Activity()

    def timeline(self) -> Timeline:
        at = min(_begins(self.plan, self.hours), self.hours.now)
        yield at
        self.activity = planning.propose(
            self._plan(), self._groups(), self._called(), by=Actor.of(self.liaison), at=at
        )
        if self.plan.get("to_confirm"):
            return
        at = self.hours.later(at, 1)
        yield at
        self._take("confirm", None, by=self.directory["staff"], at=at)
        at = self.hours.later(at, 1)
        yield at
        self._send_programme(at)
        self._reply(at)
        at = datetime.combine(self.day, time(8, 20), tzinfo=LOCAL)
        yield at
        self._arrive(at)
        yield at + timedelta(hours=2)
        self._note(at + timedelta(hours=2))
        yield at + timedelta(hours=8)
        self._take("hold", HoldInputs(done=self.plan["done"]), by=self.liaison, at=at + timedelta(hours=8))
        yield from self._afterwards(at + timedelta(hours=9))

    def agreed(self) -> Iterator[Timeline]:
        """One timeline for each problem that was agreed on with a unit."""
        for place, said in enumerate(self.plan.get("agreed", ())):
            plan = {**said, "on": self.plan["on"], "group": self.plan["group"], "number": place}
            own = self.hours.drawn_from(f"hours:agreed:{self.number}:{place}")
            yield agreed_findings.timeline(
                plan, lambda: self.activity, self._with_account(), self.directory, own
            )

    def _afterwards(self, at: datetime) -> Timeline:
        cases = []
        for place, said in enumerate(self.plan.get("settled", ())):
            yield at
            cases.append(self._settle(said, place, at))
        at = self.hours.later(at, 1)
        yield at
        rows = tuple(Participation.objects.filter(activity=self.activity))
        self._take("confirm_attendance", AttendanceInputs(rows=rows), by=self.directory["staff"], at=at)
        for case in cases:
            Scenario(case, at=at).rate()
        if (self.hours.now.date() - self.day).days < 25:
            return
        at = self.hours.later(at, 3)
        yield at
        self._release_photographs(at)
        text = report.draft(ActivityFile(self.activity), self._findings(at))
        self._take("write_report", ReportInputs(report=text), by=self.liaison, at=at)
        at = self.hours.later(at, 1)
        yield at
        self._take("report", None, by=self.directory["staff"], at=at)

    def _plan(self) -> Plan:
        names = ("kind", "title", "action", "place", "theme", "led_by", "programme")
        said = {name: self.plan[name] for name in names if name in self.plan}
        return Plan(held_on=self.day, begins=BEGINS, ends=ENDS, **said)

    def _groups(self) -> list[Any]:
        """The professional group, and the regional groups to which most of the people belong."""
        rows = RegionalMembership.objects.in_force(self.day).filter(representative__in=self.people)
        common = Counter(rows.order_by("pk").values_list("group", flat=True)).most_common(REGIONAL_AT_MOST)
        regional = RegionalGroup.objects.filter(pk__in=[key for key, _ in common]).order_by("code")
        return [self.directory.groups[self.plan["group"]], *regional]

    def _called(self) -> Called:
        firms = list(Enterprise.objects.filter(name__in=self.plan["enterprises"]).order_by("pk"))
        if self.plan["kind"] == "enforcement":
            self.people = [
                person
                for person in self.people
                if not any(self.directory.stands_aside(person, firm.name, []) for firm in firms)
            ]
        return Called(self.people, [self.directory.departments[code] for code in self.plan["units"]], firms)

    def _send_programme(self, at: datetime) -> None:
        """Of those that are photographed, and of the one that is still to come."""
        if self.plan["on"] in PHOTOGRAPHED or self.day > local_date(self.hours.now):
            page = activity_papers.programme_of(self.plan, self.day, by=self.liaison, at=at)
            given = PaperInputs(file=page, title=activity_papers.TITLE)
            self._take("add_paper", given, by=self.liaison, at=at)

    def _reply(self, at: datetime) -> None:
        for person in self._with_account():
            given = ReplyInputs(representative=person, answer="comes")
            self._take("reply", given, by=self._account(person), at=at)

    def _arrive(self, at: datetime) -> None:
        """Who has an account scans; the others sign the sheet."""
        scanned = self._with_account()
        for place, person in enumerate(scanned):
            code = rotating_code.code_at(self.activity.token, at)
            by = Actor.of(self._account(person))
            checking_in.scan(self.activity, person, code, f"demo-{place}", by=by, at=at)
        signed = tuple(person for person in self.people if person not in scanned)
        if signed:
            self._take("enter_sheet", SheetInputs(people=signed), by=self.liaison, at=at)
        for row in self.activity.invitations.filter(representative__isnull=True).order_by("pk"):
            self._take("record_guest", GuestInputs(invitation=row, came="yes"), by=self.liaison, at=at)

    def _note(self, at: datetime) -> None:
        for place, (name, met, words) in enumerate(self.plan["notes"]):
            firm = Enterprise.objects.filter(name=name).first()
            key = f"demo-{self.number}-{place}"
            photo = (
                photographs.of_activity(f"{self.plan['on']}-{place + 1}", by=self.liaison, at=at)
                if self.plan["on"] in PHOTOGRAPHED
                else None
            )
            given = NoteInputs(
                words=words, form_key=key, enterprise=firm, place="" if firm else name, met=met, photo=photo
            )
            self._take("note", given, by=self.liaison, at=at)

    def _settle(self, said: dict[str, Any], place: int, at: datetime) -> Any:
        """Answered on the spot, as the officers who were there said."""
        category = self.directory.categories[said["category"]]
        person = next(
            each for each in self.people if not self.directory.stands_aside(each, said["enterprise"], [])
        )
        intake = Intake(
            station=self.directory.stations["gyllzx"],
            source=Source.ACTIVITY,
            requester_kind="enterprise",
            text=said["text"],
            category=category,
            representative=person,
            enterprise_name=said["enterprise"],
            contact=said["contact"],
            phone=str(PHONES_FROM + place),
            share_contact=True,
        )
        settled = findings.Settled(
            "", "到场代表、单位工作人员和企业负责人", person, said["solution"], said["result"], self.activity
        )
        key = str(uuid.UUID(int=9000 + self.number * 10 + place, version=4))
        case = findings.record_settled(intake, settled, key=key, by=Actor.of(self.liaison), at=at).case
        jobs.run_now(messages.CASE_SUBMITTED, case.subject, at=at)
        return case

    def _findings(self, at: datetime) -> Findings:
        """As the liaison who writes the report reads them."""
        return next((find(self.activity, self.liaison, local_date(at)) for find in findings_of), Findings())

    def _release_photographs(self, at: datetime) -> None:
        """By staff: nobody is in them."""
        for row in self.activity.photos.order_by("pk"):
            given = ReleaseInputs(photo=row, basis=ActivityPhoto.Basis.NO_PEOPLE)
            self._take("release_photo", given, by=self.directory["staff"], at=at)

    def _with_account(self) -> list[Representative]:
        return [person for person in self.people if person.user is not None]

    def _account(self, person: Representative) -> User:
        return self.directory.account_of(person.certificate_number)

    def _take(self, name: str, given: Any, *, by: User, at: datetime) -> None:
        engine.take(name, self.activity, given, by=Actor.of(by), at=at)

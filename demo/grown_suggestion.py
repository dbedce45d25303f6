"""The suggestion that grew from many requests of a year, and answers all of them."""

from __future__ import annotations

import random
from datetime import datetime, time, timedelta

from django.db.models import Count

from casework.models.assignments import AssignmentStatus
from demo.directory import Directory
from demo.matter_scenario import Timeline
from demo.office_hours import OfficeHours
from demo.suggestion_people import RELAY, account_of, people_of, unit_of
from demo.suggestion_scenario import SuggestionScenario
from groups.models import Representative
from office.calendar import LOCAL, local_date
from requests_app.models import EnterpriseRequest
from requests_app.models.requests import Status

GROWN_FROM = 9


def sign(play: SuggestionScenario) -> None:
    """By the unit, once the government's office has passed it on where it goes through that."""
    if play.row.assignments.filter(status=AssignmentStatus.AT_RELAY).exists():
        play.pass_on().wait(hours=2)
    play.sign()


def grown(directory: Directory, hours: OfficeHours) -> Timeline:
    """By the representative who handles most: nine of the own requests, answered, and all nine told."""
    begins_on = local_date(hours.now) - timedelta(days=80)
    yield datetime.combine(begins_on, time(9), tzinfo=LOCAL)
    rng = random.Random("grown")  # noqa: S311 - invented figures
    answered = EnterpriseRequest.objects.filter(
        sealed=False,
        status__in=(Status.ANSWERED, Status.CLOSED),
        received_on__lt=begins_on - timedelta(days=40),
    )
    rows = answered.filter(representative__user__isnull=False).values("representative")
    most = rows.annotate(n=Count("pk")).order_by("-n", "representative").first()
    if most is None:
        return
    author = Representative.objects.select_related("user").get(pk=most["representative"])
    cases = list(answered.filter(representative=author).order_by("pk")[:GROWN_FROM])
    group = author.professional_memberships.select_related("group").filter(until=None).get().group.code
    lead = unit_of(directory, group, rng)
    people = people_of(directory, group, lead, rng) | {"author": account_of(author)}
    play = SuggestionScenario(people, lead, at=hours.now, title="关于惠企事项一次告知、按时办结的建议")
    yield play.wait_until(begins_on).work(1).at
    play.draft(generality="服务站一年收到的同类反映超过三十件").link(*cases)
    play.take("ask_signatures", "author").take("submit", "author")
    yield play.work(1).at
    play.register()
    yield play.work(1).at
    play.assign(through=directory.departments.get(RELAY))
    yield play.work(1).at
    sign(play)
    yield play.work(20).at
    play.answer("A")
    yield play.work(2).at
    play.opinion().take("report_back", "author", text="谢谢您反映")

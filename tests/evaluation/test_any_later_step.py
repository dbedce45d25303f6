"""Whatever is done later, in whatever order, a month that is over is counted as it was: every kind of work at once."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable
from random import Random
from typing import Any

import pytest
from django.db import transaction

from demo.suggestion_scenario import SuggestionScenario
from evaluation import figures
from evaluation.drafting import month_data
from evaluation.periods import Month
from evaluation.results import Rate
from fieldwork.activities.steps.attendance import AttendanceInputs, ClaimInputs
from fieldwork.confirmations import words
from fieldwork.models import Activity, Participation, Visit, VisitPart
from fieldwork.pairings import pairing
from fieldwork.visits import asking, recording
from groups import mandates
from office import calendar as office_calendar
from office.actors import Actor
from office.calendar import local_date
from office.refusals import Refused
from policies.models import Reading
from requests_app.followup import after_closing, automatic
from requests_app.models import EnterpriseRequest
from stations.consultations import register, voiding
from stations.models import Booking, Consultation, Reception
from stations.receptions import closing, day
from suggestions.deadlines import automatic as suggestions_automatic
from suggestions.models import Suggestion
from tests.evaluation.test_frozen_months import in_november
from tests.fieldwork.activities import rows as activities
from tests.fieldwork.pairings.rows import opened, recorded
from tests.policies.rows import a_reading
from tests.sizes import NAME
from tests.stations.consultations.rows import a_consultation, said
from tests.stations.receptions.rows import a_reception, booked, slots, visit
from tests.stories import SHANGHAI, Story
from tests.suggestions.opinions.rows import adopted

pytestmark = [pytest.mark.django_db, pytest.mark.generated]
NOVEMBER = Month(2026, 11)
ORDERS = {"ci": 1, "deep": 40}[NAME]


class Undo(Exception):
    """Takes the database back to the end of November."""


def on(month: int, day_of_month: int, hour: int = 10, minute: int = 0) -> dt.datetime:
    return dt.datetime(2026, month, day_of_month, hour, minute, tzinfo=SHANGHAI)


def counted(story: Story) -> dict[str, Any]:
    as_of = figures.AsOf.end_of(NOVEMBER)
    return {
        "edition": month_data(story.station, NOVEMBER),
        "all": figures.count_month(NOVEMBER, as_of=as_of, dimensions=figures.DIMENSIONS),
    }


def all_of_november(story: Story) -> None:
    people, station = story.people, story.station
    in_november(story)
    author = {"author": people["representative"], "cosigner": people["colleague"], **people}
    for result_class in ("B", "A", ""):
        play = SuggestionScenario(author, story.lead, at=on(11, 2), title=f"关于返还资金{result_class}的建议")
        play.answered(result_class) if result_class else play.handled()
    activity = activities.confirmed(
        [story.group],
        people["representative"],
        people["colleague"],
        by=people["liaison"],
        staff=people["staff"],
        at=on(11, 3),
        held_on=dt.date(2026, 11, 18),
    )
    activities.answer(
        activity, people["colleague"], "leave", at=on(11, 4), leave_kind="illness", words="住院"
    )
    activities.sheet(activity, people["representative"], by=people["liaison"], at=on(11, 18, 16))
    activities.held(activity, by=people["liaison"], at=on(11, 18, 17))
    claimed = ClaimInputs(words="当天会后赶到了现场")
    activities.take("claim_attendance", activity, claimed, by=people["colleague"], at=on(11, 18, 18))
    activities.reported(activity, by=people["liaison"], staff=people["staff"], at=on(11, 19))
    both = [story.representative(), story.representative("colleague")]
    for number, at in enumerate((on(11, 9), on(11, 10), on(11, 11))):
        met = recorded(both[: number + 1], people["representative"], at).visit
        if number < 2:
            asking.confirm(met, "看过签到表", by=story.actor("staff"), at=at)
    Visit.objects.update(asked_at=on(11, 11))
    opened(both[0], people["liaison"], people["staff"], on(11, 12))
    for _ in range(3):
        a_consultation(station, people["clerk"], at=on(11, 20))
    for at in (on(11, 21, 9), on(11, 28, 9)):
        reception = a_reception(station, people["representative"], at=on(11, 13), held_on=at.date())
        free = slots(reception)
        rows = [booked(slot, at=on(11, 14)).booking for slot in free[:2]]
        if at.day == 21:
            by, later = story.actor("clerk"), at + dt.timedelta(minutes=25)
            day.arrive(rows[0], by=by, at=later)
            day.end_matter(day.note(rows[0], "公交", by=by, at=later), "noted", by=by, at=later)
            day.miss(rows[1], by=by, at=later)
            closing.hold(reception, [free[0].sitting_id], by=by, at=reception.ends_at)
    a_reading(read_on=dt.date(2026, 11, 20), station=station)


def of_cases(story: Story, rng: Random) -> None:
    """A step of any request, by whoever may take it."""
    story.case = rng.choice(list(EnterpriseRequest.objects.unsealed()))
    who = rng.choice(sorted(story.people))
    name = rng.choice(sorted(story.possible(who)) or ["nothing"])
    try:
        story.take_default(name)
    except (LookupError, TypeError, AttributeError, KeyError) as none:
        # What has no default of its own is taken in its own random lives.
        raise Refused("none", "") from none


def by_itself(story: Story, rng: Random) -> None:
    for sweep in (after_closing.sweep, automatic.sweep, suggestions_automatic.sweep):
        sweep(story.at)


def suggestions_step(name: str, who: str, **given: Any) -> Callable[[Story, Random], None]:
    def take(story: Story, rng: Random) -> None:
        """Of one for which it is possible now."""
        play = SuggestionScenario(
            {"author": story.people["representative"], **story.people}, story.lead, at=story.at
        )
        # It ends a life: not before the others had their chance.
        if name == "withdraw" and local_date(story.at) < dt.date(2026, 12, 21):
            raise Refused("later", "")
        rows = list(Suggestion.objects.all())
        for play.suggestion in rng.sample(rows, len(rows)):
            if name in play.possible(who):
                play.take(name, who, **given)
                return
        raise Refused("none", "")

    take.__name__ = name
    return take


def answer_the_last(story: Story, rng: Random) -> None:
    play = SuggestionScenario(
        {"author": story.people["representative"], **story.people}, story.lead, at=story.at
    )
    play.suggestion = Suggestion.objects.latest("pk")
    play.answer("A")


def confirm_attendance(story: Story, rng: Random) -> None:
    rows = tuple(Participation.objects.all())
    step = rng.choice(("confirm_attendance", "deny_attendance"))
    activities.take(
        step, Activity.objects.get(), AttendanceInputs(rows=rows), by=story.people["staff"], at=story.at
    )


def visits(story: Story, rng: Random) -> None:
    met, staff = rng.choice(list(Visit.objects.all())), story.actor("staff")
    rng.choice(
        (
            lambda: asking.answer(
                met, rng.choice(("came", "not_came")), by=Actor.requester("own"), at=story.at
            ),
            lambda: asking.confirm(met, "补看签到表", by=staff, at=story.at),
            lambda: recording.withdraw(met, "记错企业", by=staff, at=story.at),
        )
    )()


def own_words(story: Story, rng: Random) -> None:
    colleague = story.representative("colleague")
    keys = {f"visit-{part.pk}": rng.choice(("true", "false")) for part in VisitPart.objects.waiting()}
    if not words.say(colleague, keys, way="account", by=story.actor("colleague"), at=story.at):
        raise Refused("nothing", "")


def visit_of_november(story: Story, rng: Random) -> None:
    person = story.people["representative"]
    recorded(
        [story.representative()], person, story.at, met_at=story.at - dt.timedelta(days=rng.randrange(1, 14))
    )


def consultations(story: Story, rng: Random) -> None:
    row, staff = rng.choice(list(Consultation.objects.all())), story.actor("staff")
    answered = said(ending="answered", basis="officer", source="税务局 黎股长")
    rng.choice(
        (
            lambda: register.correct(row, answered, reason="补写", by=staff, at=story.at),
            lambda: register.became_request(row, f"2026-{rng.randrange(100_000):05}", by=staff, at=story.at),
            lambda: voiding.ask_void(row, "重复登记", by=staff, at=story.at),
            lambda: a_consultation(
                story.station, story.people["clerk"], at=story.at, consulted_at=on(11, 25)
            ),
        )
    )()


def late_register(story: Story, rng: Random) -> None:
    """The day of 28 November, whose register stood open."""
    by, reception = story.actor("clerk"), Reception.objects.get(held_on="2026-11-28")
    for row in Booking.objects.filter(slot__sitting__reception=reception, status="booked"):
        day.miss(row, by=by, at=story.at)
    walked = day.walk_in(reception, visit(), form_key=f"w{rng.random()}", by=by, at=story.at).booking
    day.end_matter(day.note(walked, "公交", by=by, at=story.at), "noted", by=by, at=story.at)
    closing.hold(reception, [slots(reception)[0].sitting_id], by=by, at=story.at)


def end_pairing(story: Story, rng: Random) -> None:
    row = story.representative().pairings.exclude(status="ended").first()
    if row is None:
        raise Refused("none", "")
    pairing.end(row, "企业搬走", by=story.actor("staff"), at=story.at)


def expert_opinion(story: Story, rng: Random) -> None:
    if local_date(story.at) < dt.date(2026, 12, 22):
        raise Refused("early", "")
    adopted(story)


def read_a_policy(story: Story, rng: Random) -> None:
    a_reading(read_on=local_date(story.at), station=story.station, visitor=f"{rng.random()}")
    assert Reading.objects.count() > 1


def out_of_office(story: Story, rng: Random) -> None:
    """Written down of any day since the middle of November, once the others had their chance. The colleague stays."""
    mandate = story.representative().mandates.open().exclude(status="ended").first()
    if mandate is None or local_date(story.at) < dt.date(2026, 12, 28):
        raise Refused("later", "")
    by, on_day = story.actor("staff"), rng.choice((dt.date(2026, 11, 16), local_date(story.at)))
    on_day = max(on_day, mandate.since)
    if mandate.status == "suspended":
        mandates.resume(mandate, on=on_day, by=by, at=story.at)
    elif rng.random() < 0.7:
        mandates.suspend(mandate, reason_kind="criminal_case", on=on_day, by=by, at=story.at)
    else:
        mandates.end(mandate, reason_kind="resigned", on=on_day, by=by, at=story.at)


LATER: tuple[Callable[[Story, Random], None], ...] = (
    of_cases, of_cases, of_cases, of_cases, by_itself, answer_the_last, confirm_attendance, visits, visits, own_words,
    visit_of_november, consultations, consultations, late_register, end_pairing, expert_opinion, read_a_policy, out_of_office,
    suggestions_step("give_opinion", "author", attitude="mostly", result="satisfied"),
    suggestions_step("keep_promise", "head", evidence="已经到账"),
    suggestions_step("withdraw", "author", why="other", text="另行提出"),
)  # fmt: skip


def test_any_later_steps_in_any_order_leave_a_published_month_as_it_was(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Under five a rate shows neither part: here both are looked at.
    monkeypatch.setattr(Rate, "is_small", property(lambda rate: not rate.denominator))
    all_of_november(story)
    before = counted(story)
    taken: Counter[str] = Counter()
    for seed in range(ORDERS):
        try:
            with transaction.atomic():
                go_on(story, Random(seed), before, taken)
                raise Undo
        except Undo:
            office_calendar.forget()
    print("Later steps:", dict(taken))
    missed = {each.__name__ for each in LATER} - set(taken)
    assert len(missed) <= 1, missed


def go_on(story: Story, rng: Random, before: dict[str, Any], taken: Counter[str]) -> None:
    """From the first of December to the end of January, about a step of each kind a fortnight."""
    story.at, way = on(12, 1, 9), list[str]()
    for _ in range(4):
        for move in rng.sample(LATER, len(LATER)):
            story.at += dt.timedelta(hours=rng.choice((1, 5, 30)))
            try:
                with transaction.atomic():
                    move(story, rng)
            except Refused:
                continue
            taken[move.__name__] += 1
            way.append(f"{story.at:%m-%d %H:%M} {move.__name__}")
            assert NAME == "ci" or counted(story) == before, "\n → ".join(way)
        assert counted(story) == before, "\n → ".join(way)

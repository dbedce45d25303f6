"""A year of the handbook: editors and their versions, what was checked, read and searched for, and what did not help."""

import random
import secrets
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from demo.directory import Directory
from office.actors import Actor
from office.calendar import LOCAL, local_date
from policies import content as contents
from policies import editing, reviews
from policies.handbook import editions
from policies.models import (
    InformationItem,
    Policy,
    PolicyEditor,
    PolicyVersion,
    Reading,
    SearchedTerm,
)
from portal.reference_data.files import read
from stations.models import Station

DAYS = 330
FIRST_BOOK_BEFORE = 120
REWRITTEN_BEFORE = 70
MORNING = time(9, 30)
READINGS_A_DAY = (6, 22)
SOURCES = (("direct", 30), ("search", 34), ("qr", 18), ("receipt", 9), ("fit", 9))


def clause_for(text: str, key: str) -> PolicyVersion | None:
    """The published policy that a matter is about, where one of the year's texts came by a policy's page."""
    rng = random.Random(f"clause {key}")  # noqa: S311 - spreads invented visits
    for word, slug in read("demo/policies.json")["unused"].items():
        if word in text and rng.random() < 0.6:
            return (
                PolicyVersion.objects.published().filter(policy__slug=slug).select_related("policy").first()
            )
    return None


def build(directory: Directory, *, begin: datetime, at: datetime) -> None:
    plan = read("demo/policies.json")
    _appoint(directory, plan["editors"], begin)
    # As the queue would have made them: the first book, one after the first rewriting, today's.
    editions.make(at=at - timedelta(days=FIRST_BOOK_BEFORE))
    _rewrite(directory, plan, at)
    editions.make(at=at - timedelta(days=REWRITTEN_BEFORE - 2))
    _check(directory, plan["checked"], at)
    editions.make(at=at)
    _remind(at)
    _read(at)
    _search(plan["searches"], at)


def _appoint(directory: Directory, editors: dict[str, list[str]], begin: datetime) -> None:
    PolicyEditor.objects.bulk_create(
        PolicyEditor(user=directory[username], department=directory.departments[code], since=begin.date())
        for username, codes in editors.items()
        for code in codes
    )


def _check(directory: Directory, checked: dict[str, int], at: datetime) -> None:
    """What staff have compared with the official text, so many days ago; the rest still waits."""
    checker = Actor.of(directory["chensiyuan"])
    for version in (
        PolicyVersion.objects.published().filter(policy__slug__in=checked).select_related("policy")
    ):
        editing.check(version, by=checker, at=at - timedelta(days=checked[version.policy.slug]))


def _rewrite(directory: Directory, plan: dict[str, dict[str, str]], at: datetime) -> None:
    """One published anew, one waiting to be checked, one still being written."""
    editor, checker = Actor.of(directory["editor"]), Actor.of(directory["chensiyuan"])
    for days, (slug, point) in zip((REWRITTEN_BEFORE, 2, 1), plan["points"].items(), strict=True):
        when = at - timedelta(days=days)
        draft = editing.revise(Policy.objects.get(slug=slug), by=editor, at=when)
        content = contents.of(draft)
        editing.save(draft, replace(content, key_points=[*content.key_points, point]), by=editor, at=when)
        if days > 1:
            editing.submit(draft, by=editor, at=when + timedelta(hours=1))
        if days > 2:
            editing.publish(draft, compared=True, by=checker, at=when + timedelta(days=1))


def _remind(at: datetime) -> None:
    """Of late, once a week: else the first morning of the demo would bring a year's reminders at once."""
    for days in (31, 24, 17, 10, 3):
        reviews.remind(at=datetime.combine(local_date(at) - timedelta(days=days), MORNING, tzinfo=LOCAL))


def _read(at: datetime) -> None:
    """Some policies are read ten times as often as others; fewer readers on weekends, a terminal at the counter."""
    rng = random.Random("readings")  # noqa: S311 - spreads invented visits
    policies = list(Policy.objects.filter(versions__state="published").order_by("pk"))
    weights = [1 / (place + 2) for place in range(len(policies))]
    rng.shuffle(weights)
    items = list(InformationItem.objects.published().order_by("pk"))
    station = Station.objects.filter(is_default=True).first()
    rows: list[Reading] = []
    for back in range(DAYS, 0, -1):
        on = local_date(at - timedelta(days=back))
        for _ in range(rng.randint(*READINGS_A_DAY) // (3 if on.weekday() > 4 else 1)):
            at_counter = rng.random() < 0.15
            source = (
                "counter"
                if at_counter
                else rng.choices([name for name, _ in SOURCES], [w for _, w in SOURCES])[0]
            )
            values = {
                "kind": "onsite" if at_counter else "view",
                "source": source,
                "station": station if at_counter else None,
                "visitor": secrets.token_hex(32),
                "read_on": on,
            }
            if rng.random() < 0.7:
                rows.append(Reading(what="policy", policy=rng.choices(policies, weights)[0], **values))
            else:
                rows.append(Reading(what="information", item=rng.choice(items), **values))
    Reading.objects.bulk_create(rows, batch_size=500)


def _search(searches: dict[str, list[int]], at: datetime) -> None:
    """(how often a month, whether anything was found) of each word."""
    rng = random.Random("searches")  # noqa: S311 - spreads invented visits
    rows: dict[tuple[str, date], SearchedTerm] = {}
    for text, (often, is_found) in searches.items():
        for _ in range(often * 11):
            on = local_date(at - timedelta(days=rng.randint(1, DAYS)))
            row = rows.setdefault((text, on), SearchedTerm(text=text, on=on))
            row.times += 1
            row.misses += 0 if is_found else 1
    SearchedTerm.objects.bulk_create(rows.values(), batch_size=500)

"""What is on record of the requests of a year: who had them when, and the rows that belong to them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from django.db.models import Count
from django.utils import timezone

from groups.models import Representative
from office.calendar import local_date
from office.models import Event
from requests_app.models import (
    CaseState,
    Clock,
    Contact,
    EnterpriseRequest,
    JointConsultation,
    LookBack,
    Promise,
    Urging,
    Verdict,
)
from requests_app.models.clocks import ClockKind
from requests_app.models.handovers import PassedUp

CASES = "case:"
# By the case's key.
By = dict[int, list[Any]]
# The local date on which a case was handed over as its representative would not have it, by its key and their code.
Refusals = Mapping[tuple[int, str], date]


@dataclass(frozen=True)
class Held:
    """A stretch in which a representative had a case: local dates, `until` not counted."""

    case: int
    since: date
    until: date


@dataclass
class Facts:
    """Rows of the cases, read once for all people."""

    cases: Mapping[int, EnterpriseRequest]
    clocks: By = field(default_factory=dict)
    contacts: By = field(default_factory=dict)
    consultations: By = field(default_factory=dict)
    urgings: By = field(default_factory=dict)
    verdicts: By = field(default_factory=dict)
    promises: By = field(default_factory=dict)
    look_backs: By = field(default_factory=dict)
    refused: Refusals = field(default_factory=dict)


def stretches(people: Mapping[int, Representative], until: date, refused: Refusals) -> dict[int, list[Held]]:
    """Each case once for each person, by key: from the first day to the last. What was refused on the day on which it
    was given is in no state of a day, and was offered all the same.
    """
    spans: dict[tuple[int, int], tuple[date, date]] = {}
    rows = CaseState.objects.filter(representative__in=people, sealed=False, from_on__lt=until)
    for person, case, since, end in rows.order_by("from_on").values_list(
        "representative", "case", "from_on", "until_on"
    ):
        first, last = spans.get((person, case), (since, end))
        spans[person, case] = (min(first, since), max(last, end))
    keys = {person.code: key for key, person in people.items()}
    for (case, code), on in refused.items():
        if code in keys:
            spans.setdefault((keys[code], case), (on, on))
    found: dict[int, list[Held]] = defaultdict(list)
    for (person, case), (since, end) in sorted(spans.items()):
        found[person].append(Held(case, since, end))
    return found


def read(keys: Collection[int], until: date, refused: Refusals) -> Facts:
    """What was on record of the unsealed ones before the local date `until`, in nine queries."""
    rows = (
        EnterpriseRequest.objects.filter(pk__in=keys, sealed=False)
        .select_related("enterprise")
        .annotate(followers_count=Count("followers", distinct=True))
        .annotate(twins_count=Count("leading__followers", distinct=True))
    )
    return Facts(
        cases={row.pk: row for row in rows},
        clocks=_by_case(
            Clock.objects.filter(
                case__in=keys,
                kind__in=(ClockKind.CONTACT, ClockKind.CHECK, ClockKind.REPLY),
                start_on__lt=until,
            )
        ),
        contacts=_by_case(Contact.objects.filter(case__in=keys, contacted_on__lt=until)),
        consultations=_by_case(JointConsultation.objects.held().filter(case__in=keys, meets_on__lt=until)),
        urgings=_by_case(Urging.objects.filter(case__in=keys, by_enterprise=False, urged_on__lt=until)),
        verdicts=_by_case(
            Verdict.objects.filter(case__in=keys, overridden_at__isnull=True, given_on__lt=until)
        ),
        promises=_by_case(Promise.objects.valid().filter(case__in=keys)),
        look_backs=_by_case(LookBack.objects.done().filter(case__in=keys, done_on__lt=until)),
        refused=refused,
    )


def refusals(since: date, until: date) -> Refusals:
    """Of the local dates from `since` to before `until`: for none of the reasons that excuse (`PassedUp`)."""
    first, end = (timezone.make_aware(datetime.combine(day, time.min)) for day in (since, until))
    rows = Event.objects.filter(action="hand_over", at__gte=first, at__lt=end, subject__startswith=CASES)
    return {
        (int(row.subject.removeprefix(CASES)), row.data["old"]): local_date(row.at)
        for row in rows
        if row.data.get("passed_up") == PassedUp.OTHER
    }


def _by_case(rows: Iterable[Any]) -> By:
    found: By = defaultdict(list)
    for row in rows:
        found[row.case_id].append(row)
    return found

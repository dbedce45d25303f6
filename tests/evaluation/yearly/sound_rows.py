"""Sound rows of what a year is evaluated by, for tests that make one unsound."""

import datetime as dt
from typing import Any

from evaluation.models import (
    Assessment,
    Assessor,
    DutyEntry,
    DutyFileLink,
    DutyObjection,
    Evaluation,
    Exemption,
    Scheme,
    ScoreLine,
    ScoreObjection,
    Star,
)
from groups.models import ProfessionalGroup, Representative
from office.models import User
from tests.stories import SHANGHAI

AT = dt.datetime(2026, 11, 23, 10, tzinfo=SHANGHAI)
DAY = dt.date(2026, 11, 23)


class Rows:
    """A sound row of each model, with what a test makes unsound."""

    def __init__(self, person: Representative, group: ProfessionalGroup, one: User, two: User) -> None:
        self.person, self.group, self.one, self.two = person, group, one, two
        self.base, _ = Scheme.objects.get_or_create(first_year=2026, defaults={"name": "办法"})
        self.year = 2000

    def scheme(self, **given: Any) -> Scheme:
        self.year += 1
        return Scheme.objects.create(**{"first_year": self.year, "name": "办法", **given})

    def exemption(self, **given: Any) -> Exemption:
        sound = {
            "representative": self.person,
            "since": DAY,
            "until": DAY,
            "reason": "sick",
            "asked_at": AT,
            "asked_by": self.one,
        }
        return Exemption.objects.create(**{**sound, **given})

    def duty_objection(self, **given: Any) -> DutyObjection:
        sound = {
            "representative": self.person,
            "year": 2026,
            "line": "activity:1",
            "line_label": "调研",
            "text": "少记了一次",
            "way": "link",
            "raised_at": AT,
            "answer_due_on": DAY,
        }
        return DutyObjection.objects.create(**{**sound, **given})

    def duty_entry(self, **given: Any) -> DutyEntry:
        sound = {
            "representative": self.person,
            "kind": "survey",
            "on": DAY,
            "words": "到园区调研",
            "way": "link",
            "entered_at": AT,
        }
        return DutyEntry.objects.create(**{**sound, **given})

    def duty_link(self, **given: Any) -> DutyFileLink:
        self.year += 1
        sound = {
            "representative": self.person,
            "year": 2026,
            "seed": "seed",
            "token_hash": f"hash{self.year}",
            "phone_index": "index",
            "sent_at": AT,
            "sent_on": DAY,
            "expires_on": DAY,
        }
        return DutyFileLink.objects.create(**{**sound, **given})

    def evaluation(self, **given: Any) -> Evaluation:
        self.year += 1
        sound = {
            "representative": self.person,
            "year": self.year,
            "scheme": self.base,
            "group": self.group,
            "is_posted": True,
            "months": 12,
            "as_of": DAY,
            "inputs": {},
            "total": 50,
            "digest": "",
            "computed_at": AT,
        }
        return Evaluation.objects.create(**{**sound, **given})

    def frozen(self, **given: Any) -> Evaluation:
        return self.evaluation(
            **{**SHOWN, **APPROVED, "shown_by": self.one, "approved_by": self.two, **given}
        )

    def line(self, **given: Any) -> ScoreLine:
        sound = {
            "evaluation": given.get("evaluation") or self.evaluation(),
            "position": 0,
            "part": "activity",
            "key": "duties",
            "label": "履职任务",
            "at_most": 12,
            "points": 6,
            "formula": "",
            "inputs": [],
            "records": [],
        }
        return ScoreLine.objects.create(**{**sound, **given})

    def objection(self, **given: Any) -> ScoreObjection:
        sound = {
            "evaluation": given.get("evaluation") or self.evaluation(),
            "line_key": "duties",
            "line_label": "履职任务",
            "text": "不对",
            "raised_at": AT,
            "raised_by": self.one,
            "answer_due_on": DAY,
        }
        return ScoreObjection.objects.create(**{**sound, **given})

    def assessor(self, **given: Any) -> Assessor:
        self.year += 1
        sound = {"year": self.year, "user": self.two, "listed_at": AT, "listed_by": self.one}
        return Assessor.objects.create(**{**sound, **given})

    def assessment(self, **given: Any) -> Assessment:
        sound = {
            "year": 2026,
            "suggestion": "suggestion:1",
            "title": "建议",
            "place": 1,
            "assessor": given.get("assessor") or self.assessor(),
            "drawn_at": AT,
        }
        return Assessment.objects.create(**{**sound, **given})

    def star(self, **given: Any) -> Star:
        self.year += 1
        sound = {
            "representative": self.person,
            "group": self.group,
            "year": self.year,
            "quarter": 1,
            "reason": "事迹",
            "proposed_at": AT,
            "proposed_by": self.one,
        }
        return Star.objects.create(**{**sound, **given})


SHOWN = {"shown_at": AT, "objections_until": DAY, "status": "shown"}
APPROVED = {"approved_at": AT, "status": "frozen"}
MARKS = {"given_at": AT, "depth": 5, "clearness": 5, "feasibility": 5, "wording": 5}
PUBLISHED = {"status": "published", "answered_at": AT, "published_at": AT, "shown_until": DAY}

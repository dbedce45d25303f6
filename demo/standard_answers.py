"""Standard answers of the unit that most is asked of, some of them public, one still to be checked."""

from __future__ import annotations

from datetime import date, datetime

from demo.directory import Directory
from groups.models import Department
from office.actors import Actor
from office.calendar import local_date
from policies.models import StandardAnswer
from policies.standard_answers.editing import Entry, begin, publish, submit
from portal.reference_data.files import read

UNIT, PUBLIC = StandardAnswer.Audience.UNIT, StandardAnswer.Audience.PUBLIC


def write(directory: Directory, *, at: datetime) -> None:
    """Those of data/demo/standard_answers.json, good until the end of next year, checked by another than who wrote them."""
    staff, approver = Actor.of(directory["staff"]), Actor.of(directory["approver"])
    handler, head = Actor.of(directory["department"]), Actor.of(directory["head"])
    valid_until = date(local_date(at).year + 1, 12, 31)
    for row in read("demo/standard_answers.json"):
        is_public = row["audience"] == PUBLIC
        writer, checker = (staff, approver) if is_public else (handler, head)
        unit = Department.objects.get(code=row["unit"])
        entry = Entry(unit, row["question"], row["text"], valid_until)
        answer = begin(entry, PUBLIC if is_public else UNIT, by=writer, at=at)
        answer = submit(answer, by=writer, at=at)
        if row["audience"] != "draft":
            publish(answer, by=checker, at=at)

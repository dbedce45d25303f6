"""How every case stood on each day so far, from its events: what figures of past months are counted from.

The last state says what the case's own columns say; a case without events has that one alone. A date that was
extended or stood still shows in earlier states as it came out in the end: it moves no case from one month to another.
"""

import json
from collections import defaultdict
from datetime import date
from zoneinfo import ZoneInfo

from django.db import migrations

LOCAL = ZoneInfo("Asia/Shanghai")
BATCH = 500
OUTCOMES = ("settled", "promised", "unresolved", "explained", "unrated", "upheld", "suggestion")
ENDED = ("closed", "referred", "declined", "withdrawn")
COLUMNS = (
    "status", "outcome", "sealed", "station_id", "group_id", "representative_id", "requester_kind", "anonymous",
    "parts_count", "accepted_on", "first_due_on", "answer_due_on", "waiting_since", "closed_on",
)  # fmt: skip


def _day(at):
    return at.astimezone(LOCAL).date()


def _data(event):
    return json.loads(bytes(event.payload)).get("data", {})


class History:
    """The states of some cases, read from the rows that hang on them."""

    def __init__(self, apps, cases):
        def model(name, app="requests_app"):
            return apps.get_model(app, name).objects

        self.cases, keys = cases, [case.pk for case in cases]
        self.State = apps.get_model("requests_app", "CaseState")
        self.groups = dict(model("ProfessionalGroup", "groups").values_list("code", "pk"))
        self.people = dict(model("Representative", "groups").values_list("code", "pk"))
        self.events = self._by_case(
            model("Event", "office").filter(subject__in=[f"case:{key}" for key in keys]).order_by("seq"),
            lambda event: int(event.subject.partition(":")[2]),
        )
        self.clocks = self._by_case(model("Clock").filter(case__in=keys, kind="answer").order_by("pk"))
        self.pauses = self._by_case(model("Pause").filter(case__in=keys))
        self.leads = self._by_case(
            model("Assignment").filter(case__in=keys, part="lead").order_by("assigned_on", "pk")
        )

    @staticmethod
    def _by_case(rows, key=lambda row: row.case_id):
        found = defaultdict(list)
        for row in rows:
            found[key(row)].append(row)
        return found

    def states(self):
        for case in self.cases:
            yield from self._states(case)

    def _states(self, case):
        events = self.events[case.pk]
        days = self._days(case, events)
        first = _day(events[0].at) if events else case.received_on
        days = days or {first: {}}
        ordered = sorted(days)
        now = {name: getattr(case, name) for name in COLUMNS}
        now["lead_id"] = self._lead(case, date.max)
        last = None
        for place, on in enumerate(ordered):
            values = days[on] | self._dates(case, on, days[on]) if on != ordered[-1] else now
            if last is not None and {name: getattr(last, name) for name in values} == values:
                continue
            if last is not None:
                last.until_on = on
                yield last
            last = self.State(case_id=case.pk, from_on=on, until_on=date.max, **values)
        yield last

    def _days(self, case, events):
        """What each day's last event left behind."""
        begun = next((_data(event)["from"] for event in events if "from" in _data(event)
                      and "to" in _data(event)), case.status)
        values = {
            "status": begun, "outcome": "", "sealed": False, "station_id": case.station_id, "group_id": None,
            "representative_id": None, "requester_kind": case.requester_kind, "anonymous": case.anonymous,
            "parts_count": 1, "accepted_on": None, "closed_on": None,
        }  # fmt: skip
        if case.split_from_id:
            values |= {"group_id": case.group_id, "representative_id": case.representative_id,
                       "parts_count": case.parts_count, "accepted_on": case.accepted_on}  # fmt: skip
        found = {}
        for event in events:
            self._apply(values, event, _data(event))
            found[_day(event.at)] = dict(values)
        return found

    def _apply(self, values, event, data):
        on = _day(event.at)
        if "to" in data:
            values["status"] = data["to"]
            # A look back records under the same name what it found.
            named = data.get("outcome") if data.get("outcome") in OUTCOMES else values["outcome"]
            values["outcome"] = named if data["to"] == "closed" else ""
            ended = data["to"] in ENDED
            values["closed_on"] = (values["closed_on"] or on) if ended else None
        if values["status"] == "closed" and not values["outcome"]:
            values["outcome"] = "unrated"
        if data.get("group") in self.groups and data.get("representative") in self.people:
            values["group_id"] = self.groups[data["group"]]
            values["representative_id"] = self.people[data["representative"]]
            values["accepted_on"] = values["accepted_on"] or on
        if event.action == "hand_over":
            values["representative_id"] = self.people.get(data.get("new"))
        if event.action == "leave_to_liaison":
            values["representative_id"] = None
        if event.action == "seal":
            values["sealed"] = True
        if event.action == "split":
            values["parts_count"] = 1 + len(data.get("parts", ()))

    def _dates(self, case, on, values):
        started = [clock for clock in self.clocks[case.pk] if _day(clock.started_at) <= on]
        waits = [pause.from_on for pause in self.pauses[case.pk]
                 if pause.from_on <= on and (pause.until_on is None or pause.until_on > on)]  # fmt: skip
        has_date = bool(started) and values["accepted_on"] is not None
        return {
            "first_due_on": case.first_due_on if has_date else None,
            "answer_due_on": started[-1].due_on if has_date else None,
            "waiting_since": waits[0] if waits else None,
            "lead_id": self._lead(case, on),
        }

    def _lead(self, case, on):
        given = [part for part in self.leads[case.pk] if part.assigned_on <= on
                 and (part.returned_at is None or _day(part.returned_at) > on)]  # fmt: skip
        if on == date.max:
            given = [part for part in given if part.status not in ("returned", "ended")]
        return given[-1].department_id if given else None


def write_states(apps, schema_editor):
    cases = apps.get_model("requests_app", "EnterpriseRequest").objects.order_by("pk")
    state = apps.get_model("requests_app", "CaseState").objects
    last = 0
    while batch := list(cases.filter(pk__gt=last)[:BATCH]):
        state.bulk_create(History(apps, batch).states(), batch_size=BATCH)
        last = batch[-1].pk


class Migration(migrations.Migration):
    dependencies = [("requests_app", "0020_case_states")]

    operations = [migrations.RunPython(write_states, migrations.RunPython.noop)]

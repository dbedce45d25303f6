"""An independent reading of one case: its events alone, from the first to the last, and what they leave in force."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from office.models import Event
from requests_app.models import EnterpriseRequest

DISPOSED = frozenset({"decline", "terminate", "refer"})
ASSIGNED = frozenset({"assign", "confirm_finding"})
WRITTEN = frozenset({"reply", "record_reply"})
RETURNED = frozenset({"return", "record_return"})
ANSWERED = frozenset({"answer", "answer_on_the_spot", "follow", "record_settled_finding"})
# What becomes of the lead's text by the steps of others.
BECOMES = {
    "confirm": "sent",
    "hand_back": "handed_back",
    "check": "checked",
    "dispute_class": "checked",
    "answer": "checked",
    "send_back": "sent_back",
}
# The date to the enterprise is more than its own count after these.
MOVES_THE_DATE = frozenset({"ask", "extend", "withdraw", "resume", "merge", "unmerge", "decide_appeal"})


@dataclass
class Reading:
    """`lead`: code of the unit that leads; `reply`: key of its text of this round, in `state`."""

    round: int = 1
    lead: str = ""
    reply: int | None = None
    state: str = ""
    proposed: str = ""
    proposed_by: int | None = None
    gave_back: set[str] = field(default_factory=set)
    named: str = ""
    began: list[dt.datetime] = field(default_factory=list)
    date_began: dt.datetime | None = None
    date_is_plain: bool = True
    is_told: bool = False

    @classmethod
    def of(cls, case: EnterpriseRequest) -> Reading:
        found = cls()
        for event in Event.objects.of(case.subject).order_by("seq"):
            found.read(event)
        return found

    def read(self, event: Event) -> None:
        action, data = event.action, event.data
        if action in WRITTEN:
            self.reply, self.state = data["reply"], "awaits_head" if data.get("awaits_head") else "sent"
        elif action in BECOMES and self.reply:
            self.state = BECOMES[action]
        elif action == "propose_decline":
            self.proposed, self.proposed_by = data["kind"], event.by_user_id
        elif action in RETURNED and data["part"] == "lead":
            self.gave_back.add(data["unit"])
            self.named = data.get("right", "")
            self.leaves()
        elif action in DISPOSED or action == "merge":
            self.leaves()
        if action in ASSIGNED or action == "transfer":
            self.leaves()
            self.lead, self.named = data["lead"], ""
        self.decided(action)
        # With the leading case its enterprise is told a date, which stays when it goes on by itself.
        self.is_told = self.is_told or (action == "merge" and bool(data["due_on"]))
        self.dated(action, event.at)
        if data.get("round", 1) > self.round:
            self.next_round(data["round"], event.at)

    def decided(self, action: str) -> None:
        if action in DISPOSED | ASSIGNED | ANSWERED | {"accept", "transfer"}:
            self.proposed = ""

    def dated(self, action: str, at: dt.datetime) -> None:
        if action == "accept":
            self.date_began, self.date_is_plain = at, not self.is_told
        elif action in MOVES_THE_DATE:
            self.date_is_plain = False

    def leaves(self) -> None:
        self.lead, self.reply, self.state = "", None, ""

    def next_round(self, number: int, at: dt.datetime) -> None:
        self.round, self.reply, self.state = number, None, ""
        self.gave_back, self.named = set(), ""
        self.began.append(at)
        self.date_began, self.date_is_plain = at, True

    def round_at(self, at: dt.datetime) -> int:
        return 1 + sum(began <= at for began in self.began)

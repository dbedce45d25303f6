"""Steps that the requester takes on the own case, each once however often the button is pressed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from casework import engine
from casework.engine import Step
from office.actors import Actor
from office.refusals import Refused
from requests_app.access import parties
from requests_app.access.requesters import Requester, keys_still_in_force
from requests_app.intake import duplicates, taken_once
from requests_app.models import EnterpriseRequest
from requests_app.models.case_file import CaseFile
from requests_app.steps.sets import ENTERPRISE
from requests_app.steps.table import STEPS


@dataclass(frozen=True)
class Words:
    """A step as its requester reads it: heading and button; what it leads to is told by own_words.py."""

    title: str
    verb: str


WORDS = {
    "rate": Words("评价", "提交评价"),
    "still_there": Words("问题彻底解决了吗", "告诉代表"),
    "supplement": Words("补充说明或材料", "提交补充"),
    "reopen": Words("尚未解决，请继续办理", "请继续办理"),
    "appeal": Words("申诉", "提交申诉"),
    "urge": Words("催办", "催办"),
    "correct": Words("更正", "提交更正"),
    "agree_to_be_named": Words("让被反映的单位知道是我", "同意告知"),
    "withdraw": Words("撤回诉求", "撤回诉求"),
    "ask_withdrawal": Words("撤回诉求", "提出撤回"),
    "oppose_withdrawal": Words("不撤回，继续办理", "不撤回"),
}
NAMES = tuple(WORDS)
KEY_ENDED = "您打开这一页用的链接或查询码刚刚失效，这一次没有提交。请用最近收到的链接或查询码。"
SAID_BEFORE = "您刚才已提交过同样的内容，这一次还没有提交。仍要再提交，请再点一次按钮。"


def possible(
    case: EnterpriseRequest, *, by: Actor, at: datetime, file: CaseFile | None = None
) -> dict[str, Step]:
    """What the requester may do now, by name, in the order of NAMES; `file` where one is open already."""
    steps = {step.name: step for step in engine.possible(case, by=by, at=at, file=file)}
    return {name: steps[name] for name in NAMES if name in steps}


def earlier_body(case: EnterpriseRequest, *, key: str) -> str | None:
    """The fingerprint of what this very form has brought before, None where it has brought nothing."""
    return duplicates.body_of(f"case:{case.pk}", key)


def take_once(
    name: str,
    case: EnterpriseRequest,
    given: Any,
    *,
    key: str,
    body: str,
    by: Requester,
    at: datetime,
    is_meant_again: bool = False,
) -> bool:
    """Take the step for a form that has not been sent yet; `body` is the fingerprint of what it brings.

    False where another tap was faster in this moment. Raises `Refused` as `engine.take` does, `key_ended` where the
    key that opened the page has ended while the form was on its way, and `said_before` where another form brought
    the same within the hour and it is not `is_meant_again`.
    """
    scope = f"case:{case.pk}"

    def ask() -> None:
        if duplicates.is_acknowledged(scope, key):
            # This very form was faster; what it brought may have ended its key.
            return
        _refuse_ended(STEPS[name], by)
        # A verdict of another number may say the same, and one's own second is judged by its guard.
        is_verdict = parties.REQUESTER_VERDICT in STEPS[name].who
        if (
            not is_verdict
            and not is_meant_again
            and duplicates.was_brought(scope, body, but_not_by=key, at=at)
        ):
            raise Refused("said_before", SAID_BEFORE)

    return taken_once.take_once(name, case, given, scope=scope, key=key, body=body, by=by, at=at, before=ask)


def _refuse_ended(step: Step, by: Requester) -> None:
    """Keys are read before a body that may take its time to arrive, and files in it theirs to be examined."""
    opens, judges = keys_still_in_force(by)
    if not (opens and step.who & ENTERPRISE) and not (judges and parties.REQUESTER_VERDICT in step.who):
        raise Refused("key_ended", KEY_ENDED)

"""问题彻底解决了吗: asked once by link four weeks after the end; the enterprise's own word (docs/domain.md § 3)."""

from __future__ import annotations

from dataclasses import dataclass

from office.refusals import Refused
from requests_app import receipts
from requests_app.models import LaterQuestion, LookBack
from requests_app.models.later_questions import QuestionKind
from requests_app.models.look_backs import LookBackOutcome, LookBackSource
from requests_app.models.promises import ConfirmedBy
from requests_app.workflow import telling
from requests_app.workflow.effects import look_back_plans, promises
from requests_app.workflow.engine import Taking
from requests_app.workflow.given import ask

HOLDS = [("yes", "彻底解决了"), ("no", "没有，问题还在或又出现了")]


def not_asked(taking: Taking) -> Refused | None:
    asked = LaterQuestion.objects.filter(case=taking.case, round=taking.case.round, kind=QuestionKind.LASTING)
    return Refused("asked_once", "已经问过企业") if asked.exists() else None


def ask_lasting(taking: Taking) -> None:
    """The system, once a round; the link opens the question itself."""
    case = taking.case
    question = LaterQuestion.objects.create(
        case=case, round=case.round, kind=QuestionKind.LASTING, asked_at=taking.at, asked_on=taking.on
    )
    token = receipts.round_key(case, at=taking.at)
    taking.then(
        lambda: telling.enterprise(
            case,
            f"lasting:{question.pk}",
            "问题彻底解决了吗",
            f"受理编号 {case.ledger_number}。请打开链接再告诉我们一次，只问这一次。",
            at=taking.at,
            secret=telling.private_link(token, "still_there"),
        )
    )


@dataclass(frozen=True)
class StillThereGiven:
    holds: str = ask("choice", "现在的情况", choices=HOLDS, refusal="请选择现在的情况")
    said: str = ask("text", "现在是什么情况", required=False, max_length=500)


def asked(taking: Taking) -> Refused | None:
    unanswered = LaterQuestion.objects.unanswered().filter(case=taking.case, round=taking.case.round)
    return None if unanswered.exists() else Refused("not_asked", "这个问题已经回答过，或还没有到提问的时候")


def still_there(taking: Taking) -> None:
    """A yes confirms; a no opens a look-back, by which the liaison or staff call."""
    case, given = taking.case, taking.given
    holds = given.holds == "yes"
    LaterQuestion.objects.unanswered().filter(case=case, round=case.round).update(
        holds=holds, said=given.said, answered_at=taking.at, answered_on=taking.on
    )
    taking.say(holds=holds)
    taking.keep(text=given.said)
    if holds:
        _confirmed(taking)
    else:
        _look_back(taking)


def _confirmed(taking: Taking) -> None:
    promises.confirm(taking, ConfirmedBy.ENTERPRISE)
    row = LookBack.objects.undone().filter(case=taking.case, source=LookBackSource.PROMISE).first()
    if row is not None and taking.data.get("promise"):
        row.outcome, row.done_at, row.done_on = LookBackOutcome.HOLDS, taking.at, taking.on
        row.save(update_fields=["outcome", "done_at", "done_on"])
        promises.stop_look_back(taking, row)


def _look_back(taking: Taking) -> None:
    case = taking.case
    row = look_back_plans.opened_of(case)
    if row is None:
        row = look_back_plans.put(case, LookBackSource.ASKED, taking.on)
        look_back_plans.open_one(taking, row)
        return
    taking.then(
        lambda: telling.people(
            case,
            f"still_there:{case.round}",
            telling.second_people(case, taking.on),
            "企业说问题没有彻底解决，请回头看",
            at=taking.at,
        )
    )

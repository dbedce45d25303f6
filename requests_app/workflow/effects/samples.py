"""A second person looks at a sampled exclusion: right, or back to work by the way of an appeal (§ 2, § 10.5)."""

from __future__ import annotations

from dataclasses import dataclass

from office.refusals import Refused
from requests_app import clocks
from requests_app.models import Disposal, ExclusionCheck
from requests_app.models.clocks import ClockKind
from requests_app.models.samples import SampleOutcome
from requests_app.workflow import telling
from requests_app.workflow.effects.disposals import reinstate
from requests_app.workflow.engine import Taking
from requests_app.workflow.given import ask


@dataclass(frozen=True)
class CheckExclusionGiven:
    conclusion: str = ask(
        "choice",
        "抽查结论",
        choices=[
            (SampleOutcome.RIGHT, "不予受理正确"),
            (SampleOutcome.WRONG, "应当受理，恢复办理"),
        ],
    )
    remark: str = ask("text", "说明", max_length=500, hint="看了什么、依据什么；恢复办理的，企业会看到")


def is_sampled(taking: Taking) -> Refused | None:
    check = _waiting(taking)
    if check is None:
        return Refused("not_sampled", "这件没有被抽中，或者已经抽查")
    if taking.by.user is not None and taking.by.user.pk in _decided_it(check.disposal):
        return Refused("second_person", "提出或作出原决定的人不能抽查，请另一人抽查")
    return None


def check_exclusion(taking: Taking) -> None:
    """Right: it stays declined. Wrong: as an appeal that was upheld, and the enterprise is told."""
    check = _waiting(taking)
    if check is None:
        raise Refused("not_sampled", "这件没有被抽中，或者已经抽查")
    given = taking.given
    check.outcome, check.remark = given.conclusion, given.remark
    check.checked_by, check.checked_at = taking.user, taking.at
    check.save()
    taking.say(check=check.pk, outcome=given.conclusion)
    taking.keep(remark=given.remark)
    if given.conclusion == SampleOutcome.WRONG:
        _overturn(taking, check.disposal)


def _overturn(taking: Taking, disposal: Disposal) -> None:
    disposal.appeal_upheld, disposal.appeal_reason = True, taking.given.remark
    disposal.appeal_decided_by, disposal.appeal_decided_at = taking.user, taking.at
    disposal.save()
    clocks.stop(taking.case, ClockKind.APPEAL, at=taking.at)
    reinstate(taking, disposal)
    taking.then(
        lambda: telling.enterprise(
            taking.case,
            f"overturned:{disposal.pk}",
            "经复核，您的诉求将继续办理",
            taking.given.remark,
            at=taking.at,
        )
    )


def _waiting(taking: Taking) -> ExclusionCheck | None:
    rows = ExclusionCheck.objects.waiting().filter(disposal__case=taking.case)
    return rows.select_related("disposal").last()


def _decided_it(disposal: Disposal) -> tuple[int | None, int | None]:
    return disposal.decided_by_id, disposal.proposed_by_id

"""协助代表: named beside the handling representative, and let go again (docs/domain.md § 1, 回避)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from casework.engine import Importance, Step, StepContext
from casework.history import Names, Words, label_of
from casework.inputs import input_field
from groups.models import Representative
from office.models import User
from office.refusals import Refused
from requests_app.access import conflicts, parties
from requests_app.models import Helper
from requests_app.models.helping import HelpReason
from requests_app.models.requests import Status
from requests_app.notifications.declared import Occasion, ToPeople
from requests_app.steps.sets import WORKING


@dataclass(frozen=True)
class NameHelperInputs:
    representative: Representative = input_field("representative", "请哪位代表协助")
    because: str = input_field(
        "choice", "原因", choices=HelpReason, hint="应当回避的代表，只能以“熟悉业务”协助，不承办、不核对"
    )
    note: str = input_field("line", "说明", required=False, max_length=100)


def somebody_else_in_office(context: StepContext) -> None:
    """Raises `Refused` beside `representative`: `not_in_office`, `same` as the handling one, `already_helps`."""
    case, new = context.subject, context.inputs.representative
    if not Representative.objects.in_office(context.on).filter(pk=new.pk).exists():
        raise Refused("not_in_office", "这位代表已不在任，请另选一位", field="representative")
    if new.pk == case.representative_id:
        raise Refused("same", "这位代表正在承办，不必协助", field="representative")
    if Helper.objects.open().filter(case=case, representative=new).exists():
        raise Refused("already_helps", "这位代表已在协助", field="representative")


def reason_that_holds(context: StepContext) -> None:
    """Raises `Refused("conflict")` where 回避 leaves but one reason."""
    conflict = conflicts.conflict(context.inputs.representative, context.subject, on=context.on)
    if conflict and context.inputs.because != HelpReason.KNOWS:
        raise Refused("conflict", f"{conflict}，只能以“熟悉业务”协助", field="because")


def note_of_another_reason(context: StepContext) -> None:
    """Raises `Refused("missing")` without a note for another reason."""
    if context.inputs.because == HelpReason.OTHER and not context.inputs.note.strip():
        raise Refused("missing", "请写明为什么请这位代表协助", field="note")


def name_helper(context: StepContext) -> None:
    """Sees the case from now on; handles, checks and answers nothing (docs/domain.md § 1)."""
    case, new, because = context.subject, context.inputs.representative, context.inputs.because
    conflict = conflicts.conflict(new, case, on=context.on)
    helper = Helper.objects.create(
        case=case, representative=new, because=because, note=context.inputs.note, since=context.on
    )
    context.record(helper=new.code, because=because, stands_aside=bool(conflict))
    context.record_private(reason=context.inputs.note)
    context.row = helper


@dataclass(frozen=True)
class EndHelpInputs:
    representative: Representative = input_field("representative", "哪位代表不再协助", required=False)
    reason: str = input_field("line", "原因", required=False, max_length=200)


def has_helper(context: StepContext) -> Refused | None:
    """Somebody helps; of a helper's own the helper. Refuses `no_helper`."""
    rows = context.file.helpers
    if context.party == parties.HELPER and context.scope is not None:
        rows = [row for row in rows if row.representative_id in context.scope.representatives]
    return None if rows else Refused("no_helper", "没有协助代表")


def end_help(context: StepContext) -> None:
    """From now on out of sight.

    A helper ends the own part; who has several helpers in hand says whose, else `Refused("which")`.
    """
    rows = Helper.objects.open().filter(case=context.subject).select_related("representative__user")
    if context.party == parties.HELPER:
        rows = rows.filter(representative_id__in=context.scope.representatives)
    elif context.inputs.representative is not None:
        rows = rows.filter(representative=context.inputs.representative)
    found = list(rows[:2])
    if len(found) != 1:
        words = "请选择哪位代表不再协助" if found else "这位代表没有在协助"
        raise Refused("which", words, field="representative")
    helper = found[0]
    helper.end(context.on)
    context.record(helper=helper.representative.code)
    context.record_private(reason=context.inputs.reason)
    context.row = helper


def _helper(occasion: Occasion) -> list[User]:
    """The account of the representative who helps, unless that is who acts."""
    account = occasion.row.representative.user
    return [account] if account is not None and account != occasion.context.by.user else []


def _helped(data: Mapping[str, Any], names: Names) -> str:
    because = label_of(HelpReason, data.get("because"))
    return names.representative(data, "helper") + (f"，{because}" if because else "")


HELP = Words(desk=_helped, is_inner=True)


STEPS = (
    Step(
        name="name_helper",
        label="请代表协助",
        sources=WORKING | {Status.ANSWERED},
        who=frozenset({parties.REPRESENTATIVE, parties.LIAISON, parties.STAFF}),
        inputs=NameHelperInputs,
        checks=(somebody_else_in_office, reason_that_holds, note_of_another_reason),
        effect=name_helper,
        notifications=(ToPeople(key="helper:{row.pk}:named", to=(_helper,), title="请您协助办理一件诉求"),),
        history=HELP,
        importance=Importance.BESIDE,
    ),
    Step(
        name="end_help",
        label="结束协助",
        sources=frozenset(Status),
        who=frozenset(
            {parties.REPRESENTATIVE, parties.LIAISON, parties.STAFF, parties.HELPER, parties.SYSTEM}
        ),
        inputs=EndHelpInputs,
        guard=has_helper,
        effect=end_help,
        done="代表结束协助",
        notifications=(ToPeople(key="helper:{row.pk}:ended", to=(_helper,), title="协助办理已结束"),),
        history=HELP,
        importance=Importance.LEAVING,
    ),
)

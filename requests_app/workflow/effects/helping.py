"""协助代表: named beside the handling representative, and let go again (docs/domain.md § 1, 回避)."""

from __future__ import annotations

from dataclasses import dataclass

from groups.models import Representative
from office.refusals import Refused
from requests_app import conflicts
from requests_app.models import Helper
from requests_app.models.helping import HelpReason
from requests_app.workflow import parties, telling
from requests_app.workflow.engine import Taking
from requests_app.workflow.given import ask


@dataclass(frozen=True)
class NameHelperGiven:
    representative: Representative = ask("representative", "请哪位代表协助")
    because: str = ask(
        "choice", "原因", choices=HelpReason, hint="应当回避的代表，只能以“熟悉业务”协助，不承办、不核对"
    )
    note: str = ask("line", "说明", required=False, max_length=100)


def name_helper(taking: Taking) -> None:
    """Sees the case from now on; handles, checks and answers nothing."""
    case, new, because = taking.case, taking.given.representative, taking.given.because
    if not Representative.objects.in_office(taking.on).filter(pk=new.pk).exists():
        raise Refused("not_in_office", "这位代表已不在任，请另选一位", field="representative")
    if new.pk == case.representative_id:
        raise Refused("same", "这位代表正在承办，不必协助", field="representative")
    if Helper.objects.open().filter(case=case, representative=new).exists():
        raise Refused("already_helps", "这位代表已在协助", field="representative")
    conflict = conflicts.conflict(new, case, on=taking.on)
    if conflict and because != HelpReason.KNOWS:
        raise Refused("conflict", f"{conflict}，只能以“熟悉业务”协助", field="because")
    if because == HelpReason.OTHER and not taking.given.note.strip():
        raise Refused("missing", "请写明为什么请这位代表协助", field="note")
    helper = Helper.objects.create(
        case=case, representative=new, because=because, note=taking.given.note, since=taking.on
    )
    taking.say(helper=new.code, because=because, stands_aside=bool(conflict))
    taking.keep(reason=taking.given.note)
    taking.then(lambda: _tell(taking, helper, "named", "请您协助办理一件诉求"))


@dataclass(frozen=True)
class EndHelpGiven:
    representative: Representative = ask("representative", "哪位代表不再协助", required=False)
    reason: str = ask("line", "原因", required=False, max_length=200)


def has_helper(taking: Taking) -> Refused | None:
    rows = Helper.objects.open().filter(case=taking.case)
    if taking.party == parties.HELPER and taking.posts is not None:
        rows = rows.filter(representative_id__in=taking.posts.representatives)
    return None if rows.exists() else Refused("no_helper", "没有协助代表")


def end_help(taking: Taking) -> None:
    """From now on out of sight. A helper ends the own part; who has several helpers in hand says whose."""
    rows = Helper.objects.open().filter(case=taking.case).select_related("representative__user")
    if taking.party == parties.HELPER:
        rows = rows.filter(representative_id__in=taking.posts.representatives)
    elif taking.given.representative is not None:
        rows = rows.filter(representative=taking.given.representative)
    found = list(rows[:2])
    if len(found) != 1:
        words = "请选择哪位代表不再协助" if found else "这位代表没有在协助"
        raise Refused("which", words, field="representative")
    helper = found[0]
    helper.end(taking.on)
    taking.say(helper=helper.representative.code)
    taking.keep(reason=taking.given.reason)
    taking.then(lambda: _tell(taking, helper, "ended", "协助办理已结束"))


def _tell(taking: Taking, helper: Helper, what: str, title: str) -> None:
    account = helper.representative.user
    if account is not None and account != taking.by.user:
        key = f"helper:{helper.pk}:{what}"
        telling.people(taking.case, key, [account], title, at=taking.at)

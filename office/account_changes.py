"""No single person becomes another: what is done to accounts of kept-apart duties is asked by one, decided by another.

An administrator asks; another administrator or the approver decides, or a code out of a sealed envelope does, where
there is nobody else. Owner, auditors and both parties are told each time. Source: docs/domain.md § 10.4.
"""

import secrets
from collections.abc import Mapping
from datetime import date, datetime, timedelta

from allauth.mfa.models import Authenticator
from django.urls import reverse

from office import account_effects, account_notices, events
from office.account_effects import subject
from office.account_notices import IF_NOT_YOURS
from office.accounts import refuse_own
from office.actors import Actor
from office.calendar import local_date
from office.crypto import keyed_hash
from office.events import Fact
from office.events.facts import JSON
from office.models import AccountChange, SealedCode, User
from office.refusals import Refused
from office.roles import CONFIRMERS, KEPT_APART, Role, has_role
from office.verbs import verb

Kind = AccountChange.Kind
# An unanswered question is asked again, with fresh eyes.
LASTS = timedelta(days=7)
# Without 0, 1, i, l, o: typed from paper. 25 of 31 signs are 123 bits.
SIGNS = "abcdefghjkmnpqrstuvwxyz23456789"
SIGNS_OF_CODE, SIGNS_AT_ONCE = 25, 5


@verb
def ask(
    user: User,
    kind: str,
    *,
    role: str = "",
    since: date | None = None,
    contact: Mapping[str, str] | None = None,
    by: Actor,
    at: datetime,
) -> AccountChange:
    """Ask for a change of somebody else's account; nothing of it happens yet.

    `role` and `since` for `Kind.ROLE`, `contact` (name, email, phone as cleaned) for `Kind.CONTACT`. Refused:
    `not_yours`, `own_account`, `asked`, `closed`, `none`, `no_address`, `shared_address`, `held`, `one_duty`.
    """
    asker = _person(by, Role.ADMINISTRATOR, at=at)
    refuse_own(user, by)
    user = User.objects.select_for_update().get(pk=user.pk)
    _refuse_idle(user, kind, role)
    open_one = AccountChange.objects.select_for_update().open().filter(user=user, kind=kind).first()
    if open_one is not None and not _has_lapsed(open_one, at):
        raise Refused("asked", "这件事已经提出，正在等另一位管理员或审签人确认。")
    if open_one is not None:
        _decide(open_one, agreed=False, by=asker, at=at)
    change = AccountChange.objects.create(
        user=user, kind=kind, role=role, since=since, asked_by=asker, asked_at=at, **(contact or {})
    )
    _tell_asked(change, at)
    fact = Fact(subject(user), "account_change_asked", {"kind": kind, "change": change.pk, "role": role})
    events.record(fact, by=by, at=at)
    return change


@verb
def confirm(change: AccountChange, *, by: Actor, at: datetime) -> None:
    """Carry it out: by another administrator or the approver, neither its owner nor who asked.

    Refused: `not_yours`, `own_account`, `same_person`, `decided`, `lapsed`, and what the change itself refuses.
    """
    person = _person(by, *CONFIRMERS, at=at)
    change = _locked(change, at)
    refuse_own(change.user, by)
    if person == change.asked_by:
        raise Refused("same_person", "不能确认自己提出的变更，请由另一位管理员或审签人确认。")
    _carry_out(change, None, by=by, at=at)


@verb
def confirm_by_code(change: AccountChange, code: str, *, by: Actor, at: datetime) -> None:
    """The emergency way of a county with one administrator: the code out of the envelope, good once.

    Refused: as `confirm`, but for `same_person`; `wrong_code`.
    """
    _person(by, Role.ADMINISTRATOR, at=at)
    change = _locked(change, at)
    refuse_own(change.user, by)
    sealed = SealedCode.objects.select_for_update().filter(code_hash=_hash(code), ended_at=None).first()
    if sealed is None:
        raise Refused("wrong_code", "应急码不对，或者已经用过、已经更换。", field="code")
    sealed.ended_at = at
    sealed.save(update_fields=["ended_at"])
    _carry_out(change, sealed, by=by, at=at)


@verb
def decline(change: AccountChange, *, by: Actor, at: datetime) -> None:
    """Not agreed, or withdrawn by who asked. Refused: `not_yours`, `decided`."""
    person = _person(by, *CONFIRMERS, at=at)
    change = AccountChange.objects.select_for_update().select_related("user", "asked_by").get(pk=change.pk)
    if change.decided_at is not None:
        raise Refused("decided", "这件事已经办结。")
    _decide(change, agreed=False, by=person, at=at)
    _tell_decided(change, "没有同意", by, at)
    fact = Fact(subject(change.user), "account_change_declined", {"kind": change.kind, "change": change.pk})
    events.record(fact, by=by, at=at)


@verb
def make_sealed_code(*, by: Actor, at: datetime) -> str:
    """A new code, to be printed, sealed and kept by somebody else; the one before opens nothing any more."""
    code = "".join(secrets.choice(SIGNS) for _ in range(SIGNS_OF_CODE))
    SealedCode.objects.filter(ended_at=None).update(ended_at=at)
    sealed = SealedCode.objects.create(code_hash=_hash(code), made_at=at)
    account_notices.tell_all_auditors(
        f"sealed_code:{sealed.pk}:made",
        title="印制了新的应急码",
        body="请当面查看信封已密封，并由您签封。原来的应急码已经失效。",
        link=reverse("admin:office_sealedcode_changelist"),
        at=at,
    )
    events.record(Fact(f"sealed_code:{sealed.pk}", "sealed_code_made"), by=by, at=at)
    parts = range(0, SIGNS_OF_CODE, SIGNS_AT_ONCE)
    return "-".join(code[start : start + SIGNS_AT_ONCE] for start in parts)


def may_decide(change: AccountChange, user: User, *, on: date) -> bool:
    """Whether this person is the other one, for the buttons of the page."""
    return has_role(user, *CONFIRMERS) and user.pk not in (change.asked_by_id, change.user_id)


def _carry_out(change: AccountChange, sealed: SealedCode | None, *, by: Actor, at: datetime) -> None:
    """The change and its record; the row says who decided, or by which code."""
    _refuse_idle(change.user, change.kind, change.role)
    facts = _effect(change, by, at)
    change.sealed_code = sealed
    _decide(change, agreed=True, by=_person(by, *CONFIRMERS, at=at), at=at)
    _tell_decided(change, "已用密封的应急码办理" if sealed else "已确认并办理", by, at)
    data: dict[str, JSON] = {"kind": change.kind, "change": change.pk, "code": sealed.pk if sealed else None}
    used = [Fact(f"sealed_code:{sealed.pk}", "sealed_code_used", {"change": change.pk})] if sealed else []
    fact = Fact(subject(change.user), "account_change_confirmed", data)
    events.record(fact, *facts, *used, by=by, at=at)


def _effect(change: AccountChange, by: Actor, at: datetime) -> list[Fact]:
    user = change.user
    if change.kind == Kind.SECOND_FACTOR:
        return [account_effects.drop_factors(user, at=at)]
    if change.kind == Kind.CONTACT:
        values = {"name": change.name, "email": change.email, "phone": change.phone}
        fact = account_effects.correct(user, values, at=at)
        return [fact] if fact is not None else []
    if change.kind == Kind.PASSWORD_LINK:
        return [account_effects.send_password_link(user, at=at)]
    if change.since is None:
        raise AssertionError("account_change_role_whole")
    _, granted = account_effects.grant(user, change.role, since=change.since, by=by)
    return [
        account_effects.begin_anew(user, at=at),
        granted,
        account_effects.send_password_link(user, at=at),
    ]


def _refuse_idle(user: User, kind: str, role: str) -> None:
    """What could not be carried out need not be asked for."""
    if not user.is_active:
        raise Refused("closed", "账号已停用。")
    if kind == Kind.ROLE:
        account_effects.refuse_ungrantable(user, role)
        if role not in KEPT_APART:
            raise Refused("not_kept_apart", "这个角色由管理员直接授予。", field="role")
    if kind == Kind.SECOND_FACTOR and not Authenticator.objects.filter(user=user).exists():
        raise Refused("none", "这个账号没有设置两步验证。")
    if kind in (Kind.ROLE, Kind.PASSWORD_LINK):
        account_effects.refuse_unreached(user, field="role" if kind == Kind.ROLE else "")


def _person(by: Actor, *roles: str, at: datetime) -> User:
    if by.user is None or by.user.roles_on(local_date(at)).isdisjoint(roles):
        raise Refused("not_yours", "由系统管理员提出，由另一位管理员或审签人确认。")
    return by.user


def _locked(change: AccountChange, at: datetime) -> AccountChange:
    row = AccountChange.objects.select_for_update(of=("self",)).select_related("user", "asked_by")
    change = row.get(pk=change.pk)
    if change.decided_at is not None:
        raise Refused("decided", "这件事已经办结。")
    if _has_lapsed(change, at):
        raise Refused("lapsed", f"提出已超过 {LASTS.days} 天，请重新提出。")
    return change


def _has_lapsed(change: AccountChange, at: datetime) -> bool:
    return change.asked_at <= at - LASTS


def _decide(change: AccountChange, *, agreed: bool, by: User, at: datetime) -> None:
    change.agreed, change.decided_by, change.decided_at = agreed, by, at
    change.name = change.email = change.phone = ""
    change.save()


def _tell_asked(change: AccountChange, at: datetime) -> None:
    user, what, link = change.user, _what(change), page_of(change)
    body = f"{change.asked_by}提出，须由另一位管理员或审签人确认后才办理。"
    account_notices.tell_owner(user, "asked", title=f"您的账号：{what}", body=f"{body}{IF_NOT_YOURS}", at=at)
    account_notices.tell_auditors(user, "asked", title=f"{user}的账号：{what}", body=body, link=link, at=at)
    account_notices.tell_confirmers(
        user,
        "asked",
        title=f"请确认：{user}的账号，{what}",
        body=f"{change.asked_by}提出。请先向{user}本人核实。",
        link=link,
        besides=change.asked_by,
        at=at,
    )


def _tell_decided(change: AccountChange, outcome: str, by: Actor, at: datetime) -> None:
    user, what, link = change.user, _what(change), page_of(change)
    body = f"{change.asked_by}提出，{by.label}{outcome}。"
    account_notices.tell_owner(
        user, "decided", title=f"您的账号：{what}{outcome}", body=f"{body}{IF_NOT_YOURS}", at=at
    )
    account_notices.tell_auditors(
        user, "decided", title=f"{user}的账号：{what}{outcome}", body=body, link=link, at=at
    )
    parties = {change.asked_by, by.user} - {user, None}
    account_notices.tell_people(
        [party for party in parties if party],
        user,
        "decided",
        title=f"{user}的账号：{what}{outcome}",
        body=body,
        link=link,
        at=at,
    )


def _what(change: AccountChange) -> str:
    role = f"“{change.get_role_display()}”" if change.role else ""
    return f"{change.get_kind_display()}{role}"


def page_of(change: AccountChange) -> str:
    return reverse("admin:office_accountchange_change", args=[change.pk])


def _hash(code: str) -> str:
    return keyed_hash("sealed_code", "".join(sign for sign in code.lower() if sign.isalnum()))

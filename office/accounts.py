"""Accounts and their roles: opened, closed, granted and ended here, each with its record in the account's chain.

What one person alone may not do to an account of a kept-apart duty is refused here: office/account_changes.py.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db.models import F

from office import account_effects, events, issued_tokens, ports
from office.account_effects import is_in_use, raise_session_round, subject
from office.account_notices import tell_of_command, tell_of_end
from office.actors import Actor
from office.calendar import local_date
from office.events import Fact
from office.models import AccountChange, ApiToken, Event, RoleGrant, User
from office.numbers import clean_text
from office.refusals import Refused
from office.roles import KEPT_APART, Role
from office.verbs import verb

TWO_PEOPLE = "工作人员、审签人、审计员和系统管理员的账号，须由一人提出、另一位管理员或审签人确认。"
TOKEN_LASTS_AT_MOST = timedelta(days=730)
# A new telephone or e-mail is used for a password link only after its former owner had time to object.
NEW_CONTACT_WAITS = timedelta(days=3)


@verb
def open_account(
    username: str, *, name: str, email: str = "", phone: str = "", by: Actor, at: datetime
) -> User:
    """A new account without a password: its owner sets one through `first_password_link`."""
    if User.objects.filter(username=User.normalize_username(username)).exists():
        raise Refused("taken", "这个用户名已有人使用。", field="username")
    contact = account_effects.cleaned_contact(name, email, phone)
    user = User.objects.create_user(username=username, **contact, date_joined=at)
    events.record(Fact(subject(user), "account_opened", {}, {"name": user.name}), by=by, at=at)
    return user


@verb
def correct_account(user: User, *, name: str, email: str, phone: str, by: Actor, at: datetime) -> User:
    """Change how somebody is called and reached. The old values are kept beside the chain until they are purged.

    Who is reached by the former telephone or e-mail is told. Refused: `two_people`.
    """
    _refuse_alone(user, by)
    fact = account_effects.correct(user, account_effects.cleaned_contact(name, email, phone), at=at)
    if fact is not None:
        _tell_if_by_command(user, "contact", "更正姓名、电话或邮箱", by, at)
        events.record(fact, by=by, at=at)
    return user


@verb
def close_account(user: User, *, by: Actor, at: datetime) -> None:
    """Nobody signs in to it any more, and its roles end today. Refused while work is open: first hand it over.

    Refused: `own_account`, `open_work`, `last_auditor`.
    """
    if not user.is_active:
        return
    refuse_own(user, by)
    _refuse_last_auditor(user, by, at)
    _refuse_open_work(user)
    today = local_date(at)
    was_kept_apart = user.is_kept_apart()
    user.is_active = False
    user.save(update_fields=["is_active"])
    ended = RoleGrant.objects.open().filter(user=user, since__lte=today).update(until=today)
    ended += RoleGrant.objects.open().filter(user=user).update(until=F("since"))
    raise_session_round(user)
    if was_kept_apart:
        tell_of_end(user, "账号已停用", by, at)
    events.record(Fact(subject(user), "account_closed", {"roles_ended": ended}), by=by, at=at)


@verb
def reopen_account(user: User, *, by: Actor, at: datetime) -> None:
    """Its roles stay ended; they are granted anew."""
    if user.is_active:
        return
    user.is_active = True
    user.save(update_fields=["is_active"])
    raise_session_round(user)
    events.record(Fact(subject(user), "account_reopened"), by=by, at=at)


@verb
def end_sessions(user: User, *, by: Actor, at: datetime) -> None:
    """Signed out everywhere: a telephone is lost, or a browser was left open on somebody else's machine."""
    raise_session_round(user)
    events.record(Fact(subject(user), "sessions_ended"), by=by, at=at)


@verb
def drop_second_factor(user: User, *, by: Actor, at: datetime) -> None:
    """For whoever lost telephone and recovery codes: signed out, and told; who must have one enrols anew.

    Refused: `own_account`, `two_people`, `none`.
    """
    refuse_own(user, by)
    _refuse_alone(user, by)
    fact = account_effects.drop_factors(user, at=at)
    _tell_if_by_command(user, "second_factor", "解除两步验证", by, at)
    events.record(fact, by=by, at=at)


@verb
def grant_role(user: User, role: str, *, since: date, by: Actor, at: datetime) -> RoleGrant:
    """Give a role from a local date on, until it is ended. Nobody grants a role to themselves.

    Refused: `own_account`, `two_people` (a kept-apart duty), `closed`, `unknown_role`, `held`, `one_duty`.
    """
    refuse_own(user, by)
    account_effects.refuse_ungrantable(user, role)
    if role in KEPT_APART and by.user is not None:
        raise Refused("two_people", TWO_PEOPLE, field="role")
    grant, fact = account_effects.grant(user, role, since=since, by=by)
    if role in KEPT_APART:
        tell_of_command(user, "role", f"授予角色“{grant.get_role_display()}”", at)
    events.record(fact, by=by, at=at)
    return grant


@verb
def end_role(grant: RoleGrant, *, on: date, by: Actor, at: datetime) -> None:
    """The role ends before that local date, at the latest today; a planned end is entered on its day.

    Refused: `own_account`, `wrong_end`, `open_work`, `last_auditor`.
    """
    if grant.until is not None:
        return
    refuse_own(grant.user, by)
    if grant.role == Role.AUDITOR:
        _refuse_last_auditor(grant.user, by, at)
    if not grant.since <= on <= local_date(at):
        raise Refused("wrong_end", "终止日期须在起始日期之后、不晚于今天。", field="until")
    others = RoleGrant.objects.open().filter(user=grant.user).exclude(pk=grant.pk)
    if not others.exists():
        _refuse_open_work(grant.user)
    grant.until = on
    grant.save(update_fields=["until"])
    raise_session_round(grant.user)
    if grant.role in KEPT_APART:
        tell_of_end(grant.user, f"角色“{grant.get_role_display()}”已终止", by, at)
    fact = Fact(subject(grant.user), "role_ended", {"role": grant.role, "until": on, "grant": grant.pk})
    events.record(fact, by=by, at=at)


@verb
def first_password_link(user: User, *, by: Actor, at: datetime) -> str:
    """The path at which the owner of a new account sets a password, once and within days; handed over in person.

    Only for an account that nobody uses yet and that no message reaches: else `send_password_link`. A command on the
    server gets it for every account. Refused: `closed`, `two_people`, `is_reached`, `no_address`.
    """
    _refuse_alone(user, by)
    if not user.is_active:
        raise Refused("closed", "账号已停用。")
    if by.user is not None and account_effects.own_address(user) is not None:
        raise Refused("is_reached", "请把链接发到本人登记的电话或邮箱。")
    if by.user is not None and is_in_use(user):
        raise Refused("no_address", account_effects.NO_ADDRESS)
    _tell_if_by_command(user, "link", "生成设置密码的链接", by, at)
    events.record(Fact(subject(user), "password_link_issued"), by=by, at=at)
    return account_effects.password_path(user)


@verb
def send_password_link(user: User, *, by: Actor, at: datetime) -> None:
    """To the registered telephone or e-mail of the account's owner; who asks for it does not see it.

    Refused: `own_account`, `closed`, `two_people`, `no_address`, `new_address` (corrected within three days).
    """
    refuse_own(user, by)
    _refuse_alone(user, by)
    if not user.is_active:
        raise Refused("closed", "账号已停用。")
    if is_in_use(user) and _has_new_address(user, at):
        raise Refused(
            "new_address",
            f"本人的电话或邮箱刚更正过，满 {NEW_CONTACT_WAITS.days} 天后才能把设置密码的链接发到新的号码。",
        )
    _tell_if_by_command(user, "link", "发送设置密码的链接", by, at)
    events.record(account_effects.send_password_link(user, at=at), by=by, at=at)


@verb
def issue_token(
    user: User, *, name: str, scopes: Sequence[str], lasting: timedelta, by: Actor, at: datetime
) -> str:
    """The text of a new API token, which cannot be read again. It opens its scopes, and without any nothing.

    Refused: `closed`, `wrong_time`, `unknown_scope` (a misspelt one would silently open nothing), `not_yours`: nobody
    holds a token of somebody else's kept-apart duty. The operator's command may; owner and auditors are told.
    """
    if user.is_kept_apart() and by.user is not None and by.user != user:
        raise Refused("not_yours", TWO_PEOPLE)
    if not user.is_active:
        raise Refused("closed", "账号已停用。")
    if not timedelta(0) < lasting <= TOKEN_LASTS_AT_MOST:
        raise Refused("wrong_time", f"有效期须在 1 至 {TOKEN_LASTS_AT_MOST.days} 天之间。")
    known = {scope.name: scope.label for scope in ports.api_scopes}
    unknown = [scope for scope in scopes if scope not in known]
    if unknown:
        choices = "，".join(f"{name}（{label}）" for name, label in known.items())
        raise Refused("unknown_scope", f"没有“{unknown[0]}”这个范围，可用的有：{choices}。", field="scopes")
    token: str
    row, token = ApiToken.objects.create(user, expiry=lasting, name=clean_text(name), scopes=list(scopes))
    fact = Fact(subject(user), issued_tokens.ISSUED, issued_tokens.told_of(row))
    _tell_if_by_command(user, "token", "签发接口令牌", by, at)
    events.record(fact, by=by, at=at)
    return token


@verb
def revoke_token(token: ApiToken, *, by: Actor, at: datetime) -> None:
    """From now on it opens nothing; the row goes with the next `purge`."""
    if token.expiry is not None and token.expiry <= at:
        return
    token.expiry = at
    token.save(update_fields=["expiry"])
    fact = Fact(subject(token.user), issued_tokens.REVOKED, {"token": issued_tokens.name_of(token)})
    events.record(fact, by=by, at=at)


@verb
def note_first_password(user: User, *, at: datetime) -> None:
    """The owner has chosen a password by the link; nothing else is asked of them at the first login."""
    if user.must_change_password:
        user.must_change_password = False
        user.save(update_fields=["must_change_password"])
    events.record(Fact(subject(user), "password_set"), by=Actor.of(user), at=at)


def refuse_own(user: User, by: Actor) -> None:
    if by.user == user:
        raise Refused("own_account", "不能改动自己的账号和角色，请由另一位管理员办理。")


def _refuse_alone(user: User, by: Actor) -> None:
    """A command on the server may: whoever has that has the database. Everybody else asks a second person.

    Nor while a kept-apart duty is asked for: what the second person has seen stays as it was.
    """
    if by.user is None:
        return
    User.objects.select_for_update().get(pk=user.pk)
    asked = AccountChange.objects.open().filter(user=user, kind=AccountChange.Kind.ROLE)
    if user.is_kept_apart() or asked.exists():
        raise Refused("two_people", TWO_PEOPLE)


def _tell_if_by_command(user: User, fact: str, what: str, by: Actor, at: datetime) -> None:
    """What a command on the server did alone to an account of a kept-apart duty, its owner and auditors learn."""
    if by.user is None and user.is_kept_apart():
        tell_of_command(user, fact, what, at)


def _refuse_last_auditor(user: User, by: Actor, at: datetime) -> None:
    """One person may end a duty, but not so that nobody is left who would be told of it."""
    auditors = User.objects.with_role(Role.AUDITOR, on=local_date(at))
    # Whoever ends another one at this moment is waited for. PostgreSQL then still shows the grants as they were when
    # the statement began, so that they are read once more.
    list(auditors.select_for_update().order_by("pk").values_list("pk", flat=True))
    held = set(auditors.values_list("pk", flat=True))
    if by.user is not None and held == {user.pk}:
        raise Refused("last_auditor", "这是唯一的审计员，请先授予另一位审计员角色，再停用或终止。")


def _has_new_address(user: User, at: datetime) -> bool:
    recent = Event.objects.of(subject(user)).filter(action="account_corrected", at__gt=at - NEW_CONTACT_WAITS)
    return any({"phone", "email"} & {*event.data["columns"]} for event in recent)


def _refuse_open_work(user: User) -> None:
    work = ports.open_work_of(user)
    if work:
        listed = "、".join(f"{item.label} {item.count} 件" for item in work)
        raise Refused(
            "open_work",
            f"还有工作在办：{listed}。请先移交。",
            possible=[item.url for item in work if item.url],
        )

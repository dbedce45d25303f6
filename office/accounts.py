"""Accounts and their roles: opened, closed, granted and ended here, each with its record in the account's chain."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from allauth.mfa.models import Authenticator
from django.contrib.auth.tokens import default_token_generator
from django.db.models import F
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from office import events, ports
from office.actors import Actor
from office.calendar import local_date
from office.events import Fact
from office.models import ApiToken, RoleGrant, User
from office.notifications import notices
from office.numbers import clean_text, normalise_phone
from office.refusals import Refused
from office.roles import Role
from office.verbs import verb

TOKEN_LASTS_AT_MOST = timedelta(days=730)
# 三员分立: whoever does the business, audits it or keeps the accounts does nothing else of the three.
ONE_DUTY = "同一账号只能担任业务、审计、系统管理三类职责中的一种，请先终止原来的角色。"


@verb
def open_account(
    username: str, *, name: str, email: str = "", phone: str = "", by: Actor, at: datetime
) -> User:
    """A new account without a password: its owner sets one through `first_password_link`."""
    if User.objects.filter(username=User.normalize_username(username)).exists():
        raise Refused("taken", "这个用户名已有人使用。", field="username")
    user = User.objects.create_user(
        username=username, name=_name(name), email=email.strip(), phone=_phone(phone), date_joined=at
    )
    events.record(Fact(subject(user), "account_opened", {}, {"name": user.name}), by=by, at=at)
    return user


@verb
def correct_account(user: User, *, name: str, email: str, phone: str, by: Actor, at: datetime) -> User:
    """Change how somebody is called and reached. The old values are kept beside the chain until they are purged."""
    new = {"name": _name(name), "email": email.strip(), "phone": _phone(phone)}
    changed = {column: value for column, value in new.items() if getattr(user, column) != value}
    if not changed:
        return user
    before = {f"{column}.before": getattr(user, column) for column in changed}
    for column, value in changed.items():
        setattr(user, column, value)
    user.save(update_fields=list(changed))
    fact = Fact(subject(user), "account_corrected", {"columns": [*changed]}, before)
    events.record(fact, by=by, at=at)
    return user


@verb
def close_account(user: User, *, by: Actor, at: datetime) -> None:
    """Nobody signs in to it any more, and its roles end today. Refused while work is open: first hand it over."""
    if not user.is_active:
        return
    _refuse_own(user, by)
    _refuse_open_work(user)
    user.is_active = False
    user.save(update_fields=["is_active"])
    today = local_date(at)
    ended = RoleGrant.objects.open().filter(user=user, since__lte=today).update(until=today)
    ended += RoleGrant.objects.open().filter(user=user).update(until=F("since"))
    _end_sessions(user)
    events.record(Fact(subject(user), "account_closed", {"roles_ended": ended}), by=by, at=at)


@verb
def reopen_account(user: User, *, by: Actor, at: datetime) -> None:
    """Its roles stay ended; they are granted anew."""
    if user.is_active:
        return
    user.is_active = True
    user.save(update_fields=["is_active"])
    _end_sessions(user)
    events.record(Fact(subject(user), "account_reopened"), by=by, at=at)


@verb
def end_sessions(user: User, *, by: Actor, at: datetime) -> None:
    """Signed out everywhere: a telephone is lost, or a browser was left open on somebody else's machine."""
    _end_sessions(user)
    events.record(Fact(subject(user), "sessions_ended"), by=by, at=at)


@verb
def drop_second_factor(user: User, *, by: Actor, at: datetime) -> None:
    """For whoever lost telephone and recovery codes: signed out, and told; who must have one enrols anew."""
    _refuse_own(user, by)
    count = Authenticator.objects.filter(user=user).delete()[0]
    if not count:
        raise Refused("none", "这个账号没有设置两步验证。")
    _end_sessions(user)
    words = "请重新登录并设置。不是您提出的，请马上告诉系统管理员。"
    key = f"{subject(user)}:second_factor:{at.isoformat()}"
    notices.notify(key, [user], title="您的两步验证已由系统管理员解除", body=words, at=at)
    events.record(Fact(subject(user), "second_factor_dropped", {"factors": count}), by=by, at=at)


@verb
def grant_role(user: User, role: str, *, since: date, by: Actor, at: datetime) -> RoleGrant:
    """Give a role from a local date on, until it is ended. Nobody grants a role to themselves."""
    _refuse_own(user, by)
    if not User.objects.select_for_update().get(pk=user.pk).is_active:
        raise Refused("closed", "账号已停用，不能授予角色。", field="user")
    if role not in Role.values:
        raise Refused("unknown_role", "没有这个角色。", field="role")
    held = list(RoleGrant.objects.open().filter(user=user).values_list("role", "kind"))
    if role in [row[0] for row in held]:
        raise Refused("held", "已有这个角色。", field="role")
    if _kind_of(role) != RoleGrant.Kind.NONE and any(kind != RoleGrant.Kind.NONE for _, kind in held):
        raise Refused("one_duty", ONE_DUTY, field="role")
    grant = RoleGrant.objects.create(user=user, role=role, since=since, granted_by=by.user)
    _end_sessions(user)
    fact = Fact(subject(user), "role_granted", {"role": role, "since": since, "grant": grant.pk})
    events.record(fact, by=by, at=at)
    return grant


@verb
def end_role(grant: RoleGrant, *, on: date, by: Actor, at: datetime) -> None:
    """The role ends before that local date, at the latest today; a planned end is entered on its day."""
    if grant.until is not None:
        return
    _refuse_own(grant.user, by)
    if not grant.since <= on <= local_date(at):
        raise Refused("wrong_end", "终止日期须在起始日期之后、不晚于今天。", field="until")
    others = RoleGrant.objects.open().filter(user=grant.user).exclude(pk=grant.pk)
    if not others.exists():
        _refuse_open_work(grant.user)
    grant.until = on
    grant.save(update_fields=["until"])
    _end_sessions(grant.user)
    fact = Fact(subject(grant.user), "role_ended", {"role": grant.role, "until": on, "grant": grant.pk})
    events.record(fact, by=by, at=at)


@verb
def first_password_link(user: User, *, by: Actor, at: datetime) -> str:
    """The path at which the account's owner sets a password, once and within days; handed over in person."""
    if not user.is_active:
        raise Refused("closed", "账号已停用。")
    events.record(Fact(subject(user), "password_link_issued"), by=by, at=at)
    key = urlsafe_base64_encode(force_bytes(user.pk))
    return reverse("first_password", args=[key, default_token_generator.make_token(user)])


# A key of hex digits may be digits alone, which the chain of events refuses as a telephone or a card.
LETTERS = str.maketrans("0123456789", "ghijklmnop")


@verb
def issue_token(
    user: User, *, name: str, scopes: Sequence[str], lasting: timedelta, by: Actor, at: datetime
) -> str:
    """The text of a new API token, which cannot be read again. It opens its scopes, and without any nothing.

    Refused: `closed`, `wrong_time`, `unknown_scope` (a misspelt one would silently open nothing).
    """
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
    fact = Fact(
        subject(user), "token_issued", {"token": row.token_key.translate(LETTERS), "scopes": list(scopes)}
    )
    events.record(fact, by=by, at=at)
    return token


@verb
def revoke_token(token: ApiToken, *, by: Actor, at: datetime) -> None:
    """From now on it opens nothing; the row goes with the next `purge`."""
    if token.expiry is not None and token.expiry <= at:
        return
    token.expiry = at
    token.save(update_fields=["expiry"])
    fact = Fact(subject(token.user), "token_revoked", {"token": token.token_key.translate(LETTERS)})
    events.record(fact, by=by, at=at)


@verb
def note_first_password(user: User, *, at: datetime) -> None:
    """The owner has chosen a password by the link; nothing else is asked of them at the first login."""
    if user.must_change_password:
        user.must_change_password = False
        user.save(update_fields=["must_change_password"])
    events.record(Fact(subject(user), "password_set"), by=Actor.of(user), at=at)


def subject(user: User) -> str:
    return f"user:{user.pk}"


def _name(typed: str) -> str:
    try:
        name = clean_text(typed)
    except ValueError as error:
        raise Refused("invalid", f"{error}。", field="name") from error
    if not name:
        raise Refused("no_name", "请填写姓名。", field="name")
    return name


def _phone(typed: str) -> str:
    try:
        return normalise_phone(typed) if typed else ""
    except ValueError as error:
        raise Refused("invalid", f"{error}。", field="phone") from error


def _kind_of(role: str) -> RoleGrant.Kind:
    if role in (Role.STAFF, Role.APPROVER):
        return RoleGrant.Kind.BUSINESS
    return {Role.AUDITOR: RoleGrant.Kind.AUDIT, Role.ADMINISTRATOR: RoleGrant.Kind.SYSTEM}.get(
        Role(role), RoleGrant.Kind.NONE
    )


def _refuse_own(user: User, by: Actor) -> None:
    if by.user == user:
        raise Refused("own_account", "不能改动自己的账号和角色，请由另一位管理员办理。")


def _refuse_open_work(user: User) -> None:
    work = ports.open_work_of(user)
    if work:
        listed = "、".join(f"{item.label} {item.count} 件" for item in work)
        raise Refused(
            "open_work",
            f"还有工作在办：{listed}。请先移交。",
            possible=[item.url for item in work if item.url],
        )


def _end_sessions(user: User) -> None:
    """Every session of the account ends at its next request."""
    User.objects.filter(pk=user.pk).update(session_round=F("session_round") + 1)
    user.refresh_from_db(fields=["session_round"])
    user.forget_roles()

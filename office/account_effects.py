"""What a change of an account writes, once somebody may make it: office/accounts.py and account_changes.py call it.

Each runs inside a verb and returns the fact that the verb records.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import partial

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.db.models import F, Q
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from office.account_notices import tell_former_addresses, tell_owner
from office.actors import Actor
from office.events import Fact
from office.models import ApiToken, RoleGrant, User
from office.models.notices import Channel
from office.notifications import channels, notices
from office.notifications.notices import Address
from office.numbers import mask_email, mask_phone
from office.refusals import Refused
from office.roles import KEPT_APART, Role
from office.typed import emails, names, phones

# 三员分立: whoever does the business, audits it or keeps the accounts does nothing else of the three.
NAME_AT_MOST = 50
ONE_DUTY = "同一账号只能担任业务、审计、系统管理三类职责中的一种，请先终止原来的角色。"
NO_ADDRESS = "没有登记本人能收到消息的电话或邮箱，请先登记。"
SHARED_ADDRESS = "链接会发到别人手里：登记的电话或邮箱与另一个账号相同，请先登记本人自己的。相同的是："
LINK_WORDS = (
    "您的账号可以设置新密码，链接三天内有效，只能用一次：{secret} 不是您本人要的，请不要打开，"
    "马上告诉代表工作机构。"
)


def subject(user: User) -> str:
    return f"user:{user.pk}"


def cleaned_contact(name: str, email: str, phone: str) -> dict[str, str]:
    """Columns of an account, each read as everywhere (`office/typed`). Raises `Refused` beside the field."""
    read = {
        "name": _read("name", partial(names.line, at_most=NAME_AT_MOST), name),
        "email": _read("email", emails.read, email),
        "phone": _read("phone", lambda typed: str(phones.read(typed)), phone),
    }
    if not read["name"]:
        raise Refused("no_name", "请填写姓名。", field="name")
    return read


def _read(field: str, read: Callable[[str], str], typed: str) -> str:
    try:
        return read(typed)
    except ValueError as error:
        raise Refused("invalid", f"{error}。", field=field) from error


def correct(user: User, values: Mapping[str, str], *, at: datetime) -> Fact | None:
    """Write name, email and phone as given; None where nothing differs. The former address is told."""
    changed = {column: value for column, value in values.items() if getattr(user, column) != value}
    if not changed:
        return None
    before = {column: getattr(user, column) for column in changed}
    for column, value in changed.items():
        setattr(user, column, value)
    user.save(update_fields=list(changed))
    tell_former_addresses(user, before, at=at)
    private = {f"{column}.before": value for column, value in before.items()}
    return Fact(subject(user), "account_corrected", {"columns": [*changed]}, private)


def drop_factors(user: User, *, at: datetime) -> Fact:
    """Signed out and told. Raises `Refused("none")` for whoever has no second factor."""
    count = Authenticator.objects.filter(user=user).delete()[0]
    if not count:
        raise Refused("none", "这个账号没有设置两步验证。")
    raise_session_round(user)
    words = "请重新登录并设置。不是您提出的，请马上告诉代表工作机构。"
    tell_owner(user, "second_factor", title="您的两步验证已解除", body=words, at=at)
    return Fact(subject(user), "second_factor_dropped", {"factors": count})


def refuse_ungrantable(user: User, role: str) -> None:
    """Raises `Refused` with `closed`, `unknown_role`, `held` or `one_duty`."""
    if not User.objects.select_for_update().get(pk=user.pk).is_active:
        raise Refused("closed", "账号已停用，不能授予角色。", field="user")
    if role not in Role.values:
        raise Refused("unknown_role", "没有这个角色。", field="role")
    held = list(RoleGrant.objects.open().filter(user=user).values_list("role", "kind"))
    if role in [row[0] for row in held]:
        raise Refused("held", "已有这个角色。", field="role")
    if role in KEPT_APART and any(kind != RoleGrant.Kind.NONE for _, kind in held):
        raise Refused("one_duty", ONE_DUTY, field="role")


def grant(user: User, role: str, *, since: date, by: Actor) -> tuple[RoleGrant, Fact]:
    refuse_ungrantable(user, role)
    row = RoleGrant.objects.create(user=user, role=role, since=since, granted_by=by.user)
    raise_session_round(user)
    return row, Fact(subject(user), "role_granted", {"role": role, "since": since, "grant": row.pk})


def begin_anew(user: User, *, at: datetime) -> Fact:
    """Nothing that somebody set up while the account held an ordinary role opens it any more.

    Password, second factor, single sign-on and API tokens end: who opened the account may know the password it had.
    """
    user.set_unusable_password()
    user.save(update_fields=["password"])
    factors = Authenticator.objects.filter(user=user).delete()[0]
    SocialAccount.objects.filter(user=user).delete()
    tokens = ApiToken.objects.filter(Q(expiry__gt=at) | Q(expiry=None), user=user).update(expiry=at)
    raise_session_round(user)
    return Fact(subject(user), "access_ended", {"factors": factors, "tokens": tokens})


def password_path(user: User) -> str:
    """Where the account's owner sets a password, once and within three days."""
    key = urlsafe_base64_encode(force_bytes(user.pk))
    return reverse("first_password", args=[key, default_token_generator.make_token(user)])


def send_password_link(user: User, *, at: datetime) -> Fact:
    """To the owner's registered telephone, or e-mail where no short message can leave; shown to nobody.

    The address is that of this moment: a later correction does not redirect the message.
    """
    address = own_address(user)
    if address is None:
        raise Refused("no_address", NO_ADDRESS)
    notices.notify(
        f"{subject(user)}:password_link:{at.isoformat()}",
        [address],
        title="设置密码的链接",
        body=LINK_WORDS,
        at=at,
        secret=f"{settings.SITE_URL}{password_path(user)}",
    )
    return Fact(subject(user), "password_link_sent", {"channel": address.channel})


def own_address(user: User) -> Address | None:
    """Where a message reaches the owner and nobody else; None where there is no such place."""
    if user.phone and channels.is_set_up(Channel.SMS):
        return Address("sms", phones.stored(user.phone).number, subject(user))
    if user.email and channels.is_set_up(Channel.EMAIL):
        return Address("email", user.email, subject(user))
    return None


def refuse_unreached(user: User, *, field: str) -> None:
    """Raises `Refused`: `no_address`; `shared_address` where a link would reach somebody with a kept-apart duty."""
    address = own_address(user)
    if address is None:
        raise Refused("no_address", NO_ADDRESS, field=field)
    kept_apart = RoleGrant.objects.open().exclude(kind=RoleGrant.Kind.NONE).values("user")
    for other in User.objects.active().filter(pk__in=kept_apart).exclude(pk=user.pk):
        known = phones.stored(other.phone).number if address.channel == "sms" else other.email
        if known.casefold() == address.value.casefold():
            raise Refused("shared_address", f"{SHARED_ADDRESS}{other}。", field=field)


def masked_address(user: User) -> str:
    """The same for whoever must not read it in full."""
    address = own_address(user)
    if address is None:
        return ""
    return mask_phone(address.value) if address.channel == "sms" else mask_email(address.value)


def is_in_use(user: User) -> bool:
    """Whether its owner has a way in already; an account that was just opened has none."""
    return user.has_usable_password() or user.last_login is not None


def raise_session_round(user: User) -> None:
    """Every session of the account ends at its next request."""
    User.objects.filter(pk=user.pk).update(session_round=F("session_round") + 1)
    user.refresh_from_db(fields=["session_round"])
    user.forget_roles()

"""What is recorded of signing in: who did, whose password or code was wrong, what a limit refused.

Of an unknown name nothing of it is kept: people type their passwords into that field.
"""

from collections import Counter
from datetime import datetime

from office import events, options
from office.account_effects import subject
from office.actors import Actor
from office.calendar import local_date
from office.events import Fact
from office.models import EventPrivate, User
from office.notifications import notices
from office.verbs import verb

UNKNOWN = "logins:unknown"
SIGNED_IN, FAILED, REFUSED = "login", "login_failed", "login_refused"
SIGNING_IN = Actor.system("login")


@verb
def note_signed_in(user: User, *, address: str, at: datetime) -> None:
    """From where it was stands beside the chain; "" where nobody knows."""
    fact = Fact(subject(user), SIGNED_IN, private={"address": address} if address else {})
    events.record(fact, by=Actor.of(user), at=at)


@verb
def note_failed(user: User | None, *, way: str, address: str, at: datetime) -> None:
    """`way` is "password", "second_factor", "password_again", "second_factor_again", "passkey", "single_sign_on" or
    "closed_account"; the address stands beside the chain."""
    _record(user, FAILED, {"way": way}, address, at)


@verb
def note_refused(user: User | None, *, limit: str, address: str, at: datetime) -> None:
    """Once for each limit, network and window: the first try above it."""
    _record(user, REFUSED, {"limit": limit}, address, at)


@verb
def tell_of_wrong_passwords(user: User, *, at: datetime) -> None:
    """Once a day."""
    notices.notify(
        f"{subject(user)}:wrong_passwords:{local_date(at).isoformat()}",
        [user],
        title="有人多次输错您的登录密码",
        body="您的账号没有被锁定，用平时登录的浏览器可以照常登录。不是您本人操作的，请告诉系统管理员，不要把密码告诉任何人。",
        at=at,
    )


@verb
def tell_of_wrong_codes(user: User, *, at: datetime) -> None:
    """Once a day: whoever is asked for the second factor has typed the right password."""
    notices.notify(
        f"{subject(user)}:wrong_codes:{local_date(at).isoformat()}",
        [user],
        title="有人输对了您的密码，但多次输错验证码",
        body="不是您本人操作的，说明密码已被他人知道，请马上修改密码，并告诉系统管理员。",
        at=at,
    )


@verb
def purge(at: datetime) -> int:
    """Forget from where it was done or tried once that is as old as the logs; the rest stays in the chain.

    Each chain says that addresses of it were erased. Returns how many.
    """
    until = options.kept_since("keep_log_days", at)
    old = EventPrivate.objects.filter(event__action__in=[SIGNED_IN, FAILED, REFUSED], event__at__lt=until)
    counts = Counter(old.values_list("event__subject", flat=True))
    facts = [Fact(chain, "addresses_erased", {"erased": count}) for chain, count in sorted(counts.items())]
    events.record(*facts, by=Actor.system("purge"), at=at)
    return old.delete()[0]


def _record(user: User | None, action: str, data: dict[str, str], address: str, at: datetime) -> None:
    fact = Fact(UNKNOWN if user is None else subject(user), action, data, {"address": address})
    events.record(fact, by=SIGNING_IN, at=at)

"""How often a password or a code may be tried: counted before anything is hashed, given back when it was right.

By network over all accounts, by account from one network, and by account over all networks. The last one refuses
nobody: above it every network waits for a turn of its own, which no stranger uses up, and the owner is told.
A browser that the account has signed in with before has a count of its own (docs/operators.md, Signing in).
"""

import unicodedata
from dataclasses import dataclass
from datetime import datetime

import structlog
from allauth.usersessions.models import UserSession
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils import timezone

from config import known_browsers
from office import sign_ins, throttle
from office.models import User
from office.networks import narrowest, networks_of
from office.throttle import Hit

WINDOW = 15 * 60
HOUR = 3600
PER_BROWSER = 10
PER_NETWORK = 15
PER_ACCOUNT_AND_NETWORK = 5
# Wrong tries an hour at one account, wherever they come from; above it each network waits for its turn.
PER_ACCOUNT = 10
SHORTEST_WAIT, LONGEST_WAIT = 15, 60
SECOND_FACTOR_TRIES = 5
NO_LIMIT = 2**31 - 1
log = structlog.get_logger("login")


@dataclass(frozen=True)
class Attempt:
    """`wait` are seconds until it may be tried, 0 now. `is_last`: wrong once more, and the next has to wait."""

    account: str
    address: str
    hits: tuple[Hit, ...]
    at: datetime
    wait: int = 0
    is_last: bool = False
    tries_of_account: int = 0

    def succeeded(self) -> None:
        throttle.give_back(self.hits, at=self.at)

    def failed(self) -> None:
        """Recorded; the owner is told once a day when there are many."""
        owner = User.objects.filter(username=self.account).first()
        sign_ins.note_failed(owner, way="password", address=self.address, at=self.at)
        if owner is not None and self.tries_of_account == PER_ACCOUNT:
            sign_ins.tell_of_wrong_passwords(owner, at=self.at)


def begin(request: HttpRequest, username: str, *, at: datetime) -> Attempt:
    """Counts one try of a password before it is looked at."""
    address, account = request.META["REMOTE_ADDR"], account_key(username)
    browser = known_browsers.nonce_of(request, account)
    if browser:
        own = (Hit("login_browser", browser, PER_BROWSER, WINDOW),)
        if throttle.hit_in_order(own, at=at)[-1].allowed:
            return Attempt(username, address, own, at)
    here = f"{account} {narrowest(address)}"
    hits = (
        *(Hit("login", each.key, PER_NETWORK * each.share, WINDOW) for each in networks_of(address)),
        Hit("login_here", here, PER_ACCOUNT_AND_NETWORK, WINDOW),
        Hit("login_account", account, NO_LIMIT, HOUR),
    )
    verdicts = throttle.hit_in_order(hits, at=at)
    last = verdicts[-1]
    if not last.allowed:
        refusing = hits[len(verdicts) - 1]
        if last.count == refusing.limit + 1:
            _note_refused(username, refusing.scope, address, at)
        return Attempt(username, address, hits, at, wait=last.retry_after)
    wait = (
        0
        if last.count <= PER_ACCOUNT or _has_been_in(username, address, at)
        else _turn(here, last.count, at=at)
    )
    if wait:
        throttle.give_back(hits, at=at)
        if wait == _delay(last.count):
            _note_refused(username, "login_account", address, at)
        return Attempt(username, address, hits, at, wait=wait)
    is_last = any(
        verdict.count == hit.limit
        for hit, verdict in zip(hits, verdicts, strict=True)
        if hit.limit < NO_LIMIT
    )
    return Attempt(username, address, hits, at, is_last=is_last, tries_of_account=last.count)


def begin_code(request: HttpRequest, user: User, *, scope: str, at: datetime) -> tuple[Hit, ...]:
    """Counts one try of a second factor, or of a password asked again; the hits, to be given back when it was right.

    Raises ValidationError. Whoever got here knows the password: six digits bear no more than five tries wherever they
    come from. Browsers and networks from which the owner has been in count apart, and a new password begins anew, so
    whoever stole the old one keeps nobody out.
    """
    place = known_browsers.nonce_of(request, account_key(user.username)) or _known_network(request, user, at)
    key = f"{user.pk} {place} {user.get_session_auth_hash()[:16]}"
    hits = (Hit(scope, key, SECOND_FACTOR_TRIES, WINDOW),)
    (verdict,) = throttle.hit_all(hits, at=at)
    if verdict.allowed:
        return hits
    if verdict.count == SECOND_FACTOR_TRIES + 1:
        _note_refused(user.username, scope, request.META["REMOTE_ADDR"], at)
        if scope == "second_factor":
            sign_ins.tell_of_wrong_codes(user, at=at)
    raise ValidationError(
        f"输入错误次数过多，请 {minutes(verdict.retry_after)} 分钟后再试。", code="too_many_tries"
    )


def key_failed(request: HttpRequest, user: User | None, *, way: str) -> None:
    """A passkey or an answer of the issuer was wrong. No number of tries guesses one, so nothing is refused; from a
    network that has failed often no more is recorded, as a stranger could fill the chain."""
    at, address = timezone.now(), request.META["REMOTE_ADDR"]
    hits = [Hit("login_keys", each.key, PER_NETWORK * each.share, WINDOW) for each in networks_of(address)]
    if throttle.hit_in_order(hits, at=at)[-1].allowed:
        sign_ins.note_failed(user, way=way, address=address, at=at)
    else:
        log.warning("login_refused", limit="login_keys", address=address)


def code_failed(request: HttpRequest, user: User, *, way: str) -> None:
    sign_ins.note_failed(user, way=way, address=request.META["REMOTE_ADDR"], at=timezone.now())


def minutes(seconds: int) -> int:
    return -(-seconds // 60)


def refusal_words(wait: int) -> str:
    """What somebody who has to wait is told, with the ways that are open meanwhile."""
    length = f"{wait} 秒" if wait <= LONGEST_WAIT else f"{minutes(wait)} 分钟"
    return f"登录尝试较多，请 {length}后再试。用平时登录的浏览器或通行密钥可以直接登录。"


def _turn(here: str, tries: int, *, at: datetime) -> int:
    return throttle.wait("login_turn", here, seconds=_delay(tries), at=at)


def _delay(tries: int) -> int:
    """Seconds: a quarter of a minute at first, a minute from thirty wrong tries on."""
    return min(LONGEST_WAIT, SHORTEST_WAIT * max(1, tries // PER_ACCOUNT))


def _note_refused(username: str, limit: str, address: str, at: datetime) -> None:
    log.warning("login_refused", limit=limit, address=address)
    owner = User.objects.filter(username=username).first()
    sign_ins.note_refused(owner, limit=limit, address=address, at=at)


def _known_network(request: HttpRequest, user: User, at: datetime) -> str:
    """The network of this request where the account has been signed in from it, second factor included; else ""."""
    address = request.META["REMOTE_ADDR"]
    return narrowest(address) if _has_been_in(user.username, address, at) else ""


def _has_been_in(username: str, address: str, at: datetime) -> bool:
    """Whether this account has been signed in from the network of the address; a name that nobody has asks as much."""
    sessions = UserSession.objects.filter(user__username=username, last_seen_at__gt=at - known_browsers.LASTS)
    return narrowest(address) in {narrowest(ip) for ip in sessions.values_list("ip", flat=True).distinct()}


def account_key(username: str) -> str:
    """However it is written: one account has one count."""
    return unicodedata.normalize("NFKC", username).strip().casefold()

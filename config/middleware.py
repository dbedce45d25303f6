"""What happens around every request: whose address it is, what the browser may do, how long staff stay signed in."""

import time
from collections.abc import Callable
from ipaddress import ip_address

import structlog
from csp.constants import HEADER
from csp.middleware import CSPMiddleware
from csp.utils import build_policy
from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.shortcuts import redirect
from django.utils.cache import add_never_cache_headers

from config.second_factor import GUARDED_ROLES, ask_again, lacks_second_factor
from office import terminals
from office.roles import has_role
from portal.views import board

View = Callable[[HttpRequest], HttpResponse]
log = structlog.get_logger("request")

ACCOUNT_PATHS = "/accounts/"
FORWARDING_HEADERS = ("HTTP_X_FORWARDED_FOR", "HTTP_FORWARDED", "HTTP_X_REAL_IP", "HTTP_X_FORWARDED_HOST")
SEEN_AT = "seen_at"
COMPRESSED_TYPES = ("text/html", "image/svg+xml", "application/json")
BROWSER_PERMISSIONS = ", ".join(
    f"{feature}=()"
    for feature in (
        "accelerometer",
        "autoplay",
        "browsing-topics",
        "camera",
        "display-capture",
        "geolocation",
        "gyroscope",
        "magnetometer",
        "microphone",
        "midi",
        "payment",
        "usb",
    )
)


def remote_address(get_response: View) -> View:
    """First of all: REMOTE_ADDR becomes the visitor's address, and nobody after this reads a forwarded one."""

    def middleware(request: HttpRequest) -> HttpResponse:
        request.META["REMOTE_ADDR"] = _visitor_address(
            request.META.get("REMOTE_ADDR", ""),
            request.META.get("HTTP_X_FORWARDED_FOR", ""),
            proxies=settings.TRUSTED_PROXY_COUNT,
        )
        for header in FORWARDING_HEADERS:
            request.META.pop(header, None)
        return get_response(request)

    return middleware


def browser_permissions(get_response: View) -> View:
    """`Permissions-Policy`: no page of ours asks for a camera, a place or a payment."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Permissions-Policy", BROWSER_PERMISSIONS)
        return response

    return middleware


class ContentPolicy(CSPMiddleware):
    """The policy of an answer that changes nothing about it, as almost all are, is written out once."""

    def __init__(self, get_response: View) -> None:
        super().__init__(get_response)
        self._usual = build_policy()

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        changed = hasattr(request, "_csp_nonce") or any(name.startswith("_csp") for name in vars(response))
        if changed or settings.DEBUG:
            return super().process_response(request, response)
        response.headers.setdefault(HEADER, self._usual)
        return response


class Compressed(GZipMiddleware):
    """Pages travel as a fifth of their size. Files do not: what is stored or printed is compressed in itself.

    A page that repeats what was asked beside a secret could be guessed at by its size (BREACH): cookies are
    SameSite, tokens of forms are masked anew in each page, and Django makes each length random by up to 100 bytes.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if response.headers.get("Content-Type", "").startswith(COMPRESSED_TYPES):
            return super().process_response(request, response)
        return response


def request_log(get_response: View) -> View:
    """One line for each slow, failed or changing request (a line for each costs more than most pages)."""

    def middleware(request: HttpRequest) -> HttpResponse:
        started = time.perf_counter()
        response = get_response(request)
        seconds = time.perf_counter() - started
        changes = request.method not in ("GET", "HEAD", "OPTIONS")
        if changes or response.status_code >= 500 or seconds > settings.SLOW_REQUEST_SECONDS:
            # The route, not the path: paths carry private tokens.
            match = request.resolver_match
            log.info(
                "request",
                method=request.method,
                route=match.route if match else "",
                status=response.status_code,
                milliseconds=round(seconds * 1000),
            )
        return response

    return middleware


def unchanged_boards(get_response: View) -> View:
    """A lobby screen's poll that finds nothing new is answered before a session and an account are looked for."""

    def middleware(request: HttpRequest) -> HttpResponse:
        return board.not_modified(request) or get_response(request)

    return middleware


def staff_session(get_response: View) -> View:
    """Staff are signed out when idle; nobody gets on with an initial password, nor staff without a second factor."""

    def middleware(request: HttpRequest) -> HttpResponse:
        # A visitor's page must not depend on cookies: without one the session is not touched.
        if settings.SESSION_COOKIE_NAME not in request.COOKIES or not request.user.is_authenticated:
            return get_response(request)
        if request.path.startswith(ACCOUNT_PATHS):
            ask_again(request.session)
            return get_response(request)
        if request.user.must_change_password:
            return redirect("account_change_password")
        if not has_role(request.user, *GUARDED_ROLES):
            return get_response(request)
        if _is_idle(request):
            logout(request)
            return get_response(request)
        if lacks_second_factor(request):
            return redirect("mfa_index")
        return get_response(request)

    return middleware


def private_pages(get_response: View) -> View:
    """What somebody signed in or typed is kept by no browser: its back button shows nothing once they have left."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if "Cache-Control" in response.headers:
            return response
        # What a press on a button shows repeats what was typed.
        is_answer = request.method not in ("GET", "HEAD", "OPTIONS")
        is_own = settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated
        if is_answer or is_own:
            add_never_cache_headers(response)
        return response

    return middleware


def shared_terminals(get_response: View) -> View:
    """Pages of a visitors' terminal are kept nowhere and go home by themselves; a turn that is over shows nothing."""

    def middleware(request: HttpRequest) -> HttpResponse:
        turn = terminals.turn_of(request)
        if turn is None:
            return get_response(request)
        if turn.is_over and request.path != turn.home and request.method in ("GET", "HEAD"):
            response: HttpResponse = redirect(turn.home)
        else:
            response = get_response(request)
        terminals.guard(turn, response)
        return response

    return middleware


def address_of(request: HttpRequest) -> str:
    """The visitor's address, as axes counts it."""
    return str(request.META.get("REMOTE_ADDR", ""))


def username_of(request: HttpRequest, credentials: dict[str, str] | None) -> str:
    """The account that axes counts: Django names it in the credentials, allauth's form in its field `login`."""
    return (credentials or {}).get("username") or request.POST.get("login", "")


def _visitor_address(peer: str, forwarded: str, *, proxies: int) -> str:
    """The entry that the outermost of our `proxies` wrote; what a visitor wrote stands to its left."""
    entries = [entry.strip() for entry in forwarded.split(",") if entry.strip()]
    if not 0 < proxies <= len(entries):
        return peer
    try:
        return str(ip_address(entries[-proxies]))
    except ValueError:
        return peer


def _is_idle(request: HttpRequest) -> bool:
    """Whether the last request is longer ago than allowed; notes this one, at most once a minute."""
    now = int(time.time())
    seen_at = request.session.get(SEEN_AT, now)
    if now - seen_at > settings.STAFF_IDLE.total_seconds():
        return True
    if SEEN_AT not in request.session or now - seen_at >= 60:
        request.session[SEEN_AT] = now
    return False

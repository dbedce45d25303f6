"""What happens around every request: whose address it is, what the browser may do, how long people stay signed in."""

import time
from collections.abc import Callable
from ipaddress import ip_address

import structlog
from csp.constants import HEADER
from csp.middleware import CSPMiddleware
from csp.utils import build_policy
from django.conf import settings
from django.contrib.auth import logout
from django.db import DataError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.shortcuts import redirect
from django.utils.cache import add_never_cache_headers
from django.utils.functional import SimpleLazyObject

from config import session_lifetimes
from config.second_factors import ask_again, lacks_second_factor
from office import desk_browsers, terminals
from office.models import User
from office.pages import bad_request, csrf_failure, page_not_found
from portal.views import board

View = Callable[[HttpRequest], HttpResponse]
log = structlog.get_logger("request")

ACCOUNT_PATHS = "/accounts/"
FORWARDING_HEADERS = ("HTTP_X_FORWARDED_FOR", "HTTP_FORWARDED", "HTTP_X_REAL_IP", "HTTP_X_FORWARDED_HOST")
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


def zero_bytes(get_response: View) -> View:
    """PostgreSQL cannot look for a text with a zero byte in it: an address that carries one is no address of ours, and
    a form or query with one was typed by nobody."""

    def middleware(request: HttpRequest) -> HttpResponse:
        return get_response(request)

    def process_exception(request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, DataError) or "NUL" not in str(error):
            return None
        in_address = "\0" in request.path_info
        return page_not_found(request, error) if in_address else bad_request(request, error)

    middleware.process_exception = process_exception  # type: ignore[attr-defined]
    return middleware


def request_log(get_response: View) -> View:
    """One line for each slow, failed, refused or changing request, and for each of somebody who is signed in.

    What visitors read without a fault is left out: a line for each costs more than most of those pages.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        started = time.perf_counter()
        response = get_response(request)
        seconds = time.perf_counter() - started
        changes = request.method not in ("GET", "HEAD", "OPTIONS")
        user = _known_user(request)
        if changes or user or response.status_code >= 400 or seconds > settings.SLOW_REQUEST_SECONDS:
            # The route's name, not the path: paths carry private tokens.
            match = request.resolver_match
            log.info(
                "request",
                method=request.method,
                route=(match.view_name or match.route) if match else "",
                status=response.status_code,
                address=request.META["REMOTE_ADDR"],
                user=user,
                milliseconds=round(seconds * 1000),
            )
        return response

    return middleware


def unchanged_boards(get_response: View) -> View:
    """A lobby screen's poll that finds nothing new is answered before a session and an account are looked for."""

    def middleware(request: HttpRequest) -> HttpResponse:
        return board.not_modified(request) or get_response(request)

    return middleware


def signed_in_session(get_response: View) -> View:
    """Who is idle, or signed in for a day, is signed out; nobody gets on with an initial password, nor staff without a second factor."""

    def middleware(request: HttpRequest) -> HttpResponse:
        # A visitor's page must not depend on cookies: without one the session is not touched.
        if settings.SESSION_COOKIE_NAME not in request.COOKIES or not request.user.is_authenticated:
            return get_response(request)
        response = _answered(request, request.user, get_response)
        if _is_nobody(request):
            terminals.empty_browser(response)
        return response

    return middleware


def _is_nobody(request: HttpRequest) -> bool:
    """Whoever signed out with this answer, or was signed out, is nobody any more."""
    return not request.user.is_authenticated


def _answered(request: HttpRequest, user: User, get_response: View) -> HttpResponse:
    if session_lifetimes.is_over(request.session):
        logout(request)
        # What was typed meanwhile is shown to be copied; signing in again would lose it.
        return csrf_failure(request, "idle") if request.method == "POST" else get_response(request)
    if request.path.startswith(ACCOUNT_PATHS):
        ask_again(request.session)
        return get_response(request)
    if user.must_change_password:
        return redirect("account_change_password")
    if lacks_second_factor(request):
        return redirect("mfa_index")
    response = get_response(request)
    if not _is_nobody(request):
        desk_browsers.mark(request, response)
    return response


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


def _visitor_address(peer: str, forwarded: str, *, proxies: int) -> str:
    """The entry that the outermost of our `proxies` wrote; what a visitor wrote stands to its left."""
    entries = [entry.strip() for entry in forwarded.split(",") if entry.strip()]
    if not 0 < proxies <= len(entries):
        return peer
    try:
        return str(ip_address(entries[-proxies]))
    except ValueError:
        return peer


def _known_user(request: HttpRequest) -> int | None:
    """The key of whoever asked, as far as answering needed to know it: nothing is looked up for a line of the log."""
    given = vars(request).get("user")
    known = None if isinstance(given, SimpleLazyObject) else given
    for user in (known, getattr(request, "_cached_user", None)):
        if user is not None and user.pk is not None:
            return int(user.pk)
    return None

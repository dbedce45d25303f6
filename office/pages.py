"""Pages that belong to no noun: errors, statements, the large type, and what an operator's probes ask."""

from datetime import timedelta
from hmac import compare_digest
from ipaddress import ip_address
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.middleware.csrf import REASON_NO_CSRF_COOKIE
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from office import health, options, unsent_forms
from office.context import KEYS_OFF_COOKIE, LARGE_COOKIE, is_switched_on

COOKIE_AGE = timedelta(days=365)


def wants_fragment(request: HttpRequest) -> bool:
    """Whether htmx asks for a part of a page; a boosted link asks for the whole."""
    htmx: Any = getattr(request, "htmx", None)
    return bool(htmx) and not htmx.boosted


def problem(status: int, title: str) -> JsonResponse:
    """An error of the API, as RFC 9457 writes it."""
    return JsonResponse(
        {"type": "about:blank", "title": title, "status": status},
        status=status,
        content_type="application/problem+json",
        json_dumps_params={"ensure_ascii": False},
    )


def _error(request: HttpRequest, status: int, title: str) -> HttpResponse:
    if request.path.startswith("/api/"):
        return problem(status, title)
    return render(request, f"{status}.html", status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    if isinstance(exception, RequestDataTooBig):
        return too_large(request)
    return _error(request, 400, "请求没有看懂")


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _error(request, 403, "没有权限")


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _error(request, 404, "没有这一页")


def too_large(request: HttpRequest) -> HttpResponse:
    return _error(request, 413, "内容太大")


def too_many(request: HttpRequest, retry_after: int, message: str = "") -> HttpResponse:
    """`retry_after` in seconds; the header says it to programs, the page in minutes to people."""
    if request.path.startswith("/api/"):
        response: HttpResponse = problem(429, "操作太频繁")
    else:
        context = {"message": message, "minutes": max(1, -(-retry_after // 60))}
        response = render(request, "429.html", context, status=429)
    response.headers["Retry-After"] = str(retry_after)
    return response


def server_error(request: HttpRequest) -> HttpResponse:
    """Without a context: whatever failed, this page does not ask it again."""
    if request.path.startswith("/api/"):
        return problem(500, "系统出了故障，您的内容没有提交")
    return HttpResponse(render_to_string("500.html"), status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The page was open too long, or the browser takes no cookie: everything that was typed, by its name."""
    form = unsent_forms.unsent_form(request)
    context = {
        "typed": unsent_forms.typed_in(request, form),
        "again": form.again,
        "is_refused": reason == REASON_NO_CSRF_COOKIE,
    }
    response = render(request, "csrf_failure.html", context, status=403)
    response.headers["Cache-Control"] = "private, no-store"
    return response


@login_not_required
@require_safe
@never_cache
def large(request: HttpRequest) -> HttpResponse:
    """Switch the large type on or off, and go back to `next` on this site."""
    return _switched(request, LARGE_COOKIE)


@require_safe
@never_cache
def keys(request: HttpRequest) -> HttpResponse:
    """Switch the single letters of the desk off or on in this browser: they disturb whoever speaks to it."""
    return _switched(request, KEYS_OFF_COOKIE)


def _switched(request: HttpRequest, cookie: str) -> HttpResponse:
    target = request.GET.get("next", "/")
    if not url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure()):
        target = "/"
    response = HttpResponseRedirect(target)
    if is_switched_on(request, cookie):
        response.delete_cookie(cookie, samesite="Lax")
    else:
        response.set_cookie(
            cookie,
            "1",
            max_age=COOKIE_AGE,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
    return response


@login_not_required
@require_safe
def statement(request: HttpRequest, template: str) -> HttpResponse:
    """个人信息说明 and 无障碍说明: what is kept for how long comes from the settings that `purge` follows."""
    today = timezone.localdate()
    names = ("contact_years", "draft_days", "log_days")
    return render(request, template, {"kept": {name: options.value(f"keep_{name}", today) for name in names}})


@login_not_required
@require_safe
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers. Says nothing about what stands behind it."""
    return HttpResponse("ok\n", content_type="text/plain")


@login_not_required
@require_safe
@never_cache
def readyz(request: HttpRequest) -> HttpResponse:
    """Whether an acknowledged submission would be stored and told of: 503 with the names of what is not well.

    What is lost without harm is degraded: another host would serve no better.
    """
    findings = health.examine(at=timezone.now())
    well = all(findings.values())
    answer = {name: "ok" if fine else "failed" for name, fine in findings.items()}
    answer |= dict.fromkeys(health.lost(), "degraded")
    return JsonResponse(answer, status=200 if well else 503)


@login_not_required
@require_safe
@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """Figures for an operator's Prometheus; for everybody else there is no such page."""
    if not _is_operator(request):
        raise Http404
    return HttpResponse(health.exposition(at=timezone.now()), content_type=health.EXPOSITION_TYPE)


def _is_operator(request: HttpRequest) -> bool:
    """With METRICS_TOKEN set: who carries it. Without: a program on this machine."""
    token = getattr(settings, "METRICS_TOKEN", "")
    if token:
        given = request.headers.get("Authorization", "").removeprefix("Bearer ")
        return compare_digest(given.encode(), token.encode())
    try:
        return ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False

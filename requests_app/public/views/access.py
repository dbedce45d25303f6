"""Who may see a case without an account: whoever has its private link, or was let in by 查询码 and telephone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from office import desk_browsers
from office.form_stamps import Stamp
from office.networks import narrowest
from requests_app.access import keys, tracking
from requests_app.access.requesters import Requester
from requests_app.access.tracking import HeldKeys
from requests_app.intake import duplicates
from requests_app.models import EnterpriseRequest
from requests_app.public import devices
from requests_app.public.views.look_up import look_up_again, private

PHONE_CORRECTED = "联系电话已更正。新的链接和查询码已发到新号码，原来的已经失效。"


@dataclass(frozen=True)
class Access:
    """The keys in force and the way they came: by the private link (`token`) or by the look-up's cookie."""

    keys: HeldKeys
    token: str
    at: datetime
    part: EnterpriseRequest | None = None
    # Opened in a desk's browser: what is done here counts as done at a desk, whoever's key it is.
    is_desk: bool = False
    network: str = ""

    @property
    def case(self) -> EnterpriseRequest:
        """The keys' own case, or another part of the same receipt."""
        return self.part or self.keys.case

    @property
    def actor(self) -> Requester:
        holder = Requester.holding(self.keys.access, self.keys.verdict_of(self.case))
        holder = replace(holder, network=self.network)
        return holder.at_desk() if self.is_desk else holder

    @property
    def home(self) -> str:
        return self._url("receipt", "case")

    def step_url(self, name: str) -> str:
        return self._url("receipt_step", "case_step", name)

    def file_url(self, token: str) -> str:
        return self._url("receipt_file", "case_file", token)

    @property
    def proof_url(self) -> str:
        return self._url("receipt_proof", "case_proof")

    @property
    def leave_url(self) -> str:
        """Where this browser forgets the case."""
        if not self.token:
            return reverse("requests:leave")
        return reverse("requests:receipt_leave", args=[self.token])

    def part_url(self, part: EnterpriseRequest) -> str:
        """The page of one part of the receipt; of the key's own case the plain one."""
        return replace(self, part=part if part.pk != self.keys.case_id else None).home

    def _url(self, by_link: str, by_code: str, *more: str) -> str:
        name, first = (by_link, self.token) if self.token else (by_code, self.keys.case.ledger_number)
        if self.part is not None:
            return reverse(f"requests:{name}_part", args=[first, self.part.ledger_number, *more])
        return reverse(f"requests:{name}", args=[first, *more])


View = Callable[..., HttpResponseBase]


def for_requester(view: View) -> View:
    """`view(request, access, …)` for `token=` or `number=` of the address; private and never stored."""

    @login_not_required
    @wraps(view)
    def opened(
        request: HttpRequest, *, token: str = "", number: str = "", part: str = "", **more: Any
    ) -> HttpResponseBase:
        at = timezone.now()
        if token and devices.is_shut_here(request, token):
            return private(render(request, "requests_app/public_shut.html", status=404))
        held = tracking.keys_of_link(token) if token else _let_in(request, number, at)
        if held is None:
            return private(_without_key(request, is_link=bool(token), at=at))
        access = Access(
            held,
            token,
            at,
            _part_of(held, part),
            is_desk=desk_browsers.is_desk(request),
            network=narrowest(request.META["REMOTE_ADDR"]),
        )
        response = view(request, access, **more)
        if not token:
            keep_in(response, request, held, number, at)
        return private(response)

    return opened


def _part_of(held: HeldKeys, number: str) -> EnterpriseRequest | None:
    """Raises Http404 for what is no part of the keys' receipt."""
    if not number or number == held.case.ledger_number:
        return None
    rows: QuerySet[EnterpriseRequest] = keys.opened_with(held.case).select_related(
        "station", "representative"
    )
    return get_object_or_404(
        rows.defer("contact", "phone", "email", "text_original", "representative__phone"),
        ledger_number=number,
    )


def keep_in(
    response: HttpResponseBase, request: HttpRequest, held: HeldKeys, number: str, at: datetime
) -> None:
    """Another half hour from now."""
    response.set_cookie(
        devices.LOOK_UP.name,
        tracking.let_in(request.COOKIES.get(devices.LOOK_UP.name, ""), held, number, at),
        max_age=tracking.LASTS,
        path=devices.LOOK_UP.path,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _let_in(request: HttpRequest, number: str, at: datetime) -> HeldKeys | None:
    return tracking.keys_of(request.COOKIES.get(devices.LOOK_UP.name, ""), number, at)


def _without_key(request: HttpRequest, *, is_link: bool, at: datetime) -> HttpResponse:
    """A second tap on the form that corrected the telephone finds its link ended, by itself: it is told so."""
    stamp = Stamp.read(request.POST.get("stamp", ""), at) if request.method == "POST" else None
    if stamp is not None and duplicates.is_acknowledged_of_some_case(stamp.key):
        messages.success(request, PHONE_CORRECTED)
        return redirect("requests:track")
    return _no_link(request) if is_link else _ask_again(request)


def _no_link(request: HttpRequest) -> HttpResponse:
    return render(request, "requests_app/public_no_link.html", status=404)


def _ask_again(request: HttpRequest) -> HttpResponse:
    """The half hour is over. What was typed is not lost: it waits under the form that asks for the code."""
    if request.method != "POST":
        return redirect("requests:track")
    return private(look_up_again(request))

"""At the desk: QR codes to download, print and replace. For the working body; clerks print their station's."""

from datetime import date
from typing import cast

from django.contrib import messages
from django.contrib.auth.models import AnonymousUser
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from groups.models import Representative
from groups.models.representatives import RepresentativeQuerySet
from office.access import role_required
from office.actors import Actor
from office.documents import qr_png, qr_svg
from office.downloads import file_of
from office.form_fields import refuse
from office.models import User
from office.refusals import Refused
from office.roles import Role, has_role
from stations import directory, qr
from stations.forms import ReplacementForm
from stations.models import Posting, QRCode, Station
from stations.posters import poster

READERS = (Role.STAFF, Role.APPROVER, Role.CLERK)
WRITERS = (Role.STAFF, Role.APPROVER)
PAGE = 30


@role_required(*READERS)
@require_safe
def qr_list(request: HttpRequest) -> HttpResponse:
    on = timezone.localdate()
    form = directory.DirectoryForm(request.GET)
    people = directory.narrowed(form, on=on).filter(pk__in=_people(request.user, on).values("pk"))
    context = {
        "form": form,
        "stations": Station.objects.visible_to(request.user, on).open(on),
        "page": Paginator(people, PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "stations/qr_list.html", context)


@role_required(*READERS)
@require_safe
def qr_detail(request: HttpRequest, kind: str, code: str) -> HttpResponse:
    owner = _owner(request, kind, code)
    context = {
        "owner": owner,
        "kind": kind,
        "address": qr.address(qr.path_of(owner)),
        "qr_codes": QRCode.objects.of(owner),
        "can_replace": has_role(request.user, *WRITERS),
    }
    return render(request, "stations/qr_detail.html", context)


@role_required(*READERS)
@require_safe
def qr_file(request: HttpRequest, kind: str, code: str, form: str) -> HttpResponse:
    """`form`: png, svg, or pdf for the poster."""
    owner = _owner(request, kind, code)
    address = qr.address(qr.path_of(owner))
    if form == "pdf":
        return _download(poster(owner, on=timezone.localdate()), "application/pdf", f"{owner}海报.pdf")
    if form == "svg":
        return _download(qr_svg(address).encode(), "image/svg+xml", f"{owner}二维码.svg")
    return _download(qr_png(address), "image/png", f"{owner}二维码.png", inline=True)


@role_required(*WRITERS)
@require_http_methods(["GET", "POST"])
def qr_replace(request: HttpRequest, kind: str, code: str) -> HttpResponse:
    """A new code; what hangs on the walls leads on to it."""
    owner = _owner(request, kind, code)
    form = ReplacementForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        by, at = Actor.of(cast(User, request.user)), timezone.now()
        try:
            old = qr.issue(owner, by=by, at=at)
            qr.replace(old, reason=form.cleaned_data["reason"], by=by, at=at)
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, "已更换。原来的二维码扫码后会转到新的，请尽快换上新海报。")
            return redirect("stations:qr_detail", kind=kind, code=code)
    status = 422 if form.errors else 200
    return render(
        request, "stations/qr_replace.html", {"owner": owner, "kind": kind, "form": form}, status=status
    )


def _owner(request: HttpRequest, kind: str, code: str) -> qr.Owner:
    on = timezone.localdate()
    if kind == QRCode.Kind.STATION:
        return get_object_or_404(Station.objects.visible_to(request.user, on), code=code)
    if kind == QRCode.Kind.REPRESENTATIVE:
        return get_object_or_404(_people(request.user, on), code=code)
    raise Http404


def _people(user: User | AnonymousUser, on: date) -> RepresentativeQuerySet:
    """All in office; to a clerk those who serve at the own stations."""
    people = Representative.objects.in_office(on)
    if has_role(user, *WRITERS):
        return people
    serving = Posting.objects.serving(on).filter(station__in=Station.objects.visible_to(user, on))
    return people.filter(pk__in=serving.values("representative"))


def _download(content: bytes, content_type: str, name: str, *, inline: bool = False) -> HttpResponse:
    response = file_of(content, content_type, name, inline=inline)
    response["Cache-Control"] = "private, no-cache"
    return response

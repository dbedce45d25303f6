"""The handbook at the desk: its editions, what each changed, whether one is being made; posters to hang."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from office.access import role_required
from office.calendar import local_date
from office.documents import qr_png, qr_svg
from office.downloads import file_of, pdf_file
from office.roles import Role, has_role
from policies import posters
from policies.handbook import contents, differences, editions, papers
from policies.models import HandbookEdition
from policies.views.desk.policies import READERS as READERS_OF_POLICIES
from policies.views.desk.policies import signed_in, visible
from policies.views.handbook import files_of
from stations.models import Station

READERS = (Role.CLERK, Role.EDITOR, Role.STAFF, Role.APPROVER, Role.AUDITOR)
PAGE = 10


@require_safe
@role_required(*READERS)
def handbook(request: HttpRequest) -> HttpResponse:
    user, on = signed_in(request), local_date(timezone.now())
    found, last = contents.current(on), editions.latest()
    page = Paginator(editions.all_editions(), PAGE).get_page(request.GET.get("page"))
    shown = list(page.object_list)
    before = _before(shown)
    changed = differences.of_each([(before.get(edition.number), edition) for edition in shown])
    context = {
        "found": found,
        "last": last,
        "is_behind": bool(found.lines) and (last is None or last.digest != found.digest),
        "is_in_hand": editions.is_in_hand(),
        "may_make": has_role(user, Role.STAFF),
        "reads_desk": has_role(user, *READERS_OF_POLICIES),
        "page": page,
        "rows": [
            (edition, files_of(edition), changes) for edition, changes in zip(shown, changed, strict=True)
        ],
        "stations": Station.objects.open(on),
        "standing": papers.STANDING_CODE,
        "address": papers.scan_address(papers.STANDING_CODE),
    }
    return render(request, "policies/desk_handbook.html", context)


@require_POST
@role_required(Role.STAFF)
def handbook_make(request: HttpRequest) -> HttpResponse:
    """Ask for an edition now; where the book would say the same, nothing is made."""
    at, last = timezone.now(), editions.latest()
    if last is not None and last.digest == contents.current(local_date(at)).digest:
        messages.info(request, f"内容没有变化，仍是第 {last.number} 版")
    else:
        editions.ask(at=at)
        messages.success(request, "已开始制作，几分钟后在这里看到新的一版")
    return redirect("policies:desk_handbook")


@require_safe
@role_required(*READERS)
def handbook_code(request: HttpRequest, code: str, form: str) -> HttpResponse:
    """`code`: `handbook` or a station's; `form`: png, svg, or pdf for the poster."""
    station = Station.objects.filter(code=code).first()
    if station is None and code != papers.STANDING_CODE:
        raise Http404
    name = f"{station.name if station else ''}政策手册"
    if form == "pdf":
        return pdf_file(posters.of_handbook(station, on=local_date(timezone.now())), f"{name}海报")
    address, name = papers.scan_address(code), f"{name}二维码.{form}"
    if form == "svg":
        return file_of(qr_svg(address), "image/svg+xml", name)
    return file_of(qr_png(address), "image/png", name, inline=True)


@require_safe
@role_required(*READERS)
def policy_poster(request: HttpRequest, slug: str) -> HttpResponse:
    """A4, for what is public now."""
    policy = visible(request, slug)
    version = policy.versions.published().for_lists().first()
    if version is None:
        raise Http404
    poster = posters.of_policy(version, on=local_date(timezone.now()))
    return pdf_file(poster, f"{version.title}海报")


def _before(shown: list[HandbookEdition]) -> dict[int, HandbookEdition]:
    """The edition before each; numbers run without gaps."""
    numbers = [edition.number - 1 for edition in shown]
    rows = HandbookEdition.objects.filter(number__in=numbers)
    return {row.number + 1: row for row in rows}

"""Papers of a group: what was handed out, what representatives asked for, the answers."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from fieldwork.materials import papers
from fieldwork.materials.forms import AnswerForm, AskForm, HandOutForm
from fieldwork.materials.papers import HandedOut
from fieldwork.models import Material, PaperRequest
from fieldwork.views.of_groups import answer, group_and_part, sent
from groups.models import Representative
from office.sent_once import sent_once
from stations.scopes import Scopes

SHOWN = 50


@require_safe
@never_cache
def materials(request: HttpRequest, code: str) -> HttpResponse:
    """A plain member sees the own requests alone."""
    group, part = group_and_part(request, code, "read")
    asked = PaperRequest.objects.of(group).select_related("representative", "answered_by")
    own = Scopes.of(part.user, timezone.localdate()).own.representatives
    if not part.may("funds"):
        asked = asked.filter(representative__in=own)
    context = {
        "group": group,
        "handed": Material.objects.of(group)[:SHOWN],
        "waiting": asked.waiting(),
        "answered": asked.exclude(answered_at__isnull=True).order_by("-answered_at")[:SHOWN],
        "on": timezone.localdate(),
        "keeps": part.may("keep"),
        "asks": bool(own) and part.may("ask"),
    }
    return render(request, "fieldwork/materials.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@sent_once
def material_new(request: HttpRequest, code: str) -> HttpResponse:
    group, part = group_and_part(request, code, "keep")
    form = HandOutForm(sent(request), initial={"handed_on": timezone.localdate()})
    return answer(
        request,
        form,
        lambda said, by, at: papers.hand_out(group, HandedOut(**said), by=by, at=at),
        by=part.actor("keep"),
        back=reverse("fieldwork:materials", args=[group.code]),
        title=f"{group}：登记发放的资料",
        verb="登记",
        done="已登记",
    )


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def paper_ask(request: HttpRequest, code: str) -> HttpResponse:
    group, part = group_and_part(request, code, "ask")
    on = timezone.localdate()
    own = Scopes.of(part.user, on).own.representatives
    person = Representative.objects.of(group, on).filter(pk__in=own).first()
    if person is None:
        raise Http404
    return answer(
        request,
        AskForm(sent(request)),
        lambda said, by, at: papers.ask(group, person, said["what"], by=by, at=at),
        by=part.actor("ask"),
        back=reverse("fieldwork:materials", args=[group.code]),
        title=f"{group}：要资料",
        verb="提出",
        done="已提出，答复后会通知您",
    )


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def paper_answer(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    group, part = group_and_part(request, code, "keep")
    rows = PaperRequest.objects.of(group).select_related("representative")
    asked = get_object_or_404(rows, pk=pk)
    return answer(
        request,
        AnswerForm(sent(request)),
        lambda said, by, at: papers.answer(asked, said["answer"], by=by, at=at),
        by=part.actor("keep"),
        back=reverse("fieldwork:materials", args=[group.code]),
        title=f"答复{asked.representative.name}代表",
        verb="答复",
        done="已答复",
        lines=[{"key": "要的资料", "value": asked.what}],
    )

"""公开问答: what is asked often, answered once for all; visitors say whether they understood."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from office.calendar import local_date
from office.numbers import clean_text
from office.search.columns import searched
from policies.models import StandardAnswer
from policies.standard_answers.rating import rate

PAGE = 20


@login_not_required
@require_safe
def question_list(request: HttpRequest) -> HttpResponse:
    query = clean_text(request.GET.get("q", "").replace("\x00", ""))[:40]
    rows = StandardAnswer.objects.public(local_date(timezone.now()))
    if query:
        rows = searched(rows, query, "question", "text")
    page = Paginator(rows.for_lists(), PAGE).get_page(request.GET.get("page"))
    context = {"q": query, "page": page, "nav_url": reverse("policies:information_list")}
    return render(request, "policies/question_list.html", context)


@login_not_required
@require_safe
def question_detail(request: HttpRequest, code: str) -> HttpResponse:
    context = {"answer": _public(code), "nav_url": reverse("policies:information_list")}
    return render(request, "policies/question_detail.html", context)


@login_not_required
@require_POST
def question_rating(request: HttpRequest, code: str) -> HttpResponse:
    answer, said = _public(code), request.POST.get("said", "")
    if said in ("understood", "puzzled"):
        rate(request, answer, understood=said == "understood", at=timezone.now())
        messages.success(
            request, "谢谢，已记下您的评价" if said == "understood" else "已记下，我们会改得更明白"
        )
    return redirect("policies:question", code=code)


def _public(code: str) -> StandardAnswer:
    rows = StandardAnswer.objects.public(local_date(timezone.now())).for_lists()
    return get_object_or_404(rows, code=code)

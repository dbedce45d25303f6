"""P4: the list of policies with its search, and one policy."""

from decimal import Decimal
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from office.calendar import local_date
from office.documents import qr_png
from policies import formulas, visits
from policies.catalogue import CatalogueForm, catalogue
from policies.models import InformationKind, Policy, PolicyVersion
from stations import qr

PNG_LASTS = 300


@login_not_required
@require_safe
def policy_list(request: HttpRequest) -> HttpResponse:
    at = timezone.now()
    form = CatalogueForm(request.GET)
    found = catalogue(form, on=local_date(at), page=_number(request.GET.get("page", "")))
    query = form.chosen("q")
    if query:
        visits.count_search(request, query, found=bool(found.total or found.items), at=at)
    context = {
        "form": form,
        "q": query,
        "found": found,
        "category": form.chosen("category"),
        "categories": [
            (value, label, found.counts.get(value, 0)) for value, label in Policy.Category.choices
        ],
        "count_of_all": sum(found.counts.values()),
        "kinds": InformationKind.objects.open(),
        "without_category": _query_without(request, "category", "page"),
        "without_page": _query_without(request, "page"),
    }
    return render(request, "policies/policy_list.html", context)


@login_not_required
@require_safe
def policy_detail(request: HttpRequest, slug: str) -> HttpResponse:
    at = timezone.now()
    version = get_object_or_404(_public(), policy__slug=slug)
    visits.count_policy(request, version.policy, at=at)
    amount = AmountForm(request.GET if "amount" in request.GET else None)
    context = {
        "version": version,
        "policy": version.policy,
        "validity": version.validity(local_date(at)),
        "paragraphs": version.plain.split("\n"),
        "formula": version.formula,
        "form": amount if version.formula else None,
        "worth": formulas.worth(version.formula, amount.given) if version.formula and amount.given else None,
        "nav_url": reverse("policies:policy_list"),
    }
    return render(request, "policies/policy_detail.html", context)


@login_not_required
@require_safe
def policy_qr(request: HttpRequest, slug: str) -> HttpResponse:
    version = get_object_or_404(_public(), policy__slug=slug)
    address = qr.address(f"{reverse('policies:policy_detail', args=[version.policy.slug])}?from=qr")
    response = HttpResponse(qr_png(address), content_type="image/png")
    response["Cache-Control"] = f"public, max-age={PNG_LASTS}"
    return response


class AmountForm(forms.Form):
    """How much of it: money in 万元, or persons."""

    amount = forms.DecimalField(
        label="金额",
        min_value=Decimal("0.01"),
        max_value=Decimal(10_000_000),
        max_digits=12,
        decimal_places=2,
        error_messages={
            "required": "请填写数字",
            "invalid": "请填写数字，例如 200",
            "min_value": "请填写大于 0 的数字",
            "max_value": "数字太大，请核对单位",
            "max_decimal_places": "请最多保留两位小数",
            "max_digits": "数字太大，请核对单位",
        },
    )

    @property
    def given(self) -> Decimal | None:
        return self.cleaned_data.get("amount") if self.is_bound and self.is_valid() else None


def _public() -> Any:
    return PolicyVersion.objects.published().for_lists().select_related("checked_by")


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 1


def _query_without(request: HttpRequest, *names: str) -> str:
    """The query string as it is, but for these; ends in & where there is anything."""
    kept = request.GET.copy()
    for name in (*names, "from"):
        kept.pop(name, None)
    return f"{kept.urlencode()}&" if kept else ""

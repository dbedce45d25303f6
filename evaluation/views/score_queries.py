"""What a page of scores is asked: by whom, of which year, and the evaluations of that year."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.utils import timezone

from evaluation.forms import YearFilter
from evaluation.models import Evaluation
from evaluation.models.evaluations import EvaluationQuerySet
from groups.models import Representative
from office.models import User
from office.roles import Role

WIDE = (Role.STAFF, Role.APPROVER, Role.AUDITOR)


def rows_of(year: int) -> QuerySet[Evaluation]:
    """The editions that stand, in the order of their results, with their lines."""
    rows = (
        Evaluation.objects.of_year(year).current().select_related("representative__user", "group", "scheme")
    )
    return rows.prefetch_related("lines").ranked()


def standing(person: Representative, year: int) -> EvaluationQuerySet:
    """Editions that are not superseded, the newest first: a correction beside what it corrects."""
    rows = Evaluation.objects.of_year(year).current().filter(representative=person)
    return rows.select_related("representative", "group", "scheme").order_by("-edition")


def year_of(request: HttpRequest) -> int:
    """The last year where none is asked for. Raises Http404 for what is no year."""
    form = YearFilter(request.POST if request.method == "POST" else request.GET)
    if not form.is_valid():
        raise Http404
    return form.cleaned_data.get("year") or timezone.localdate().year - 1


def person_of(request: HttpRequest) -> User:
    """Raises Http404 for a visitor."""
    if not isinstance(request.user, User):
        raise Http404
    return request.user

"""What an address asks of the analysis, and the address of each number's list."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import cast
from urllib.parse import urlencode

from django import forms
from django.db.models import Q, QuerySet
from django.http import Http404
from django.urls import reverse

from evaluation.analysis import durations, outcomes, units
from evaluation.analysis.matters import Asked, Keys, cases_in, states
from groups.models import Department, ProfessionalGroup
from office.months import Month
from requests_app.models import Category, Clock, EnterpriseRequest
from requests_app.models.requests import EnterpriseRequestQuerySet, Outcome, RequesterKind, Status
from stations.models import Station

SPANS = {"12": "近 12 个月", "6": "近 6 个月", "3": "近 3 个月", "24": "近 24 个月"}
NO_GROUP = 0
# Those behind numbers of rows of the page: `enterprises` of one category and unit, `became` of what grew from them.
OF_STATES = ("received", "settled", "left_out", "reopened", "enterprises", "became")
WHATS = (*OF_STATES, "over", "due", "late")


class AnalysisForm(forms.Form):
    """The filters; what cannot be read counts as not given, and is said.

    `groups`: the professional groups of somebody who sees no others; the first where none of them is asked for.
    """

    months = forms.ChoiceField(
        choices=list(SPANS.items()),
        required=False,
        label="时间",
        error_messages={"invalid_choice": "没有这个时间段，这里显示近 12 个月"},
    )
    last = forms.CharField(required=False, widget=forms.HiddenInput)
    category = forms.ModelChoiceField(
        Category.objects.leaves().order_by("order", "code"),
        required=False,
        to_field_name="code",
        label="类别",
        empty_label="全部类别",
        error_messages={"invalid_choice": "没有这个类别，这一项没有用于筛选"},
    )
    unit = forms.ModelChoiceField(
        Department.objects.by_name(),
        required=False,
        to_field_name="code",
        label="单位",
        empty_label="全部单位",
        error_messages={"invalid_choice": "没有这个单位，这一项没有用于筛选"},
    )
    group = forms.ModelChoiceField(
        ProfessionalGroup.objects.order_by("order"),
        required=False,
        to_field_name="code",
        label="小组",
        empty_label="全部小组",
        error_messages={"invalid_choice": "没有这个小组，这一项没有用于筛选"},
    )
    station = forms.ModelChoiceField(
        Station.objects.order_by("-is_default", "code"),
        required=False,
        to_field_name="code",
        label="服务站",
        empty_label="全部服务站",
        error_messages={"invalid_choice": "没有这个服务站，这一项没有用于筛选"},
    )
    kind = forms.ChoiceField(
        choices=[("", "全部反映人"), *RequesterKind.choices],
        required=False,
        label="反映人",
        error_messages={"invalid_choice": "没有这种反映人，这一项没有用于筛选"},
    )

    def __init__(self, data: Mapping[str, str], *, groups: QuerySet[ProfessionalGroup] | None = None) -> None:
        super().__init__(data)
        self.own: int | None = None
        if groups is not None:
            self.own = groups.order_by("order").values_list("pk", flat=True).first() or NO_GROUP
            field = cast("forms.ModelChoiceField[ProfessionalGroup]", self.fields["group"])
            field.queryset, field.empty_label = groups.order_by("order"), None

    def asked(self, on: date) -> Asked:
        """As of the local date; the last month is the running one unless the address names an earlier."""
        self.is_valid()
        given = self.cleaned_data
        keys = {name: row.pk for name in ("category", "unit", "group", "station") if (row := given.get(name))}
        if self.own is not None:
            keys.setdefault("group", self.own)
        months = int(given.get("months") or 12)
        return Asked(_month(given.get("last", ""), on), months, on, kind=given.get("kind", ""), **keys)


def _month(text: str, on: date) -> Month:
    try:
        return min(Month.parse(text), Month.of(on))
    except ValueError:
        return Month.of(on)


@dataclass(frozen=True)
class Listing:
    """The cases behind one number: `what` of `WHATS`, of the months `first` to `last`, of one turn where it is over, of
    `of_result` where they became something.
    """

    what: str
    asked: Asked
    first: Month
    last: Month
    turn: str = ""
    of_result: str = ""

    @classmethod
    def of(cls, query: Mapping[str, str], asked: Asked) -> Listing:
        """Raises Http404 for what is no list."""
        what, turn = query.get("what", ""), query.get("turn", "")
        if what not in WHATS or (turn and turn not in {key for key, _, _ in durations.TURNS}):
            raise Http404
        result = query.get("of", "")
        if what == "became" and result.partition(":")[0] not in (outcomes.SUGGESTION, outcomes.MECHANISM):
            raise Http404
        if what == "enterprises" and (asked.category is None or asked.unit is None):
            raise Http404
        try:
            first = Month.parse(query["first"]) if query.get("first") else asked.shown[0]
            last = Month.parse(query["until"]) if query.get("until") else asked.last
        except ValueError:
            raise Http404 from None
        return cls(what, asked, first, last, turn, result)

    @property
    def cases(self) -> EnterpriseRequestQuerySet:
        rows = states(self.asked, self.first, self.last, left_out=self.what == "left_out")
        if self.what == "settled":
            rows = rows.filter(status=Status.CLOSED, outcome=Outcome.SETTLED)
        if self.what == "reopened":
            rows = rows.filter(case__round__gt=1)
        if self.what == "became":
            rows = rows.filter(case__in=outcomes.grown_from(self.of_result))
        found = EnterpriseRequest.objects.unsealed().filter(pk__in=rows.order_by().values("case_id"))
        return found if self.what in OF_STATES else found.filter(self._clocks)

    @property
    def _clocks(self) -> Q:
        everything = cases_in(replace(self.asked, unit=None))
        if self.what == "over":
            clocks = durations.clocks_of(everything, self.turn).filter(durations.is_over(self.asked.on))
            return Q(pk__in=clocks.values("case_id"))
        return Q(pk__in=self._replies(everything).values("case_id"))

    def _replies(self, cases: Keys) -> QuerySet[Clock]:
        judged = units.judged(cases, self.asked.on)
        if self.asked.unit is not None:
            judged = judged.filter(assignment__department=self.asked.unit)
        return judged if self.what == "due" else judged.exclude(units.IN_TIME)

    @property
    def heading(self) -> str:
        turn = next((label for key, label, _ in durations.TURNS if key == self.turn), "")
        words = {
            "received": "收到的诉求", "settled": "已办结的诉求", "left_out": "不予受理和撤回的诉求",
            "over": f"{turn}超期的诉求", "due": "单位应回复的诉求", "late": "单位没有按期回复的诉求",
            "reopened": "重新办理的诉求", "enterprises": "反映的企业", "became": "转化所来自的诉求",
        }  # fmt: skip
        return words[self.what]


def list_url(query: Mapping[str, str], what: str, **more: str) -> str:
    """`query` are the filters in the address of the page, which the list keeps."""
    kept = {name: value for name, value in query.items() if name in AnalysisForm.base_fields and value}
    return f"{reverse('evaluation:analysis_list')}?{urlencode({**kept, 'what': what, **more})}"

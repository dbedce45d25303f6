"""The filters of the list of requests: the desk's form, the saved views, the export and the API read the same.

Values are codes. What cannot be read is named beside its field and counts as not given.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django import forms
from django.db.models import DateField, Exists, F, Min, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from casework.paging import NEWEST, Order
from casework.queues.fields import CodeField, NumbersField, choice_field, day_field
from casework.queues.table import Moment
from groups.models import Department, ProfessionalGroup
from office import search
from office.calendar import WorkingCalendar
from office.crypto import blind_index
from office.models import User
from office.numbers import clean_text
from office.search import analyser
from office.typed import phones
from requests_app.access.case_access import is_clerk_only, units_of_reader, without_counter
from requests_app.models import (
    Assignment,
    Category,
    EnterpriseRequest,
    Extension,
    Finding,
    JointConsultation,
    Promise,
    Transfer,
)
from requests_app.models.categories import Difficulty
from requests_app.models.requests import Outcome, RequesterKind, Source, Status
from requests_app.models.visibility import request_filter, restricted_filter, restricting
from requests_app.queues import CASE_QUEUES, QUEUES, numbers, sorting
from stations.known_names import known_as
from stations.models import Station
from stations.scopes import Scopes

TABS = (
    ("open", "在办"),
    ("answered", "待评价"),
    ("promised", "承诺事项"),
    ("ended", "已结束"),
    ("all", "全部"),
)
# In the place of a date where nothing binds the reader any more: it sorts last and is never late.
NEVER = date.max
DUE = (("over", "超期"), ("soon", "临期"), ("asked", "待补充"))
SITUATIONS = (
    ("supervised", "重点督办"),
    ("extended", "已延期"),
    ("transferred", "已转办"),
    ("consulted", "部门协同会诊"),
    ("relayed", "经转办单位"),
    ("found", "活动中发现"),
)
BY_DUE = Order("bound_on")
# What may narrow a list to a case that is restricted for the reader: what its row says.
OF_RESTRICTED = frozenset(
    {
        "q",
        "tab",
        "queue",
        "due",
        "due_on",
        "status",
        "outcome",
        "category",
        "since",
        "until",
        "sort",
        "number",
    }
)
# These look everywhere, in what has ended too.
WIDE = ("q", "status", "outcome", "queue", "since", "until", "number")
LEDGER_NUMBER = re.compile(r"(?:受理编号)?[: ]{0,2}(20[0-9]{2}) ?[-‐–—]? ?([0-9]{5})")


class RequestFilter(forms.Form):
    """`rows()` are the cases that the reader may see and has asked for.

    `with_restricted` adds, for the desk's own lists, those of which only number, state and dates are shown (`rows_of`).
    """

    q = forms.CharField(required=False, max_length=100, label="编号、企业或内容")
    tab = choice_field("范围", TABS)
    queue = choice_field("待办", [(queue.key, queue.label) for queue in QUEUES.values()])
    due = choice_field("期限", DUE)
    due_on = day_field("到期日")
    status = choice_field("状态", Status.choices)
    outcome = choice_field("结果", Outcome.choices)
    category = CodeField(Category.objects.all(), "类别")
    group = CodeField(ProfessionalGroup.objects.all(), "跟踪小组")
    department = CodeField(Department.objects.all(), "责任单位")
    station = CodeField(Station.objects.all(), "服务站")
    turn = choice_field("情形", SITUATIONS)
    difficulty = choice_field("难度", Difficulty.choices)
    kind = choice_field("反映人", RequesterKind.choices)
    source = choice_field("来源", Source.choices)
    since = day_field("收到日期从")
    until = day_field("到")
    sort = choice_field("排序", (*sorting.choices(reads=True), *sorting.FORMER.items()))
    number = NumbersField(required=False, label="选中的诉求")

    def __init__(
        self, data: Any, *, user: User, on: date, calendar: WorkingCalendar, with_restricted: bool = False
    ) -> None:
        # A field costs a copy: those that were not asked for are left away.
        asked = {name: field for name, field in self.base_fields.items() if name in data}
        self.base_fields = asked  # type: ignore[misc]  # Django copies these
        super().__init__(data)
        self.on, self.calendar, self.scopes = on, calendar, Scopes.of(user, on)
        self.units = units_of_reader(self.scopes)
        self.is_clerk = is_clerk_only(self.scopes)
        self._with_restricted = with_restricted
        self.is_valid()

    def clean_q(self) -> str:
        try:
            return clean_text(self.cleaned_data["q"])
        except ValueError:
            raise forms.ValidationError("搜索内容含有无法识别的字符") from None

    def given(self, name: str) -> Any:
        """The value of a filter as far as it could be read."""
        return self.cleaned_data.get(name) or ""

    @property
    def is_narrowed(self) -> bool:
        """Whether anything but the tab and the order was chosen."""
        return any(value for name, value in self.cleaned_data.items() if name != "tab")

    @property
    def place(self) -> str:
        """A search, a status or an outcome looks everywhere; else the work in hand stands first."""
        wide = any(self.given(name) for name in WIDE)
        return self.given("tab") or ("all" if wide else "open")

    @property
    def order(self) -> Order:
        """As chosen; else deadlines order what is in hand, and of the whole ledger of years the newest stand first."""
        if sort := self.given("sort"):
            return sorting.order_of(sort)
        return BY_DUE if self.place == "open" else NEWEST

    def visible(self) -> QuerySet[EnterpriseRequest]:
        """What the reader sees and has searched for."""
        seen = request_filter(self.scopes) & self._searched()
        if self._with_restricted and restricting(self.scopes):
            seen |= restricted_filter(self.scopes) & self._restricted()
        return EnterpriseRequest.objects.filter(seen)

    def _restricted(self) -> Q:
        """Nothing leads to a restricted case but its number and what its row says."""
        asked = {name for name in self.fields if self.given(name)}
        query, number = self.given("q"), number_in(self.given("q"))
        if asked - OF_RESTRICTED or (query and not number):
            return Q(pk__in=())
        return Q(ledger_number=number) if query else Q()

    def rows(self) -> QuerySet[EnterpriseRequest]:
        """With the date that binds the reader beside each row."""
        found = self.narrowed(bound(self.visible(), self.units))
        found = sorting.with_value(found, self.given("sort"), self.scopes)
        return in_hand(found) if self.place == "open" else in_tab(found, self.place)

    def counted(self) -> QuerySet[EnterpriseRequest]:
        """For the numbers at the tabs: the dates beside the rows only where they decide."""
        rows = self.visible()
        if self.given("due") or self.given("due_on"):
            rows = bound(rows, self.units)
        return self.narrowed(rows)

    def narrowed(self, rows: QuerySet[EnterpriseRequest]) -> QuerySet[EnterpriseRequest]:
        """Every filter but the tab."""
        rows = rows.filter(self._columns(), self._due(), self._in_situation())
        if key := self.given("queue"):
            rows = rows.filter(CASE_QUEUES.subjects_in(key, self.scopes, Moment(self.on, self.calendar)))
        return rows

    def _columns(self) -> Q:
        found = Q()
        for name in ("status", "outcome", "difficulty", "source", "station", "group"):
            if value := self.given(name):
                found &= Q(**{name: value})
        if kind := self.given("kind"):
            found &= Q(requester_kind=kind)
        if category := self.given("category"):
            found &= Q(category=category) | Q(category__parent=category)
        if department := self.given("department"):
            current = Assignment.objects.current().filter(department=department).order_by()
            found &= Q(pk__in=current.values("case_id"))
        if numbers_given := self.given("number"):
            found &= Q(ledger_number__in=numbers_given)
        if since := self.given("since"):
            found &= Q(received_on__gte=since)
        if until := self.given("until"):
            found &= Q(received_on__lte=until)
        return found

    def _due(self) -> Q:
        found = Q()
        if day := self.given("due_on"):
            found &= numbers.RUNNING & Q(bound_on=day)
        match self.given("due"):
            case "over":
                found &= numbers.overdue("bound_on", self.on)
            case "soon":
                found &= numbers.soon("bound_on", self.on, self.calendar)
            case "asked":
                found &= numbers.ASKED
        return found

    def _in_situation(self) -> Q:
        """What happened to it on the way."""
        case = OuterRef("pk")
        match self.given("turn"):
            case "supervised":
                return numbers.supervised(self.on)
            case "extended":
                return Q(Exists(Extension.objects.granted().filter(case=case)))
            case "transferred":
                return Q(Exists(Transfer.objects.granted().filter(case=case)))
            case "consulted":
                return Q(Exists(JointConsultation.objects.held().filter(case=case)))
            case "relayed":
                return Q(Exists(Assignment.objects.filter(case=case, through__isnull=False)))
            case "found":
                return Q(Exists(Finding.objects.filter(case=case)))
        return Q()

    def _searched(self) -> Q:
        """By text, name of the enterprise, former ones too, number or full telephone; a clerk, who sees no text, by number and telephone alone."""
        query = self.given("q")
        if not query:
            return Q()
        by_number = Q(ledger_number=number_in(query) or query) | _by_phone(query)
        if self.is_clerk:
            return by_number
        by_text = Q(pk__in=search.matching("case", query)) | Q(enterprise__in=known_as(query))
        if any(scope.stations for scope in self.scopes.all):
            by_text &= request_filter(without_counter(self.scopes))
        return by_number | by_text


def number_in(query: str) -> str:
    """The 受理编号 that the whole query is, in any width, with or without its hyphen and its label; "" for none."""
    found = LEDGER_NUMBER.fullmatch(analyser.normalised(query))
    return f"{found[1]}-{found[2]}" if found else ""


def in_tab(rows: QuerySet[EnterpriseRequest], tab: str) -> QuerySet[EnterpriseRequest]:
    match tab:
        case "open":
            return rows.filter(numbers.IN_HAND)
        case "answered":
            return rows.filter(numbers.ANSWERED)
        case "promised":
            open_promises = Promise.objects.filter(kept_at__isnull=True, broken_at__isnull=True)
            return rows.filter(pk__in=open_promises.order_by().values("case_id"))
        case "ended":
            return rows.filter(closed_on__isnull=False)
    return rows


def in_hand(rows: QuerySet[EnterpriseRequest]) -> QuerySet[EnterpriseRequest]:
    """The tab "open", said by what is left out: so the index in the order of the dates is walked, not one by status."""
    return rows.filter(closed_at__isnull=True).exclude(status__in=(Status.ANSWERED, Status.MERGED))


def bound(rows: QuerySet[EnterpriseRequest], units: frozenset[int]) -> QuerySet[Any]:
    """Adds `bound_on`: the enterprise's date, or for a unit's officer the earliest of the own parts not done yet."""
    if not units:
        return rows.annotate(bound_on=F("answer_due_on"))
    own = Assignment.objects.current().filter(case=OuterRef("pk"), department_id__in=units, done_at=None)
    earliest = own.order_by().values("case").annotate(earliest=Min("due_on")).values("earliest")
    return rows.annotate(bound_on=Coalesce(Subquery(earliest), Value(NEVER), output_field=DateField()))


def _by_phone(query: str) -> Q:
    number = phones.searched(query)
    return Q(phone_index=blind_index(number)) if number else Q(pk__in=())

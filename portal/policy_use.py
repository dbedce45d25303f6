"""政策查询: what is read, by whom it came, what was searched for in vain, which policies did not help. For staff."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, Sum

from evaluation.periods import Month
from policies import proposals
from policies.models import InformationItem, PolicyVersion, Reading, SearchedTerm
from requests_app.models import EnterpriseRequest

# Fewer complaints say more of the one who complains than of the policy (docs/domain.md § 10.3).
FAILED_AT_LEAST = 5
SHOWN = 20
LOOKED_AT = 60


@dataclass
class Line:
    """One policy or item: how often read in each way, and by source."""

    title: str
    url_parts: tuple[str, ...]
    counts: Counter[str] = field(default_factory=Counter)

    @property
    def total(self) -> int:
        return self.counts["view"] + self.counts["download"] + self.counts["onsite"]


@dataclass(frozen=True)
class Failed:
    version: PolicyVersion
    numbers: tuple[str, ...]

    @property
    def count(self) -> int:
        return len(self.numbers)


def by_policy(month: Month) -> list[Line]:
    titles = dict(PolicyVersion.objects.published().values_list("policy", "title"))
    slugs = dict(PolicyVersion.objects.published().values_list("policy", "policy__slug"))
    lines = _lines(month, "policy", titles)
    return [Line(line.title, (slugs[key],), line.counts) for key, line in lines if key in slugs]


def by_item(month: Month) -> list[Line]:
    items = {item.pk: item for item in InformationItem.objects.select_related("kind")}
    lines = _lines(month, "item", {key: item.title for key, item in items.items()})
    return [Line(line.title, (items[key].kind.code, items[key].slug), line.counts) for key, line in lines]


def _lines(month: Month, column: str, titles: dict[int, str]) -> list[tuple[int, Line]]:
    rows = (
        Reading.objects.between(month.from_on, month.to_on)
        .filter(**{f"{column}__isnull": False})
        .order_by()
        .values_list(column, "kind", "source")
        .annotate(count=Count("pk"))
    )
    lines: dict[int, Line] = {}
    for key, kind, source, count in rows:
        line = lines.setdefault(key, Line(titles.get(key, "已撤下"), ()))
        line.counts[kind] += count
        line.counts[source] += count
    return sorted(lines.items(), key=lambda each: (-each[1].total, each[1].title))


def by_kind(month: Month) -> list[tuple[str, int]]:
    """All policies, the handbook, then the twelve kinds in their order: together every reading of the month."""
    rows = Reading.objects.between(month.from_on, month.to_on).order_by()
    # A list: one of the twelve kinds is called 惠企政策 as well.
    found = (
        rows.filter(item__isnull=False)
        .values_list("item__kind__name")
        .annotate(count=Count("pk"))
        .order_by("item__kind__order", "item__kind__name")
    )
    totals = dict(rows.values_list("what").annotate(count=Count("pk")))
    books = [("各条政策", totals.get("policy", 0)), ("政策手册", totals.get("handbook", 0))]
    return [*books, *((f"资料：{name}", count) for name, count in found)]


def by_source(month: Month) -> list[tuple[str, int]]:
    rows = Reading.objects.between(month.from_on, month.to_on).order_by()
    counts = dict(rows.values_list("source").annotate(count=Count("pk")))
    return [(label, counts.get(value, 0)) for value, label in Reading.Source.choices]


def by_month(last: Month, months: int = 12) -> list[tuple[Month, int]]:
    """The months up to `last`, oldest first, each with its readings."""
    shown = [last]
    while len(shown) < months:
        shown.append(shown[-1].previous)
    rows = Reading.objects.between(shown[-1].from_on, last.to_on).order_by()
    per_day = rows.values_list("read_on").annotate(count=Count("pk"))
    counts: Counter[tuple[int, int]] = Counter()
    for on, count in per_day:
        counts[on.year, on.month] += count
    return [(month, counts[month.from_on.year, month.from_on.month]) for month in reversed(shown)]


def searches(month: Month, *, in_vain: bool) -> list[tuple[str, int, int]]:
    """(word, searched, found nothing), the most frequent first."""
    rows = (
        SearchedTerm.objects.between(month.from_on, month.to_on)
        .order_by()
        .values_list("text")
        .annotate(all=Sum("times"), nothing=Sum("misses"))
    )
    kept = [(text, times, misses) for text, times, misses in rows if misses or not in_vain]
    return sorted(kept, key=lambda each: (-(each[2] if in_vain else each[1]), each[0]))[:SHOWN]


def failed() -> list[Failed]:
    """Policies by the requests that say 没享受到, from five on; sealed and split-off cases are left out."""
    rows = EnterpriseRequest.objects.unsealed().filter(policy__isnull=False, split_from__isnull=True)
    numbers: defaultdict[int, list[str]] = defaultdict(list)
    for policy, number in rows.order_by("-pk").values_list("policy", "ledger_number"):
        numbers[policy].append(number)
    versions = PolicyVersion.objects.published().filter(policy__in=numbers).for_lists()
    found = [Failed(version, tuple(numbers[version.policy_id])) for version in versions]
    ranked = sorted(found, key=lambda each: (-each.count, each.version.title))
    return [each for each in ranked if each.count >= FAILED_AT_LEAST]


def might_have_answered(month: Month, *, on: date) -> list[tuple[str, str, Sequence[str]]]:
    """(slug, title, numbers): requests of the month whose text a policy fits, of the latest 60."""
    rows = EnterpriseRequest.objects.unsealed().filter(
        policy__isnull=True, received_on__gte=month.from_on, received_on__lt=month.to_on
    )
    numbers: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for number, text in rows.order_by("-pk").values_list("ledger_number", "text")[:LOOKED_AT]:
        for proposed in proposals.fitting(text, on=on, limit=1):
            if proposed.status != "expired":
                numbers[proposed.slug, proposed.title].append(number)
    ranked = sorted(numbers.items(), key=lambda each: (-len(each[1]), each[0]))
    return [(slug, title, found) for (slug, title), found in ranked[:SHOWN]]

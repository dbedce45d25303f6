"""What an import would change, compared with the database as it stands. Writes nothing."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from groups.models import Mandate, ProfessionalGroup, Representative, Term
from groups.models.professional_groups import SIZES, SIZES_IN_WORDS
from groups.roster.cells import shown
from groups.roster.links import roster_links
from groups.roster.proposals import Entry, Proposal, roster_proposals
from groups.roster.reading import Problem, Roster, RosterRow, namesakes
from office.numbers import mask_phone
from office.table_layout import FoundColumn
from office.typed import names

Kind = Literal["new", "changed", "same"]
LABELS = {field.name: str(field.verbose_name) for field in Representative._meta.fields}


@dataclass(frozen=True)
class Change:
    """Texts as the preview shows them; a telephone is masked."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class PlannedRow:
    row: RosterRow
    representative: Representative | None
    fields: Mapping[str, Any]
    links: Mapping[str, Any]
    takes_office: bool
    changes: Sequence[Change]

    @property
    def kind(self) -> Kind:
        if self.representative is None:
            return "new"
        return "changed" if self.changes else "same"


@dataclass
class RosterPlan:
    term: Term
    on: date
    rows: list[PlannedRow] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    proposals: list[Proposal] = field(default_factory=list)
    untouched: int = 0
    columns: Sequence[FoundColumn] = ()

    def of_kind(self, kind: Kind) -> list[PlannedRow]:
        return [row for row in self.rows if row.kind == kind]

    @property
    def new(self) -> list[PlannedRow]:
        return self.of_kind("new")

    @property
    def changed(self) -> list[PlannedRow]:
        return self.of_kind("changed")

    @property
    def same(self) -> list[PlannedRow]:
        return self.of_kind("same")

    @property
    def entries(self) -> list[Entry]:
        return [
            Entry(
                each.row.number,
                each.row.certificate_number,
                each.row.name,
                each.row.fields,
                each.representative,
            )
            for each in self.rows
        ]

    @property
    def is_importable(self) -> bool:
        return not self.problems

    @property
    def digest(self) -> str:
        """Equal for plans that do the same: what was previewed is what is committed."""
        text = repr(
            [
                (self.term.pk, self.on),
                [(row.row.number, row.kind, row.row.certificate_number, row.changes) for row in self.rows],
                [proposal.key for proposal in self.proposals],
            ]
        )
        return hashlib.sha256(text.encode()).hexdigest()


def plan_roster(roster: Roster, *, term: Term, on: date) -> RosterPlan:
    """Rows are matched by external id where the file has one, else by certificate number."""
    plan = RosterPlan(term, on, problems=list(roster.problems), warnings=list(roster.warnings))
    plan.columns = roster.columns
    known = _Known(roster.rows, term, on)
    taken: dict[int, int] = {}
    for row in roster.rows:
        representative, problem = known.match(row)
        if problem is None and representative is not None and representative.pk in taken:
            message = f"与第 {taken[representative.pk]} 行是同一位代表，请删去多余的一行"
            problem = Problem(row.number, "代表证号", message)
        if problem is None and row.since is not None and row.since < term.elected_on:
            message = f"早于{term}的选举日期 {term.elected_on:%Y-%m-%d}，请核对"
            problem = Problem(row.number, "任职日期", message)
        if problem is not None:
            plan.problems.append(problem)
            continue
        if representative is not None:
            taken[representative.pk] = row.number
        plan.rows.append(known.compare(row, representative))
        plan.warnings += known.doubts(row, representative)
    plan.problems.sort(key=lambda problem: problem.row)
    plan.untouched = Representative.objects.in_office(on).exclude(pk__in=taken).count()
    plan.warnings += _remarks(plan)
    for proposer in roster_proposals:
        plan.proposals += proposer.find(plan.entries, on=on)
    return plan


class _Known:
    """What the database holds about the people of the file, read in a fixed number of queries."""

    def __init__(self, rows: Sequence[RosterRow], term: Term, on: date) -> None:
        # All of them, not a filter by some thousand numbers: SQLite allows 250,000 parameters, other limits less.
        everybody = list(Representative.objects.all())
        self.by_certificate = {each.certificate_number: each for each in everybody}
        self.by_bare_number = {
            each.certificate_number.lstrip("0"): each
            for each in everybody
            if each.certificate_number.isdigit()
        }
        self.by_external_id = {each.external_id: each for each in everybody if each.external_id}
        self.by_phone: dict[str, Representative] = {each.phone: each for each in everybody if each.phone}
        self.links = {link.header: link for link in roster_links}
        people = {each.pk for each in everybody}
        wanted = {header for row in rows for header in row.links}
        self.current = {header: self.links[header].current(people, on) for header in wanted}
        open_spans = Mandate.objects.open().filter(term=term)
        self.statuses = dict(open_spans.values_list("representative_id", "status"))

    def match(self, row: RosterRow) -> tuple[Representative | None, Problem | None]:
        by_certificate = self.by_certificate.get(row.certificate_number)
        by_external_id = self.by_external_id.get(row.fields.get("external_id", ""))
        if by_certificate and by_external_id and by_certificate != by_external_id:
            message = f"属于{by_external_id.name}，代表证号却属于{by_certificate.name}，请核对这两列"
            return None, Problem(row.number, "外部编号", message)
        if by_external_id is None and by_certificate is None:
            return None, self._without_zeros(row)
        return by_external_id or by_certificate, None

    def _without_zeros(self, row: RosterRow) -> Problem | None:
        """A number on record that differs by zeros at its beginning is the same card, or a guess."""
        number = row.certificate_number
        other = self.by_bare_number.get(number.lstrip("0")) if number.isdigit() else None
        if other is None:
            return None
        words = f"“{number}”与{other.name}的证号 {other.certificate_number} 只差开头的 0，请照证件填写"
        return Problem(row.number, "代表证号", words)

    def compare(self, row: RosterRow, representative: Representative | None) -> PlannedRow:
        if representative is None:
            fields, links = dict(row.fields), dict(row.links)
        else:
            fields = {
                name: value for name, value in row.fields.items() if value != getattr(representative, name)
            }
            links = {
                header: value
                for header, value in row.links.items()
                if value != self.current[header].get(representative.pk)
            }
        takes_office = representative is None or representative.pk not in self.statuses
        changes = [*self._changes(representative, fields, links)]
        if takes_office and representative is not None:
            changes.append(Change("任职", "", "在任"))
        return PlannedRow(row, representative, fields, links, takes_office, changes)

    def _changes(
        self, representative: Representative | None, fields: Mapping[str, Any], links: Mapping[str, Any]
    ) -> Iterator[Change]:
        for name, value in fields.items():
            label = LABELS[name]
            before = getattr(representative, name) if representative else ""
            if name == "phone":
                yield Change(label, mask_phone(before) if before else "", mask_phone(value))
            else:
                yield Change(label, shown(name, before), shown(name, value))
        for header, value in links.items():
            link = self.links[header]
            current = self.current[header].get(representative.pk) if representative else None
            yield Change(header, link.shown(current) if current is not None else "", link.shown(value))

    def doubts(self, row: RosterRow, representative: Representative | None) -> Iterator[Problem]:
        """What a person should look at before committing."""
        if representative is not None and representative.name != row.name:
            message = f"代表证号 {row.certificate_number} 现为{representative.name}，将改为{row.name}，请确认是同一人"
            yield Problem(row.number, "姓名", message)
        owner = self.by_phone.get(row.fields.get("phone", ""))
        if owner is not None and owner != representative:
            yield Problem(row.number, "手机号", f"与{owner.name}相同，请核对")
        status = self.statuses.get(representative.pk, "active") if representative else "active"
        if status != Mandate.Status.ACTIVE:
            label = Mandate.Status(status).label
            yield Problem(row.number, "", f"{row.name}在本届已{label}任职，导入不改变任职状态")


def _remarks(plan: RosterPlan) -> Iterator[Problem]:
    """About the file as a whole."""
    for row in plan.rows:
        if note := names.note(row.row.name):
            yield Problem(row.row.number, "姓名", note)
    shared = namesakes([row.row for row in plan.rows])
    if shared:
        yield Problem(0, "", f"有同名代表：{'、'.join(shared[:20])}。按代表证号区分，请确认不是重复登记")
    sizes: dict[ProfessionalGroup, int] = {}
    for row in plan.rows:
        for value in row.row.links.values():
            if isinstance(value, ProfessionalGroup):
                sizes[value] = sizes.get(value, 0) + 1
    for group, size in sizes.items():
        if size not in SIZES:
            yield Problem(0, "", f"{group.full_name}在名册中有 {size} 人，一般为 {SIZES_IN_WORDS}")

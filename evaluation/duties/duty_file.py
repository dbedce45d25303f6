"""履职档案 as the office files it: one person's year on A4, with places to sign (docs/domain.md § 7)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet

from evaluation.duties import file_page, progress
from evaluation.duties.progress import DutyProgress
from evaluation.duties.state import state_of
from evaluation.models import DutyEntry, DutyObjection, Exemption
from evaluation.yearly.computing import REFERENCE
from fieldwork.models import Norm
from fieldwork.norms import reading
from fieldwork.norms.paragraphs import RuleLink, rule_links
from groups.models import Mandate, Representative
from office import options
from office.calendar import local_date
from office.documents import typst_pdf
from office.templatetags.wording import paper_day, short_day
from requests_app.models import EnterpriseRequest
from requests_app.models.requests import Outcome, Status

CASES_NAMED = 12


def pdf(person: Representative, year: int, *, on: date) -> bytes:
    """A4, as PDF bytes."""
    return typst_pdf("evaluation/documents/duty_file.typ", data_of(person, year, on=on))


def data_of(person: Representative, year: int, *, on: date) -> dict[str, Any]:
    """What is on record of the year by the local date `on`: duties and where they are written, every record and whether
    it counts, cases."""
    found = progress.of_year([person.pk], year, until=on + timedelta(days=1))[person.pk]
    last = min(date(year, 12, 31), on)
    cases = _cases(person, year, last)
    norms = reading.norms_of(person, last)
    rules = rule_links(norms)
    return {
        "name": person.name,
        "period": f"{year} 年"
        if last.month == 12 and last.day == 31
        else f"{year} 年（截至{short_day(last)}）",
        "about": _about(person, last),
        "duties": [_duty(each, on, rules.get(str(each.kind.label))) for each in found],
        "norms": [_norm(norm) for norm in norms],
        "records": [_record(row) for row in file_page.rows_of(person, year, found, on)],
        "objections": [_objection(row) for row in _objections(person, year)],
        "entries": [_entry(row) for row in _entries(person, year)],
        "exemptions": [_exemption(row) for row in _exemptions(person, year)],
        "cases": [_case(row) for row in cases[:CASES_NAMED]],
        "case_count": len(cases),
        "settled": sum(row.outcome == Outcome.SETTLED for row in cases),
        "reference": f"{REFERENCE}。",
        "office": options.value("office_name", on),
        "printed_on": paper_day(on),
    }


def _about(person: Representative, on: date) -> list[str]:
    groups = (person.professional_group(on), person.regional_group(on))
    mandates = Mandate.objects.in_force(on).filter(representative=person).select_related("term")
    terms = [f"{row.term} {row.get_status_display()}" for row in mandates]
    named = [str(group) for group in groups if group is not None]
    return [f"代表证号 {person.certificate_number}", *named, *(terms or ["不在任"])]


def _duty(duty: DutyProgress, on: date, rule: RuleLink | None) -> dict[str, Any]:
    state = state_of(duty, on)
    return {
        "label": duty.kind.label,
        "done": duty.done,
        "needed": duty.needed,
        "waiting": len(duty.unconfirmed),
        "words": state.words,
        "tone": state.tone,
        "rule": rule.in_full if rule else "",
    }


def _norm(norm: Norm) -> str:
    return f"《{norm.title}》第 {norm.edition} 版，{paper_day(norm.effective_on)}起施行"


def _record(row: file_page.Row) -> dict[str, Any]:
    return {
        "on": short_day(row.on),
        "kind": row.kind,
        "label": row.label,
        "source": row.source,
        "counts": row.counts,
        "is_confirmed": row.is_confirmed,
    }


def _objections(person: Representative, year: int) -> QuerySet[DutyObjection]:
    rows = DutyObjection.objects.filter(representative=person, year=year)
    return rows.select_related("answered_by").order_by("raised_at", "pk")


def _objection(row: DutyObjection) -> dict[str, str]:
    if row.answered_at is None:
        answer = f"待答复，{short_day(row.answer_due_on)}前"
    else:
        answered_by = row.answered_by.name if row.answered_by else ""
        answer = f"{'成立' if row.upheld else '不成立'}：{row.answer}（{answered_by}，{short_day(local_date(row.answered_at))}）"
    return {
        "line": row.line_label,
        "on": short_day(local_date(row.raised_at)),
        "text": row.text,
        "answer": answer,
    }


def _entries(person: Representative, year: int) -> QuerySet[DutyEntry]:
    rows = DutyEntry.objects.of_year(person, year)
    return rows.select_related("decided_by").order_by("on", "pk")


def _entry(row: DutyEntry) -> dict[str, str]:
    if row.accepted is None:
        state = "待核实"
    else:
        decided_by = row.decided_by.name if row.decided_by else ""
        state = f"{'计入' if row.accepted else '不计入'}：{row.basis}（{decided_by}）"
    return {
        "on": short_day(row.on),
        "kind": str(row.get_kind_display()),
        "words": row.words,
        "state": state,
    }


def _exemptions(person: Representative, year: int) -> QuerySet[Exemption]:
    rows = Exemption.objects.granted().touching(date(year, 1, 1), date(year + 1, 1, 1))
    return rows.filter(representative=person)


def _exemption(row: Exemption) -> str:
    kind = row.get_kind_display() or "全部任务"
    return f"{short_day(row.since)}至{short_day(row.until - timedelta(days=1))} {kind}，{row.get_reason_display()}"


def _cases(person: Representative, year: int, last: date) -> list[EnterpriseRequest]:
    """Those that the person had in hand on some day of the year; of a sealed one nothing."""
    held = EnterpriseRequest.objects.unsealed().filter(
        states__representative=person,
        states__from_on__lte=last,
        states__until_on__gt=date(year, 1, 1),
    )
    rows = EnterpriseRequest.objects.filter(pk__in=held.values("pk")).select_related("category")
    return list(rows.order_by("-ledger_number"))


def _case(row: EnterpriseRequest) -> dict[str, str]:
    ended = row.status == Status.CLOSED and row.outcome
    return {
        "number": row.ledger_number,
        "category": str(row.category or "未分类"),
        "received": short_day(row.received_on),
        "state": str(row.get_outcome_display() if ended else row.get_status_display()),
    }

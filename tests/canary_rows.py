"""Rows of every part that hold the secrets of tests/test_canary.py."""

import datetime as dt

from demo.suggestion_scenario import SuggestionScenario
from evaluation.accounts import entering
from evaluation.accounts.entering import Told
from evaluation.duties import objecting, own_entries
from evaluation.duties.on_behalf import ACCOUNT
from evaluation.duties.own_entries import Entered
from evaluation.models.accounts import LEVELS, QUESTIONS
from evaluation.reports import owners
from evaluation.reports import writing as reports
from fieldwork.activities.steps.records import NoteInputs
from fieldwork.funds import budgets, expenses
from fieldwork.funds.expenses import Asked
from fieldwork.materials import papers
from groups.models import Absence, ProfessionalGroup, Representative
from office.actors import Actor
from office.calendar import LOCAL
from office.months import Period
from suggestions.deadlines import automatic
from tests.conftest import NOW
from tests.fieldwork.activities.rows import confirmed, take
from tests.fieldwork.pairings.rows import opened, recorded
from tests.stories import Story


def of_the_group(story: Story, secret: dict[str, str]) -> None:
    """Money and papers of the finance group."""
    group = ProfessionalGroup.objects.get(code="finance")
    made = budgets.set_amount(group, NOW.year, 100_000, by=story.actor("staff"), at=NOW)
    budgets.approve(made, 100_000, by=story.actor("approver"), at=NOW)
    expenses.ask(made, Asked(secret["expense_purpose"], 500), by=story.actor("liaison"), at=NOW)
    person = Representative.objects.get(code="shanxiong")
    papers.ask(group, person, secret["papers_asked"], by=story.actor("representative"), at=NOW)


def visit(story: Story, secret: dict[str, str]) -> None:
    """A pairing and a visit, the telephone typed by the liaison."""
    who = Representative.objects.get(user=story.people["representative"])
    contact = {"contact": secret["paired_contact"], "phone": secret["paired_telephone"]}
    opened(who, story.people["liaison"], story.people["staff"], NOW, **contact)
    said = {"words": secret["paired_words"], "met": secret["paired_met"]}
    recorded([who], story.people["representative"], NOW, **said)


def suggestions(story: Story, secret: dict[str, str]) -> None:
    """One over which units sat at a table, one of them without a part; a draft whose author is on long leave."""
    people = story.people | {"author": story.people["representative"]}
    began = dt.datetime(2026, 11, 9, 10, tzinfo=LOCAL)
    told = SuggestionScenario(people, story.lead, at=began, title="关于公示会诊结果的建议")
    told.handled()
    meets_at = told.at + dt.timedelta(hours=1)
    units = (story.lead, story.co)
    given = {"departments": units, "place": "会议室", "meets_at": meets_at}
    told.take("consult", "liaison", text=secret["suggestion_consult"], **given).work(1)
    said = {
        "minutes": f"{secret['suggestion_minutes']}：由财政局列支。",
        "outcome": secret["suggestion_outcome"],
    }
    told.take("record_consult", "liaison", came=units, **said)
    away = story.people | {"author": story.people["stranger"]}
    waits = SuggestionScenario(away, story.lead, at=NOW, title="关于接手草稿的建议").draft()
    until = NOW.date() + dt.timedelta(days=90)
    Absence.objects.create(user=away["author"], from_on=NOW.date(), to_on=until, by=story.people["staff"])
    automatic.sweep(NOW)
    reason = secret["suggestion_takeover"]
    person = story.representative("colleague")
    waits.take("propose_takeover", "staff", to="another", representative=person, reason=reason)


def activity(story: Story, words: str) -> None:
    """One to which a unit is invited as well: what was said is not for its officers."""
    person = story.people["representative"]
    activity = confirmed(
        [story.group],
        person,
        by=story.people["liaison"],
        staff=story.people["staff"],
        at=NOW,
        departments=[story.lead],
        held_on=NOW.date(),
        begins=dt.time(10, 15),
    )
    given = NoteInputs(words=words, form_key="canary", place="园区")
    take("note", activity, given, by=person, at=NOW)


def duty_file(story: Story, secret: dict[str, str]) -> None:
    """What the person objects to and adds: for the liaison and the office."""
    person, by = story.representative(), story.actor("representative")
    said = {"said": ACCOUNT, "by": by, "at": NOW}
    objecting.raise_objection(person, NOW.year, "duty:survey", secret["duty_objection"], **said)
    own_entries.enter(person, Entered("survey", NOW.date(), secret["duty_entry"]), **said)


def report(story: Story, secret: dict[str, str]) -> None:
    """A 述职; a draft of the finance group's report, with words and a comment."""
    owner = owners.of_group(story.group)
    draft = reports.draft(owner, Period(2026, 10), by=Actor.system("reports"), at=NOW)
    person = Representative.objects.get(code="shanxiong")
    told = Told(NOW.date(), "社区", secret["account_text"], 0, 0, ((0,) * len(LEVELS),) * len(QUESTIONS))
    row = entering.enter(person, NOW.year, told, by=story.actor("staff"), at=NOW)
    entering.check(row, by=story.actor("liaison"), at=NOW)
    section = draft.sections.get(kind="work")
    reports.write(section, secret["report_words"], seen="", by=story.actor("staff"), at=NOW)
    reports.comment(draft, secret["report_comment"], by=story.actor("liaison"), at=NOW)

"""A row of everything that a list shows, to be multiplied by tests/growth.py."""

import datetime as dt

from demo.suggestion_scenario import SuggestionScenario
from evaluation import disclosing
from evaluation.models import Scheme, Survey
from evaluation.periods import Month
from evaluation.reports import owners, readers, writing
from evaluation.wording import reword
from fieldwork.models import Norm
from groups.models import Absence, GroupOfficer, RegionalGroup, RegionalUnit, Representative
from office import account_changes, accounts, options
from office.actors import Actor
from office.background import jobs
from office.events import anchors
from office.models import AccountChange
from office.months import Period
from policies.models import PolicyEditor, SearchedTerm, Synonym
from requests_app.followup import sampling
from requests_app.models import Preset, PressureAnswer
from stations.models import Enterprise, Interest, PostingFunction
from stations.qr import issue
from stations.shifts import planning as shifts
from suggestions.models import UnsuitableKind
from tests.fieldwork.activities.rows import confirmed
from tests.fieldwork.pairings.rows import opened, recorded
from tests.policies.rows import a_reading, a_standard_answer, a_version, an_edition, an_item
from tests.stations.consultations.rows import a_consultation
from tests.stations.receptions.rows import a_plan, a_reception, booked, person, slots
from tests.stories import SHANGHAI, Story
from tests.suggestions.mechanisms.rows import in_force
from tests.suggestions.opinions.rows import adopted

NOW = dt.datetime(2026, 11, 25, 10, 0, tzinfo=SHANGHAI)


def one_of_everything(story: Story) -> dt.datetime:
    """A spam case that is sampled, a late one in hand, and a row of each other kind. Returns the day."""
    by = Actor.of(story.people["staff"])
    story.at = dt.datetime(2026, 10, 12, 9, tzinfo=SHANGHAI)
    story.submit().take("decline", "staff", reason="spam", explanation="广告信息")
    sampling.draw(dt.date(2026, 10, 1), seed="ab", by=by, at=NOW)
    story.submit().accept().contact().assign().sign()
    story.at = NOW.replace(hour=9)
    story.take("urge", "staff", text="请抓紧")
    reword(story.case, title="续贷困难", text="", on_supervision_scene=True, by=by, at=story.at)
    month = disclosing.draft(story.station, Month(2026, 10), by=by, at=NOW.replace(day=2))
    disclosing.submit(month, by=by, at=NOW)
    disclosing.publish(month, by=Actor.of(story.people["approver"]), at=NOW)
    report = writing.draft(owners.committee(NOW.date()), Period(2026, 10), by=by, at=NOW)
    writing.comment(report, "请补充接待情况", by=by, at=NOW)
    readers.add(owners.committee(NOW.date()), story.people["clerk"], by=by, at=NOW)
    _office(story, by)
    _people(story)
    PressureAnswer.objects.create(
        case=story.case,
        department=story.lead,
        round=1,
        asked_by="link",
        pressed=True,
        said="来过两趟",
        answered_at=NOW,
        answered_on=NOW.date(),
    )
    _policies(story)
    _receptions(story)
    _norms()
    adopted(story)
    in_force(story)
    UnsuitableKind.objects.create(code="court", name="具体的诉讼案件")
    Scheme.objects.create(first_year=2026, name="2026 年履职评价办法", status="used")
    Survey.objects.create(year=2026, closes_on=NOW.date(), prepared_at=NOW, prepared_by=story.people["staff"])
    _suggestion(story)
    _pairings(story)
    _activities(story)
    return NOW


def _suggestion(story: Story) -> None:
    people = story.people | {"author": story.people["representative"]}
    SuggestionScenario(people, story.lead, at=NOW.replace(day=2)).submit().register()


def _norms() -> None:
    Norm.objects.create(
        code="finance",
        edition=1,
        state="published",
        title="财政经济小组履职规范",
        body="每季度接待选民一次。",
        effective_on=NOW.date(),
        written_at=NOW,
        published_at=NOW,
    )


def _office(story: Story, by: Actor) -> None:
    day = dt.timedelta(days=30)
    accounts.issue_token(story.people["staff"], name="智慧人大", scopes=[], lasting=day, by=by, at=NOW)
    options.change("pause_days", 6, effective_on=NOW.date(), by=by, at=NOW)
    jobs.enqueue("recurring", "sweep@now", {"name": "sweep"}, run_at=NOW)
    anchors.anchor(at=NOW)
    account_changes.make_sealed_code(by=Actor.system("seal_code"), at=NOW)
    AccountChange.objects.create(
        user=story.people["staff"], kind="password_link", asked_by=story.people["liaison"], asked_at=NOW
    )


def _people(story: Story) -> None:
    person = Representative.objects.get(user=story.people["representative"])
    Absence.objects.create(user=story.people["liaison"], from_on=NOW.date(), to_on=NOW.date())
    unit = RegionalUnit.objects.create(code="gy", name="鼓楼街道", kind="street")
    regional = RegionalGroup.objects.create(code="gy1", name="鼓楼第一小组", unit=unit)
    GroupOfficer.objects.create(
        representative=person, regional_group=regional, post="convener", since=NOW.date()
    )
    PostingFunction.objects.create(code="kj", name="科技创新")
    enterprise = Enterprise.objects.create(name="湖北锦绣蓝天服饰有限公司")
    Interest.objects.create(
        representative=person, enterprise=enterprise, kind="shareholder", since=NOW.date()
    )
    issue(story.station, by=Actor.of(story.people["staff"]), at=NOW)


def _receptions(story: Story) -> None:
    user = story.people["representative"]
    a_plan(story.station, user)
    day = a_reception(story.station, user, at=NOW)
    booked(slots(day)[0], at=NOW)
    hours = {"begins": dt.time(9), "ends": dt.time(17)}
    shift_on = NOW.date() + dt.timedelta(days=1)
    shifts.add(story.station, person(user), on=shift_on, **hours, by=Actor.of(story.people["clerk"]), at=NOW)
    a_consultation(story.station, story.people["clerk"], at=NOW)


def _pairings(story: Story) -> None:
    """An open pairing, and a visit that the liaison entered: it waits for the representative."""
    who = Representative.objects.get(user=story.people["representative"])
    opened(who, story.people["liaison"], story.people["staff"], NOW)
    recorded([who], story.people["liaison"], NOW)


def _activities(story: Story) -> None:
    liaison, staff = story.people["liaison"], story.people["staff"]
    day = {"held_on": NOW.date(), "begins": dt.time(15)}
    confirmed([story.group], story.people["representative"], by=liaison, staff=staff, at=NOW, **day)


def _policies(story: Story) -> None:
    a_version()
    an_item()
    a_reading()
    an_edition()
    a_standard_answer(story.lead)
    a_standard_answer(story.lead, audience="public")
    Preset.objects.create(name="续贷对接", category=story.category, made_by=story.people["staff"])
    PolicyEditor.objects.create(user=story.people["clerk"], department=story.lead, since=NOW.date())
    SearchedTerm.objects.create(text="贷款", on=NOW.date(), times=1)
    Synonym.objects.create(word="社保", means=["社会保险补贴"], changed_at=NOW)

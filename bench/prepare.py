"""The data of the bench: reference data, one office, and a ledger of so many requests with all that follows them."""

import datetime as dt
import os
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.core.management import call_command
from django.db import connection, models
from django.utils import timezone

from config.sessions import SessionStore
from groups.models import Department, Liaison, ProfessionalGroup
from office import events, options, search
from office.actors import Actor
from office.events import Fact
from office.models import RoleGrant, User
from office.roles import Role
from office.verbs import verb
from requests_app.intake import submission
from requests_app.intake.intake import Intake
from requests_app.models import (
    Answer,
    Assignment,
    CaseState,
    Category,
    Clock,
    EnterpriseRequest,
    Verdict,
)
from requests_app.models.case_states import OF_CASE
from stations import qr
from stations.models import Station

CASES = int(os.environ.get("BENCH_CASES", "10000"))
STATES = ("submitted", "accepted", "handling", "answered", "closed", "closed", "closed", "closed")
MATTERS = (
    "贷款到期",
    "用电报装",
    "道路积水",
    "员工子女入学",
    "消防验收",
    "招工困难",
    "用地审批",
    "税费优惠",
    "物流停车",
    "合同纠纷",
)
# One text in so many holds the rare word.
RARE, RARE_EVERY = "石膏", 4000
# So many enterprises raise them; a large county has some.
ENTERPRISES = 2000
PHONE = "13900000001"
SYSTEM = Actor.system("bench")


class Prepared(NamedTuple):
    """Sessions of a member of staff and of a liaison, the ledger number of a case in hand that the liaison's group
    has, and the 查询码 of a request with telephone `PHONE`."""

    staff: str
    liaison: str
    case: str
    code: str


def prepare() -> Prepared:
    """Migrate and fill."""
    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    with Path(os.devnull).open("w") as unread:
        call_command("seed", pack="macheng", stdout=unread)
    at = timezone.now()
    for key in ("forms_per_address", "forms_per_telephone", "lookups_per_address"):
        options.change(key, 1_000_000, effective_on=timezone.localdate(), by=SYSTEM, at=at)
    staff = User.objects.create_user(username="bench", name="石敏", password=None)
    RoleGrant.objects.create(user=staff, role=Role.STAFF, since=dt.date(2020, 1, 1))
    settle(at)
    fill(CASES, at)
    analyze()
    liaison = User.objects.get(username="liaison1")
    groups = Liaison.objects.filter(user=liaison).values("professional_group")
    case = EnterpriseRequest.objects.filter(status="handling", group__in=groups).order_by("pk").first()
    return Prepared(session_of(staff), session_of(liaison), case.ledger_number if case else "", submit(at))


def analyze() -> None:
    """Bring the planner's statistics and what indexes alone may answer up to date, as autovacuum would."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")


def settle(at: dt.datetime) -> None:
    """What every office has: a printed code at each station, a liaison for each group."""
    for station in Station.objects.all():
        qr.issue(station, by=SYSTEM, at=at)
    for number, group in enumerate(ProfessionalGroup.objects.all(), start=1):
        user = User.objects.create_user(username=f"liaison{number}", name="郭联络", password=None)
        RoleGrant.objects.create(user=user, role=Role.LIAISON, since=dt.date(2020, 1, 1))
        Liaison.objects.create(user=user, professional_group=group, is_main=True, since=dt.date(2020, 1, 1))


def submit(at: dt.datetime) -> str:
    given = Intake(
        station=Station.objects.get(is_default=True),
        source="web",
        requester_kind="enterprise",
        text="贷款月底到期，希望协调续贷。",
        enterprise_name="湖北锦绣蓝天服饰有限公司",
        contact="徐经理",
        phone=PHONE,
    )
    return submission.submit(given, scope="bench", key="bench", by=SYSTEM, at=at).receipt.code


def fill(count: int, at: dt.datetime) -> None:
    """Requests of eleven months, with their clocks, states, units, answers, verdicts, events and words to be found."""
    chance = random.Random(7)
    station = Station.objects.get(is_default=True)
    categories = list(Category.objects.leaves().select_related("professional_group"))
    groups, units = list(ProfessionalGroup.objects.all()), list(Department.objects.all())
    made = EnterpriseRequest.objects.bulk_create(
        [
            _case(number, chance, station, chance.choice(categories), chance.choice(groups), at)
            for number in range(1, count + 1)
        ],
        batch_size=500,
    )
    taken = [case for case in made if case.status in ("handling", "answered", "closed")]
    parts = _stored(_part(case, chance.choice(units)) for case in taken)
    _stored(clock for case in made for clock in _clocks(case, parts.get(case.pk)))
    _stored(_state(case, parts.get(case.pk)) for case in made)
    answers = _stored(_answer(case) for case in taken if case.answered_at)
    _stored(_verdict(case, answers[case.pk], chance) for case in taken if case.closed_at)
    search.index_many("case", ((case.pk, f"{case.ledger_number} {case.title} {case.text}") for case in made))
    record(made, at)


@verb
def record(cases: list[EnterpriseRequest], at: dt.datetime) -> None:
    events.record(*(Fact(case.subject, "submit", begins=True) for case in cases), by=SYSTEM, at=at)


def _stored(rows: Iterator[models.Model]) -> dict[int, Any]:
    """Each by its case."""
    found = list(rows)
    stored = type(found[0])._default_manager.bulk_create(found, batch_size=500) if found else []
    return {row.case_id: row for row in stored}  # type: ignore[attr-defined]


def _case(
    number: int,
    chance: random.Random,
    station: Station,
    category: Category,
    group: ProfessionalGroup,
    at: dt.datetime,
) -> EnterpriseRequest:
    state = chance.choice(STATES)
    came = at - dt.timedelta(days=chance.uniform(0, 330))
    due = came.date() + dt.timedelta(days=21)
    accepted, answered, ended = state != "submitted", state in ("answered", "closed"), state == "closed"
    matter = MATTERS[number % len(MATTERS)]
    rare = f"，涉及{RARE}板" if number % RARE_EVERY == 0 else ""
    return EnterpriseRequest(
        ledger_number=f"2020-{number:05d}",
        status=state,
        outcome="settled" if ended else "",
        source="web",
        station=station,
        requester_kind="enterprise",
        enterprise_name=f"湖北锦绣蓝天{number % ENTERPRISES}号服饰有限公司",
        title=f"第 {number} 件：{matter}，希望协调",
        text=f"我公司{matter}的问题{rare}，一直没有解决，希望有关部门上门看看。",
        category=category,
        difficulty="ordinary",
        group=group,
        submitted_at=came,
        received_on=came.date(),
        accepted_at=came if accepted else None,
        accepted_on=came.date() if accepted else None,
        first_due_on=due if accepted else None,
        answer_due_on=due if accepted else None,
        answered_at=came + dt.timedelta(days=9) if answered else None,
        answered_on=came.date() + dt.timedelta(days=9) if answered else None,
        closed_at=came + dt.timedelta(days=12) if ended else None,
        closed_on=came.date() + dt.timedelta(days=12) if ended else None,
    )


def _part(case: EnterpriseRequest, unit: Department) -> Assignment:
    came = case.submitted_at + dt.timedelta(days=1)
    return Assignment(
        case=case,
        department=unit,
        part="lead",
        status="replied" if case.answered_at else "signed",
        assigned_at=came,
        assigned_on=came.date(),
        due_on=came.date() + dt.timedelta(days=14),
        signed_at=came,
        signed_on=came.date(),
        officer_name="周工",
        done_at=case.answered_at,
        done_on=case.answered_on,
    )


def _state(case: EnterpriseRequest, part: Assignment | None) -> CaseState:
    """As if it had stood so from its first day: of what it went through only the last state is read by the bench."""
    values = {name: getattr(case, name) for name in OF_CASE}
    lead = part.department_id if part else None
    return CaseState(case_id=case.pk, from_on=case.received_on, lead_id=lead, **values)


def _clocks(case: EnterpriseRequest, part: Assignment | None) -> Iterator[Clock]:
    if case.accepted_at is None:
        yield _clock(case, "accept", days=1)
        return
    yield _clock(case, "contact", days=3, stopped_at=case.submitted_at + dt.timedelta(days=2))
    yield _clock(case, "answer", days=21, stopped_at=case.answered_at)
    if part is not None:
        yield _clock(case, "reply", days=15, stopped_at=case.answered_at, assignment=part)


def _clock(
    case: EnterpriseRequest,
    kind: str,
    *,
    days: int,
    stopped_at: dt.datetime | None = None,
    assignment: Assignment | None = None,
) -> Clock:
    came, due = case.submitted_at, case.submitted_at + dt.timedelta(days=days)
    return Clock(
        case=case,
        assignment=assignment,
        kind=kind,
        started_at=came,
        start_on=came.date(),
        days=days,
        first_due_on=due.date(),
        due_on=due.date(),
        due_at=due,
        stopped_at=stopped_at,
        stopped_on=stopped_at.date() if stopped_at else None,
        stop_reason="done" if stopped_at else "",
    )


def _answer(case: EnterpriseRequest) -> Answer:
    at = case.answered_at or case.submitted_at
    return Answer(case=case, round=1, text="已协调解决。", result_class="A", answered_at=at)


def _verdict(case: EnterpriseRequest, answer: Answer, chance: random.Random) -> Verdict:
    at = case.closed_at or case.submitted_at
    return Verdict(
        case=case,
        answer=answer,
        round=1,
        satisfaction=chance.choice(("satisfied", "mostly", "dissatisfied")),
        agreed=True,
        given_by="own",
        given_at=at,
        given_on=at.date(),
    )


def session_of(user: User) -> str:
    store = SessionStore()
    store[SESSION_KEY] = str(user.pk)
    store[BACKEND_SESSION_KEY] = "office.access.RoleBackend"
    store[HASH_SESSION_KEY] = user.get_session_auth_hash()
    store.create()
    return str(store.session_key)

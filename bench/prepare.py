"""The data of the bench: reference data, one office, and a ledger of so many cases."""

import datetime as dt
import os
import random

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.core.management import call_command
from django.utils import timezone

from groups.models import Liaison, ProfessionalGroup
from office import options, search
from office.access import Role
from office.actors import Actor
from office.models import RoleGrant, User
from requests_app.models import Category, EnterpriseRequest
from stations import qr
from stations.models import Station

CASES = int(os.environ.get("BENCH_CASES", "10000"))
STATES = ("submitted", "accepted", "handling", "answered", "closed", "closed", "closed", "closed")


def prepare() -> str:
    """Migrate, fill, and return the session key of a signed-in member of staff."""
    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    call_command("seed", verbosity=0)
    at, by = timezone.now(), Actor.system("bench")
    for key in ("forms_per_address", "forms_per_telephone"):
        options.change(key, 1_000_000, effective_on=timezone.localdate(), by=by, at=at)
    staff = User.objects.create_user(username="bench", name="石敏", password=None)
    RoleGrant.objects.create(user=staff, role=Role.STAFF, since=dt.date(2020, 1, 1))
    settle(at)
    fill(CASES, at)
    return session_of(staff)


def settle(at: dt.datetime) -> None:
    """What every office has: a printed code at each station, a liaison for each group."""
    for station in Station.objects.all():
        qr.issue(station, by=Actor.system("bench"), at=at)
    for number, group in enumerate(ProfessionalGroup.objects.all(), start=1):
        user = User.objects.create_user(username=f"liaison{number}", name="郭联络", password=None)
        Liaison.objects.create(user=user, professional_group=group, is_main=True, since=dt.date(2020, 1, 1))


def fill(count: int, at: dt.datetime) -> None:
    chance = random.Random(7)
    station = Station.objects.get(is_default=True)
    categories = list(Category.objects.leaves().select_related("professional_group"))
    groups = list(ProfessionalGroup.objects.all())
    cases = [_case(number, chance, station, categories, groups, at) for number in range(1, count + 1)]
    made = EnterpriseRequest.objects.bulk_create(cases, batch_size=500)
    search.index_many("case", ((case.pk, f"{case.ledger_number} {case.title}") for case in made))


def _case(
    number: int,
    chance: random.Random,
    station: Station,
    categories: list[Category],
    groups: list[ProfessionalGroup],
    at: dt.datetime,
) -> EnterpriseRequest:
    state = chance.choice(STATES)
    came = at - dt.timedelta(days=chance.uniform(0, 330))
    due = came.date() + dt.timedelta(days=21)
    accepted = state != "submitted"
    ended = state == "closed"
    return EnterpriseRequest(
        ledger_number=f"2020-{number:05d}"[:10],
        status=state,
        outcome="settled" if ended else "",
        source="web",
        station=station,
        requester_kind="enterprise",
        enterprise_name="湖北锦绣蓝天服饰有限公司",
        title=f"第 {number} 件：贷款到期，希望协调续贷",
        text="贷款月底到期，银行要求先还后贷，希望协调续贷。",
        category=chance.choice(categories),
        difficulty="ordinary",
        group=chance.choice(groups),
        submitted_at=came,
        received_on=came.date(),
        accepted_at=came if accepted else None,
        accepted_on=came.date() if accepted else None,
        first_due_on=due if accepted else None,
        answer_due_on=due if accepted else None,
        answered_at=came + dt.timedelta(days=9) if state in ("answered", "closed") else None,
        answered_on=came.date() + dt.timedelta(days=9) if state in ("answered", "closed") else None,
        closed_at=came + dt.timedelta(days=12) if ended else None,
        closed_on=came.date() + dt.timedelta(days=12) if ended else None,
    )


def session_of(user: User) -> str:
    store = SessionStore()
    store[SESSION_KEY] = str(user.pk)
    store[BACKEND_SESSION_KEY] = "office.access.RoleBackend"
    store[HASH_SESSION_KEY] = user.get_session_auth_hash()
    store.create()
    return str(store.session_key)

"""The people of every test, each with a fixed part, and the few rows that they need to stand on.

`representative` and `colleague` sit in the finance group, `liaison` serves it; `handler` and `head` are of the
finance bureau; `clerk` of the station; `stranger` is a representative of another group; `visitor` has no account.
"""

import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client

from groups.models import (
    Department,
    DepartmentOfficer,
    Liaison,
    Mandate,
    ProfessionalGroup,
    ProfessionalMembership,
    Representative,
    Term,
)
from office.models import RoleGrant, User
from office.roles import Role
from stations.models import Posting, Station, StationClerk

SINCE = dt.date(2026, 1, 1)
PASSWORD = "demo-password-of-tests"
SignIn = Callable[[User], Client]


def person(username: str, name: str, *roles: str) -> User:
    """An account with roles since the beginning of the year."""
    user = User.objects.create_user(username=username, password=PASSWORD, name=name)
    for role in roles:
        RoleGrant.objects.create(user=user, role=role, since=SINCE)
    return user


def elected(user: User, code: str, term: Term, group: ProfessionalGroup, station: Station) -> User:
    """Makes the account a representative in office, posted at the station."""
    row = Representative.objects.create(
        code=code, certificate_number=f"MC-{code}", name=user.name, gender="male", user=user
    )
    Mandate.objects.create(representative=row, term=term, since=SINCE)
    ProfessionalMembership.objects.create(representative=row, group=group, since=SINCE)
    Posting.objects.create(representative=row, station=station, since=SINCE)
    return user


@pytest.fixture
def sign_in() -> SignIn:
    """`sign_in(user)`: a client that is signed in as that person."""

    def client_of(user: User) -> Client:
        client = Client()
        client.force_login(user, backend="office.access.RoleBackend")
        return client

    return client_of


@pytest.fixture
def visitor(db: None) -> Client:
    return Client()


@pytest.fixture
def term(db: None) -> Term:
    return Term.objects.get_or_create(
        level="county", name="第七届", defaults={"elected_on": SINCE, "takes_office_on": SINCE}
    )[0]


@pytest.fixture
def finance_group(db: None) -> ProfessionalGroup:
    return ProfessionalGroup.objects.get_or_create(
        code="finance", defaults={"name": "财政经济", "order": 4, "checks_back": False}
    )[0]


@pytest.fixture
def industry_group(db: None) -> ProfessionalGroup:
    return ProfessionalGroup.objects.get_or_create(
        code="industry", defaults={"name": "产业发展", "order": 2}
    )[0]


@pytest.fixture
def station(db: None) -> Station:
    return Station.objects.get_or_create(
        code="gyllzx",
        defaults={"name": "工业邻里中心代表服务站", "is_default": True, "opened_on": SINCE},
    )[0]


@pytest.fixture
def department(finance_group: ProfessionalGroup) -> Department:
    return Department.objects.get_or_create(
        code="czj",
        defaults={"name": "麻城市财政局", "short_name": "财政局", "professional_group": finance_group},
    )[0]


@pytest.fixture
def staff(db: None) -> User:
    return person("staff", "石敏", Role.STAFF)


@pytest.fixture
def approver(db: None) -> User:
    return person("approver", "郑重", Role.APPROVER)


@pytest.fixture
def auditor(db: None) -> User:
    return person("auditor", "沈计", Role.AUDITOR)


@pytest.fixture
def administrator(db: None) -> User:
    return person("administrator", "关理", Role.ADMINISTRATOR)


@pytest.fixture
def editor(db: None) -> User:
    return person("editor", "文编", Role.EDITOR)


@pytest.fixture
def liaison(finance_group: ProfessionalGroup) -> User:
    user = person("liaison", "连络", Role.LIAISON)
    Liaison.objects.create(user=user, professional_group=finance_group, is_main=True, since=SINCE)
    return user


@pytest.fixture
def representative(term: Term, finance_group: ProfessionalGroup, station: Station) -> User:
    user = person("representative", "单雄", Role.REPRESENTATIVE)
    return elected(user, "shanxiong", term, finance_group, station)


@pytest.fixture
def colleague(term: Term, finance_group: ProfessionalGroup, station: Station) -> User:
    return elected(person("colleague", "仇英", Role.REPRESENTATIVE), "qiuying", term, finance_group, station)


@pytest.fixture
def stranger(term: Term, industry_group: ProfessionalGroup, station: Station) -> User:
    return elected(person("stranger", "解缙", Role.REPRESENTATIVE), "xiejin", term, industry_group, station)


@pytest.fixture
def handler(department: Department) -> User:
    user = person("handler", "经办", Role.HANDLER)
    DepartmentOfficer.objects.create(user=user, department=department, duty="handler", since=SINCE)
    return user


@pytest.fixture
def head(department: Department) -> User:
    user = person("head", "局长", Role.HEAD)
    DepartmentOfficer.objects.create(user=user, department=department, duty="head", since=SINCE)
    return user


@pytest.fixture
def clerk(station: Station) -> User:
    user = person("clerk", "站务", Role.CLERK)
    StationClerk.objects.create(user=user, station=station, since=SINCE)
    return user


@pytest.fixture
def admin(staff: User, sign_in: SignIn) -> Client:
    """The browser of staff, for the pages of /admin/."""
    return sign_in(staff)

"""The demo's people: 260 representatives through the roster import, accounts with their posts, absences."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib.auth.hashers import make_password

from demo.directory import Directory
from groups import mandates
from groups.models import (
    Absence,
    Department,
    DepartmentOfficer,
    Liaison,
    Mandate,
    ProfessionalGroup,
    ProfessionalMembership,
    Representative,
    Term,
)
from groups.pinyin import sort_key
from groups.roster import import_roster, plan_roster, read_roster
from office.actors import Actor
from office.events import Fact, record
from office.models import RoleGrant, User
from office.roles import Role
from portal.reference_data.files import path, read
from stations.models import Enterprise, Interest, Posting, PostingFunction, Station, StationClerk

SEED = Actor.system("seed")
PHONES_FROM = 19900030001


def populate(directory: Directory, *, begin: datetime, at: datetime) -> None:
    """Everybody who acts in the eleven months; posts of representatives begin on the day of `begin`, those of the office
    and the units a year before."""
    since, today = begin.date(), at.date()
    # The office and the units were at work before, with the suggestions of the year before.
    in_service = since - timedelta(days=365)
    plan = read("demo/people.json")
    directory.groups = {group.code: group for group in ProfessionalGroup.objects.all()}
    directory.departments = {unit.code: unit for unit in Department.objects.select_related("route_through")}
    directory.stations = {station.code: station for station in Station.objects.all()}
    _elect(plan, since=since, at=begin)
    _open_accounts(directory, plan, in_service, at=begin)
    _post(directory, since)
    _appoint(directory, plan, since, in_service=in_service)
    _record_interests(directory, plan, since)
    _end_mandates(plan, at=at)
    _take_leave(directory, plan, today)


def _elect(plan: dict[str, Any], *, since: date, at: datetime) -> None:
    """The county's term, the roster, and mandates that some hold at other levels too."""
    year = since.year - 4
    term = Term.objects.create(
        level=Term.Level.COUNTY,
        name="第七届",
        elected_on=date(year, 11, 20),
        takes_office_on=date(year + 1, 1, 6),
    )
    with path("demo/roster.csv").open("rb") as file:
        roster = read_roster(file, "roster.csv", on=at.date())
    agreed = [each.key for each in plan_roster(roster, term=term, on=at.date()).proposals]
    import_roster(roster, term=term, on=at.date(), by=SEED, at=at, agreed=agreed)
    Interest.objects.update(since=since)
    ProfessionalMembership.objects.update(since=since)
    Posting.objects.update(since=since)
    levels = [
        (Term.Level.PROVINCIAL, "第十四届", plan["higher_levels"]["provincial"]),
        (Term.Level.PREFECTURE, "第六届", plan["higher_levels"]["prefecture"]),
        (Term.Level.TOWNSHIP, plan["township"]["name"], plan["township"]["representatives"]),
    ]
    for level, name, certificates in levels:
        other = Term.objects.create(
            level=level, name=name, elected_on=term.elected_on, takes_office_on=term.takes_office_on
        )
        for person in Representative.objects.filter(certificate_number__in=certificates):
            mandates.take_office(person, other, since=term.takes_office_on, by=SEED, at=at)


def _open_accounts(directory: Directory, plan: dict[str, Any], since: date, *, at: datetime) -> None:
    """Accounts with a demo password are those of the guide; the others cannot sign in."""
    phones = iter(range(PHONES_FROM, PHONES_FROM + 1000))
    people = list(_accounts(plan, phones))
    _set_passwords([user for user, _ in people if user.email])
    users = User.objects.bulk_create(user for user, _ in people)
    grants = RoleGrant.objects.bulk_create(
        RoleGrant(user=user, role=role, since=since)
        for user, (_, roles) in zip(users, people, strict=True)
        for role in roles
    )
    opened = [Fact(f"user:{user.pk}", "account_opened", {}, {"name": user.name}) for user in users]
    granted = [
        Fact(f"user:{grant.user_id}", "role_granted", {"role": grant.role, "since": since, "grant": grant.pk})
        for grant in grants
    ]
    record(*opened, *granted, by=SEED, at=at)
    directory.users = {user.username: user for user in users}
    for person in Representative.objects.filter(certificate_number__in=_certificates(plan)):
        person.user = directory.users[_username(plan, person)]
        person.save(update_fields=["user"])


def _accounts(plan: dict[str, Any], phones: Iterator[int]) -> Iterator[tuple[User, list[str]]]:
    for entry in plan["accounts"]:
        if "representative" not in entry:
            yield (
                _account(entry["username"], entry["name"], phones, has_password="demo" in entry),
                entry["roles"],
            )
    for person in Representative.objects.filter(certificate_number__in=_certificates(plan)).by_name():
        username = _username(plan, person)
        account = _account(
            username, person.name, phones, has_password=username in ("representative", "colleague")
        )
        yield account, [Role.REPRESENTATIVE]
    taken = {entry["username"] for entry in plan["accounts"]}
    for unit in plan["departments"].values():
        for role, name, username in _officers(unit):
            if username not in taken:
                yield _account(username, name, phones), [role]


def _account(username: str, name: str, phones: Iterator[int], *, has_password: bool = False) -> User:
    return User(
        username=username,
        name=name,
        phone=str(next(phones)),
        email=f"{username}@demo.invalid" if has_password else "",
        password=make_password(None),
        must_change_password=False,
    )


def _set_passwords(users: list[User]) -> None:
    """`demo-` and the name. Hashing is slow on purpose and leaves the interpreter: side by side."""
    with ThreadPoolExecutor() as pool:
        hashed = pool.map(make_password, [f"demo-{user.username}" for user in users])
    for user, password in zip(users, hashed, strict=True):
        user.password = password


def _officers(unit: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    """(role, name, user name) of an online unit's people; paper units have no accounts."""
    if "head" not in unit:
        return
    usernames = unit.get("usernames") or [_latin(name) for name in unit["handlers"]]
    for name, username in zip(unit["handlers"], usernames, strict=True):
        yield Role.HANDLER, name, username
    yield Role.HEAD, unit["head"], unit.get("head_username") or _latin(unit["head"])


def _latin(name: str) -> str:
    return "".join(character for character in sort_key(name).casefold() if "a" <= character <= "z")


def _certificates(plan: dict[str, Any]) -> list[str]:
    """The posted representatives, and of groups without posted ones the first members of the roster."""
    posted = list(
        Posting.objects.order_by("representative__certificate_number").values_list(
            "representative__certificate_number", flat=True
        )
    )
    for group, count in plan["unposted_representatives"].items():
        members = Representative.objects.filter(
            professional_memberships__group__code=group, employer_department__isnull=True
        )
        posted += members.order_by("certificate_number").values_list("certificate_number", flat=True)[:count]
    return posted


def _username(plan: dict[str, Any], person: Representative) -> str:
    named = {
        entry["representative"]: entry["username"] for entry in plan["accounts"] if "representative" in entry
    }
    return named.get(person.certificate_number) or f"daibiao{person.certificate_number[-4:]}"


def _post(directory: Directory, since: date) -> None:
    """Who may take a matter: by group and by function of the posting. Some serve at the other stations too."""
    people = Representative.objects.filter(user__isnull=False).select_related("user", "employer_department")
    directory.representatives = {person.certificate_number: person for person in people.by_name()}
    spans = ProfessionalMembership.objects.in_force(since).filter(representative__in=people)
    for span in spans.select_related("group", "representative").order_by(
        "representative__certificate_number"
    ):
        directory.members.setdefault(span.group.code, []).append(span.representative.certificate_number)
    group_of = {code: group for group, codes in directory.members.items() for code in codes}
    for posting in Posting.objects.select_related("representative").prefetch_related("functions"):
        certificate = posting.representative.certificate_number
        for function in posting.functions.all():
            directory.posted.setdefault((group_of[certificate], function.code), []).append(certificate)
    default = next(code for code, station in directory.stations.items() if station.is_default)
    directory.posted_at[default] = sorted({group for group, _ in directory.posted})
    other = {"baiyashan": ("urban", "innovation"), "nanhu": ("rural", "education")}
    for code, (group, field) in other.items():
        directory.posted_at[code] = [group]
        for certificate in directory.members[group][:3]:
            posting = Posting.objects.create(
                representative=directory.representatives[certificate],
                station=directory.stations[code],
                is_primary=True,
                since=since,
            )
            posting.functions.set(PostingFunction.objects.filter(code=field))


def _appoint(directory: Directory, plan: dict[str, Any], since: date, *, in_service: date) -> None:
    """Officers of the online units, liaisons 主 and 备, clerks of the stations."""
    for code, unit in plan["departments"].items():
        department = directory.departments[code]
        directory.prefixes[code] = unit["word"]
        if "head" not in unit:
            directory.messengers[code], directory.signers[code] = unit["handlers"][0], unit["signer"]
            continue
        for role, _, username in _officers(unit):
            DepartmentOfficer.objects.create(
                user=directory[username], department=department, duty=role, since=in_service
            )
            if role == Role.HANDLER:
                directory.handlers.setdefault(code, []).append(directory[username])
            else:
                directory.heads[code] = directory[username]
    for code, usernames in plan["liaisons"].items():
        directory.liaisons[code] = [directory[username] for username in usernames]
        for place, user in enumerate(directory.liaisons[code]):
            Liaison.objects.create(
                user=user, professional_group=directory.groups[code], is_main=place == 0, since=in_service
            )
    for username, code in plan["clerks"].items():
        directory.clerks[code] = directory[username]
        StationClerk.objects.create(user=directory[username], station=directory.stations[code], since=since)


def _record_interests(directory: Directory, plan: dict[str, Any], since: date) -> None:
    """Interests that make a representative stand aside (回避), beside those that the roster's employers made."""
    codes = {each["code"]: each["name"] for each in read("demo/enterprises.json")}
    for tie in plan["interests"]:
        Interest.objects.get_or_create(
            representative=Representative.objects.get(certificate_number=tie["representative"]),
            enterprise=Enterprise.objects.get(name=codes[tie["enterprise"]]),
            kind=tie["kind"],
            defaults={"since": since},
        )
    tied = Interest.objects.values_list("representative__certificate_number", "enterprise__name")
    directory.ties.update(tied)


def _end_mandates(plan: dict[str, Any], *, at: datetime) -> None:
    """Two have left, one is suspended: their profiles are gone, the roster keeps their history."""
    for entry in plan["out_of_office"]:
        when = _last(entry["on"], at) if "on" in entry else at - timedelta(days=entry["days_ago"])
        mandate = Mandate.objects.get(representative__certificate_number=entry["certificate_number"])
        step = mandates.end if entry["status"] == "ended" else mandates.suspend
        step(mandate, reason_kind=entry["reason"], on=when.date(), by=SEED, at=when)


def _last(day: str, at: datetime) -> datetime:
    """The last instant before `at` at this hour of that day of a year (08-31)."""
    month, number = (int(part) for part in day.split("-"))
    this = at.replace(month=month, day=number)
    return this if this < at else this.replace(year=at.year - 1)


def _take_leave(directory: Directory, plan: dict[str, Any], today: date) -> None:
    """Absences of the past and of today, each with the delegate who does the work meanwhile."""
    for entry in plan["absences"]:
        user = directory.users.get(entry["user"]) or directory.account_of(entry["user"])
        directory.absences.append(
            Absence.objects.create(
                user=user,
                from_on=today + timedelta(days=entry["from"]),
                to_on=today + timedelta(days=entry["to"]),
                delegate=directory[entry["delegate"]],
                reason=entry["reason"],
                by=user,
            )
        )


def enroll_enterprises() -> None:
    """The enterprises on record; of the two real ones the name alone."""
    Enterprise.objects.bulk_create(
        Enterprise(**{key: value for key, value in each.items() if key not in ("code", "real_name")})
        for each in read("demo/enterprises.json")
    )

"""The roster, postings and accounts of a pack. Accounts get what their role needs in the same row: a unit, a group, a
station, the representative."""

from collections.abc import Callable, Sequence

from django.db import transaction

from groups.models import (
    DepartmentOfficer,
    Liaison,
    ProfessionalGroup,
    RegionalGroup,
    Representative,
    Term,
)
from groups.roster import import_roster, plan_roster
from groups.roster.reading import rows_of
from office import account_changes, account_effects, accounts
from office.models import AccountChange, User
from office.roles import KEPT_APART, Role
from policies.models import PolicyEditor
from portal.counties.import_run import (
    FirstLink,
    ImportRun,
    NotFound,
    RowFault,
    department_called,
    found_or_fail,
    professional_group_called,
)
from portal.counties.reading import Fault
from portal.counties.sheet_kinds import Row
from portal.counties.sheets import ROSTER, STATIONS
from stations.models import Posting, PostingFunction, Station, StationClerk

Post = Callable[[User, Row, ImportRun], None]
# Whose link has to reach the owner and nobody else.
UNREACHED = (
    "{}的账号没有开设：“{}”须两人经手、链接只发给本人，而短信和邮件还没有接通。"
    "请运维人员在服务器上用 manage.py new_county 导入同一个工作簿，会补开这个账号，其余不变。"
)


class Unreached(Exception):
    """No link would reach the owner of an account with this role: without one, the account would lie there unused."""

    def __init__(self, role: str) -> None:
        super().__init__(role)
        self.role = role


def roster(table: Sequence[Sequence[str]], run: ImportRun) -> None:
    """As the import of the roster does it, into the county's running term."""
    read = rows_of(table, on=run.on)
    run.columns[ROSTER.file] = read.columns
    run.remarks += [Fault(ROSTER.title, each.row, each.column, each.message) for each in read.warnings]
    if read.is_empty:
        return
    term = Term.objects.of_county(run.on)
    if term is None:
        run.faults.append(Fault(ROSTER.title, 0, "", "还没有在任的县级届次，请先填“届次”表"))
        return
    plan = plan_roster(read, term=term, on=run.on)
    run.faults += [Fault(ROSTER.title, each.row, each.column, each.message) for each in plan.problems]
    if not plan.is_importable:
        return
    agreed = [proposal.key for proposal in plan.proposals]
    import_roster(read, term=term, on=run.on, by=run.by, at=run.at, agreed=agreed)
    run.added[ROSTER.title] += len(plan.new) + len(plan.changed)
    run.existing[ROSTER.title] += len(plan.same)


def postings(rows: Sequence[Row], run: ImportRun) -> None:
    functions = {function.name: function for function in PostingFunction.objects.all()}
    for row in rows:
        with run.attempt(row):
            person, station = _representative(row), _station(row)
            if row["name"] and row["name"] != person.name:
                raise RowFault("姓名", f"这个代表证号是{person.name}，请核对")
            if Posting.objects.open().filter(representative=person, station=station).exists():
                run.keep(row)
                continue
            unknown = [name for name in row["functions"] if name not in functions]
            if unknown:
                raise RowFault("职能", f"没有“{unknown[0]}”这项职能，请从{'、'.join(functions)}中选填")
            posting = Posting(
                representative=person, station=station, is_primary=row["is_primary"], since=run.on
            )
            run.add(row, posting)
            posting.functions.set(functions[name] for name in row["functions"])


def open_accounts(rows: Sequence[Row], run: ImportRun) -> None:
    """New accounts with their roles, posts and one-time links. Kept-apart duties are told to owner and auditors."""
    first: dict[str, int] = {}
    for row in rows:
        with run.attempt(row):
            if first.setdefault(row["username"].casefold(), row.number) != row.number:
                raise RowFault("用户名", f"与第 {first[row['username'].casefold()]} 行相同")
            if User.objects.filter(username=User.normalize_username(row["username"])).exists():
                run.keep(row)
                continue
            try:
                with transaction.atomic():
                    _open_account(row, run)
            except Unreached as unreached:
                run.not_opened.append(row["name"])
                run.remark(row, "角色", UNREACHED.format(row["name"], Role(unreached.role).label))
                continue
            run.count(row.sheet.title, is_new=True)


def _open_account(row: Row, run: ImportRun) -> None:
    contact = {name: row[name] for name in ("name", "email", "phone")}
    user = accounts.open_account(row["username"], **contact, by=run.by, at=run.at)
    is_waiting = [_waits(user, role, row, run) for role in row["role"]]
    for role in row["role"]:
        if role in POSTS:
            POSTS[role](user, row, run)
    if not any(is_waiting):
        _hand_over_link(user, run)


def _waits(user: User, role: str, row: Row, run: ImportRun) -> bool:
    """Grants the role; of a kept-apart duty a command does so alone, an administrator asks a second person.

    Raises Unreached where the owner has no address for that.
    """
    if role not in KEPT_APART or run.by.user is None:
        accounts.grant_role(user, role, since=run.on, by=run.by, at=run.at)
        return False
    if account_effects.own_address(user) is None:
        raise Unreached(role)
    change = account_changes.ask(user, AccountChange.Kind.ROLE, role=role, since=run.on, by=run.by, at=run.at)
    run.asked.append(change)
    return True


def _hand_over_link(user: User, run: ImportRun) -> None:
    """To the owner's own telephone or e-mail where one is reached; a command gets each to hand it over."""
    if run.by.user is not None and account_effects.own_address(user) is not None:
        accounts.send_password_link(user, by=run.by, at=run.at)
        run.sent.append(user)
    else:
        run.links.append(FirstLink(user, accounts.first_password_link(user, by=run.by, at=run.at)))


def _officer(duty: DepartmentOfficer.Duty) -> Post:
    def appoint(user: User, row: Row, run: ImportRun) -> None:
        unit = department_called(_filled(row, "unit"), "单位")
        DepartmentOfficer.objects.create(user=user, department=unit, duty=duty, since=run.on)

    return appoint


def _liaison(user: User, row: Row, run: ImportRun) -> None:
    name = _filled(row, "group")
    professional = professional_group_called(name)
    regional = (
        RegionalGroup.objects.filter(code=name).first() or RegionalGroup.objects.filter(name=name).first()
    )
    if professional is None and regional is None:
        known = "、".join(ProfessionalGroup.objects.values_list("name", flat=True))
        words = f"没有“{name}”这个小组，请填专业小组（{known}），或“代表小组”表里的代码"
        raise NotFound("小组", words, sheet="groups", name=name)
    liaison = Liaison(
        user=user,
        professional_group=professional,
        regional_group=None if professional else regional,
        is_main=row["is_main"],
        since=run.on,
    )
    liaison.full_clean()
    liaison.save()


def _clerk(user: User, row: Row, run: ImportRun) -> None:
    StationClerk.objects.create(user=user, station=_station(row), since=run.on)


def _editor(user: User, row: Row, run: ImportRun) -> None:
    unit = department_called(_filled(row, "unit"), "单位")
    PolicyEditor.objects.create(user=user, department=unit, since=run.on)


def _as_representative(user: User, row: Row, run: ImportRun) -> None:
    person = _representative(row)
    if person.user_id is not None:
        raise RowFault("代表证号", f"{person.name}已有账号")
    if person.name != user.name:
        raise RowFault("代表证号", f"这个代表证号是{person.name}，与姓名不符")
    person.user = user
    person.save(update_fields=["user"])


def _representative(row: Row) -> Representative:
    number = _filled(row, "certificate")
    found = Representative.objects.filter(certificate_number=number).first()
    if found is None:
        raise NotFound("代表证号", f"代表名册中没有“{number}”", sheet=ROSTER.file, name=number)
    return found


def _station(row: Row) -> Station:
    name = _filled(row, "station")
    found = Station.objects.filter(code=name).first() or Station.objects.filter(name=name).first()
    if found is None:
        words = f"没有“{name}”这个服务站，请填代码或名称"
        raise NotFound("服务站", words, sheet=STATIONS.file, name=name)
    return found


def _filled(row: Row, key: str) -> str:
    header = next(column.header for column in row.sheet.columns if column.key == key)
    value: str = found_or_fail(row[key] or None, header, "这个角色须填写这一列")
    return value


POSTS: dict[str, Post] = {
    Role.REPRESENTATIVE: _as_representative,
    Role.LIAISON: _liaison,
    Role.HANDLER: _officer(DepartmentOfficer.Duty.HANDLER),
    Role.HEAD: _officer(DepartmentOfficer.Duty.HEAD),
    Role.EDITOR: _editor,
    Role.CLERK: _clerk,
}

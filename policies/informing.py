"""How an item of information is written, checked by another person, published and replaced by the next."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from groups.models import Department
from office.actors import Actor
from office.calendar import local_date
from office.events import JSON, Fact, record
from office.models import StoredFile, User
from office.notifications.notices import notify
from office.numbers import clean_text
from office.refusals import Refused
from office.roles import Role, has_role
from office.verbs import verb
from policies.models import InformationFile, InformationItem, InformationKind
from policies.models.policies import departments_of

State = InformationItem.State
BODY_AT_MOST = 50_000
FILES_AT_MOST = 6
REASON_AT_MOST = 300
TEXTS = {"title": "标题", "summary": "摘要", "body": "正文"}
LIMITS = {"title": 80, "summary": 200, "body": BODY_AT_MOST}


@dataclass(frozen=True)
class Said:
    """What an item says; `body` is Markdown, dates are local, the last day counts."""

    kind: InformationKind
    title: str
    summary: str
    body: str
    source: str = ""
    valid_from: date | None = None
    valid_until: date | None = None
    department: Department | None = None


@verb
def begin(slug: str, said: Said, files: Sequence[StoredFile], *, by: Actor, at: datetime) -> InformationItem:
    """A new item's first draft. An editor begins for the own departments only."""
    _refuse_foreign(said.department, by, at)
    if InformationItem.objects.filter(slug=slug).exists():
        raise Refused("taken", f"代码“{slug}”已经有资料在用，请换一个", field="slug")
    item = InformationItem(slug=slug, state=State.DRAFT)
    _write(item, said, files, by, at)
    record(_fact(item, "information_drafted"), by=by, at=at)
    return item


@verb
def revise(slug: str, said: Said, files: Sequence[StoredFile], *, by: Actor, at: datetime) -> InformationItem:
    """Write the open draft of this code; where there is none, the public one's successor begins."""
    rows = list(InformationItem.objects.select_for_update().filter(slug=slug).order_by("pk"))
    if not rows:
        raise Refused("empty", "没有这份资料")
    _refuse_foreign(rows[-1].department, by, at)
    _refuse_foreign(said.department, by, at)
    item = next((row for row in rows if row.is_open), None) or InformationItem(slug=slug, state=State.DRAFT)
    if item.state != State.DRAFT:
        raise Refused("submitted", "已经送核，不能再改；需要改的，请核对人先退回")
    _write(item, said, files, by, at)
    record(_fact(item, "information_saved"), by=by, at=at)
    return item


@verb
def submit(item: InformationItem, *, by: Actor, at: datetime) -> InformationItem:
    """To another person for checking; staff are told. A repeat changes nothing."""
    item = _locked(item)
    _refuse_foreign(item.department, by, at)
    if item.state == State.SUBMITTED:
        return item
    if item.state != State.DRAFT:
        raise Refused("frozen", "只有草稿可以送核")
    item.state, item.returned_reason = State.SUBMITTED, ""
    item.save(update_fields=["state", "returned_reason"])
    staff = User.objects.with_role(Role.STAFF, on=local_date(at))
    notify(
        f"information:{item.pk}:submitted:{at.isoformat()}",
        staff.exclude(pk=by.user.pk) if by.user else staff,
        title=f"资料待核对：{item.title}",
        body="请核对后发布，或写明原因退回。",
        link=f"/desk/information/{item.slug}/",
        at=at,
    )
    record(_fact(item, "information_submitted"), by=by, at=at)
    return item


@verb
def hand_back(item: InformationItem, reason: str, *, by: Actor, at: datetime) -> InformationItem:
    """The checker asks for other words; the author is told why."""
    item = _locked(item)
    _refuse_unless_staff(by)
    if item.state != State.SUBMITTED:
        raise Refused("not_submitted", "没有送核，不用退回")
    item.state, item.returned_reason = State.DRAFT, _reason(reason)
    item.save(update_fields=["state", "returned_reason"])
    if item.written_by is not None:
        notify(
            f"information:{item.pk}:returned:{at.isoformat()}",
            [item.written_by],
            title=f"资料退回修改：{item.title}",
            body=item.returned_reason,
            link=f"/desk/information/{item.slug}/",
            at=at,
        )
    record(_fact(item, "information_returned", {"reason": item.returned_reason}), by=by, at=at)
    return item


@verb
def publish(item: InformationItem, *, compared: bool, by: Actor, at: datetime) -> InformationItem:
    """Public from now on, the former text withdrawn. The author never publishes the own work."""
    item = _locked(item)
    _refuse_unless_staff(by)
    if item.state != State.SUBMITTED:
        raise Refused("not_submitted", "请先送核，再由另一人发布")
    _refuse_own(item, by)
    InformationItem.objects.filter(slug=item.slug, state=State.PUBLISHED).update(state=State.WITHDRAWN)
    item.state, item.released_by, item.released_at = State.PUBLISHED, by.user, at
    if compared:
        item.checked_on, item.checked_by = local_date(at), by.user
    item.save(update_fields=["state", "released_by", "released_at", "checked_on", "checked_by"])
    record(_fact(item, "information_published"), by=by, at=at)
    return item


@verb
def check(item: InformationItem, *, by: Actor, at: datetime) -> InformationItem:
    """复核: somebody other than the author has compared what is public with its source, as of today."""
    item = _locked(item)
    _refuse_unless_staff(by)
    if item.state != State.PUBLISHED:
        raise Refused("not_published", "只复核已经发布的内容")
    _refuse_own(item, by)
    on = local_date(at)
    if item.checked_on == on:
        return item
    item.checked_on, item.checked_by = on, by.user
    item.save(update_fields=["checked_on", "checked_by"])
    record(_fact(item, "information_checked"), by=by, at=at)
    return item


@verb
def withdraw(item: InformationItem, reason: str, *, by: Actor, at: datetime) -> InformationItem:
    """No longer public."""
    item = _locked(item)
    _refuse_unless_staff(by)
    if item.state != State.PUBLISHED:
        raise Refused("not_published", "这份资料没有发布")
    said = _reason(reason)
    item.state = State.WITHDRAWN
    item.save(update_fields=["state"])
    record(_fact(item, "information_withdrawn", {"reason": said}), by=by, at=at)
    return item


def _write(item: InformationItem, said: Said, files: Sequence[StoredFile], by: Actor, at: datetime) -> None:
    for name, label in TEXTS.items():
        text = clean_text(getattr(said, name))
        limit = LIMITS[name]
        if not text:
            raise Refused("missing", f"请填写{label}", field=name)
        if len(text) > limit:
            raise Refused("too_long", f"{label}超过 {limit} 字，请删减 {len(text) - limit} 字", field=name)
        setattr(item, name, text)
    if said.valid_from and said.valid_until and said.valid_until < said.valid_from:
        raise Refused("date", "有效期不能早于开始日期", field="valid_until")
    if len(files) > FILES_AT_MOST:
        raise Refused("too_many", f"附件最多 {FILES_AT_MOST} 个", field="attachment")
    item.kind, item.department, item.source = said.kind, said.department, clean_text(said.source)
    item.valid_from, item.valid_until = said.valid_from, said.valid_until
    item.written_by, item.written_at = by.user, at
    item.save()
    # A draft's attachments are what its form held last; the bytes of what fell out go with the orphans.
    item.files.exclude(file__in=files).delete()
    known = set(item.files.values_list("file", flat=True))
    InformationFile.objects.bulk_create(
        InformationFile(item=item, file=file) for file in files if file.pk not in known
    )


def _locked(item: InformationItem) -> InformationItem:
    """All texts of the code locked, so that only one of them is published."""
    rows = InformationItem.objects.select_for_update().filter(slug=item.slug).order_by("pk")
    return next(row for row in rows if row.pk == item.pk)


def _refuse_foreign(department: Department | None, by: Actor, at: datetime) -> None:
    user = by.user
    if user is None or has_role(user, Role.STAFF):
        return
    mine = department is not None and departments_of(user, local_date(at)).filter(pk=department.pk).exists()
    if not (mine and has_role(user, Role.EDITOR)):
        raise Refused("not_yours", "只能写本单位的资料", field="department")


def _refuse_unless_staff(by: Actor) -> None:
    if by.user is not None and not has_role(by.user, Role.STAFF):
        raise Refused("not_staff", "由代表工作机构的工作人员核对和发布")


def _refuse_own(item: InformationItem, by: Actor) -> None:
    if by.user is not None and by.user.pk == item.written_by_id:
        raise Refused("own_work", "起草人不能核对和发布自己写的内容，请另一位工作人员来做")


def _reason(text: str) -> str:
    text = clean_text(text)
    if not text:
        raise Refused("missing", "请写明原因", field="reason")
    if len(text) > REASON_AT_MOST:
        raise Refused("too_long", f"原因请控制在 {REASON_AT_MOST} 字以内", field="reason")
    return text


def _fact(item: InformationItem, action: str, private: dict[str, str] | None = None) -> Fact:
    data: dict[str, JSON] = {"item": item.pk, "kind": item.kind.code, "until": item.valid_until}
    return Fact(f"information:{item.slug}", action, data, private or {})

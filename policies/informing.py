"""How an item of information is written, checked by another person, published and replaced by the next."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from groups.models import Department
from office import publishing
from office.actors import Actor
from office.calendar import local_date
from office.events import JSON, Fact, record
from office.models import StoredFile
from office.numbers import clean_text
from office.publishing import Act, Notice, Publication, SecondPerson
from office.refusals import Refused, together
from office.roles import Role, has_role
from office.verbs import verb
from policies.checking import (
    NOT_SUBMITTED,
    ONLY_PUBLISHED,
    REASON,
    SUBMIT_FIRST,
    other_staff,
    refuse_unless_staff,
)
from policies.differences import of_items
from policies.models import InformationFile, InformationItem, InformationKind
from policies.models.policies import departments_of

State = InformationItem.State
BODY_AT_MOST = 50_000
FILES_AT_MOST = 6
TEXTS = {"title": "标题", "summary": "摘要", "body": "正文"}
LIMITS = {"title": 80, "summary": 200, "body": BODY_AT_MOST}


@dataclass(frozen=True)
class Entry:
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
def begin(
    slug: str, entry: Entry, files: Sequence[StoredFile], *, by: Actor, at: datetime
) -> InformationItem:
    """A new item's first draft. An editor begins for the own departments only."""
    _refuse_foreign(entry.department, by, at)
    if InformationItem.objects.filter(slug=slug).exists():
        raise Refused("taken", f"代码“{slug}”已经有资料在用，请换一个", field="slug")
    item = InformationItem(slug=slug, state=State.DRAFT)
    _write(item, entry, files, by, at)
    record(_fact(item, "information_drafted"), by=by, at=at)
    return item


@verb
def revise(
    slug: str, entry: Entry, files: Sequence[StoredFile], *, by: Actor, at: datetime
) -> InformationItem:
    """Write the open draft of this code, where the same again changes nothing; where there is none, the public one's
    successor begins."""
    rows = list(InformationItem.objects.select_for_update().filter(slug=slug).order_by("pk"))
    if not rows:
        raise Refused("empty", "没有这份资料")
    _refuse_foreign(rows[-1].department, by, at)
    _refuse_foreign(entry.department, by, at)
    item = next((row for row in rows if row.is_open), None) or InformationItem(slug=slug, state=State.DRAFT)
    if item.state != State.DRAFT:
        raise Refused("submitted", "已经送核，不能再改；需要改的，请核对人先退回")
    if _write(item, entry, files, by, at):
        record(_fact(item, "information_saved"), by=by, at=at)
    return item


def _write(item: InformationItem, entry: Entry, files: Sequence[StoredFile], by: Actor, at: datetime) -> bool:
    """Whether anything was other."""
    values = vars(entry) | {name: clean_text(getattr(entry, name)) for name in TEXTS}
    if found := [*faults_of(values), *_faults_of_files(files)]:
        raise together(found)
    values["source"] = clean_text(entry.source)
    if publishing.says_the_same(item, values):
        stored = set(item.files.values_list("file", flat=True))
        if stored == {file.pk for file in files}:
            return False
    for name, value in values.items():
        setattr(item, name, value)
    item.written_by, item.written_at = by.user, at
    item.save()
    # A draft's attachments are what its form held last; the bytes of what fell out go with the orphans.
    item.files.exclude(file__in=files).delete()
    known = set(item.files.values_list("file", flat=True))
    InformationFile.objects.bulk_create(
        InformationFile(item=item, file=file) for file in files if file.pk not in known
    )
    return True


def faults_of(values: Mapping[str, Any]) -> Iterator[Refused]:
    """What is refused of texts and dates, each as far as `values` has it."""
    for name, label in TEXTS.items():
        text, limit = values.get(name) or "", LIMITS[name]
        if not text:
            yield Refused("missing", f"请填写{label}", field=name)
        if len(text) > limit:
            yield Refused("too_long", f"{label}超过 {limit} 字，请删减 {len(text) - limit} 字", field=name)
    begins, ends = values.get("valid_from"), values.get("valid_until")
    if begins and ends and ends < begins:
        yield Refused("date", "有效期不能早于开始日期", field="valid_until")


def _faults_of_files(files: Sequence[StoredFile]) -> Iterator[Refused]:
    if len(files) > FILES_AT_MOST:
        yield Refused("too_many", f"附件最多 {FILES_AT_MOST} 个", field="attachment")


def _refuse_foreign(department: Department | None, by: Actor, at: datetime) -> None:
    user = by.user
    if user is None or has_role(user, Role.STAFF):
        return
    mine = department is not None and departments_of(user, local_date(at)).filter(pk=department.pk).exists()
    if not (mine and has_role(user, Role.EDITOR)):
        raise Refused("not_yours", "只能写本单位的资料", field="department")


def _fact(item: InformationItem, action: str, private: Mapping[str, str] | None = None) -> Fact:
    data: dict[str, JSON] = {"item": item.pk, "kind": item.kind.code, "until": item.valid_until}
    return Fact(f"information:{item.slug}", action, data, private or {})


OTHER_PERSON = SecondPerson[InformationItem](
    lambda item: (item.written_by_id,), "起草人不能核对和发布自己写的内容，请另一位工作人员来做", "own_work"
)
INFORMATION = Publication[InformationItem](
    key=("slug",), related=("kind", "department", "written_by"), link="/desk/information/{edition.slug}/",
    stage_column="state", stages=(State.DRAFT, State.SUBMITTED, State.PUBLISHED, State.WITHDRAWN),
    approval=("released_by", "released_at"), author="written_by", remark="returned_reason",
    proposes=lambda item, by, at: _refuse_foreign(item.department, by, at), decides=refuse_unless_staff,
    fact=_fact, difference=of_items,
    acts={
        "submit": Act(
            ("frozen", "只有草稿可以送核"), "送核", "已送核，工作人员核对后发布", "information_submitted",
            repeat_is_harmless=True,
            notice=Notice(
                "information:{edition.pk}:submitted:{at}", "资料待核对：{edition.title}",
                "请核对后发布，或写明原因退回。", other_staff)),
        "hand_back": Act(
            NOT_SUBMITTED, "退回修改", "已退回修改", "information_returned", reason=REASON,
            notice=Notice("information:{edition.pk}:returned:{at}", "资料退回修改：{edition.title}", "{reason}")),
        "publish": Act(
            SUBMIT_FIRST, "发布", "已发布，公众现在可以看到", "information_published", (OTHER_PERSON,)),
        "check": Act(
            ONLY_PUBLISHED, "今天已复核，没有变化", "已记为今天复核", "information_checked", (OTHER_PERSON,)),
        "withdraw": Act(
            ("not_published", "这份资料没有发布"), "撤下", "已撤下，公众不再看到", "information_withdrawn",
            reason=REASON),
    },
)  # fmt: skip
submit, hand_back, publish, check, withdraw = publishing.verbs(INFORMATION)

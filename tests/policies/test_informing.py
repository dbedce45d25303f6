"""An item of information from draft to public and on, by its verbs and by its pages."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from groups.models import Department
from office import events
from office.actors import Actor
from office.models import Notice, User
from office.refusals import Refused
from policies import informing
from policies.informing import Entry
from policies.models import InformationItem, PolicyEditor
from tests.office.publishing.asked import answered_yes
from tests.office.uploads import docx
from tests.people import SINCE, SignIn
from tests.policies.rows import a_file, a_kind, an_item

pytestmark = pytest.mark.django_db


@pytest.fixture
def unit(editor: User, department: Department) -> Department:
    PolicyEditor.objects.create(user=editor, department=department, since=SINCE)
    return department


@pytest.fixture
def entry(unit: Department) -> Entry:
    return Entry(a_kind("bllc"), "工伤认定", "三十日内申请", "1. 填表\n2. 交窗口", department=unit)


@pytest.fixture
def draft(editor: User, entry: Entry, now: dt.datetime) -> InformationItem:
    return informing.begin("gongshang", entry, [a_file()], by=Actor.of(editor), at=now)


def refused(action: Callable[[], object]) -> str:
    with pytest.raises(Refused) as refusal:
        action()
    return refusal.value.code


def published(item: InformationItem, editor: User, staff: User, at: dt.datetime) -> InformationItem:
    informing.submit(item, by=Actor.of(editor), at=at)
    return informing.publish(item, compared=True, by=Actor.of(staff), at=at)


def test_an_item_s_way_to_the_public_and_its_successor(
    draft: InformationItem, entry: Entry, editor: User, staff: User, now: dt.datetime
) -> None:
    first = published(draft, editor, staff, now)
    assert (first.state, first.checked_by) == ("published", staff)
    kept = [each.file for each in first.files.all()]
    second = informing.revise(
        "gongshang", replace(entry, title="工伤认定（新）"), kept, by=Actor.of(editor), at=now
    )
    assert InformationItem.objects.published().get() == first
    published(second, editor, staff, now)
    first.refresh_from_db()
    assert first.state == "withdrawn"
    assert InformationItem.objects.published().get().title == "工伤认定（新）"
    assert second.files.count() == 1
    assert [event.action for event in events.timeline("information:gongshang")] == [
        "information_drafted",
        "information_submitted",
        "information_published",
        "information_saved",
        "information_submitted",
        "information_published",
    ]


def test_the_author_never_publishes_or_checks_the_own_work(
    entry: Entry, staff: User, now: dt.datetime
) -> None:
    item = informing.begin("own", entry, [], by=Actor.of(staff), at=now)
    informing.submit(item, by=Actor.of(staff), at=now)
    assert refused(lambda: informing.publish(item, compared=True, by=Actor.of(staff), at=now)) == "own_work"


def test_an_editor_neither_publishes_nor_writes_for_others(
    draft: InformationItem, entry: Entry, editor: User, co_department: Department, now: dt.datetime
) -> None:
    by = Actor.of(editor)
    informing.submit(draft, by=by, at=now)
    informing.submit(draft, by=by, at=now)
    assert refused(lambda: informing.publish(draft, compared=True, by=by, at=now)) == "not_staff"
    foreign = replace(entry, department=co_department)
    assert refused(lambda: informing.begin("other", foreign, [], by=by, at=now)) == "not_yours"
    assert refused(lambda: informing.revise("gongshang", entry, [], by=by, at=now)) == "submitted"
    assert refused(lambda: informing.begin("gongshang", entry, [], by=by, at=now)) == "taken"


def test_a_returned_item_says_why_and_a_withdrawn_one_is_gone(
    draft: InformationItem, editor: User, staff: User, now: dt.datetime
) -> None:
    by = Actor.of(staff)
    assert refused(lambda: informing.hand_back(draft, "改", by=by, at=now)) == "not_submitted"
    informing.submit(draft, by=Actor.of(editor), at=now)
    assert refused(lambda: informing.hand_back(draft, " ", by=by, at=now)) == "missing"
    assert informing.hand_back(draft, "写清窗口", by=by, at=now).returned_reason == "写清窗口"
    assert Notice.objects.filter(recipient=editor, title="资料退回修改：工伤认定").exists()
    item = published(draft, editor, staff, now)
    informing.withdraw(item, "已废止", by=by, at=now)
    assert not InformationItem.objects.published().exists()
    assert refused(lambda: informing.withdraw(item, "再撤", by=by, at=now)) == "not_published"
    assert refused(lambda: informing.check(item, by=by, at=now)) == "not_published"


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"title": " "}, "title"),
        ({"summary": "长" * 201}, "summary"),
        ({"body": "页" * 50_001}, "body"),
        ({"valid_from": dt.date(2026, 5, 1), "valid_until": dt.date(2026, 4, 1)}, "valid_until"),
    ],
)
def test_bad_content_is_refused_beside_its_field(
    entry: Entry, editor: User, now: dt.datetime, given: dict[str, Any], field: str
) -> None:
    with pytest.raises(Refused) as refusal:
        informing.begin("bad", replace(entry, **given), [], by=Actor.of(editor), at=now)
    assert refusal.value.field == field
    assert not InformationItem.objects.exists()


def test_a_failing_event_takes_the_publication_back(
    draft: InformationItem, editor: User, staff: User, now: dt.datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    informing.submit(draft, by=Actor.of(editor), at=now)

    def fail(*args: object, **kwargs: object) -> None:
        raise OSError("disk")

    monkeypatch.setattr(events, "record", fail)
    with pytest.raises(OSError, match="disk"):
        informing.publish(draft, compared=True, by=Actor.of(staff), at=now)
    draft.refresh_from_db()
    assert draft.state == "submitted"


def test_the_whole_way_by_the_pages(unit: Department, editor: User, staff: User, sign_in: SignIn) -> None:
    kind, writer, checker = a_kind("bllc"), sign_in(editor), sign_in(staff)
    form = {
        "slug": "gongshang",
        "kind": kind.pk,
        "title": "工伤认定",
        "summary": "三十日内申请",
        "body": "<h2>步骤</h2><ol><li>填表</li></ol><script>x</script>",
        "department": unit.pk,
    }
    upload = SimpleUploadedFile("申请表.docx", docx())
    assert writer.post("/desk/information/new/", form | {"attachment": upload}).status_code == 302
    page = writer.get("/desk/information/gongshang/").content.decode()
    assert "<ol><li>填表</li></ol>" in page
    assert "申请表.docx" in page
    assert writer.post("/desk/information/gongshang/do/submit/").status_code == 302
    assert writer.post("/desk/information/gongshang/do/publish/").status_code == 404
    assert checker.post("/desk/information/gongshang/do/return/", {"reason": ""}).status_code == 409
    assert (
        answered_yes(checker, "/desk/information/gongshang/do/publish/", {"compared": "on"}).status_code
        == 302
    )
    assert "申请表.docx" in writer.get("/information/bllc/gongshang/").content.decode()
    changed = form | {"title": "工伤怎么认定", "drop_files": "on"}
    assert writer.post("/desk/information/gongshang/edit/", changed).status_code == 302
    assert InformationItem.objects.get(state="draft").files.count() == 0


def test_a_form_with_mistakes_keeps_what_was_typed(unit: Department, editor: User, sign_in: SignIn) -> None:
    bad = SimpleUploadedFile("坏.exe", b"MZ\x90")
    form = {"slug": "大写", "title": "工伤认定", "department": unit.pk, "attachment": bad}
    answer = sign_in(editor).post("/desk/information/new/", form)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "请填写正文" in page
    assert 'value="工伤认定"' in page


def test_the_list_is_narrowed_by_words_and_kind(staff: User, sign_in: SignIn) -> None:
    an_item(slug="paiwu", title="排污许可怎么办", kind=a_kind("bllc"))
    an_item(slug="gongshang", title="工伤认定步骤", kind=a_kind("ygrc"))
    client = sign_in(staff)
    by_words = client.get("/desk/information/", {"q": "工伤"}).content.decode()
    by_kind = client.get("/desk/information/", {"kind": "bllc", "q": "\x00"}).content.decode()
    assert ("工伤认定步骤" in by_words, "排污许可怎么办" in by_words) == (True, False)
    assert ("工伤认定步骤" in by_kind, "排污许可怎么办" in by_kind) == (False, True)

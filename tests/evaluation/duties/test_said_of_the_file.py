"""履职档案: the person objects to a line and adds what is missing, by account or private link; others answer."""

import datetime as dt
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from evaluation.duties import duty_file, objecting, own_entries, progress, reminding
from evaluation.duties.on_behalf import ACCOUNT
from evaluation.duties.own_entries import Entered
from evaluation.models import DutyEntry, DutyObjection
from fieldwork.norms import editing
from fieldwork.norms.editing import Text
from groups.models import Representative
from groups.year_records import DutyKind
from office.models import Message, Notice
from office.refusals import Refused
from tests.conftest import NOW
from tests.evaluation.yearly.rows import Records, records
from tests.office.uploads import photo
from tests.people import SignIn
from tests.proof import verify
from tests.stories import Story

__all__ = ["records"]
pytestmark = pytest.mark.django_db
PAGE = "/desk/duties/shanxiong/"
DAY = dt.date(2026, 11, 3)


@pytest.fixture
def own(story: Story) -> Representative:
    return story.representative()


def surveys(own: Representative) -> progress.DutyProgress:
    found = progress.of_year([own.pk], 2026, until=NOW.date() + dt.timedelta(days=1))[own.pk]
    return next(each for each in found if each.kind == DutyKind.SURVEY)


def without_account(own: Representative) -> Representative:
    own.user, own.phone = None, "19900050001"
    own.save()
    return own


def sent_link(own: Representative) -> str:
    message = Message.objects.filter(recipient_key=f"representative:{own.pk}:phone").latest("pk")
    return message.secret[message.secret.index("/duty-file/") :]


def test_an_objection_is_answered_in_writing_by_another_and_stands_on_the_file(
    story: Story, own: Representative, records: Records, sign_in: SignIn
) -> None:
    records.duty(DutyKind.SURVEY, own, DAY)
    mine, liaison, staff = (sign_in(story.people[who]) for who in ("representative", "liaison", "staff"))
    typed = {"line": "survey:1", "text": "那天我在外地开会，不是我。"}
    assert "对一条提出异议" in mine.get(PAGE).content.decode()
    assert "对一条提出异议" not in liaison.get(PAGE).content.decode()
    short = mine.post(f"{PAGE}objections/", typed | {"text": "不对"})
    assert (short.status_code, "5 到 500 字" in short.content.decode()) == (422, True)
    assert 'value="survey:1" selected' in short.content.decode()
    assert liaison.post(f"{PAGE}objections/", typed).status_code == 404
    assert mine.post(f"{PAGE}objections/", typed).status_code == 303
    again = mine.post(f"{PAGE}objections/", typed)
    assert (again.status_code, "正在核实" in again.content.decode()) == (422, True)
    row = DutyObjection.objects.get()
    assert row.answer_due_on == dt.date(2026, 11, 30)
    assert "有异议" in liaison.get(PAGE).content.decode()
    answer = f"{PAGE}objections/{row.pk}/"
    assert mine.post(answer, {"answer": "是", "upheld": "yes"}).status_code == 404
    unsaid = liaison.post(answer, {"answer": "核对了签到表"})
    assert (unsaid.status_code, "核对了签到表" in unsaid.content.decode()) == (422, True)
    done = liaison.post(answer, {"answer": "签到表上是同名的人，已更正。", "upheld": "yes"})
    assert done.status_code == 303
    assert staff.post(answer, {"answer": "再答", "upheld": "no"}).status_code == 409
    assert "签到表上是同名的人" in mine.get(PAGE).content.decode()
    assert Notice.objects.filter(recipient=story.people["representative"], title__contains="已答复").exists()
    (line,) = duty_file.data_of(own, 2026, on=NOW.date())["objections"]
    assert "成立：签到表上是同名的人" in line["answer"]
    assert duty_file.pdf(own, 2026, on=NOW.date()).startswith(b"%PDF")
    assert verify().faults == []


def test_whoever_may_answer_is_told_before_and_after_the_deadline_once_each(
    story: Story, own: Representative, records: Records
) -> None:
    records.duty(DutyKind.SURVEY, own, DAY)
    by = story.actor("representative")
    objecting.raise_objection(own, 2026, "duty:survey", "少记了两次。", said=ACCOUNT, by=by, at=NOW)

    def told(on: dt.date) -> set[str]:
        Notice.objects.all().delete()
        reminding.remind(at=NOW.replace(month=on.month, day=on.day))
        rows = Notice.objects.filter(title__contains="履职档案异议", recipient=story.people["liaison"])
        return set(rows.values_list("title", flat=True))

    assert told(dt.date(2026, 11, 26)) == set()
    assert told(dt.date(2026, 11, 27)) == {"履职档案异议快到答复期限"}
    assert told(dt.date(2026, 12, 1)) == {"履职档案异议逾期未答复"}


def test_a_missing_record_counts_once_another_person_names_its_source(
    story: Story, own: Representative, sign_in: SignIn
) -> None:
    mine, liaison = sign_in(story.people["representative"]), sign_in(story.people["liaison"])
    typed = {"kind": "survey", "on": "2026-11-03", "words": "随市人大到开发区调研用工"}
    late = mine.post(f"{PAGE}entries/", typed | {"on": "2026-12-24"})
    assert (late.status_code, "随市人大到开发区调研用工" in late.content.decode()) == (422, True)
    assert mine.post(f"{PAGE}entries/", typed).status_code == 303
    assert mine.post(f"{PAGE}entries/", typed).status_code == 422
    row = DutyEntry.objects.get()
    assert (surveys(own).done, len(surveys(own).unconfirmed)) == (0, 1)
    check = f"{PAGE}entries/{row.pk}/"
    assert mine.post(check, {"basis": "签到表", "accepted": "yes"}).status_code == 404
    assert liaison.post(check, {"basis": "", "accepted": "yes"}).status_code == 409
    assert liaison.post(check, {"basis": "市人大活动签到表", "accepted": "yes"}).status_code == 303
    assert liaison.post(check, {"basis": "再核", "accepted": "no"}).status_code == 409
    assert surveys(own).done == 1
    assert "市人大活动签到表" in mine.get(PAGE).content.decode()
    (entry,) = duty_file.data_of(own, 2026, on=NOW.date())["entries"]
    assert entry["state"].startswith("计入：市人大活动签到表")
    opinion = {"kind": "opinion", "on": "2026-09-03", "words": "参加条例草案座谈会提意见"}
    assert mine.post(f"{PAGE}entries/", opinion).status_code == 303
    chosen = mine.get(f"{PAGE}?line=entry:{row.pk}").content.decode()
    assert f'value="entry:{row.pk}" selected' in chosen
    assert "本人补记，依据市人大活动签到表" in chosen
    assert chosen.count("不计任务") == 1
    assert verify().faults == []


def test_what_a_record_shows_is_never_counted_a_second_time_as_an_own_entry(
    story: Story, own: Representative, records: Records
) -> None:
    by, entered = story.actor("representative"), Entered("survey", DAY, "到园区调研用工")
    first = own_entries.enter(own, entered, said=ACCOUNT, by=by, at=NOW)
    own_entries.decide(first, "签到表", accepted=True, by=story.actor("liaison"), at=NOW)
    records.duty(DutyKind.SURVEY, own, DAY)
    assert [record.record for record in surveys(own).counted] == ["survey:1"]
    other = Entered("survey", DAY + dt.timedelta(days=1), "又一次")
    waiting = own_entries.enter(own, other, said=ACCOUNT, by=by, at=NOW)
    records.duty(DutyKind.SURVEY, own, other.on)
    with pytest.raises(Refused, match="不能再计一次"):
        own_entries.decide(waiting, "签到表", accepted=True, by=story.actor("liaison"), at=NOW)
    with pytest.raises(Refused, match="已有同类记录"):
        own_entries.enter(own, entered, said=ACCOUNT, by=by, at=NOW)
    own_entries.decide(waiting, "已由活动记录计入", accepted=False, by=story.actor("liaison"), at=NOW)
    assert surveys(own).done == 2


def test_who_has_no_account_reads_objects_and_adds_behind_the_link_alone(
    story: Story, own: Representative, records: Records, sign_in: SignIn, visitor: Client, clock: Any
) -> None:
    said = Text("财政经济规范", "每季度接待。", NOW.date(), story.group)
    norm = editing.begin("finance", said, by=story.actor("staff"), at=NOW)
    editing.submit(norm, by=story.actor("staff"), at=NOW)
    norm = editing.publish(norm, by=story.actor("approver"), at=NOW)
    records.duty(DutyKind.SURVEY, own, DAY)
    liaison = sign_in(story.people["liaison"])
    assert liaison.post(f"{PAGE}link/").status_code == 409
    without_account(own)
    assert sign_in(story.people["auditor"]).post(f"{PAGE}link/").status_code == 404
    assert liaison.post(f"{PAGE}link/").status_code == 303
    assert liaison.post(f"{PAGE}link/").status_code == 409
    path = sent_link(own)
    page = visitor.get(path)
    assert "2026 年履职档案" in page.content.decode()
    assert "/desk/" not in page.content.decode().partition("<main")[2].partition("</main>")[0]
    assert page.headers["Cache-Control"] == "private, no-store"
    assert "《财政经济规范》" in page.content.decode()
    assert visitor.post(path, {"norm": "0"}).status_code == 409
    assert visitor.post(path, {"norm": norm.pk}).status_code == 303
    assert norm.acknowledgements.get(representative=own).how == "link"
    assert "请阅读" not in visitor.get(path).content.decode()
    assert visitor.post(path, {"line": "survey:1", "text": "错"}).status_code == 422
    assert visitor.post(path, {"line": "survey:1", "text": "那天没有去。"}).status_code == 303
    typed = {"kind": "reception", "on": "2026-10-12", "words": "在服务站接待选民"}
    assert visitor.post(path, typed).status_code == 303
    objection, entry = DutyObjection.objects.get(), DutyEntry.objects.get()
    assert (objection.way, objection.raised_by, entry.way, entry.entered_by) == ("link", None, "link", None)
    answer = {"answer": "核对了照片，您在场。", "upheld": "no"}
    assert liaison.post(f"{PAGE}objections/{objection.pk}/", answer).status_code == 303
    assert sent_link(own) == path
    assert "核对了照片，您在场。" in visitor.get(path).content.decode()
    assert verify().faults == []
    clock.move_to(NOW + dt.timedelta(days=31))
    assert visitor.get(path).status_code == 404
    clock.move_to(NOW)
    own.phone = "19900050002"
    own.save()
    assert visitor.get(path).status_code == 404


def test_what_somebody_without_an_account_signed_is_typed_by_one_and_answered_by_another(
    story: Story, own: Representative, records: Records, sign_in: SignIn, visitor: Client
) -> None:
    records.duty(DutyKind.SURVEY, own, DAY)
    liaison, staff = sign_in(story.people["liaison"]), sign_in(story.people["staff"])
    typed = {"line": "survey:1", "text": "那天没有去。"}
    assert liaison.post(f"{PAGE}objections/", typed).status_code == 404
    without_account(own)
    unsigned = liaison.post(f"{PAGE}objections/", typed)
    assert (unsigned.status_code, "请附本人签字件" in unsigned.content.decode()) == (422, True)
    assert "那天没有去。" in unsigned.content.decode()
    assert (
        liaison.post(
            f"{PAGE}objections/", typed | {"sheet": ContentFile(photo(), name="签字.jpg")}
        ).status_code
        == 303
    )
    entered = {
        "kind": "reception",
        "on": "2026-10-12",
        "words": "在服务站接待选民",
        "sheet": ContentFile(photo(), name="签字.jpg"),
    }
    assert liaison.post(f"{PAGE}entries/", entered).status_code == 303
    objection, entry = DutyObjection.objects.get(), DutyEntry.objects.get()
    assert objection.sheet is not None
    assert objection.sheet != entry.sheet
    assert (objection.way, objection.raised_by) == ("sheet", story.people["liaison"])
    answer = {"answer": "核对了照片，您在场。", "upheld": "no"}
    assert liaison.post(f"{PAGE}objections/{objection.pk}/", answer).status_code == 409
    assert staff.post(f"{PAGE}objections/{objection.pk}/", answer).status_code == 303
    check = {"basis": "接待登记", "accepted": "yes"}
    assert liaison.post(f"{PAGE}entries/{entry.pk}/", check).status_code == 409
    assert staff.post(f"{PAGE}entries/{entry.pk}/", check).status_code == 303
    told = Notice.objects.filter(recipient_key=f"representative:{own.pk}:phone").order_by("pk")
    assert [row.title for row in told] == ["您对履职档案的异议已答复", "您补记的履职已核实"]
    assert "核对了照片，您在场。" in visitor.get(sent_link(own)).content.decode()
    scan = f"{PAGE}sheets/{objection.sheet.token}/"
    assert scan in staff.get(PAGE).content.decode()
    assert staff.get(scan).getvalue().startswith(b"\xff\xd8")
    assert sign_in(story.people["colleague"]).get(scan).status_code == 404
    assert staff.get(f"{PAGE}sheets/other/").status_code == 404
    assert verify().faults == []


def test_the_page_asks_as_often_for_thirty_lines_as_for_three(
    story: Story, own: Representative, records: Records, sign_in: SignIn
) -> None:
    client, by = sign_in(story.people["liaison"]), story.people["representative"]
    asked = []
    for first, last in ((1, 4), (4, 31)):
        for number in range(first, last):
            on = dt.date(2026, 1, 1) + dt.timedelta(days=number)
            records.duty(DutyKind.SURVEY, own, on)
            row = {"representative": own, "way": "account"}
            DutyObjection.objects.create(
                **row,
                year=2026,
                line=f"survey:{number}",
                line_label="调研",
                text="不对",
                raised_at=NOW,
                raised_by=by,
                answer_due_on=on,
            )
            DutyEntry.objects.create(
                **row, kind="opinion", on=on, words="提意见", entered_at=NOW, entered_by=by
            )
        client.get(PAGE)
        with CaptureQueriesContext(connection) as captured:
            client.get(PAGE)
        asked.append(len(captured))
    assert asked[1] <= asked[0]


def test_who_has_no_account_is_reminded_by_message_a_month_and_a_week_before(
    story: Story, own: Representative
) -> None:
    without_account(own)
    said = []
    for month, day in ((11, 20), (12, 2), (12, 25)):
        reminding.remind(at=NOW.replace(month=month, day=day))
        rows = Notice.objects.filter(recipient=None, title__contains="调研视察")
        said.append(list(rows.values_list("title", flat=True)))
    title = "履职任务：调研视察还差 2 次"
    assert said == [[], [title], [title, title]]

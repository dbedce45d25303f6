"""The person's own word on what somebody else entered: by the monthly link, with an account, on a signed sheet."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.test import Client

from fieldwork.confirmations import digests, kinds, sheets, words
from fieldwork.models import ConfirmationLink, OwnWord, VisitPart, Way
from fieldwork.pairings.contacts import is_counted
from fieldwork.visits import asking, recording
from groups import mandates
from groups.models import Mandate, Representative
from office import files
from office.actors import Actor
from office.models import Message, Notice, User
from office.refusals import Refused
from tests.fieldwork.pairings.rows import an_enterprise, person, recorded

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de"
    "0000000c49444154789c63f8ffff3f0005fe02fe0def46b80000000049454e44ae426082"
)


@pytest.fixture
def without_account(representative: User) -> Representative:
    """A member of the liaison's group, whose account is somebody else's now."""
    who = person(representative)
    who.user, who.phone = None, "19900050001"
    who.save()
    return who


def entered(
    who: Representative, liaison: User, at: dt.datetime, days_ago: int = 1, **given: Any
) -> VisitPart:
    when = at - dt.timedelta(days=days_ago)
    return recorded([who], liaison, when, **given).visit.parts.get()


def sent_link(who: Representative) -> str:
    message = Message.objects.filter(recipient_key=f"representative:{who.pk}:phone").latest("pk")
    return message.secret[message.secret.index("/confirm/") :]


def test_each_line_is_confirmed_or_denied_behind_the_link_and_counts_only_then(
    without_account: Representative,
    liaison: User,
    staff: User,
    visitor: Client,
    clock: object,
    now: dt.datetime,
) -> None:
    who = without_account
    true = entered(who, liaison, now, 1)
    false = entered(who, liaison, now, 2)
    asking.confirm(true.visit, "门岗登记", by=Actor.of(staff), at=now)
    true.refresh_from_db()
    assert not is_counted(true)
    first = dt.datetime(2026, 12, 1, 9, 20, tzinfo=now.tzinfo)
    assert digests.send_due(at=first) == 1
    assert digests.send_due(at=first + dt.timedelta(hours=5)) == 0
    clock.move_to(first)  # type: ignore[attr-defined]
    path = sent_link(who)
    page = visitor.get(path).content.decode()
    assert "没有这回事" in page
    assert "湖北联众精密冲压有限公司" in page
    assert visitor.post(path, {}).status_code == 422
    said = {f"visit-{true.pk}": "true", f"visit-{false.pk}": "false"}
    assert visitor.post(path, said).status_code == 303
    for row in (true, false):
        row.refresh_from_db()
    assert (true.own_word, true.own_word_way, true.own_word_on) == ("confirmed", "link", first.date())
    assert false.own_word == OwnWord.DENIED
    assert is_counted(VisitPart.objects.select_related("visit").get(pk=true.pk))
    assert Notice.objects.filter(
        recipient=liaison, key__startswith=f"visit:{false.visit_id}:denied_by"
    ).exists()
    assert "都核对完了" in visitor.get(path).content.decode()
    # What was said stands.
    visitor.post(path, {f"visit-{true.pk}": "false"})
    true.refresh_from_db()
    assert true.own_word == OwnWord.CONFIRMED


def test_a_link_reaches_nobody_elses_lines(
    without_account: Representative,
    colleague: User,
    liaison: User,
    visitor: Client,
    clock: object,
    now: dt.datetime,
) -> None:
    entered(without_account, liaison, now)
    other = entered(person(colleague), liaison, now, 2)
    first = dt.datetime(2026, 12, 1, 9, 20, tzinfo=now.tzinfo)
    digests.send_due(at=first)
    clock.move_to(first)  # type: ignore[attr-defined]
    path = sent_link(without_account)
    assert f"visit-{other.pk}" not in visitor.get(path).content.decode()
    visitor.post(path, {f"visit-{other.pk}": "true"})
    other.refresh_from_db()
    assert other.own_word == OwnWord.WAITING


@pytest.mark.parametrize("end", ["thirty_days", "mandate", "number"])
def test_a_link_dies_with_its_days_the_mandate_and_the_number(
    end: str, without_account: Representative, liaison: User, staff: User, now: dt.datetime
) -> None:
    who = without_account
    entered(who, liaison, now)
    first = dt.datetime(2026, 12, 1, 9, 20, tzinfo=now.tzinfo)
    digests.send_due(at=first)
    token, on = sent_link(who).strip("/").rpartition("/")[2], first.date()
    assert digests.link_of(token, on + dt.timedelta(days=30)) is not None
    if end == "thirty_days":
        on += dt.timedelta(days=31)
    elif end == "mandate":
        span = Mandate.objects.get(representative=who)
        mandates.end(span, reason_kind="moved_away", on=on, by=Actor.of(staff), at=first)
    else:
        who.phone = "19900050002"
        who.save()
    assert digests.link_of(token, on) is None


def test_after_thirty_days_it_is_unconfirmed_and_can_still_be_confirmed(
    without_account: Representative, liaison: User, now: dt.datetime
) -> None:
    row = entered(without_account, liaison, now)
    first = dt.datetime(2026, 12, 1, 9, 20, tzinfo=now.tzinfo)
    digests.send_due(at=first)
    row.refresh_from_db()
    assert row.own_word_label(dt.date(2026, 12, 31)) == "待本人确认"
    assert row.own_word_label(dt.date(2027, 1, 1)) == "未确认"
    later = dt.datetime(2027, 1, 4, 9, 20, tzinfo=now.tzinfo)
    assert digests.send_due(at=later) == 1
    words.say(without_account, {f"visit-{row.pk}": "true"}, way=Way.LINK, by=Actor.requester("own"), at=later)
    row.refresh_from_db()
    assert row.own_word_label(later.date()) == "本人已确认"
    assert row.own_word_on == later.date()


def test_with_an_account_the_person_confirms_on_the_desk_and_nobody_else_does(
    representative: User, colleague: User, liaison: User, sign_in: SignIn, now: dt.datetime
) -> None:
    row = entered(person(representative), liaison, now)
    mine = sign_in(representative).get("/desk/confirmations/").content.decode()
    assert f"visit-{row.pk}" in mine
    sign_in(colleague).post("/desk/confirmations/say/", {f"visit-{row.pk}": "true"})
    row.refresh_from_db()
    assert row.own_word == OwnWord.WAITING
    sign_in(representative).post("/desk/confirmations/say/", {f"visit-{row.pk}": "true"})
    row.refresh_from_db()
    assert (row.own_word, row.own_word_way) == ("confirmed", "account")


def test_a_signed_sheet_is_checked_by_somebody_who_typed_and_scanned_nothing(
    without_account: Representative, liaison: User, staff: User, sign_in: SignIn, now: dt.datetime
) -> None:
    who = without_account
    row = entered(who, liaison, now)
    client = sign_in(liaison)
    sheet_url = client.post(f"/desk/confirmations/of/{who.code}/")["Location"]
    assert sheet_url == "/desk/confirmations/HD-2026-0001/"
    assert "本人签名" in client.get(f"{sheet_url}print/").content.decode()
    upload = ContentFile(PNG, name="签字.png")
    assert client.post(f"{sheet_url}do/scan/", {"file": upload}).status_code == 303
    assert client.post(f"{sheet_url}do/check/", {f"visit-{row.pk}": "true"}).status_code == 409
    second = sign_in(staff)
    assert second.post(f"{sheet_url}do/check/", {}).status_code == 409
    assert second.post(f"{sheet_url}do/check/", {f"visit-{row.pk}": "true"}).status_code == 303
    row.refresh_from_db()
    assert (row.own_word, row.own_word_way, row.sheet.number) == ("confirmed", "sheet", "HD-2026-0001")
    shown = second.get(f"{sheet_url}file/")
    assert shown.status_code == 200
    shown.close()


def test_two_sheets_hold_different_lines_and_need_something_to_confirm(
    without_account: Representative, liaison: User, now: dt.datetime
) -> None:
    who, by = without_account, Actor.of(liaison)
    with pytest.raises(Refused, match="没有待确认"):
        sheets.print_sheet(who, by=by, at=now)
    entered(who, liaison, now)
    first = sheets.print_sheet(who, by=by, at=now)
    stored = files.store(ContentFile(PNG, name="签字.png"), by=liaison, at=now)
    sheets.scan(first, stored, by=by, at=now)
    entered(who, liaison, now, 2)
    second = sheets.print_sheet(who, by=by, at=now)
    assert (first.number, second.number) == ("HD-2026-0001", "HD-2026-0002")
    assert len(kinds.on_sheet(first)) == len(kinds.on_sheet(second)) == 1


def test_a_strangers_liaison_prints_and_reads_no_sheet(
    without_account: Representative, stranger: User, sign_in: SignIn, liaison: User, now: dt.datetime
) -> None:
    entered(without_account, liaison, now)
    sheet = sheets.print_sheet(without_account, by=Actor.of(liaison), at=now)
    with pytest.raises(Refused, match="由联络员或工作人员办理"):
        sheets.print_sheet(without_account, by=Actor.of(stranger), at=now)
    client = sign_in(stranger)
    assert client.post(f"/desk/confirmations/of/{without_account.code}/").status_code == 404
    assert client.get(f"/desk/confirmations/{sheet.number}/").status_code == 404


def test_a_withdrawn_visit_waits_for_nobody(
    without_account: Representative, liaison: User, now: dt.datetime
) -> None:
    row = entered(without_account, liaison, now, enterprise=an_enterprise())
    recording.withdraw(row.visit, "记错了", by=Actor.of(liaison), at=now)
    assert kinds.waiting_of(without_account.pk) == []
    assert digests.send_due(at=dt.datetime(2026, 12, 1, 9, 20, tzinfo=now.tzinfo)) == 0
    assert not ConfirmationLink.objects.exists()

"""Papers: handed out, asked for by a representative, answered in five working days, with a reminder."""

import datetime as dt

import pytest

from fieldwork.materials import papers
from fieldwork.models import Material, PaperRequest
from groups.models import ProfessionalGroup, Representative
from office.actors import Actor
from office.models import Notice, User
from office.refusals import Refused
from tests.conftest import NOW
from tests.people import SignIn

pytestmark = pytest.mark.django_db
URL = "/desk/groups/finance/materials/"


@pytest.fixture
def asked(
    finance_group: ProfessionalGroup, liaison: User, representative: User, holidays: None
) -> PaperRequest:
    person = Representative.objects.get(user=representative)
    return papers.ask(finance_group, person, "担保费率各县对照", by=Actor.of(representative), at=NOW)


def test_a_request_is_due_in_five_working_days_and_told(asked: PaperRequest, liaison: User) -> None:
    assert asked.due_on == dt.date(2026, 11, 30)
    assert Notice.objects.filter(recipient=liaison, title="单雄代表要资料").exists()
    with pytest.raises(Refused, match="正在准备"):
        papers.ask(asked.group, asked.representative, asked.what, by=Actor.system("test"), at=NOW)


def test_the_liaison_is_reminded_until_it_is_answered(
    asked: PaperRequest, liaison: User, representative: User
) -> None:
    def reminders() -> int:
        rows = Notice.objects.filter(recipient=liaison, kind="reminder", channel="inapp", retracted_at=None)
        return rows.count()

    assert papers.remind(at=NOW) == 0
    before = NOW + dt.timedelta(days=5)
    assert papers.remind(at=before) == 1
    papers.remind(at=before)
    assert reminders() == 1
    papers.remind(at=NOW + dt.timedelta(days=15))
    assert reminders() == 2
    papers.answer(asked, "已发到邮箱", by=Actor.of(liaison), at=NOW + dt.timedelta(days=16))
    assert reminders() == 0
    assert papers.remind(at=NOW + dt.timedelta(days=17)) == 0
    assert Notice.objects.filter(recipient=representative, title="您要的资料有答复").exists()
    with pytest.raises(Refused, match="已经答复过"):
        papers.answer(asked, "再次", by=Actor.of(liaison), at=NOW + dt.timedelta(days=16))


def test_the_pages(
    asked: PaperRequest, liaison: User, representative: User, colleague: User, stranger: User, sign_in: SignIn
) -> None:
    keeper = sign_in(liaison)
    assert "担保费率各县对照" in keeper.get(URL).content.decode()
    assert "担保费率各县对照" in sign_in(representative).get(URL).content.decode()
    assert "担保费率各县对照" not in sign_in(colleague).get(URL).content.decode()
    assert sign_in(stranger).get(URL).status_code == 404
    keeper.post(f"{URL}{asked.pk}/answer/", {"answer": "已发到邮箱"})
    assert "已发到邮箱" in sign_in(representative).get(URL).content.decode()
    handed = {"title": "惠企政策实用手册", "copies": "60", "handed_on": "2026-11-20", "to_whom": "园区企业"}
    for wrong in ({"copies": "0"}, {"copies": "x"}, {"handed_on": "2026-12-20"}, {"title": ""}):
        assert keeper.post(f"{URL}new/", handed | wrong).status_code in (409, 422)
    assert keeper.post(f"{URL}new/", handed).status_code == 303
    assert Material.objects.get().copies == 60
    assert "60 份" in keeper.get(URL).content.decode()
    sign_in(colleague).post(f"{URL}ask/", {"what": "预算报告"})
    assert PaperRequest.objects.count() == 2

"""Papers of an activity: who reads the programme, who the signed list, and nobody what was withdrawn."""

from typing import Any

import pytest
from django.test import Client

from fieldwork.activities import links
from fieldwork.models import Activity, ActivityPaper
from groups.models import ProfessionalGroup
from office.models import Notice, User
from tests.conftest import NOW
from tests.fieldwork.activities.rows import confirmed, on_the_day
from tests.people import SignIn
from tests.requests_app.public.pages import jpeg, pdf

pytestmark = pytest.mark.django_db


@pytest.fixture
def activity(
    finance_group: ProfessionalGroup, representative: User, colleague: User, liaison: User, staff: User
) -> Activity:
    return confirmed([finance_group], representative, colleague, by=liaison, staff=staff, at=NOW)


def page_of(activity: Activity) -> str:
    return f"/desk/activities/{activity.token}/"


def shown(response: Any) -> str:
    return str(response.content.decode())


def test_papers_are_for_who_is_called_and_the_signed_list_for_who_holds_or_attends(
    activity: Activity,
    sign_in: SignIn,
    liaison: User,
    representative: User,
    colleague: User,
    stranger: User,
    visitor: Client,
    clock: Any,
) -> None:
    host = sign_in(liaison)
    asked = host.post(f"{page_of(activity)}papers/", {"title": "活动方案", "kind": "paper"})
    assert (asked.status_code, "请选择文件" in shown(asked)) == (422, True)
    sent = {"file": pdf("方案.pdf"), "title": "", "kind": "paper"}
    assert host.post(f"{page_of(activity)}papers/", sent).status_code == 303
    paper = ActivityPaper.objects.get()
    assert paper.title == "方案"
    assert Notice.objects.filter(recipient=representative, title__startswith="活动有新材料").exists()
    page = f"{page_of(activity)}papers/{paper.token}/"
    assert "方案" in shown(sign_in(representative).get(page_of(activity)))
    assert f'src="{page}?pages=1"' in shown(host.get(page_of(activity)))
    assert sign_in(representative).get(page).getvalue().startswith(b"%PDF")
    assert sign_in(stranger).get(page).status_code == 404
    account = colleague.representative
    account.user, account.phone = None, "19900050001"
    account.save()
    private = links.path_of(activity.invitations.get(representative=account))
    assert page.rpartition("papers/")[2] in shown(visitor.get(private))
    assert visitor.get(f"{private}papers/{paper.token}/").getvalue().startswith(b"%PDF")
    clock.move_to(on_the_day(9))
    host = sign_in(liaison)
    signed = {"people": [account.code], "signed": jpeg("签到表.jpg")}
    assert host.post(f"{page_of(activity)}sheet/", signed).status_code == 303
    sheet = ActivityPaper.objects.get(kind="signed")
    assert visitor.get(f"{private}papers/{sheet.token}/").status_code == 404
    assert sign_in(representative).get(f"{page_of(activity)}papers/{sheet.token}/").getvalue()
    assert host.post(f"{page}withdraw/").status_code == 303
    assert sign_in(representative).get(page).status_code == 404
    assert visitor.get(f"{private}papers/{paper.token}/").status_code == 404
    assert (
        sign_in(representative).post(f"{page_of(activity)}papers/{sheet.token}/withdraw/").status_code == 404
    )

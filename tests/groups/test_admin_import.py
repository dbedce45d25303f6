"""The roster's upload in the admin: preview, commit, and what is not taken."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from groups.models import (
    ProfessionalGroup,
    Representative,
    Term,
)
from office.models import Event, User
from stations.models import Enterprise, Interest
from tests.groups.rosters import HEADER, ROW
from tests.groups.rows import a_regional_group, in_office
from tests.people import SignIn

pytestmark = pytest.mark.django_db

IMPORT = "/admin/groups/representative/import/"


@pytest.fixture
def roster(term: Term, finance_group: ProfessionalGroup) -> str:
    a_regional_group()
    return f"{HEADER}\n{ROW}\n"


def upload(admin: Client, content: str, term: Term) -> str:
    file = SimpleUploadedFile("名册.csv", content.encode("gb18030"))
    answer = admin.post(IMPORT, {"file": file, "term": term.pk})
    assert answer.status_code == 200
    return answer.content.decode()


def packed(page: str) -> str:
    found = re.search(r'name="packed" value="([^"]+)"', page)
    return found[1] if found else ""


def test_upload_preview_and_commit(admin: Client, roster: str, term: Term, staff: User) -> None:
    page = upload(admin, roster, term)
    assert "新增 1 名，变更 0 名，不变 0 名" in page
    assert "199****0016" in page
    assert "19900000016" not in page
    assert not Representative.objects.exists()
    assert admin.post(IMPORT, {"packed": packed(page)}).status_code == 302
    assert Representative.objects.get().name == "单国强"
    assert Event.objects.get(action="roster_added").by_user == staff
    again = admin.post(IMPORT, {"packed": packed(page)}, follow=True)
    assert "没有再导入一次" in again.content.decode()
    assert Event.objects.filter(action="roster_added").count() == Representative.objects.count() == 1


def test_problems_leave_no_button(admin: Client, roster: str, term: Term) -> None:
    page = upload(admin, roster.replace("男", "?"), term)
    assert "请填写“男”或“女”" in page
    assert packed(page) == ""


def test_a_preview_that_no_longer_holds_is_shown_anew(admin: Client, roster: str, term: Term) -> None:
    page = upload(admin, roster, term)
    in_office(term, "别人", certificate_number="MCRD-0016")
    answer = admin.post(IMPORT, {"packed": packed(page)})
    assert answer.status_code == 409
    assert "预览之后数据有变动" in answer.content.decode()
    assert Representative.objects.get().name == "别人"


def test_anothers_or_a_forged_preview_is_not_taken(
    admin: Client, roster: str, term: Term, approver: User, sign_in: SignIn
) -> None:
    page = upload(admin, roster, term)
    for client, value in (
        (sign_in(approver), packed(page)),
        (admin, "x"),
        (admin, ""),
        (admin, packed(page)[:-9]),
    ):
        answer = client.post(IMPORT, {"packed": value}, follow=True)
        assert "预览已失效" in answer.content.decode()
    assert not Representative.objects.exists()


def test_a_file_that_is_none_is_explained(admin: Client, term: Term) -> None:
    assert "请选择名册文件" in admin.post(IMPORT, {"term": term.pk}).content.decode()
    big = SimpleUploadedFile("大.csv", b"x" * (1024 * 1024 + 1))
    assert "超过 1 MB" in admin.post(IMPORT, {"file": big, "term": term.pk}).content.decode()
    assert "没有找到表头" in upload(admin, "a,b\n1,2", term)


@pytest.mark.parametrize("who", ["auditor", "administrator"])
def test_who_may_not_add_may_not_import(who: str, sign_in: SignIn, request: pytest.FixtureRequest) -> None:
    assert sign_in(request.getfixturevalue(who)).get(IMPORT).status_code == 403


def test_an_employer_that_is_registered_is_proposed_as_an_interest(
    admin: Client, roster: str, term: Term, staff: User
) -> None:
    enterprise = Enterprise.objects.create(name="麻城市公证处")
    page = upload(admin, roster.replace("市公证处", "麻城市（公证处）"), term)
    assert "单国强任职于麻城市公证处，登记利害关系" in page
    found = re.search(r'name="proposal" value="([^"]+)" checked', page)
    assert found is not None
    assert admin.post(IMPORT, {"packed": packed(page), "proposal": [found[1]]}).status_code == 302
    interest = Interest.objects.get()
    assert (interest.enterprise, interest.kind) == (enterprise, "employer")
    assert Event.objects.get(action="interest_added").by_user == staff
    page = upload(admin, roster.replace("市公证处", "麻城市（公证处）"), term)
    assert "登记利害关系" not in page


def test_a_proposal_that_was_not_agreed_to_changes_nothing(admin: Client, roster: str, term: Term) -> None:
    Enterprise.objects.create(name="市公证处")
    page = upload(admin, roster, term)
    assert admin.post(IMPORT, {"packed": packed(page), "proposal": ["MCRD-9999:1"]}).status_code == 302
    assert Representative.objects.exists()
    assert not Interest.objects.exists()

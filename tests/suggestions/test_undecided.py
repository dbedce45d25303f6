"""Whoever decides reads beside the form what is to be decided, and opens the paper that was signed (docs/domain.md § 4)."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from casework.engine import Importance
from demo.suggestion_scenario import SuggestionScenario
from groups.models import Department, DepartmentOfficer, Representative
from office.files import store
from office.models import Notice, StoredFile
from office.roles import Role
from suggestions.models import Author, UnsuitableKind
from suggestions.steps.table import STEPS
from suggestions.views.undecided import READ
from tests.office.uploads import photo
from tests.people import SINCE, SignIn, person
from tests.suggestions.test_attachments import opened

pytestmark = pytest.mark.django_db


def scan(scenario: SuggestionScenario) -> StoredFile:
    upload = SimpleUploadedFile("签字表.jpg", photo())
    return store(upload, by=scenario.people["liaison"], at=scenario.at)


def shown(scenario: SuggestionScenario, sign_in: SignIn, who: str, step: str) -> str:
    answer = sign_in(scenario.people[who]).get(f"/desk/suggestions/{scenario.row.address}/steps/{step}/")
    assert answer.status_code == 200, step
    return answer.content.decode()


def readers(scenario: SuggestionScenario, sign_in: SignIn, file: StoredFile) -> set[str]:
    """Who may open the file, among one of each kind."""
    url = f"/desk/suggestions/{scenario.row.address}/files/{file.token}/"
    asked = ("author", "cosigner", "liaison", "staff", "handler")
    return {who for who in asked if opened(sign_in(scenario.people[who]), url) == 200}


def test_every_approval_says_what_is_approved() -> None:
    approvals = {step.name for step in STEPS.values() if step.importance == Importance.APPROVAL}
    assert approvals <= READ.keys()
    assert READ.keys() <= STEPS.keys()


def test_a_signed_sheet_is_told_found_opened_and_checked_by_staff(
    scenario: SuggestionScenario, sign_in: SignIn
) -> None:
    Representative.objects.filter(code="qiuying").update(user=None)
    cosigner = Representative.objects.get(code="qiuying")
    scenario.draft().take("name_co_signer", "author", representative=cosigner)
    scenario.take("ask_signatures", "author")
    file, client = scan(scenario), sign_in(scenario.people["staff"])
    url = f"/desk/suggestions/{scenario.row.token}/"
    assert client.get(url).status_code == 404
    row = Author.objects.get(representative=cosigner)
    scenario.take("record_signature", "liaison", author=row, files=(file,))
    told = Notice.objects.filter(title="有一份联名签字件待核对", channel="inapp")
    assert scenario.people["staff"] in {notice.recipient for notice in told}
    assert scenario.title in client.get("/desk/suggestions/?tab=mine").content.decode()
    page = shown(scenario, sign_in, "staff", "check_sheet")
    assert cosigner.name in page
    assert "签字表.jpg" in page
    assert readers(scenario, sign_in, file) == {"liaison", "staff"}
    # Checked, it is its authors' alone again: staff come back to the list, and not to a page they may not see.
    done = client.post(f"{url}steps/check_sheet/")
    assert (done.status_code, done["Location"]) == (303, "/desk/suggestions/")
    assert client.get(url).status_code == 404


def test_a_sheet_with_an_opinion_is_read_by_who_checks_it_and_by_its_author(
    scenario: SuggestionScenario, sign_in: SignIn
) -> None:
    scenario.answered()
    lead = scenario.representative()
    Representative.objects.filter(pk=lead.pk).update(user=None)
    file = scan(scenario)
    given = {"attitude": "mostly", "result": "dissatisfied", "text": "没有写到哪天拨付"}
    scenario.take("record_opinion", "staff", author=scenario.row.authors.get(), files=(file,), **given)
    page = shown(scenario, sign_in, "liaison", "check_opinion")
    for words in (lead.name, "基本满意", "没有写到哪天拨付", "签字表.jpg"):
        assert words in page
    Representative.objects.filter(pk=lead.pk).update(user=scenario.people["author"])
    assert readers(scenario, sign_in, file) == {"author", "liaison", "staff"}


def test_what_was_proposed_asked_and_recorded_stands_where_it_is_decided(
    scenario: SuggestionScenario, sign_in: SignIn, unsuitable: UnsuitableKind
) -> None:
    scenario.submit()
    advice = {"to": "author", "unsuitable": unsuitable, "advice": "请把两件事分开写"}
    scenario.take("propose_return", "staff", **advice)
    page = shown(scenario, sign_in, "second_staff", "confirm_return")
    assert unsuitable.name in page
    assert "请把两件事分开写" in page
    scenario.take("reject_return", "second_staff").register().assign().work(1).sign()
    until = scenario.clock("answer").due_on + dt.timedelta(days=28)
    scenario.take("ask_extension", "handler", until_on=until, reason="须等省级资金计划")
    for who, step in (("author", "consent"), ("staff", "refuse_extension")):
        assert "须等省级资金计划" in shown(scenario, sign_in, who, step)
    scenario.take("refuse_extension", "staff").meet().write(
        "B", promise_on=until, promise_text="到期全部拨付"
    )
    page = shown(scenario, sign_in, "head", "sign_answer")
    for words in ("B 已列入计划", "到期全部拨付", "麻财函〔2026〕27号"):
        assert words in page
    scenario.take("sign_answer", "head")
    assert "到期全部拨付" in shown(scenario, sign_in, "liaison", "agree_class")
    scenario.take("propose_publication", "staff", secrecy_checked_by="石敏")
    assert "石敏" in shown(scenario, sign_in, "second_staff", "publish")
    mine = "/desk/suggestions/?tab=mine"
    found = {who: scenario.title in sign_in(scenario.people[who]).get(mine).content.decode()
             for who in ("staff", "second_staff")}  # fmt: skip
    assert found == {"staff": False, "second_staff": True}


def test_of_two_leads_neither_reads_what_the_other_has_not_signed(
    scenario: SuggestionScenario, sign_in: SignIn
) -> None:
    other = Department.objects.create(code="rsj", name="人力资源和社会保障局", short_name="人社局")
    colleague = person("colleague_unit", "同办", Role.HANDLER)
    DepartmentOfficer.objects.create(department=other, user=colleague, duty="handler", since=SINCE)
    scenario.submit().register().assign(other, how="separately").work(1).sign()
    scenario.meet().write(text="财政局还没签发的话")
    url = f"/desk/suggestions/{scenario.row.number}/"
    assert "财政局还没签发的话" in sign_in(scenario.people["head"]).get(url).content.decode()
    page = sign_in(colleague).get(url)
    assert page.status_code == 200
    assert "财政局还没签发的话" not in page.content.decode()

"""附件: signed with the text, read by whoever reads what they belong to, public only once released (docs/domain.md § 4)."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from demo.suggestion_scenario import SuggestionScenario
from office.events import verification
from office.files import store
from office.models import StoredFile
from office.refusals import Refused
from suggestions.drafting.own_words import fingerprint
from suggestions.models import Author, SuggestionAttachment, SuggestionDraftFile
from suggestions.steps.signature_links import hash_of, new_token
from tests.office.uploads import photo
from tests.people import SignIn

pytestmark = pytest.mark.django_db


def picture(scenario: SuggestionScenario, name: str) -> StoredFile:
    upload = SimpleUploadedFile(name, photo())
    return store(upload, by=scenario.people["author"], at=scenario.at)


def opened(client: Client, url: str) -> int:
    """The status of a file's address; what was opened is read to its end."""
    answer = client.get(url)
    if answer.status_code == 200:
        assert answer.getvalue()
    return answer.status_code


def desk(scenario: SuggestionScenario, row: SuggestionAttachment) -> str:
    return f"/desk/suggestions/{scenario.row.address}/files/{row.file.token}/"


def test_a_file_is_part_of_what_is_signed_and_goes_with_the_text(
    scenario: SuggestionScenario, sign_in: SignIn
) -> None:
    scenario.draft()
    before = fingerprint(scenario.row)
    client = sign_in(scenario.people["author"])
    url = f"/desk/suggestions/{scenario.row.token}/steps/add_files/"
    sent = client.post(url, {"files": SimpleUploadedFile("走访照片.jpg", photo())})
    assert sent.status_code == 303
    row = SuggestionAttachment.objects.get()
    assert fingerprint(scenario.row) != before
    page = client.get(f"/desk/suggestions/{scenario.row.token}/").content.decode()
    assert "走访照片.jpg" in page
    assert opened(client, desk(scenario, row)) == 200
    assert opened(sign_in(scenario.people["handler"]), desk(scenario, row)) == 404
    scenario.submit().register().assign()
    assert opened(sign_in(scenario.people["handler"]), desk(scenario, row)) == 200
    assert opened(sign_in(scenario.people["stranger"]), desk(scenario, row)) == 404
    with pytest.raises(Refused):
        scenario.take("drop_file", "author", attachment=row)


def test_files_of_a_form_that_was_refused_or_set_aside_need_not_be_chosen_again(
    scenario: SuggestionScenario, sign_in: SignIn
) -> None:
    scenario.draft()
    client = sign_in(scenario.people["author"])
    url = f"/desk/suggestions/{scenario.row.token}/steps/add_files/"
    good = SimpleUploadedFile("../走访\u202egpj.😀照片.jpg", photo())
    refused = client.post(url, {"files": [good, SimpleUploadedFile("坏.pdf", b"MZ program")]})
    page = refused.content.decode()
    assert (refused.status_code, "「坏.pdf」不是图片或文档" in page) == (422, True)
    assert "已上传：走访gpj.😀照片.jpg" in page
    client.post(
        url, {"draft": "1", "files_shown": "1", "files_kept": page.split('files_kept" value="')[1][:22]}
    )
    page = client.get(url).content.decode()
    kept = page.split('files_kept" value="')[1][:22]
    assert client.post(url, {"files_shown": "1"}).status_code == 422, "let go of, and none is left"
    assert client.post(url, {"files_kept": kept}).status_code == 422, "it is gone"
    client.post(url, {"draft": "1", "files": SimpleUploadedFile("走访.jpg", photo())})
    page = client.get(url).content.decode()
    kept = page.split('files_kept" value="')[1][:22]
    assert client.post(url, {"files_shown": "1", "files_kept": kept}).status_code == 303
    assert SuggestionAttachment.objects.get().file.token == kept
    assert not SuggestionDraftFile.objects.exists()


def test_who_signs_by_link_reads_the_files_too(scenario: SuggestionScenario) -> None:
    scenario.draft().take("add_files", "author", files=(picture(scenario, "调研.jpg"),))
    scenario.take("name_co_signer", "author", representative=scenario.representative("cosigner"))
    scenario.take("ask_signatures", "author")
    author = Author.objects.get(representative=scenario.representative("cosigner"))
    token = new_token(author)
    author.link_hash, author.link_until = hash_of(token, author), scenario.on.replace(year=2099)
    author.save()
    row = SuggestionAttachment.objects.get()
    link = f"/suggestions/sign/{token}/files/{row.file.token}/"
    assert link in Client().get(f"/suggestions/sign/{token}/").content.decode()
    assert opened(Client(), link) == 200
    assert opened(Client(), f"/suggestions/sign/{token}x/files/{row.file.token}/") == 404


def test_files_of_an_answer_wait_for_its_head_and_are_replaced_when_it_is_written_again(
    scenario: SuggestionScenario, sign_in: SignIn
) -> None:
    scenario.handled().meet().write(files=(picture(scenario, "初稿.jpg"),))
    scenario.write(files=(picture(scenario, "附表.jpg"),))
    row = SuggestionAttachment.objects.get()
    assert row.file.name == "附表.jpg"
    author = sign_in(scenario.people["author"])
    assert opened(author, desk(scenario, row)) == 404, "not signed yet"
    assert opened(sign_in(scenario.people["head"]), desk(scenario, row)) == 200
    scenario.take("sign_answer", "head")
    assert opened(author, desk(scenario, row)) == 200


def test_a_visitor_reads_only_what_a_second_person_has_released(
    scenario: SuggestionScenario, visitor: Client
) -> None:
    scenario.draft().take("add_files", "author", files=(picture(scenario, "内部.jpg"),))
    scenario.submit().register().assign().sign().meet()
    scenario.write(files=(picture(scenario, "公开表.jpg"),)).take("sign_answer", "head")
    inner, shown = SuggestionAttachment.objects.order_by("pk")
    public = f"/suggestions/{scenario.row.number}/"
    scenario.take("propose_publication", "staff", secrecy_checked_by="石敏", attachments=(shown,))
    assert opened(visitor, f"{public}files/{shown.file.token}/") == 404
    scenario.take("publish", "second_staff")
    page = visitor.get(public).content.decode()
    assert ("公开表.jpg" in page, "内部.jpg" in page) == (True, False)
    assert opened(visitor, f"{public}files/{shown.file.token}/") == 200
    assert opened(visitor, f"{public}files/{inner.file.token}/") == 404
    scenario.take("unpublish", "approver", reason="有误")
    assert opened(visitor, f"{public}files/{shown.file.token}/") == 404
    assert not SuggestionAttachment.objects.filter(release_asked=True).exists()


def test_a_merged_suggestion_gets_the_files_of_the_answer(scenario: SuggestionScenario) -> None:
    scenario.handled()
    other = SuggestionScenario(scenario.people, scenario.lead, at=scenario.at, title="关于返还到账的建议")
    other.submit().register().take("merge", "staff", leading=scenario.row)
    scenario.meet().write(files=(picture(scenario, "附表.jpg"),)).take("sign_answer", "head")
    assert SuggestionAttachment.objects.filter(suggestion=other.row, purpose="answer").count() == 1


def test_a_file_that_was_dropped_or_replaced_leaves_the_chain_whole(scenario: SuggestionScenario) -> None:
    scenario.draft().take("add_files", "author", files=(picture(scenario, "一.jpg"),))
    scenario.take("drop_file", "author", attachment=SuggestionAttachment.objects.get())
    scenario.submit().register().assign().sign().meet()
    scenario.write(files=(picture(scenario, "初稿.jpg"),)).write(files=(picture(scenario, "附表.jpg"),))
    assert [each for each in verification.verify().faults if each.subject == scenario.row.subject] == []

"""履职档案 on paper, and the norms beside duties and score."""

import datetime as dt

import pytest

from evaluation.duties import duty_file
from evaluation.models import Scheme
from evaluation.scores import LINE_LABELS, name_of, score
from evaluation.scores.example import read_year
from fieldwork.models import Norm
from fieldwork.norms import editing
from groups.models import ProfessionalGroup, Representative
from office.actors import Actor
from office.models import Event, User
from office.refusals import Refused
from tests.conftest import NOW
from tests.people import SignIn
from tests.stories import Story

pytestmark = pytest.mark.django_db
YEAR = """{"came": 2, "absent": 1, "suggestions": [{"marks": [17, 15], "outcome": "A"}], "months": 12}"""
ADDRESS = "/desk/duties/shanxiong/file.pdf"


def test_the_file_prints_for_who_may_read_it_and_that_is_on_record(story: Story, sign_in: SignIn) -> None:
    story.submit().accept().contact()
    number = story.case.ledger_number
    for who in ("representative", "liaison", "staff", "auditor"):
        assert sign_in(story.people[who]).get(ADDRESS).status_code == 200
    for who in ("colleague", "stranger"):
        assert sign_in(story.people[who]).get(ADDRESS).status_code == 404
    paper = sign_in(story.people["representative"]).get(f"{ADDRESS}?year=2026").content
    assert paper.startswith(b"%PDF")
    exported = [event for event in Event.objects.all() if event.data.get("page") == "duty_file"]
    assert len(exported) == 5
    person, on = story.representative(), NOW.date()
    data = duty_file.data_of(person, 2026, on=on)
    assert [each["number"] for each in data["cases"]] == [number]
    assert "代表证号 MC-shanxiong" in data["about"]
    assert "财政经济" in data["about"][1]
    story.take("seal", "staff")
    assert duty_file.data_of(person, 2026, on=on)["cases"] == []


def test_norms_that_hold_for_the_person_stand_beside_duties_and_score(
    finance_group: ProfessionalGroup,
    industry_group: ProfessionalGroup,
    representative: User,
    staff: User,
    approver: User,
    sign_in: SignIn,
) -> None:
    for code, group in (("everybody", None), ("finance", finance_group), ("industry", industry_group)):
        Norm.objects.create(
            code=code,
            edition=1,
            state="published",
            title=f"规范{code}",
            body="总则。\n\n每季度接待选民。（对应：参加接待；出席）",
            group=group,
            effective_on=dt.date(2026, 1, 1),
            written_at=NOW,
            written_by=staff,
            published_at=NOW,
            approved_by=approver,
        )
    client = sign_in(representative)
    Scheme.objects.create(first_year=2026, name="2026 年履职评价办法", status="used")
    for page in ("/desk/duties/shanxiong/", "/desk/scores/shanxiong/?year=2026"):
        shown = client.get(page).content.decode()
        assert "/norms/everybody/" in shown
        assert "/norms/finance/" in shown
        assert "/norms/industry/" not in shown
        assert 'href="/norms/finance/1/#p2"' in shown
    data = duty_file.data_of(Representative.objects.get(user=representative), 2026, on=NOW.date())
    assert {each["label"]: each["rule"] for each in data["duties"]}[
        "参加接待"
    ] == "《规范finance》第 1 版第 2 段"
    assert data["norms"] == [
        f"《规范{code}》第 1 版，2026年1月1日起施行" for code in ("everybody", "finance")
    ]
    rule = sign_in(staff).get("/norms/finance/1/").content.decode()
    assert '<p id="p2">每季度接待选民。' in rule
    said = editing.Text("规范", "常来。（对应：参加聚会）", NOW.date())
    with pytest.raises(Refused, match="不是任务或得分项"):
        editing.begin("misspelt", said, by=Actor.of(staff), at=NOW)


def test_every_line_of_a_score_has_a_name_that_a_norm_can_be_the_basis_of() -> None:
    lines = score(read_year(YEAR)).lines
    assert {name_of(line.label) for line in lines} == set(LINE_LABELS)

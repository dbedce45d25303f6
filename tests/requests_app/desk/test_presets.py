"""常用处理: one press fills in the form of a step, keeps what was typed, and takes nothing; many cases by one of them."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from requests_app.models import Category, Preset, PresetDepartment
from tests.people import SignIn
from tests.requests_app.desk.pages import Desk
from tests.stories import Story

TEXT = "请七个工作日内与企业对接，说明办理条件。"


def of_loans(story: Story, **changed: Any) -> Preset:
    """Its category is the story's own, its lead the story's other unit."""
    values = {
        "name": "续贷对接",
        "category": story.category,
        "difficulty": "hard",
        "expected_outcome": "月底前续贷到位",
        "text": TEXT,
    }
    preset = Preset.objects.create(**values | changed)
    PresetDepartment.objects.create(preset=preset, department=story.co, order=0)
    PresetDepartment.objects.create(preset=preset, department=story.lead, order=1)
    return preset


def press(desk: Desk, step: str, value: str, **typed: Any) -> str:
    answer = desk.send("staff", step, preset=value, **typed)
    assert answer.status_code == 200
    page: str = answer.content.decode()
    return page


def opened(desk: Desk, step: str) -> dict[str, Any]:
    """What the form of the step holds as it opens."""
    form = desk.get("staff", step).context["form"]
    return {name: form[name].value() or "" for name in form.fields}


def codes(values: dict[str, Any]) -> dict[str, Any]:
    def plain(value: Any) -> Any:
        return [plain(one) for one in value] if isinstance(value, list) else getattr(value, "code", value)

    return {name: plain(value) for name, value in values.items()}


def test_one_press_fills_in_the_form_and_takes_no_step(desk: Desk) -> None:
    story = desk.story.submit()
    preset = of_loans(story)
    answer = desk.send("staff", "accept", preset=str(preset.pk), **codes(opened(desk, "accept")))
    assert "已填入“续贷对接”" in answer.content.decode()
    form = answer.context["form"]
    assert (form["difficulty"].value(), form["group"].value(), form["category"].value()) == (
        "hard",
        "finance",
        "RZ01",
    )
    assert form["expected_outcome"].value() == "月底前续贷到位"
    assert form["title"].value()
    story.case.refresh_from_db()
    assert story.case.status == "submitted"


def test_what_was_typed_stays_until_one_asks(desk: Desk) -> None:
    story = desk.story.submit().accept().contact()
    preset = of_loans(story)
    typed = codes(opened(desk, "assign")) | {"text": "我自己写的要求"}
    page = press(desk, "assign", str(preset.pk), **typed)
    assert "您自己填写的交办要求没有动" in page
    assert "我自己写的要求" in page
    assert '<option value="kfq" selected>' in page
    assert TEXT not in page
    again = press(desk, "assign", f"{preset.pk}:all", preset_before=str(preset.pk), **typed)
    assert TEXT in again
    assert "我自己写的要求" not in again


def test_the_next_one_replaces_what_the_last_one_filled_in(desk: Desk) -> None:
    story = desk.story.submit().accept().contact()
    first, second = of_loans(story), Preset.objects.create(name="转供电", text="另一种要求")
    typed = codes(opened(desk, "assign")) | {"lead": "kfq", "co": ["czj"], "text": TEXT}
    page = press(desk, "assign", str(second.pk), preset_before=str(first.pk), **typed)
    assert "另一种要求" in page
    assert "没有动" not in page
    assert '<option value="kfq" selected>' in page, "what the second leaves empty stays"


def test_those_that_fit_stand_first_and_closed_ones_nowhere(desk: Desk) -> None:
    story = desk.story.submit()
    other = Category.objects.create(code="PT", name="水电气路与园区配套")
    Preset.objects.create(name="别的类别", category=other)
    Preset.objects.create(name="只写要求", text="用于交办")
    Preset.objects.create(name="停用的", category=story.category, closed_on=story.on)
    of_loans(story)
    form = desk.get("staff", "accept").context["form"]
    assert [preset.name for preset in form.fitting] == ["续贷对接"]
    assert [preset.name for preset in form.others] == ["别的类别"]
    story.accept().contact()
    form = desk.get("staff", "assign").context["form"]
    assert [preset.name for preset in form.fitting] == ["续贷对接"]
    assert [preset.name for preset in form.others] == ["只写要求"]


def test_nonsense_fills_in_nothing(desk: Desk) -> None:
    desk.story.submit()
    of_loans(desk.story)
    typed = codes(opened(desk, "accept"))
    for value in ("", "0", "999999", "1' or 1=1", "９", ":all", "\x00"):
        assert "已填入“" not in press(desk, "accept", value, preset_before=value, **typed)


def test_a_unit_that_takes_no_cases_any_more_is_left_out(desk: Desk) -> None:
    story = desk.story.submit().accept().contact()
    preset = of_loans(story)
    story.co.closed_on = story.on
    story.co.save()
    page = press(desk, "assign", str(preset.pk), **codes(opened(desk, "assign")))
    assert '<option value="czj" selected>' in page
    assert TEXT in page


def test_its_name_and_words_are_shown_as_text(desk: Desk) -> None:
    story = desk.story.submit()
    hostile = "<b>名</b>"
    preset = of_loans(story, name=hostile, expected_outcome='"><script>x</script>')
    page = press(desk, "accept", str(preset.pk), **codes(opened(desk, "accept")))
    assert hostile not in page
    assert "<script>x" not in page


def test_many_cases_by_one_of_them(story: Story, sign_in: SignIn) -> None:
    """The person has said what it is about: only what else holds a case up keeps it back."""
    desk = sign_in(story.people["staff"])
    preset = of_loans(story)
    unsure = story.submit(phone="", text="厂里电压不稳，机器老是停，想请代表看看。").case
    accused = story.submit(phone="", text="举报村干部收受贿赂，贪污征地款，请纪委查处。").case
    url = "/desk/requests/together/accept/"
    numbers = {"number": [unsure.ledger_number, accused.ledger_number]}
    assert "可以受理" not in desk.get(url, numbers).content.decode()
    page = desk.get(url, numbers | {"preset": str(preset.pk)})
    assert "可以受理 1 件" in page.content.decode()
    assert "常用处理“续贷对接”" in page.content.decode()
    fields = {
        f"{unsure.ledger_number}.{field.name}": list(field.values) for field in page.context["sure"][0].fields
    }
    desk.post(url, fields | {"number": [unsure.ledger_number]})
    unsure.refresh_from_db()
    assert (unsure.status, unsure.difficulty, unsure.category) == ("accepted", "hard", story.category)
    url = "/desk/requests/together/assign/"
    page = desk.get(url, {"number": [unsure.ledger_number], "preset": str(preset.pk)})
    planned = {field.name: field.values for field in page.context["sure"][0].fields}
    assert planned["lead"] == ("kfq",)
    assert planned["co"] == ("czj",)
    assert planned["text"] == (TEXT,)
    assert planned["expected_outcome"] == ("月底前续贷到位",)
    assert "常用处理" not in desk.get("/desk/requests/together/hand_over/", numbers).content.decode()


def test_staff_keep_them_in_the_back_office_and_it_is_recorded(
    story: Story, sign_in: SignIn, client: Client
) -> None:
    desk = sign_in(story.people["staff"])
    units = {"units-TOTAL_FORMS": "1", "units-INITIAL_FORMS": "0", "units-0-department": str(story.lead.pk)}
    sent = {"name": "招工对接", "category": str(story.category.pk), "order": "1", "units-0-order": "0"}
    answer = desk.post("/admin/requests_app/preset/add/", sent | units)
    assert answer.status_code == 302, answer.content.decode()
    preset = Preset.objects.get(name="招工对接")
    assert preset.made_by == story.people["staff"]
    assert preset.lead_and_co == (story.lead, [])
    assert "添加" in desk.get(f"/admin/requests_app/preset/{preset.pk}/history/").content.decode()
    twice = desk.post("/admin/requests_app/preset/add/", sent | units)
    assert "已有同名的常用处理" in twice.content.decode()
    with pytest.raises(IntegrityError), transaction.atomic():
        Preset.objects.create(name="招工对接")

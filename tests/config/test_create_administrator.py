"""The first administrator comes from a command; later ones from two people."""

import re
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from office.models import Event, User
from office.roles import Role

pytestmark = pytest.mark.django_db


def create(username: str = "guanli", **options: str) -> str:
    said = StringIO()
    call_command("create_administrator", username, name="管一清", stdout=said, **options)
    return said.getvalue()


def test_the_link_lets_the_owner_choose_a_password() -> None:
    said = create(phone="19900050001")
    link = re.search(r"https?://[^/]+(/\S+)", said)
    assert link is not None
    user = User.objects.get(username="guanli")
    assert user.roles_on(timezone.localdate()) == {Role.ADMINISTRATOR}
    assert user.phone == "19900050001"
    assert Client().get(link[1], follow=True).status_code == 200
    actions = set(Event.objects.filter(subject=f"user:{user.pk}").values_list("action", flat=True))
    assert {"account_opened", "role_granted", "password_link_issued"} <= actions


def test_a_site_that_has_one_gets_no_second_by_it() -> None:
    create()
    with pytest.raises(CommandError, match="已有系统管理员"):
        create("another")
    assert User.objects.count() == 1


@pytest.mark.parametrize(
    ("username", "options", "told"),
    [("管理", {}, "用户名只能"), ("", {}, "用户名只能"), ("guanli", {"phone": "12"}, "11 位手机号")],
)
def test_a_wrong_word_is_told_and_nothing_is_written(
    username: str, options: dict[str, str], told: str
) -> None:
    with pytest.raises(CommandError, match=told):
        create(username, **options)
    assert not User.objects.exists()

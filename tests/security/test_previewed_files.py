"""What one import has previewed and packed into its form is nothing to another import, person or day."""

import datetime as dt

import pytest
from django.test import Client

from groups.admin import roster
from office.crypto import encrypt
from office.models import User
from office.previewed_files import pack, unpack
from office.refusals import Refused
from portal.views import set_up
from tests.people import SignIn

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 23)


def test_a_preview_of_another_import_is_none(administrator: User, staff: User, sign_in: SignIn) -> None:
    """A roster's stood in the form of 建站向导 and the other way round: each looked for what the other never packed."""
    content = "姓名\n甲\n".encode()
    of_roster = pack(
        content,
        {"term": 1, "name": "a.csv", "digest": ""},
        purpose=roster.PURPOSE,
        by=administrator,
        on=TODAY,
    )
    of_set_up = pack(
        content,
        {"step": "accounts", "name": "a.csv", "digest": ""},
        purpose=set_up.PURPOSE,
        by=staff,
        on=TODAY,
    )
    keeper: Client = sign_in(administrator)
    assert keeper.post("/desk/setup/accounts/", {"packed": of_roster}).status_code == 303
    office = sign_in(staff).post("/admin/groups/representative/import/", {"packed": of_set_up}, follow=True)
    assert "预览已失效" in office.content.decode()


@pytest.mark.parametrize("packed", ["", "x" * 500, "other"])
def test_what_nobody_packed_is_refused_in_words(administrator: User, packed: str) -> None:
    packed = encrypt("MTIz") if packed == "other" else packed
    with pytest.raises(Refused) as refused:
        unpack(packed, purpose=set_up.PURPOSE, by=administrator, on=TODAY)
    assert refused.value.code == "no_preview"

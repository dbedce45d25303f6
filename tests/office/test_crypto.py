"""Encrypted columns, blind indexes and derived secrets."""

import pytest
from cryptography.fernet import Fernet, InvalidToken
from django.core.exceptions import FieldError
from django.db import connection
from pytest_django import Settings

from office import crypto
from office.models import User


def test_what_is_encrypted_reads_back_and_never_looks_the_same_twice() -> None:
    assert crypto.decrypt(crypto.encrypt("13812345678 𬭎")) == "13812345678 𬭎"
    assert crypto.encrypt("a") != crypto.encrypt("a")


def test_an_older_key_still_opens_and_rotation_moves_to_the_first(settings: Settings) -> None:
    old, new = Fernet.generate_key().decode(), Fernet.generate_key().decode()
    settings.FIELD_KEYS = [old]
    token = crypto.encrypt("单雄")
    settings.FIELD_KEYS = [new, old]
    moved = crypto.rotate(token)
    assert crypto.rotate(moved) == moved
    settings.FIELD_KEYS = [new]
    assert crypto.decrypt(moved) == "单雄"
    with pytest.raises(InvalidToken):
        crypto.decrypt(token)


def test_a_blind_index_finds_the_same_number_only() -> None:
    assert crypto.blind_index("13812345678") == crypto.blind_index("13812345678")
    assert crypto.blind_index("13812345678") != crypto.blind_index("13812345679")
    assert len(crypto.blind_index("13812345678")) == 64
    assert crypto.blind_index("") == ""


def test_a_derived_secret_is_never_what_is_stored() -> None:
    assert crypto.derive("token", "x").hex() != crypto.keyed_hash("token", "x")
    assert crypto.derive("token", "x") != crypto.derive("code", "x")
    assert crypto.keyed_hash("web", "x") != crypto.keyed_hash("desk", "x")
    assert len(crypto.derive("token", "x")) == 32


@pytest.mark.django_db
def test_the_column_holds_no_plain_text() -> None:
    user = User.objects.create_user(username="lin", name="林", phone="13812345678")
    with connection.cursor() as cursor:
        cursor.execute("SELECT phone FROM office_user WHERE id = %s", [user.pk])
        stored = cursor.fetchone()[0]
    assert "13812345678" not in stored
    assert User.objects.get(pk=user.pk).phone == "13812345678"


@pytest.mark.django_db
def test_an_encrypted_column_is_compared_with_nothing_but_the_empty_text() -> None:
    User.objects.create_user(username="lin", name="林")
    assert User.objects.filter(phone="").count() == 1
    with pytest.raises(FieldError):
        User.objects.filter(phone="13812345678").exists()
    with pytest.raises(FieldError):
        User.objects.filter(phone__contains="138").exists()

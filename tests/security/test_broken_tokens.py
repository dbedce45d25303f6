"""An encrypted value overwritten by SQL with whatever letters is no token: it does not stop the verification."""

import pytest
from cryptography.fernet import InvalidToken

from office.crypto import decrypt, encrypt


@pytest.mark.parametrize("end", ["改", "\x00", "é", "x"])
def test_a_token_with_any_letters_is_refused_alike(end: str) -> None:
    with pytest.raises(InvalidToken):
        decrypt(encrypt("13900000000")[:-1] + end)

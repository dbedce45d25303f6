"""What public addresses and options of forms carry in place of a key."""

import secrets


def new_token() -> str:
    """What a public address or an option of a form carries in place of a key."""
    return secrets.token_urlsafe(16)

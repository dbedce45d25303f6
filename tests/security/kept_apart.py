"""What the tests of kept-apart accounts send to the admin, and what they read afterwards."""

from office import events
from office.models import Message, Notice, User

TELEPHONE = "13812345678"


def url(user: User, act: str = "change") -> str:
    return f"/admin/office/user/{user.pk}/{act}/"


def form(user: User, *, role: str = "", **changed: str) -> dict[str, str]:
    sent = {"name": user.name, "email": user.email, "phone": user.phone, **changed}
    sent |= {"role_grants-TOTAL_FORMS": "0", "role_grants-INITIAL_FORMS": "0"}
    if role:
        sent |= {
            "role_grants-TOTAL_FORMS": "1",
            "role_grants-0-user": str(user.pk),
            "role_grants-0-role": role,
            "role_grants-0-since": "2026-11-23",
        }
    return sent


def secrets_sent() -> list[tuple[str, str]]:
    return [(message.address, message.secret) for message in Message.objects.exclude(secret="")]


def actions(user: User) -> list[str]:
    return [event.action for event in events.timeline(f"user:{user.pk}")]


def told(user: User, words_of_title: str) -> bool:
    return Notice.objects.filter(recipient=user, channel="inapp", title__contains=words_of_title).exists()

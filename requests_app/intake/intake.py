"""What a visitor, a clerk or a program hands in, cleaned; and the fingerprint that tells one body from another."""

from __future__ import annotations

import hashlib
import json
import unicodedata
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from fieldwork.models import Activity
from groups.models import Representative
from office.events import JSON
from office.models import StoredFile
from policies.models import PolicyVersion
from requests_app.models import Category
from requests_app.models.requests import FACE_TO_FACE
from requests_app.texts import masking
from requests_app.texts.masking import Masked
from stations.models import Station


@dataclass(frozen=True)
class Intake:
    """A cleaned form: plain values, telephone normalised, texts NFC. Everything else is set by `submit`."""

    station: Station
    source: str
    requester_kind: str
    text: str
    category: Category | None = None
    representative: Representative | None = None
    clause: PolicyVersion | None = None
    activity: Activity | None = None
    enterprise_name: str = ""
    uscc: str = ""
    contact: str = ""
    phone: str = ""
    extension: str = ""
    email: str = ""
    # Where somebody else than who submits has supplied the telephone before; else it follows from who submits.
    phone_grade: str = ""
    share_contact: bool = False
    private: bool = False
    anonymous: bool = False
    files: tuple[StoredFile, ...] = ()
    marks: tuple[str, ...] = ()
    occurred_at: datetime | None = None
    contact_note: str = ""
    # Chains of what it grew from, and of the accounts that may have sent it: whoever wrote there may have typed the telephone.
    origins: tuple[str, ...] = ()
    external_id: str | None = None
    extra: dict[str, str] = field(default_factory=dict)

    @property
    def came_from(self) -> dict[str, JSON]:
        """For the record: the activity whose code was scanned, the chains of what it grew from; only what there is."""
        found: dict[str, JSON] = {"activity": self.activity.number} if self.activity else {}
        return found | ({"origins": list(self.origins)} if self.origins else {})

    @cached_property
    def masked(self) -> Masked:
        """The text as it is stored, masked once."""
        return masking.mask(self.text, [self.contact])


def fingerprint(intake: Intake) -> str:
    """SHA-256 over what the requester said; server-side marks and times do not make another body."""
    said = _said(intake)
    raw = json.dumps(said, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(unicodedata.normalize("NFC", raw).encode()).hexdigest()


def _said(intake: Intake) -> dict[str, object]:
    """The typed values by name; rows by their keys, files by their content."""
    return {
        # Only where there is one: bodies kept before these were there must stay the same.
        **({"policy": intake.clause.policy_id} if intake.clause else {}),
        **({"activity": intake.activity.pk} if intake.activity else {}),
        **_said_at_the_desk(intake),
        **({"extension": intake.extension} if intake.extension else {}),
        "station": intake.station.pk,
        "representative": intake.representative.pk if intake.representative else None,
        "category": intake.category.pk if intake.category else None,
        "kind": intake.requester_kind,
        "text": intake.text,
        "enterprise": intake.enterprise_name,
        "uscc": intake.uscc,
        "contact": intake.contact,
        "phone": intake.phone,
        "email": intake.email,
        "share": intake.share_contact,
        "private": intake.private,
        "files": sorted(file.sha256 for file in intake.files),
        "extra": intake.extra,
    }


def _said_at_the_desk(intake: Intake) -> dict[str, object]:
    """What only a desk's form asks for, where it was filled in."""
    said: dict[str, object] = {
        "source": intake.source if intake.source in FACE_TO_FACE else "",
        "occurred_at": intake.occurred_at.isoformat() if intake.occurred_at else "",
        "anonymous": intake.anonymous,
        "contact_note": intake.contact_note,
    }
    return {name: value for name, value in said.items() if value}

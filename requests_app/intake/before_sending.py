"""What a visitor is shown once before a request is stored; most forms are met by nothing and go straight on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from requests_app.access.public_cases import PublicCase
from requests_app.intake import public_matches
from requests_app.models import Category
from requests_app.models.disposals import DisposalReason
from requests_app.triage import referral
from requests_app.triage.referral import OtherBody


@dataclass(frozen=True)
class Before:
    """Either is enough for the page."""

    matches: list[PublicCase]
    other_body: OtherBody | None


def look(said: Mapping[str, Any], categories: Mapping[str, Category]) -> Before | None:
    """What to show once before the request is sent, None where there is nothing.

    `said` is the cleaned form, `categories` are those of the form by code. One query where nothing is near. An
    accusation of a person is told where it is at home and joined to nobody's case.
    Rule: docs/domain.md § 2, before sending.
    """
    seems = referral.before_sending(said["text"])
    if seems is not None and seems.reason == DisposalReason.REPORT:
        return Before([], seems)
    matches = public_matches.matches(said["text"], categories.get(said["category"]))
    return Before(matches, None if matches else seems) if matches or seems else None

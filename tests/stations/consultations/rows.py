"""Consultations for the tests of this folder."""

import datetime as dt
from itertools import count
from typing import Any

from office.actors import Actor
from office.models import User
from stations.consultations import register
from stations.consultations.register import Said
from stations.models import Consultation, Station

_numbers = count(1)


def said(**given: Any) -> Said:
    """A line that was taken down, unless given otherwise."""
    values = {
        "how": "visit",
        "requester_kind": "enterprise",
        "topic": "bllc",
        "words": "排污许可怎么办",
        "ending": "noted",
    } | given
    return Said(**values)


def a_consultation(station: Station, user: User, *, at: dt.datetime, **given: Any) -> Consultation:
    key = f"form-{next(_numbers)}"
    return register.register(station, said(**given), form_key=key, by=Actor.of(user), at=at)


def typed(**given: Any) -> dict[str, Any]:
    """As the browser sends the form."""
    values = {
        "station": "gyllzx",
        "words": "排污许可怎么办",
        "topic": "bllc",
        "how": "visit",
        "requester_kind": "enterprise",
        "ending": "noted",
    }
    return values | given

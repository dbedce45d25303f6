"""Words for the desk's history that several steps share."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from casework.history import Names, label_of
from requests_app.models.assignments import ResultClass


def class_in_words(data: Mapping[str, Any], names: Names) -> str:
    """The class of result that an answer or a reply was given."""
    return label_of(ResultClass, data.get("result_class"))

"""Sheets for the voters to print: each with a code of its own, so that none is counted twice; nobody's name on it."""

from __future__ import annotations

import secrets
from datetime import date

from evaluation.models.accounts import LEVELS, QUESTIONS
from groups.models import Representative
from office import options
from office.documents import typst_pdf
from office.templatetags.wording import paper_day

AT_MOST = 200
# Letters and digits that nobody takes for others.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


def pdf(person: Representative, year: int, number: int, *, on: date) -> bytes:
    """So many sheets, two a page, each with a code."""
    codes: dict[str, None] = {}
    while len(codes) < min(number, AT_MOST):
        codes["".join(secrets.choice(ALPHABET) for _ in range(6))] = None
    data = {
        "title": f"{year} 年代表述职选民测评表",
        "name": person.name,
        "questions": list(QUESTIONS),
        "levels": list(LEVELS),
        "codes": list(codes),
        "office": options.value("working_body_name", on),
        "date": paper_day(on),
    }
    return typst_pdf("evaluation/documents/voter_sheet.typ", data)

"""Everything that is counted beside a person or a unit, once (docs/domain.md § 3).

A `Figure` says which rows are in the month (cohorts by the original due date), which of them count and which are
left out in the open. Rates, their lists and the grouped tables all read the same definition:
numerator + rest + exclusions = all rows. A part of a split case weighs 1/k in every rate.
"""

from evaluation.figures.as_of import AsOf, Correction
from evaluation.figures.counting import by_month, count_month, of_month, received, received_cases
from evaluation.figures.definitions import (
    ANSWERED,
    CLOSED,
    FIGURES,
    HELD,
    HELD_AT_COURT,
    RATES,
    RESPONSE,
    SATISFIED,
    SOLVED_LATER,
    SOLVED_NOW,
    UNIT,
    place,
)
from evaluation.figures.dimensions import DIMENSIONS
from evaluation.figures.figure import Figure
from evaluation.figures.lists import cohort
from evaluation.figures.reasons import DISPOSED, LEFT_OUT
from evaluation.figures.station_life import consultations, receptions

__all__ = [
    "ANSWERED",
    "CLOSED",
    "DIMENSIONS",
    "DISPOSED",
    "FIGURES",
    "HELD",
    "HELD_AT_COURT",
    "LEFT_OUT",
    "RATES",
    "RESPONSE",
    "SATISFIED",
    "SOLVED_LATER",
    "SOLVED_NOW",
    "UNIT",
    "AsOf",
    "Correction",
    "Figure",
    "by_month",
    "cohort",
    "consultations",
    "count_month",
    "of_month",
    "place",
    "received",
    "received_cases",
    "receptions",
]

"""The score of a representative's year (docs/domain.md § 7): records and rules in, lines of points out.

Pure: no database, no clock. What is known of a year is collected in evaluation/yearly/.
"""

from evaluation.scores.lines import LINE_LABELS, Line, Part, name_of, rounded
from evaluation.scores.records import Attendance, Call, CaseRecord, Duty, Handling, SuggestionRecord, Year
from evaluation.scores.rules import RULES_2026, Rules
from evaluation.scores.scoring import Score, difference, leaving_out, score, weights

__all__ = [
    "LINE_LABELS",
    "RULES_2026",
    "Attendance",
    "Call",
    "CaseRecord",
    "Duty",
    "Handling",
    "Line",
    "Part",
    "Rules",
    "Score",
    "SuggestionRecord",
    "Year",
    "difference",
    "leaving_out",
    "name_of",
    "rounded",
    "score",
    "weights",
]

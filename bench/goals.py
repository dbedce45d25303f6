"""Every line that `make bench` prints, and its goal: the table of docs/performance.md, as a test compares."""

from typing import NamedTuple


class Goal(NamedTuple):
    """`at_least` or `at_most`, or neither where a figure is printed for information.

    Figures are ratios, or have the `unit` ms or MB. `on_postgresql` is another limit for that database.
    """

    at_least: float | None = None
    at_most: float | None = None
    unit: str = ""
    digits: int = 2
    on_postgresql: float | None = None


GOALS: dict[str, Goal] = {
    "intake_get": Goal(at_least=1.0),
    "intake_post": Goal(at_least=0.35),
    "track_post": Goal(at_least=0.6),
    "desk_list": Goal(at_least=0.4),
    "case_page": Goal(at_least=0.15),
    "staff_start": Goal(at_least=0.3),
    "board_304": Goal(at_least=0.8),
    "board_200": Goal(at_least=0.5),
    "memory_web": Goal(at_most=150, unit=" MB", digits=0),
    "memory_queue": Goal(at_most=150, unit=" MB", digits=0),
    "questions_public_form": Goal(digits=0),
    "questions_submit": Goal(digits=0),
    "questions_track": Goal(digits=0),
    "questions_progress": Goal(digits=0),
    "questions_desk_start": Goal(digits=0),
    "questions_desk_list": Goal(digits=0),
    "questions_case_page": Goal(at_most=30, digits=0),
    "questions_step_form": Goal(digits=0),
    "questions_step": Goal(digits=0),
    "questions_admin_start": Goal(digits=0),
    "questions_board": Goal(digits=0),
    "write_lock_ms": Goal(at_most=4, unit=" ms"),
    "figures_month": Goal(at_most=6),
    "reminders_3000": Goal(at_most=2),
    "growth_list": Goal(at_most=1.5),
    "growth_detail": Goal(at_most=1.5),
    "growth_start": Goal(at_most=1.5),
    "growth_search": Goal(at_most=1.5),
    "growth_start_anew": Goal(at_most=2),
    "analysis_year": Goal(at_most=300, unit=" ms", digits=0),
    "analysis_year_anew": Goal(unit=" ms", digits=0),
    "scores_year": Goal(at_most=10, unit=" s", digits=1),
    "search_2char_rare": Goal(at_most=20, unit=" ms", on_postgresql=50),
    "search_2char_common": Goal(at_most=20, unit=" ms", on_postgresql=50),
    "search_2char_absent": Goal(at_most=20, unit=" ms", on_postgresql=50),
    "policy_search": Goal(at_most=50, unit=" ms", digits=1),
    "proposals_category": Goal(at_least=0.9),
    "proposals_category_unseen": Goal(at_least=0.9),
    "proposals_category_telephone": Goal(at_least=0.9),
    "proposals_category_trades": Goal(at_least=0.9),
    "proposals_department": Goal(at_least=0.9),
    "proposals_department_unseen": Goal(at_least=0.9),
    "proposals_department_telephone": Goal(at_least=0.9),
    "proposals_department_trades": Goal(at_least=0.9),
    "proposals_first_category": Goal(at_least=0.6),
    "proposals_first_department": Goal(at_least=0.65),
    "proposals_sure_category": Goal(at_least=0.95),
    "proposals_sure_department": Goal(at_least=0.95),
    "proposals_split": Goal(at_least=0.8),
    "proposals_ms": Goal(at_most=30, unit=" ms", digits=1),
    "before_sending_ms": Goal(at_most=30, unit=" ms", digits=1),
    "booking_race": Goal(at_most=0, digits=0),
}
# The same on any database and measured once, or a lock that only SQLite has.
OF_SQLITE = (
    "policy_search",
    "proposals_category",
    "proposals_department",
    "proposals_first_category",
    "proposals_first_department",
    "proposals_sure_category",
    "proposals_sure_department",
    "proposals_split",
    "write_lock_ms",
)

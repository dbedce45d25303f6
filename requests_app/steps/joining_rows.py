"""Several cases as one, one case as several: merging, its undoing, the answer that follows, splitting."""

from __future__ import annotations

from casework.engine import Step
from requests_app.access import parties as p
from requests_app.models.requests import Status
from requests_app.steps import followers, merging, splitting
from requests_app.steps.sets import OFFICE, OPEN

S = Status
MERGED = frozenset({S.MERGED})

ROWS = [
    Step(
        "merge",
        "合并办理",
        OPEN,
        MERGED,
        OFFICE | {p.SYSTEM},
        merging.merge,
        merging.MergeInputs,
        merging.merge_guard,
        "与另一件合并办理",
        86,
    ),
    Step(
        "unmerge",
        "改为单独办理",
        MERGED,
        frozenset({S.ACCEPTED, S.SUBMITTED}),
        OFFICE | {p.SYSTEM},
        merging.unmerge,
        followers.UnmergeInputs,
        done="改为单独办理",
        weight=60,
    ),
    Step(
        "follow",
        "确认合并答复",
        MERGED,
        frozenset({S.ANSWERED}),
        frozenset({p.STAFF}),
        merging.follow,
        merging.FollowInputs,
        merging.follow_guard,
        "随主件答复企业",
        9,
    ),
    Step(
        "split",
        "拆分办理",
        frozenset({S.SUBMITTED, S.ACCEPTED}),
        frozenset(),
        OFFICE,
        splitting.split,
        splitting.SplitInputs,
        splitting.split_guard,
        "分成几件办理",
        87,
    ),
]

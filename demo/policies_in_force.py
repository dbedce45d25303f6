"""Of the pack's policies and items, which wait to be checked, the demo has published those that are not doubtful."""

from datetime import datetime

from policies.models import InformationItem, PolicyVersion


def publish(*, at: datetime) -> None:
    """What is uncertain in number, date or force (`low`) still waits for staff."""
    waiting = PolicyVersion.objects.filter(state=PolicyVersion.State.SUBMITTED)
    waiting.exclude(confidence=PolicyVersion.Confidence.LOW).update(
        state=PolicyVersion.State.PUBLISHED, released_at=at
    )
    InformationItem.objects.filter(state=InformationItem.State.SUBMITTED).update(
        state=InformationItem.State.PUBLISHED, released_at=at
    )

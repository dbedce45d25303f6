"""What a test asks of a clock that has stopped."""

from requests_app.models import Clock
from requests_app.models.clocks import StopReason


def was_met(clock: Clock) -> bool:
    """Done at or before the original date: what the month's figures count."""
    return (
        clock.stop_reason == StopReason.DONE
        and clock.stopped_on is not None
        and clock.stopped_on <= clock.first_due_on
    )

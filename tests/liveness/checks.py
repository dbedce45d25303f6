"""What must hold of a case at every moment: somebody must act, can act, and will hear of it."""

import datetime as dt

from office.calendar import local_date
from office.models import Event, Notice
from requests_app.deadlines import next_action, reminders
from requests_app.followup import automatic
from requests_app.models import Clock, EnterpriseRequest
from requests_app.models.clocks import ClockKind
from tests.stories import SHANGHAI, Story

# These run on after the case has ended, or begin then; nothing else does.
AFTER_THE_END = (
    ClockKind.PROMISE, ClockKind.APPEAL, ClockKind.LOOK_BACK, ClockKind.CALL_BACK, ClockKind.SUPERVISE,
)  # fmt: skip


def assert_live(story: Story) -> None:
    """The case has exactly one party that must act, who can, and a coming word.

    An ended one has none, but for a promise, an appeal or a look-back, which are as well somebody's.
    """
    case, on = story.case, local_date(story.at)
    turn = next_action.turn_of(case, on=on)
    if case.closed_at is not None:
        stray = Clock.objects.running().filter(case=case).exclude(kind__in=AFTER_THE_END)
        assert not stray.exists(), f"{case.status}: {[clock.kind for clock in stray]} still run"
        if turn is None:
            return
    assert turn is not None, f"{case.status} is nobody's"
    assert turn.next_on is not None, f"{turn.words}: nobody will hear of it again"
    assert turn.next_on > on
    if case.leading is not None:
        return
    if turn.people:
        able = [person for person in turn.people if story.possible(person) & turn.steps]
        assert able, f"{turn.words}: none of {[person.name for person in turn.people]} can {set(turn.steps)}"
    else:
        assert story.possible("requester") & turn.steps, turn.words


def assert_heard_of(story: Story) -> None:
    """On the day that the turn names something really happens: a notice to a person, or a step by itself."""
    turn = next_action.turn_of(story.case, on=local_date(story.at))
    if turn is None or turn.next_on is None:
        return
    before = _told(story.case), Event.objects.filter(subject=story.case.subject).count()
    at = dt.datetime.combine(turn.next_on, dt.time(18, 30), tzinfo=SHANGHAI)
    reminders.remind(at)
    automatic.sweep(at)
    after = _told(story.case), Event.objects.filter(subject=story.case.subject).count()
    assert after > before, f"{turn.words}: nothing came on {turn.next_on}"


def _told(case: EnterpriseRequest) -> int:
    case = case.leading or case
    return Notice.objects.filter(key__startswith=f"{case.subject}:", recipient__isnull=False).count()

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
    ClockKind.PROMISE, ClockKind.APPEAL, ClockKind.LOOK_BACK, ClockKind.CALL_BACK, ClockKind.SUPERVISE, ClockKind.REVIEW,
)  # fmt: skip


def assert_live(story: Story) -> None:
    """The case has exactly one party that must act, who can, and a coming word.

    An ended one has none, but for a promise, an appeal or a look-back, which are as well somebody's.
    """
    case, on = story.case, local_date(story.at)
    action = next_action.next_action_of(case, on=on)
    if case.closed_at is not None:
        stray = Clock.objects.running().filter(case=case).exclude(kind__in=AFTER_THE_END)
        assert not stray.exists(), f"{case.status}: {[clock.kind for clock in stray]} still run"
        if action is None:
            return
    assert action is not None, f"{case.status} is nobody's"
    assert action.next_on is not None, f"{action.words}: nobody will hear of it again"
    assert action.next_on > on
    if case.leading is not None:
        return
    if action.people:
        able = [person for person in action.people if story.possible(person) & action.steps]
        assert able, (
            f"{action.words}: none of {[person.name for person in action.people]} can {set(action.steps)}"
        )
    else:
        assert story.possible("requester") & action.steps, action.words


def assert_heard_of(story: Story) -> None:
    """On the day that the next action names something really happens: a notice to a person, or a step by itself."""
    action = next_action.next_action_of(story.case, on=local_date(story.at))
    if action is None or action.next_on is None:
        return
    before = _notices(story.case), Event.objects.filter(subject=story.case.subject).count()
    at = dt.datetime.combine(action.next_on, dt.time(18, 30), tzinfo=SHANGHAI)
    reminders.remind(at)
    automatic.sweep(at)
    after = _notices(story.case), Event.objects.filter(subject=story.case.subject).count()
    assert after > before, f"{action.words}: nothing came on {action.next_on}"


def _notices(case: EnterpriseRequest) -> int:
    case = case.leading or case
    return Notice.objects.filter(key__startswith=f"{case.subject}:", recipient__isnull=False).count()

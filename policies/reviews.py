"""When a policy is to be looked at again: before it ends, and every six months; told once for each date."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import cast

from django.db.models import Q

from office import options
from office.calendar import LOCAL, local_date
from office.models import User
from office.notifications.notices import Draft, post
from office.roles import Role
from policies.models import PolicyEditor, PolicyVersion

# Calendar days before the last day.
BEFORE_END = (60, 30, 7)
DAYS_OF_A_MONTH = 30.44
# A published version with those who are told of it.
VersionAndRecipients = tuple[PolicyVersion, Sequence[User]]


def interval(on: date) -> timedelta:
    """`policy_review_months` as days: reviews fall due by the day, not by the calendar's months."""
    return timedelta(days=round(options.value("policy_review_months", on) * DAYS_OF_A_MONTH))


def due(on: date, *, prefix: str = "") -> Q:
    """Published and not looked at for half a year, or ended and still public."""
    since = on - interval(on)
    checked_long_ago = Q(**{f"{prefix}checked_on__lte": since})
    never = Q(**{f"{prefix}checked_on__isnull": True, f"{prefix}released_at__lt": _midnight_after(since)})
    ended = Q(**{f"{prefix}expires_on__lt": on}) & (
        Q(**{f"{prefix}checked_on__isnull": True})
        | Q(**{f"{prefix}checked_on__lte": on - timedelta(days=30)})
    )
    return Q(**{f"{prefix}state": "published"}) & (checked_long_ago | never | ended)


def due_on(version: PolicyVersion, on: date) -> date | None:
    """The day of the next regular review; None for what is not published."""
    if version.released_at is None:
        return None
    return (version.checked_on or local_date(version.released_at)) + interval(on)


def remind(*, at: datetime) -> int:
    """Tell editors and staff: an end that comes near, reviews that fall due. A repeat tells nobody again.

    Ends are told one by one, as each has its own day; all reviews of one day are one notice a person.
    """
    on = local_date(at)
    staff = list(User.objects.with_role(Role.STAFF, on=on))
    editors: dict[int, list[User]] = {}
    for span in PolicyEditor.objects.in_force(on).select_related("user"):
        editors.setdefault(span.department_id, []).append(span.user)
    recipients = [
        (version, [*staff, *editors.get(version.policy.department_id or 0, [])])
        for version in PolicyVersion.objects.published().for_lists()
    ]
    return post([*_ends(recipients, on), *_reviews(recipients, on)], at=at)


def _ends(recipients: Sequence[VersionAndRecipients], on: date) -> Iterator[Draft]:
    for version, people in recipients:
        left = (version.expires_on - on).days if version.expires_on else -1
        # The nearest step that has come: what was slept through is not made up.
        step = min((days for days in BEFORE_END if left <= days), default=None)
        if step is None or left < 0:
            continue
        for person in people:
            yield Draft(
                f"policy:{version.policy_id}:end:{version.expires_on}:-{step}d",
                person,
                f"政策还有 {left} 天到期：{version.title}",
                "请核对是否延续：有新规定的起草新的一版，没有的到期后会标明。",
                f"/desk/policies/{version.policy.slug}/",
                kind="reminder",
            )


def _reviews(recipients: Sequence[VersionAndRecipients], on: date) -> Iterator[Draft]:
    due: dict[tuple[User, date], list[PolicyVersion]] = {}
    for version, people in recipients:
        review_on = due_on(version, on)
        for person in people if review_on is not None and review_on <= on else ():
            due.setdefault((person, cast(date, review_on)), []).append(version)
    for (person, review_on), versions in due.items():
        first, count = versions[0], len(versions)
        yield Draft(
            f"policies:review:{review_on}",
            person,
            f"政策该复查了：{first.title}" + (f"等 {count} 条" if count > 1 else ""),
            "请对照官方原文看是否有变，没有变的点“今天已复核”。",
            "/desk/policies/?tab=due" if count > 1 else f"/desk/policies/{first.policy.slug}/",
            kind="reminder",
        )


def _midnight_after(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), datetime.min.time(), tzinfo=LOCAL)

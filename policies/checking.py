"""What policies and information share on their way to the public: staff check what an editor wrote."""

from collections.abc import Iterable
from datetime import datetime

from office.actors import Actor
from office.calendar import local_date
from office.models import User
from office.models.users import UserQuerySet
from office.publishing import Reason
from office.refusals import Refused
from office.roles import Role, has_role

REASON = Reason("请写明原因")
NOT_SUBMITTED = ("not_submitted", "没有送核，不用退回")
SUBMIT_FIRST = ("not_submitted", "请先送核，再由另一人发布")
ONLY_PUBLISHED = ("not_published", "只复核已经发布的内容")


def refuse_unless_staff(edition: object, by: Actor, at: datetime) -> None:
    if by.user is not None and not has_role(by.user, Role.STAFF):
        raise Refused("not_staff", "由代表工作机构的工作人员核对和发布")


def other_staff(edition: object, by: Actor, at: datetime) -> Iterable[User]:
    staff: UserQuerySet = User.objects.with_role(Role.STAFF, on=local_date(at))
    return staff.exclude(pk=by.user.pk) if by.user else staff


def may_take(user: User, *, writes: bool) -> set[str]:
    """The acts of the user's part: whoever writes it submits, staff decide."""
    decided = {"hand_back", "publish", "check", "withdraw"} if has_role(user, Role.STAFF) else set()
    return decided | ({"submit"} if writes else set())


def name_of(action: str) -> str:
    """The act that an address names."""
    return "hand_back" if action == "return" else action

"""What this app gives to the ports of the ground floor."""

from __future__ import annotations

from evaluation import wording
from office import ports
from office.access import Role
from office.models import Message
from office.ports import NavItem

OFFICE = frozenset({Role.STAFF, Role.APPROVER, Role.AUDITOR})
READERS = frozenset({Role.REPRESENTATIVE, Role.STAFF, Role.APPROVER, Role.AUDITOR})


def register() -> None:
    ports.public_words.register(wording.approved)
    ports.desk_navigation.register(NavItem("今日", "evaluation:desk", 10))
    ports.desk_navigation.register(NavItem("月度指标", "evaluation:figures", 55, OFFICE))
    ports.desk_navigation.register(NavItem("履职公示", "evaluation:desk_disclosures", 60, READERS))
    ports.desk_navigation.register(NavItem("大屏公开", "evaluation:desk_screens", 65, OFFICE))
    ports.desk_navigation.register(
        NavItem("政策查询", "evaluation:policy_readings", 78, OFFICE, section="政策和资料")
    )
    ports.desk_navigation.register(
        NavItem("发不出的消息", "evaluation:dead_letters", 68, OFFICE, count=lambda request: _undelivered())
    )


def _undelivered() -> int:
    return Message.objects.dead().count()

"""What this app gives to the ports of the ground floor."""

from __future__ import annotations

from fieldwork.pairings.desk import PairingPage, pairing_pages
from office import cached_counts, ports
from office.models import Message
from office.ports import NavItem
from office.roles import Role

OFFICE = frozenset({Role.STAFF, Role.APPROVER, Role.AUDITOR})

IN_GROUPS = OFFICE | {Role.LIAISON, Role.REPRESENTATIVE}


def register() -> None:
    ports.desk_navigation.register(NavItem("今日", "portal:desk", 10))
    pairing_pages.register(PairingPage("走访包", "portal:visit_pack"))
    ports.desk_navigation.register(
        NavItem("大屏公开", "portal:desk_screens", 66, OFFICE, section="公开和评价")
    )
    ports.desk_navigation.register(
        NavItem("政策查询", "portal:policy_readings", 78, OFFICE, section="政策和资料")
    )
    ports.desk_navigation.register(
        NavItem("建站向导", "portal:set_up", 90, frozenset({Role.ADMINISTRATOR}), section="站点和系统")
    )
    ports.desk_navigation.register(
        NavItem("运行状态", "portal:running", 89, OFFICE | {Role.ADMINISTRATOR}, section="站点和系统")
    )
    ports.desk_navigation.register(
        NavItem(
            "发不出的消息",
            "portal:dead_letters",
            88,
            OFFICE,
            count=lambda request: _undelivered(),
            section="站点和系统",
        )
    )
    ports.public_navigation.register(NavItem("代表小组", "portal:groups", 52, section="履职公开"))
    ports.desk_navigation.register(NavItem("小组", "portal:desk_groups", 50, IN_GROUPS, section="履职"))


def _undelivered() -> int:
    """As of a minute ago at most, or of the last event."""
    return cached_counts.get("undelivered", count=lambda: Message.objects.dead().count())

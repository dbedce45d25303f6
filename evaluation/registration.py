"""What this app gives to the ports of the ground floor."""

from __future__ import annotations

from office import ports
from office.ports import NavItem


def register() -> None:
    ports.desk_navigation.register(NavItem("今日", "evaluation:desk", 10))

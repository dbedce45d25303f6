"""What this app gives to the ports of the ground floor."""

from __future__ import annotations

from office import ports
from office.access import Role
from office.ports import NavItem, PurgeStep
from requests_app import drafts, repeats, step_drafts
from requests_app.workflow.request_steps import register_workflow

WORKING = frozenset(Role) - {Role.EDITOR, Role.ADMINISTRATOR}
INTAKE = frozenset({Role.CLERK, Role.LIAISON, Role.STAFF, Role.APPROVER})


def register() -> None:
    register_workflow()
    ports.public_navigation.register(NavItem("留言", "requests:new", 10))
    ports.public_navigation.register(NavItem("查进度", "requests:track", 20))
    ports.desk_navigation.register(NavItem("企业诉求", "requests:desk_list", 20, WORKING))
    ports.desk_navigation.register(NavItem("登记诉求", "requests:intake", 30, INTAKE))
    ports.purge_steps.register(PurgeStep("draft_files", "未提交的附件", drafts.purge))
    ports.purge_steps.register(PurgeStep("submissions", "提交记录", repeats.purge))
    ports.purge_steps.register(PurgeStep("step_drafts", "未提交的办理内容", step_drafts.purge))

"""What this app gives to the ports of the ground floor."""

from office import ports
from office.access import Role

WORKING = frozenset(
    {
        Role.REPRESENTATIVE,
        Role.LIAISON,
        Role.HANDLER,
        Role.HEAD,
        Role.CLERK,
        Role.STAFF,
        Role.APPROVER,
    }
)


def register() -> None:
    ports.desk_navigation.register(
        ports.NavItem("不在岗", "groups:absence_list", order=90, roles=WORKING, section="本人")
    )

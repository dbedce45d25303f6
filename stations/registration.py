"""What this app gives to the ports of the floors below."""

from groups.mandates import left_office
from groups.roster import roster_links
from office import ports
from office.access import Role
from stations.postings import end_postings
from stations.roster import PostingFunctionColumn

PRINTERS = frozenset({Role.STAFF, Role.APPROVER, Role.CLERK})


def register() -> None:
    left_office.register(end_postings)
    roster_links.register(PostingFunctionColumn())
    ports.public_navigation.register(ports.NavItem("代表", "stations:representative_list", order=50))
    ports.desk_navigation.register(
        ports.NavItem("二维码", "stations:qr_list", order=80, roles=PRINTERS, section="服务站")
    )

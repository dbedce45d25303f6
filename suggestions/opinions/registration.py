"""What expert opinions and service mechanisms give to the ports of the floors below."""

from django.urls import reverse

from office import ports
from suggestions.mechanisms import parts as mechanism_parts
from suggestions.models import AgendaItem, ServiceMechanism
from suggestions.opinions import declarations
from suggestions.opinions import parts as opinion_parts


def _link(subject: str) -> ports.SubjectLink | None:
    """Where the chain of an item of the agenda or of a mechanism leads."""
    kind, _, key = subject.partition(":")
    known: dict[str, tuple[type[AgendaItem] | type[ServiceMechanism], str]] = {
        "agendaitem": (AgendaItem, "agenda_item"),
        "mechanism": (ServiceMechanism, "desk_mechanism"),
    }
    if kind not in known or not key.isdecimal():
        return None
    model, name = known[kind]
    row = model._default_manager.filter(pk=key).first()
    if row is None:
        return None
    return ports.SubjectLink(str(row), reverse(f"suggestions:{name}", args=[row.token]))


def register() -> None:
    declarations.register()
    ports.subject_link.register(_link)
    ports.desk_navigation.register(
        ports.NavItem("专业意见", "suggestions:agenda", 48, frozenset(opinion_parts.READERS), section="履职")
    )
    ports.desk_navigation.register(
        ports.NavItem(
            "服务机制", "suggestions:desk_mechanisms", 49, frozenset(mechanism_parts.READERS), section="履职"
        )
    )

"""Which rows of this app are proven (office/events/proven.py)."""

from office.events.proven import ProvenRows
from suggestions.models import (
    AgendaItem,
    AskedGroup,
    ExpertOpinion,
    MechanismSource,
    OpinionAuthor,
    OpinionBasis,
    ServiceMechanism,
    YearlyCheck,
)

OPINIONS = (
    ProvenRows(AgendaItem, "agendaitem"),
    ProvenRows(AskedGroup, "agendaitem", "item"),
    ProvenRows(ExpertOpinion, "agendaitem", "asked__item"),
    ProvenRows(OpinionAuthor, "agendaitem", "opinion__asked__item"),
    ProvenRows(OpinionBasis, "agendaitem", "opinion__asked__item"),
)
MECHANISMS = (
    ProvenRows(ServiceMechanism, "mechanism"),
    ProvenRows(MechanismSource, "mechanism", "mechanism"),
    ProvenRows(YearlyCheck, "mechanism", "mechanism"),
)
TABLES = (*OPINIONS, *MECHANISMS)

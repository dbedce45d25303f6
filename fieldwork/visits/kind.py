"""How a visit stands among what representatives confirm (fieldwork/confirmations/kinds.py)."""

from django.db.models import Q

from fieldwork.confirmations.kinds import Kind
from fieldwork.models import VisitPart


def _words(part: VisitPart) -> str:
    visit = part.visit
    return f"{visit.get_how_display()} {visit.enterprise.name}，{visit.get_kind_display()}"


VISITS = Kind(
    name="visit",
    label="走访",
    model=VisitPart,
    words=_words,
    on=lambda part: part.on,
    subject=lambda part: part.visit.subject,
    standing=Q(withdrawn_at__isnull=True),
    related=("visit__enterprise",),
)

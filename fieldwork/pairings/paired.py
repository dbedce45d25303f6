"""Who is paired with an enterprise, for pages of higher apps."""

from __future__ import annotations

from datetime import date

from django.db.models import Q

from fieldwork.models import Pairing
from groups.models import Representative
from stations.models import Enterprise


def paired_with(enterprise: Enterprise, on: date) -> list[Representative]:
    """Representatives in office with an open pairing, merged rows of the enterprise included; by name."""
    lead = enterprise.same_as_id or enterprise.pk
    rows = Pairing.objects.open().filter(Q(enterprise=lead) | Q(enterprise__same_as=lead))
    return list(Representative.objects.in_office(on).filter(pk__in=rows.values("representative")).by_name())

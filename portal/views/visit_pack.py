"""走访包 of one enterprise, read on a telephone at its gate."""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from fieldwork.reach import reach_of
from office.models import User
from portal import visit_pack as packs


@require_safe
@never_cache
def visit_pack(request: HttpRequest, pk: int) -> HttpResponse:
    """For who is paired with the enterprise or has visited it, their liaisons, staff and auditors."""
    user, on = cast(User, request.user), timezone.localdate()
    reach = reach_of(user, on)
    row = get_object_or_404(packs.enterprises_for(reach).select_related("same_as"), pk=pk)
    pack = packs.pack_of(row, user, reach, on=on)
    mine = next((each for each in pack.pairings if reach.enters_for(each.representative_id)), None)
    context = {"pack": pack, "mine": mine, "can_record": reach.is_staff or bool(reach.people), "on": on}
    return render(request, "portal/visit_pack.html", context)

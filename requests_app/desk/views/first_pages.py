"""The first page of a list that nobody has narrowed, as most readers open it.

Its statement depends on the reader's posts and is kept for whoever holds the same; its rows are read each time.
"""

from __future__ import annotations

from collections.abc import Collection
from functools import lru_cache
from typing import Any

from casework.paging import Order, Page, begun, first_page
from office.database.statements import Select
from requests_app.access.case_access import units_of_reader
from requests_app.access.redaction import listed_filter
from requests_app.desk.views.rows import ASIDE, with_parts
from requests_app.models import EnterpriseRequest
from requests_app.models.visibility import READERS_AT_ONCE
from requests_app.queues.filters import bound, in_hand, in_tab
from stations.scopes import Scopes


def first_page_of(
    scopes: Scopes, tab: str, order: Order, *, size: int, beside: Collection[str] = ()
) -> Page[Any]:
    """What `page_of` finds of a tab without cursor or filters, for `rows_of`; `beside` as in `with_parts`."""
    more = frozenset(ASIDE).intersection(beside)
    select = _of_reader(scopes, tab, order, size, more)
    return first_page(select.all(), order, size=size)


@lru_cache(maxsize=READERS_AT_ONCE)
def _of_reader(scopes: Scopes, tab: str, order: Order, size: int, beside: frozenset[str]) -> Select[Any]:
    def build() -> Any:
        rows = bound(EnterpriseRequest.objects.filter(listed_filter(scopes)), units_of_reader(scopes))
        rows = in_hand(rows) if tab == "open" else in_tab(rows, tab)
        return begun(with_parts(rows, beside=beside), order, size=size)

    return Select(build)

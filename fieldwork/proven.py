"""Which rows of this app are proven (office/events/proven.py)."""

from office.events.proven import ProvenRows

TABLES: tuple[ProvenRows, ...] = ()

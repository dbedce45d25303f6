"""Requests in the admin: the categories are edited, the ledger is read, filtered and exported."""

from requests_app.admin import categories, ledger

__all__ = ["categories", "ledger"]

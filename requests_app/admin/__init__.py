"""Requests in the admin: the categories are edited, the ledger is read, filtered and exported."""

from requests_app.admin import categories, ledger, progress

__all__ = ["categories", "ledger", "progress"]

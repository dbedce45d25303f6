"""Requests in the admin: the categories and presets are edited, the ledger is read, filtered and exported."""

from requests_app.admin import categories, ledger, presets, progress

__all__ = ["categories", "ledger", "presets", "progress"]

"""Receptions (接待活动) and their bookings: docs/domain.md § 11. Every change is a verb of a module here."""

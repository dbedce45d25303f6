"""Django's backend for this vendor, which also notes what verbs write (office/database/written.py)."""

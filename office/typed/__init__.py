"""Kinds of value that people type, each read in one place: from any spelling to the one stored form, or the reason
why not (docs/domain.md § 1).

Forms (`office/form_fields.py`), the API (`office/api/fields.py`), imports and search call the same `read`. It takes
text and returns the stored value; it raises ValueError with words to show.
"""

"""What a text is probably about and whose matter it is, each guess with its reason; never applied without a person.

Pure but for `vocabulary.py` (the categories as the office has them) and `learning.py` (closed cases, read at night).
"""

"""Search in Chinese as people type it: two-character words, spellings, initials, synonyms, slips, homophones.

In memory, so SQLite and PostgreSQL find the same. `find` ranks, `marked` says which parts of a text were hit.
"""

from policies.search.corpus import current, forget
from policies.search.index import Document, Index, build
from policies.search.marks import Piece, marked, snippet
from policies.search.ranking import Found, Hit, find

__all__ = [
    "Document",
    "Found",
    "Hit",
    "Index",
    "Piece",
    "build",
    "current",
    "find",
    "forget",
    "marked",
    "snippet",
]

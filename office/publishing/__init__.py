"""Publishing with a second person: draft, submitted, published and frozen, replaced by a correction.

A noun declares its `Publication`; `take` carries out its acts, a page asks `possible`
and `changes`, and `question` before it publishes.
"""

from office.publishing.asking import question
from office.publishing.authorship import says_the_same
from office.publishing.differences import Change
from office.publishing.pages import changes, possible
from office.publishing.publication import LEADS, Act, Notice, Publication, Reason, SecondPerson
from office.publishing.verbs import take, verbs

__all__ = [
    "LEADS", "Act", "Change", "Notice", "Publication", "Reason", "SecondPerson", "changes", "possible",
    "question", "says_the_same", "take", "verbs",
]  # fmt: skip

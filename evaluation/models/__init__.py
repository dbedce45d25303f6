"""What is published of a month, and the public wording of single cases."""

from evaluation.models.disclosures import Disclosure, Objection
from evaluation.models.public_entries import PublicEntry

__all__ = ["Disclosure", "Objection", "PublicEntry"]

"""Norms of conduct: written by staff, published by the approver with a day in force, read by each whom they bind."""

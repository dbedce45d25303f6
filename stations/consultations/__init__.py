"""Consultations (接待咨询): what is asked at the counter and by telephone, in a line (docs/domain.md § 11)."""

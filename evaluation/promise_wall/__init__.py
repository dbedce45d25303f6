"""承诺墙: every promise that a unit made by a date, in public words, until it is kept (docs/domain.md § 6)."""

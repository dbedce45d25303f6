"""Service mechanisms: what a unit has set up for good (docs/domain.md § 4)."""

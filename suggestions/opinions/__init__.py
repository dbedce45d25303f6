"""Expert opinions of professional groups on the committee's agenda (docs/domain.md § 12)."""

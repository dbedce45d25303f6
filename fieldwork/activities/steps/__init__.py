"""The table of an activity's steps, a module per noun (docs/domain.md § 12)."""

"""The table of steps: a module per noun; nothing else changes a status (docs/domain.md § 4)."""

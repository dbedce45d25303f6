"""Activities (代表活动): planned, confirmed, held, reported; who is called, who came, what was heard (docs/domain.md § 12)."""

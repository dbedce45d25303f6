"""站点脉搏: what happens at a station in a month, what does not, and what to try next (docs/domain.md § 10 and § 11)."""

"""专业履职之星: proposal, consent, approval, publication, end, revocation (docs/domain.md § 7)."""

"""/calendar/<token>.ics: what somebody has ahead, for the own phone; every app gives its entries (docs/domain.md § 11)."""

"""企业诉求办理进度表 (docs/domain.md § 5): frozen by the queue, written by liaisons, approved, sent round, corrected."""

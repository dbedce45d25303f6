"""履职任务: what each representative has to do in a year, what is done, what by when (docs/domain.md § 7)."""

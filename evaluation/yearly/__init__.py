"""履职评价 of a year: facts collected, scored, shown, objected to, approved, corrected (docs/domain.md § 7)."""

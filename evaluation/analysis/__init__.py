"""综合分析: what many matters together say, with counts, how sure it is, and the list behind each number."""

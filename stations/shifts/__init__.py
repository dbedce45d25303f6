"""Duty shifts (值班): planned by the station, swapped with its consent, shown where visitors look (docs/domain.md § 11)."""

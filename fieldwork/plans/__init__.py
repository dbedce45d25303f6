"""The plan of a group for a year: proposed by its officers and liaisons, confirmed by staff, done by activities."""

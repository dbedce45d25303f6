"""How far back the rules of bookings look."""

from datetime import timedelta

NO_SHOWS_COUNT_FOR = timedelta(days=90)

"""How often a booking may be made, and one be looked for by its code: counted by network (office/form_limits.py)."""

from datetime import datetime

from office import form_limits, throttle
from office.crypto import blind_index
from office.form_limits import HOUR, LookupTry, by_network
from office.networks import narrowest
from office.throttle import Hit
from office.typed import phones
from stations.models import Booking

DAY = 24 * HOUR
LAST_DIGITS = 4
# Four digits of a telephone are 10,000 guesses: at 30 a day a found 预约码 stays closed for a year.
LOOKUPS_PER_CODE = 10
LOOKUPS_PER_CODE_AND_DAY = 30
# Each move sends a message to a telephone that may be a stranger's.
MOVES_PER_BOOKING = 5
# Of one telephone from one network within the hour: whoever loses a seat twice and tries again stays within it.
BOOKINGS_PER_TELEPHONE = 6


def count_booking(address: str, phone: str, *, at: datetime) -> int:
    """Count a complete form; seconds to wait where it is too much, else 0.

    A telephone is counted with the network that typed it: what a stranger books with it elsewhere refuses nobody, and
    the refusal tells nothing but what was done from here.
    """
    hits = by_network("bookings", address, form_limits.limit("bookings_per_address", at))
    place = f"{narrowest(address)}\0{blind_index(phones.stored(phone).number)}"
    hits.append(Hit("bookings_telephone", place, BOOKINGS_PER_TELEPHONE, HOUR))
    return throttle.hit_in_order(hits, at=at)[-1].retry_after


def count_lookup(address: str, code: str, digits: str, *, at: datetime) -> LookupTry:
    """Count a try to open a booking by its code and the last four digits, or the whole number.

    The code's own limit stops guesses of four digits; strangers can fill it, so the whole number is counted by network
    alone. Right ones are given back by the caller.
    """
    if len(digits) > LAST_DIGITS:
        hits = by_network("booking_lookups_whole", address, form_limits.LOOKUPS_BY_WHOLE_PHONE)
    else:
        hits = by_network("booking_lookups", address, form_limits.limit("lookups_per_address", at))
        hits.append(Hit("lookups_booking", code, LOOKUPS_PER_CODE, HOUR))
        hits.append(Hit("lookups_booking_day", code, LOOKUPS_PER_CODE_AND_DAY, DAY))
    return LookupTry(tuple(hits), throttle.hit_in_order(hits, at=at)[-1].retry_after, at)


def count_move(booking: Booking, *, at: datetime) -> int:
    """Count a move of the booking by its link; seconds to wait, else 0."""
    hit = Hit("moves_booking", str(booking.pk), MOVES_PER_BOOKING, HOUR)
    return throttle.hit_in_order([hit], at=at)[-1].retry_after

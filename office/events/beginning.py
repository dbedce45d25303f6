"""Since when this site keeps its records: nothing is owed of days of which it can know nothing."""

from datetime import date

from office.calendar import local_date
from office.models import Event


def began_on() -> date:
    """The local date of the first event; `date.min` while there is none."""
    first = Event.objects.order_by("pk").values_list("at", flat=True).first()
    return local_date(first) if first else date.min

"""What this app gives to the ports of the floors below."""

from fieldwork.proven import TABLES
from office.events import proven


def register() -> None:
    proven.register(*TABLES)

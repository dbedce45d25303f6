"""What this app gives to the ports of the floors below."""

from office.events import proven
from suggestions.proven import TABLES


def register() -> None:
    proven.register(*TABLES)

"""What the attacks share: a station for visitors' forms, the clock at the story's instant."""

from tests.requests_app.conftest import open_station
from tests.requests_app.public.conftest import on_the_day

__all__ = ["on_the_day", "open_station"]

"""What the attacks share: a visitor's browser, the clock at the story's instant."""

from tests.requests_app.public.conftest import on_the_day

__all__ = ["on_the_day"]

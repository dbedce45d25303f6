"""How much the generators do: CI size, or the full figures with TEST_SIZE=deep (`make deep`)."""

import os
from dataclasses import dataclass

from hypothesis import HealthCheck, settings


@dataclass(frozen=True)
class Size:
    examples: int
    months: int
    stateful_runs: int
    stateful_steps: int
    towns: tuple[str, ...]
    api_calls: int
    kills: int
    tamperings: int
    years: int


SIZES = {
    "ci": Size(
        examples=150,
        months=25,
        stateful_runs=16,
        stateful_steps=30,
        towns=("online",),
        api_calls=300,
        kills=5,
        tamperings=100,
        years=15,
    ),
    # Each is what some forty minutes on two processors hold; what each costs stands in docs/developers.md.
    "deep": Size(
        # Nine properties of forms, files, rosters and CSV: more than 20,000 inputs together.
        examples=2500,
        months=400,
        stateful_runs=240,
        stateful_steps=50,
        towns=("online", "confirmed", "paper", "relayed"),
        api_calls=10_000,
        kills=30,
        tamperings=1000,
        years=1000,
    ),
}
NAME = os.environ.get("TEST_SIZE", "ci")
SIZE = SIZES[NAME]


def load() -> None:
    """Make this size hypothesis's default; the clock stands still, so no deadline."""
    for name, size in SIZES.items():
        settings.register_profile(
            name,
            max_examples=size.examples,
            stateful_step_count=size.stateful_steps,
            deadline=None,
            derandomize=name == "ci",
            database=None,
            print_blob=True,
            suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
        )
    settings.load_profile(NAME)

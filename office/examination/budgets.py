"""What the files of one request may cost together."""

from dataclasses import dataclass

# Six photographs of 48 million pixels; what lies beyond is asked to come with another press.
PIXELS_AT_MOST = 300_000_000
# Of processor time: six photographs of a telephone take two.
SECONDS_AT_MOST = 5.0


@dataclass
class Budget:
    """Shared by the files of one request and used up by them."""

    pixels: int = PIXELS_AT_MOST
    seconds: float = SECONDS_AT_MOST

"""Numbers for server-rendered SVG: positions and lengths only, never colours (those are classes in base.css)."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import template

register = template.Library()

RING_LENGTH = 113.1  # 2π × 18, the ring's radius in components/ring.html
SPARK_WIDTH, SPARK_HEIGHT, SPARK_MARGIN = 120, 32, 3
# The height of the columns in components/columns.html, and how much of its place one fills.
COLUMN_HEIGHT, COLUMN_FILL = 80, 0.6


@register.filter
def segments(parts: Iterable[Mapping[str, Any]]) -> list[dict[str, str]]:
    """Each part's place on a bar of 100 %: `x`, `width`, `tone`; empty parts are left out."""
    shown = [part for part in parts if part["count"]]
    whole = sum(part["count"] for part in shown)
    pieces, x = [], 0.0
    for part in shown:
        width = 100 * part["count"] / whole
        pieces.append({"x": f"{x:.2f}", "width": f"{width:.2f}", "tone": part.get("tone", "")})
        x += width
    return pieces


@register.filter
def arc(done: float, needed: float) -> str:
    """The length of the ring's coloured part."""
    share = min(1.0, done / needed) if needed else 1.0
    return f"{RING_LENGTH * share:.1f}"


@register.filter
def share(part: float, whole: float) -> float:
    """`part` of `whole` in percent; 0 of nothing is 0."""
    return 100 * part / whole if whole else 0.0


@register.filter
def points(values: Sequence[float]) -> str:
    """A polyline over the width of components/sparkline.html; the lowest shown value is 0."""
    if not values:
        return ""
    top = max(*values, 1)
    step = (SPARK_WIDTH - 2 * SPARK_MARGIN) / max(1, len(values) - 1)
    height = SPARK_HEIGHT - 2 * SPARK_MARGIN
    return " ".join(
        f"{SPARK_MARGIN + i * step:.1f},{SPARK_MARGIN + height * (1 - value / top):.1f}"
        for i, value in enumerate(values)
    )


@register.filter
def columns(rows: Sequence[tuple[float, float]]) -> list[dict[str, str]]:
    """The columns of components/columns.html, of a whole and a part of it each: places in percent, heights in pixels."""
    top = max([whole for whole, _ in rows] + [1])
    place = 100 / max(1, len(rows))
    drawn = []
    for number, (whole, part) in enumerate(rows):
        heights = COLUMN_HEIGHT * whole / top, COLUMN_HEIGHT * part / top
        drawn.append(
            {
                "x": f"{place * (number + (1 - COLUMN_FILL) / 2):.2f}",
                "width": f"{place * COLUMN_FILL:.2f}",
                "whole_y": f"{COLUMN_HEIGHT - heights[0]:.1f}",
                "whole": f"{heights[0]:.1f}",
                "part_y": f"{COLUMN_HEIGHT - heights[1]:.1f}",
                "part": f"{heights[1]:.1f}",
            }
        )
    return drawn

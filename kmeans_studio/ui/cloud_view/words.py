"""What is said about the cloud and its points. No Qt."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ...edits import Segment
    from ...inspection import Cloud


def note(cloud: Cloud, without: str = "") -> str:
    """Return what stands beside the title: what is looked at, what to do, how much of it is shown."""
    said = [f"{cloud.axes.title}, drag to turn"]
    if cloud.is_part:
        said.append(cloud.shown)
    if without:
        said.append(without)
    return " · ".join(said)


def about(cloud: Cloud, point: int, segment: Segment | None) -> str:
    """Return what there is to say about a point."""
    red, green, blue = cloud.colors[point].tolist()
    count = round(float(cloud.counts[point]))
    # The coordinates last: where there is little room, they are what can be left out.
    said = [f"#{red:02x}{green:02x}{blue:02x}", "1 pixel" if count == 1 else f"{count:,} pixels"]
    if segment is not None:
        said.insert(1, f"segment {segment.number}")
    values = cloud.points[point].tolist()
    said += [f"{axis.name} {value:.3g}" for axis, value in zip(cloud.axes.axes, values, strict=True) if axis.name]
    return "   ".join(said).replace("-", "\N{MINUS SIGN}")

"""K-Means Studio side by side with what a user could pick instead: time, peak memory and cost, in one run.

python -m tests.benchmarks.peers PHOTOS_DIR [--quick] [--scenes NAME ...] [--chart OUT.svg]

Every contestant has a process of its own. They take turns at the same photo (A B A B ...); a run below 1 s is repeated
5 times, one below 5 s 3 times, a longer one is run once; times are medians. The clock runs from decoded pixels to
the label map. Peak memory is what the process needs beyond what it had with the photo and its libraries loaded. The
cost is the sum of squares in RGB of the pixels from the mean of their segment, worked out from everyone's labels by
the same function. Ratios are to the first line of each table: above 1 means more than K-Means Studio.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

from .chart import draw
from .contestants import CONTESTANTS
from .machine import machine, versions
from .photos import open_folder
from .scenes import QUICK, SCENES, Results
from .tables import heading, summary, table


def main() -> None:
    """Run the scenes, print their tables, then all goals; draw the chart."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("photos", type=Path, help="a folder of photos")
    parser.add_argument("--quick", action="store_true", help="a few scenes with fewer contestants: about a minute")
    parser.add_argument("--scenes", nargs="+", choices=SCENES, help="only these")
    parser.add_argument("--chart", type=Path, metavar="OUT.svg", help="draw the times as bars")
    options = parser.parse_args()

    start = time.monotonic()
    pictures = open_folder(options.photos)
    print(f"{machine()}\n{versions()}\n\n{__doc__.split('OUT.svg]', 1)[1].strip()}")
    print("\nPhotos of a given size are crops of a photo, or mosaics of different crops; none is ever resized.")
    results = Results(options.quick)
    for name in options.scenes or (QUICK if options.quick else SCENES):
        SCENES[name](pictures, results)
    heading("Summary: time, that over K-Means Studio's, cost over K-Means Studio's")
    summary({title: panel.outcomes for title, panel in results.panels.items()})
    heading("Goals")
    table(["", "by", "goal", "measured", ""], [goal.row() for goal in results.goals])
    heading("Contestants")
    for name, about in results.abouts.items():
        note = CONTESTANTS[name].note
        print(f"* {name} {about}{note and '; ' + note}")
    print(f"\n{time.monotonic() - start:.0f} s in all")
    if options.chart:
        options.chart.write_text(draw([*results.panels.values()], [f"{machine()}; {versions()}"]), encoding="utf-8")


if __name__ == "__main__":
    main()

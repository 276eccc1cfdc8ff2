"""Figures, not tests: each file measures one promise side by side with a peer and prints a table.

python -m tests.benchmarks.peers PHOTOS_DIR            time, memory and cost against what a user could pick instead
python -m tests.benchmarks.quality [PHOTOS_DIR]        the cost against the lowest that is known
python -m tests.benchmarks.startup                     against an empty PySide6 window
python -m tests.benchmarks.event_loop [PHOTO]          how long the window is ever held up

The peers come with pip install -e ".[bench]"; one that is missing is named and left out.
"""

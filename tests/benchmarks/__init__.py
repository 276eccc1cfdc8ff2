"""Figures, not tests: each file measures one promise side by side with a peer and prints a table.

python -m tests.benchmarks.segmentation [PHOTO ...]    against scikit-learn
python -m tests.benchmarks.startup                     against an empty PySide6 window
python -m tests.benchmarks.event_loop [PHOTO]          how long the window is ever held up
"""

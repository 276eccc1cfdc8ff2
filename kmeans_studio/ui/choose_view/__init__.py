"""The place that shows which k suits the photo, and why."""

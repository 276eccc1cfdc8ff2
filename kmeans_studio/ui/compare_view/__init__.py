"""What the Compare tab shows: panes of one photo side by side, a swipe view, where they differ, how much they agree."""

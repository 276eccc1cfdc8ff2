"""The list of segments: what there is, how much of it, what it is called; click to select, hide, rename."""

"""Agreement: how alike two segmentations of a photo are, and which of their segments are the same thing."""

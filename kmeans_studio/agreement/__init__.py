"""Agreement: how alike two segmentations of a photo are, and which of their segments are the same thing.

Plain arrays in, figures out. Nearly everything follows from `contingency` tables, which are exact whole numbers.
"""

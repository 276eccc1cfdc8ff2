"""What is sharp and what is blurred: photo -> work grid -> sharpness -> mask of the subject -> cut-out."""

from .focus_map import FocusMap, sharpness
from .mask import subject_mask
from .qualities import FOCUS_QUALITIES
from .soft_edge import matte

__all__ = ["FOCUS_QUALITIES", "FocusMap", "matte", "sharpness", "subject_mask"]

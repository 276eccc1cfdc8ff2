"""What the choices under More for texture are called, and two plain sentences about each."""

from __future__ import annotations

STANDARD = "standard"
"""What an empty field says: the bank's own."""

SCALES_HELP = (
    "How wide the filters are, in pixels, with commas between them: sigmas, of Gabor filters the wavelengths. Small "
    "ones see fine patterns such as cloth, large ones coarse patterns such as bricks."
)
ORIENTATIONS_HELP = (
    "In how many directions each filter is laid over the photo, evenly spread. More of them tell directions apart "
    "better, and take longer."
)
SIZE_HELP = (
    "The side of the square that each filter is drawn on, in pixels, an odd number. It has to hold the widest filter; "
    "what lies beyond counts as nothing."
)
POOLING_HELP = (
    "Over how wide a neighborhood responses are averaged: the sigma of a bell-shaped weight. Wider ones see areas "
    "instead of single lines, but blur the borders between segments; at 0 each pixel goes by itself."
)
BRIGHTNESS_HELP = (
    "How much the mean brightness of the neighborhood counts, as one feature more beside those of the filters. At 0 "
    "only patterns count; a little brightness helps to tell apart what has a faint pattern or none."
)
TOGGLES = {
    "weber": (
        "Weber contrast",
        "Brings strong responses nearer to weak ones, as the eye does by Weber's law. Deep shade and bright sun on the "
        "same pattern then look more alike.",
    ),
    "strongest": (
        "Strongest direction only",
        "Of all directions of a filter only the strongest response counts. The same pattern is then the same texture "
        "however it is turned.",
    ),
    "log": (
        "Logarithm",
        "Compares ratios of responses instead of differences. Faint patterns are then told apart as well as strong "
        "ones.",
    ),
    "standardize": (
        "Standardize",
        "Brings every filter to the same mean and spread over the photo. Without it the few filters with the largest "
        "numbers decide alone.",
    ),
    "sharpen": (
        "Sharpen",
        "Once there are segments, looks again with a distance made to their measure and over a smaller neighborhood. "
        "Textures are told apart more surely and borders lie closer.",
    ),
    "clean_up": (
        "Clean up",
        "Smooths borders at the end, and joins parts smaller than a hundredth of the photo to their neighbors. Without "
        "it every speck stays.",
    ),
}
"""The choices that are on or off: what they are called, and two sentences."""

NOT_TAKEN = "This bank has no use for it."
NO_WEBER = "It does not go with responses in 8 bits."
NO_BRIGHTNESS = "Color brings brightness with it."
NO_SHARPENING = "Sharpening is for texture alone, with the Euclidean distance."

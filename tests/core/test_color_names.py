"""Names of colors: right for colors that everybody would name alike, and one for every color there is."""

from __future__ import annotations

import numpy as np
import pytest

from kmeans_studio.color_names import color_names


@pytest.mark.parametrize(
    ("color", "name"),
    [
        ("#000000", "black"),
        ("#ffffff", "white"),
        ("#808080", "grey"),
        ("#303030", "dark grey"),
        ("#c0c0c0", "light grey"),
        ("#ff0000", "red"),
        ("#ffa500", "orange"),
        ("#ffff00", "yellow"),
        ("#00ff00", "green"),
        ("#004000", "dark green"),
        ("#008080", "teal"),
        ("#0000ff", "blue"),
        ("#000080", "dark blue"),
        ("#87ceeb", "sky blue"),
        ("#b0d8f0", "pale blue"),
        ("#8000ff", "violet"),
        ("#ff00ff", "magenta"),
        ("#402010", "dark brown"),
        ("#805020", "brown"),
        ("#e0d0b8", "beige"),
        ("#808000", "olive"),
    ],
)
def test_a_color_everybody_knows(color, name):
    assert color_names(np.frombuffer(bytes.fromhex(color[1:]), np.uint8)[None]) == [name]


def test_every_color_has_a_short_plain_name():
    steps = np.r_[0:256:15]
    names = set(color_names(np.stack(np.meshgrid(steps, steps, steps), axis=-1).reshape(-1, 3)))
    assert len(names) > 20
    assert all(name == name.strip().lower() and 1 <= len(name.split()) <= 3 for name in names)


def test_greys_get_lighter_with_their_names():
    names = color_names(np.repeat(np.arange(256)[:, None], 3, axis=1))
    order = list(dict.fromkeys(names))
    assert order == ["black", "dark grey", "grey", "light grey", "white"]

"""The report: enough to check a result with other means, and to get it again."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from kmeans_studio import Photo, Recipe, __version__, segment
from kmeans_studio.compiled import loops
from kmeans_studio.edits import Hide, Merge, Recolor, Rename, apply_edits
from kmeans_studio.export import EXPORTERS, Result
from kmeans_studio.export.report import report, report_bytes

RNG = np.random.default_rng(0)
PIXELS = RNG.integers(0, 30, (40, 50, 3)).astype(np.uint8) * 8
ALPHA = RNG.integers(0, 4, PIXELS.shape[:2]).astype(np.uint8)


def written(pixels=PIXELS, alpha=None, recipe=None, edits=(), seconds=None):
    photo, recipe = Photo.from_array(pixels, alpha), recipe or Recipe(k=5)
    segmentation = segment(photo, recipe)
    result = Result(photo, recipe, segmentation, apply_edits(segmentation, edits), seconds=seconds or {})
    return segmentation, json.loads(bytes(EXPORTERS["report"].encode(result, Path("report.json"))))


RECIPES = [
    Recipe(k=7, color_space="hsv", seed=3, initializer="random"),
    Recipe(channel_weights=[0.5, 1, 1], metric="manhattan", tolerance=0.01, restarts=2, label_order="size"),
    Recipe(k=3, initializer="given", start_colors=["#000000", "#ffffff"], empty="drop", compactness=2),
]


@pytest.mark.parametrize("recipe", RECIPES, ids=lambda recipe: recipe.initializer)
def test_the_recipe_gives_the_same_result_again(recipe):
    segmentation, values = written(recipe=recipe)
    again = Recipe.from_json(json.dumps(values["recipe"]))
    assert again == recipe == Recipe.from_json(json.dumps(values))
    np.testing.assert_array_equal(segment(Photo.from_array(PIXELS), again).labels, segmentation.labels)
    assert values["program"]["version"] == __version__
    assert values["program"]["numpy"] == np.__version__
    assert all(values["program"][name] for name in ("python", "opencv", "pillow"))
    assert values["program"]["loops"] == loops()
    assert values["result"]["label_order"] == recipe.label_order
    assert values["result"]["ending"] == segmentation.ending != ""


def test_facts_about_the_photo():
    _, values = written(PIXELS.astype(np.uint16) * 257, ALPHA)
    visible = ALPHA > 0
    assert values["photo"] == {
        "file": None,
        "format": "array",
        "width": 50,
        "height": 40,
        "bits_per_channel": 16,
        "pixels": 2000,
        "transparent_pixels": int((~visible).sum()),
        "different_colors": len(np.unique(PIXELS[visible], axis=0)),
        "notes": [],
        "warnings": [],
    }


def test_the_cost_is_that_of_all_the_pixels_to_the_centers_in_the_report():
    segmentation, values = written(alpha=ALPHA, recipe=Recipe(k=5, color_space="rgb"))
    visible = ALPHA > 0
    centers = np.array([segment["centers"][0] for segment in values["segments"]])
    cost = ((PIXELS[visible] - centers[segmentation.labels[visible]]) ** 2).sum()
    assert values["result"]["cost"] == pytest.approx(cost, rel=1e-6)
    assert values["result"]["cost_per_pixel"] == pytest.approx(cost / visible.sum(), rel=1e-6)
    assert values["feature_space"] == {
        "features": ["red", "green", "blue"],
        "unit": "0..255",
        "scale": [1, 1, 1],
        "rows": len(np.unique(PIXELS[visible], axis=0)),
    }
    assert values["result"]["generations"] == segmentation.generation
    assert values["result"]["converged"] is True
    assert values["result"]["segments"] == 5


def test_centers_are_told_in_the_units_of_the_space_and_weights_beside_them():
    segmentation, values = written(recipe=Recipe(k=4, color_space="rgb", channel_weights=[0, 2, 0.5]))
    assert values["feature_space"]["features"] == ["green", "blue"]
    assert values["feature_space"]["scale"] == [2, 0.5]
    centers = np.array([segment["centers"][0] for segment in values["segments"]])
    means = [PIXELS[segmentation.labels == i].mean(axis=0)[1:] for i in range(4)]
    np.testing.assert_allclose(centers, means, rtol=1e-6)
    cost = (([2, 0.5] * (PIXELS[..., 1:] - centers[segmentation.labels])) ** 2).sum()
    assert values["result"]["cost"] == pytest.approx(cost, rel=1e-6)


def test_starts_and_empty_segments():
    segmentation, values = written(recipe=Recipe(k=6, restarts=3))
    starts = values["result"]["starts"]
    assert starts["costs_on_summary"] == list(segmentation.start_costs)
    assert starts["tried"] == 3
    assert starts["spread"] == pytest.approx(max(starts["costs_on_summary"]) / min(starts["costs_on_summary"]) - 1)
    assert starts["spread"] > 0
    assert values["result"]["empty_segments"] == {"relocated": 0, "dropped": 0, "kept": 0}
    assert values["result"]["matched_to_previous"] is False
    far = Recipe(k=3, initializer="given", start_colors=["#000000", "#808080", "#ff00ff"], empty="keep")
    _, values = written(PIXELS // 8 + 100, recipe=far)
    assert values["result"]["empty_segments"]["kept"] == sum(s["pixels"] == 0 for s in values["segments"]) > 0
    assert values["result"]["starts"] == {"tried": 1, "costs_on_summary": [], "spread": 0}


def test_facts_about_a_float_photo():
    _, values = written((PIXELS / 255).astype(np.float32))
    assert values["photo"]["bits_per_channel"] == 32
    assert values["photo"]["different_colors"] is None


def test_segments_are_as_edited():
    edits = [Merge(frozenset({1, 3})), Rename(1, "Wände"), Hide(frozenset({0})), Recolor(frozenset({0}), (255, 0, 255))]
    segmentation, values = written(edits=edits)
    first, walls, *others = values["segments"]
    assert (first["number"], first["hidden"], first["labels"]) == (1, True, [0])
    assert first["mean_color"] == "#{:02x}{:02x}{:02x}".format(*segmentation.palette[0])
    assert first["shown_color"] == "#ff00ff"
    assert (walls["name"], walls["labels"], walls["hidden"]) == ("Wände", [1, 3], False)
    assert walls["pixels"] == int(np.isin(segmentation.labels, [1, 3]).sum())
    assert len(walls["centers"]) == 2
    assert [other["number"] for other in others] == [3, 5]
    assert sum(s["share"] for s in values["segments"]) == pytest.approx(1)


def test_warnings_and_times():
    _, values = written(np.zeros((2, 2, 3), np.uint8), seconds={"open": 0.123456, "segment": 2})
    assert "only 1 color" in values["result"]["warnings"][0]
    assert values["result"]["cost"] == 0
    assert values["seconds"] == {"open": 0.1235, "segment": 2}


def test_any_file_name_can_be_in_it():
    photo = Photo.from_array(PIXELS, path=Path("folder") / "sn\udce4p ☃.png")
    recipe = Recipe()
    segmentation = segment(photo, recipe)
    content = report_bytes(report(photo, recipe, segmentation, apply_edits(segmentation), {}))
    assert json.loads(content)["photo"]["file"] == "sn\udce4p ☃.png"
    assert "☃" in content.decode("utf-8")

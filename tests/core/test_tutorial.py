"""The tutorial's responses, bit for bit: against its own functions, with today's library names."""

from __future__ import annotations

import threading
import time
from threading import Event

import cv2
import numpy as np
import pytest
from skimage import data

from kmeans_studio import Photo
from kmeans_studio.features.banks import make_bank
from kmeans_studio.features.texture.gray import tutorial_gray
from kmeans_studio.features.texture.maps import texture_maps
from kmeans_studio.features.texture.tutorial import tutorial_responses
from kmeans_studio.parallel import THREADS_VARIABLE, CancelledError

# --- The tutorial's code: lines that its web page lost are put back, np.float is float; otherwise as it stands. ---


def gaussian1d(sigma, mean, x, ord):  # noqa: A002
    x = np.array(x)
    x_ = x - mean
    var = sigma**2

    # Gaussian Function
    g1 = (1 / np.sqrt(2 * np.pi * var)) * (np.exp((-1 * x_ * x_) / (2 * var)))

    if ord == 0:
        g = g1
        return g
    elif ord == 1:
        g = -g1 * ((x_) / (var))
        return g
    else:
        g = g1 * (((x_ * x_) - var) / (var**2))
        return g


def gaussian2d(sup, scales):
    var = scales * scales
    shape = (sup, sup)
    n, m = [(i - 1) / 2 for i in shape]
    x, y = np.ogrid[-m : m + 1, -n : n + 1]
    g = (1 / np.sqrt(2 * np.pi * var)) * np.exp(-(x * x + y * y) / (2 * var))
    return g


def log2d(sup, scales):
    var = scales * scales
    shape = (sup, sup)
    n, m = [(i - 1) / 2 for i in shape]
    x, y = np.ogrid[-m : m + 1, -n : n + 1]
    g = (1 / np.sqrt(2 * np.pi * var)) * np.exp(-(x * x + y * y) / (2 * var))
    h = g * ((x * x + y * y) - var) / (var**2)
    return h


def makefilter(scale, phasex, phasey, pts, sup):
    gx = gaussian1d(3 * scale, 0, pts[0, ...], phasex)
    gy = gaussian1d(scale, 0, pts[1, ...], phasey)

    image = gx * gy

    image = np.reshape(image, (sup, sup))
    return image


def makeLMfilters():
    sup = 49
    scalex = np.sqrt(2) * np.array([1, 2, 3])
    norient = 6
    nrotinv = 12

    nbar = len(scalex) * norient
    nedge = len(scalex) * norient
    nf = nbar + nedge + nrotinv
    F = np.zeros([sup, sup, nf])
    hsup = (sup - 1) / 2

    x = [np.arange(-hsup, hsup + 1)]
    y = [np.arange(-hsup, hsup + 1)]

    [x, y] = np.meshgrid(x, y)

    orgpts = [x.flatten(), y.flatten()]
    orgpts = np.array(orgpts)

    count = 0
    for scale in range(len(scalex)):
        for orient in range(norient):
            angle = (np.pi * orient) / norient
            c = np.cos(angle)
            s = np.sin(angle)
            rotpts = [[c + 0, -s + 0], [s + 0, c + 0]]
            rotpts = np.array(rotpts)
            rotpts = np.dot(rotpts, orgpts)
            F[:, :, count] = makefilter(scalex[scale], 0, 1, rotpts, sup)
            F[:, :, count + nedge] = makefilter(scalex[scale], 0, 2, rotpts, sup)
            count = count + 1

    count = nbar + nedge
    scales = np.sqrt(2) * np.array([1, 2, 3, 4])

    for i in range(len(scales)):
        F[:, :, count] = gaussian2d(sup, scales[i])
        count = count + 1

    for i in range(len(scales)):
        F[:, :, count] = log2d(sup, scales[i])
        count = count + 1

    for i in range(len(scales)):
        F[:, :, count] = log2d(sup, 3 * scales[i])
        count = count + 1

    return F


def generateGrayScale(image):
    w = np.array([[[0.25, 0.5, 0.25]]])
    gray2 = cv2.convertScaleAbs(np.sum(image * w, axis=2))
    return gray2


def responses_of_segment_img(img):
    """The steps 1 to 4 of segmentImg(), for what cv2.imread returns."""
    h = img.shape[0]
    w = img.shape[1]
    gImg = generateGrayScale(img)
    F = makeLMfilters()
    s = F.shape
    responses = [None] * s[2]
    for k in range(0, s[2]):
        fb = F[:, :, k]
        response = cv2.filter2D(gImg, -1, fb)
        responses[k] = response
    a = np.zeros((h * w, s[2]), dtype=float)
    for r in range(0, h):
        for c in range(0, w):
            for f in range(0, s[2]):
                a[r * w + c][f] = abs(responses[f][r][c])
    return a


def in_one_go(img):
    """The same without its loops over pixels, for photos on which they would take minutes."""
    gray = generateGrayScale(img)
    filters = makeLMfilters()
    stack = [np.abs(cv2.filter2D(gray, -1, filters[:, :, k])) for k in range(filters.shape[2])]
    return np.stack(stack, axis=2).reshape(-1, len(stack)).astype(float)


# --- Until here. ---


@pytest.fixture(scope="module")
def cat():
    return data.chelsea()


def rows_of(maps):
    return maps.maps.reshape(len(maps.maps), -1).T


def test_the_tutorial_bank_is_the_tutorials_own_bit_for_bit():
    np.testing.assert_array_equal(np.moveaxis(make_bank("tutorial").kernels, 0, 2), makeLMfilters())


def test_rows_are_the_tutorials_own(cat):
    crop = np.ascontiguousarray(cat[80:120, 100:160])
    wanted = responses_of_segment_img(crop[:, :, ::-1])
    np.testing.assert_array_equal(in_one_go(crop[:, :, ::-1]), wanted)
    maps = texture_maps(Photo.from_array(crop), make_bank("tutorial"), amplitude="clipped")
    np.testing.assert_array_equal(rows_of(maps), wanted)


@pytest.mark.parametrize("threads", ["1", "3"])
def test_on_a_whole_photo_too_with_any_number_of_threads(monkeypatch, cat, threads):
    monkeypatch.setenv(THREADS_VARIABLE, threads)
    maps = texture_maps(Photo.from_array(cat), make_bank("tutorial"), amplitude="clipped")
    np.testing.assert_array_equal(rows_of(maps), in_one_go(cat[:, :, ::-1]))


def test_gray_is_the_tutorials_for_every_sum_of_channels():
    values = np.arange(1024)
    red = np.minimum(values, 255)
    green = np.minimum((values - red) // 2, 255)
    blue = values - red - 2 * green
    pixels = np.stack((red, green, np.minimum(blue, 255)), axis=1).astype(np.uint8).reshape(32, 32, 3)
    pixels = np.concatenate((pixels, np.random.default_rng(0).integers(0, 256, (32, 32, 3)).astype(np.uint8)))
    gray = tutorial_gray(Photo.from_array(pixels))
    np.testing.assert_array_equal(gray, generateGrayScale(pixels[:, :, ::-1]))


def test_deeper_photos_are_rounded_to_8_bits(cat):
    wanted = tutorial_gray(Photo.from_array(cat))
    np.testing.assert_array_equal(tutorial_gray(Photo.from_array(cat.astype(np.uint16) * 257)), wanted)
    np.testing.assert_array_equal(tutorial_gray(Photo.from_array((cat / np.float32(255)).astype(np.float32))), wanted)


def test_on_a_grid_each_cell_has_the_mean_of_its_8_bit_responses(cat):
    photo, bank = Photo.from_array(np.ascontiguousarray(cat[:101, :66])), make_bank("tutorial")
    full = texture_maps(photo, bank, amplitude="clipped").maps
    maps = texture_maps(photo, bank, amplitude="clipped", stride=4).maps
    assert maps.shape == (48, 26, 17)
    assert np.abs(maps[:, 3, 5] - full[:, 12:16, 20:24].mean(axis=(1, 2))).max() < 1e-3
    assert np.abs(maps[:, -1, -1] - full[:, 100:, 64:].mean(axis=(1, 2))).max() < 1e-3


def test_the_strongest_direction_of_each_kind(cat):
    photo, bank = Photo.from_array(np.ascontiguousarray(cat[:60, :60])), make_bank("tutorial")
    full = texture_maps(photo, bank, amplitude="clipped").maps
    maps = texture_maps(photo, bank, amplitude="clipped", strongest=True)
    for layer, group in zip(maps.maps, maps.filters_of, strict=True):
        np.testing.assert_array_equal(layer, full[list(group)].max(axis=0))


def test_weber_contrast_is_refused(cat):
    with pytest.raises(ValueError, match="Weber"):
        texture_maps(Photo.from_array(cat), make_bank("tutorial"), amplitude="clipped", weber=True)


def test_cancelling_answers_while_a_call_is_under_way(monkeypatch):
    monkeypatch.setenv(THREADS_VARIABLE, "1")
    bank, cancel = make_bank("tutorial"), Event()
    under_way, go_on = Event(), Event()
    plain = cv2.filter2D

    def slow(*arguments):
        under_way.set()
        assert go_on.wait(30)
        return plain(*arguments)

    monkeypatch.setattr(cv2, "filter2D", slow)
    failures = []

    def run():
        try:
            tutorial_responses(np.zeros((20, 20), np.uint8), bank, lambda index, response: None, cancel)
        except CancelledError as error:
            failures.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    assert under_way.wait(30)
    cancel.set()
    thread.join(30)
    # It has answered, though the call is still under way.
    assert failures
    assert not go_on.is_set()
    go_on.set()
    while any(one.name.startswith("tutorial") for one in threading.enumerate()):
        time.sleep(0.001)

"""Fourier transforms of real pictures in float32, packed into as many numbers as the picture has pixels.

The layout is OpenCV's (CCS), for even height and width: columns 2j - 1 and 2j hold the real and the imaginary part of
frequency j along a row. Frequencies 0 and w / 2 along a row are in the first and in the last column, and there rows
2i - 1 and 2i hold the two parts. So a product with a real spectrum is one multiplication of float32 for each number.

OpenCV's transform is the faster one where Intel's IPP does it; elsewhere numpy's is, several times.
"""

from __future__ import annotations

from bisect import bisect_left
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Plane = NDArray[np.float32]


LONGEST = 1 << 17
"""The longest side of a transform, in pixels."""


@cache
def good_sizes() -> tuple[int, ...]:
    """Return the lengths, even and of small factors, that transforms are quick for, ascending.

    From 128 on they are multiples of 8, but not of 256: pixels of neighboring rows would share their places in the
    processor's caches, which takes up to twice as long.
    """
    sizes = [1]
    for factor in (2, 3, 5, 7, 11, 13):
        sizes = [size * factor**power for size in sizes for power in range(17) if size * factor**power <= LONGEST]
    quick = (size for size in sizes if size % 2 == 0 and (size < 128 or (size % 8 == 0 and size % 256 != 0)))
    return tuple(sorted(quick))


def good_size(least: int, multiple: int = 1) -> int:
    """Return the shortest good length that is no shorter than `least`, and a multiple of that."""
    return next(size for size in good_sizes()[bisect_left(good_sizes(), least) :] if size % multiple == 0)


def forward(picture: Plane, out: Plane) -> None:
    """Write the packed spectrum (h, w) of a picture (h, w) float32, height and width even."""
    import cv2

    if _quick():
        cv2.dft(picture, out)
    else:
        out[...] = pack(np.fft.rfft2(picture))


def inverse(packed: Plane, out: Plane) -> None:
    """Write the picture (h, w) float32 of a packed spectrum, times h w: spectra of filters have the factor in them."""
    import cv2

    if _quick():
        cv2.dft(packed, out, cv2.DFT_INVERSE | cv2.DFT_REAL_OUTPUT)
    else:
        out[...] = np.fft.irfft2(unpack(packed), packed.shape, norm="forward")


def inverse_complex(spectrum: NDArray[np.complex64]) -> NDArray[np.complex64]:
    """Return the complex picture (h, w) of a complex spectrum (h, w), times h w."""
    import cv2

    if not _quick():
        return np.asarray(np.fft.ifft2(spectrum, norm="forward"), np.complex64)
    pairs = cv2.dft(spectrum.view(np.float32).reshape(*spectrum.shape, 2), flags=cv2.DFT_INVERSE)
    return np.asarray(pairs, np.float32).view(np.complex64)[..., 0]


def pack(spectrum: NDArray[Any]) -> Plane:
    """Pack the left half of a spectrum, (h, w / 2 + 1) complex as numpy's rfft2 returns it: (h, w) float32."""
    height, half = spectrum.shape
    packed = np.empty((height, 2 * half - 2), np.float32)
    packed[:, 1:-1:2] = spectrum.real[:, 1:-1]
    packed[:, 2:-1:2] = spectrum.imag[:, 1:-1]
    for column in (0, -1):
        edge = spectrum[: height // 2 + 1, column]
        packed[0, column], packed[-1, column] = edge[0].real, edge[-1].real
        packed[1:-1:2, column], packed[2:-1:2, column] = edge[1:-1].real, edge[1:-1].imag
    return packed


def unpack(packed: Plane) -> NDArray[np.complex64]:
    """Undo `pack`: (h, w) float32 -> (h, w / 2 + 1) complex64."""
    height, width = packed.shape
    spectrum = np.empty((height, width // 2 + 1), np.complex64)
    spectrum.real[:, 1:-1] = packed[:, 1:-1:2]
    spectrum.imag[:, 1:-1] = packed[:, 2:-1:2]
    for column in (0, -1):
        edge = spectrum[: height // 2 + 1, column]
        edge[0], edge[-1] = packed[0, column], packed[-1, column]
        edge[1:-1] = packed[1:-1:2, column] + 1j * packed[2:-1:2, column]
        # The other half of a real picture's spectrum mirrors the first.
        spectrum[height // 2 + 1 :, column] = edge[-2:0:-1].conj()
    return spectrum


def turned(packed: Plane) -> Plane:
    """Return a packed spectrum times i: what imaginary spectra are multiplied with, as if they were real."""
    result = np.empty_like(packed)
    # Not np.negative: numpy 2.4's goes wrong where numbers are 16 bytes apart.
    minus = np.float32(-1)
    np.multiply(packed[:, 2:-1:2], minus, out=result[:, 1:-1:2])
    result[:, 2:-1:2] = packed[:, 1:-1:2]
    for column in (0, -1):
        result[0, column] = result[-1, column] = 0
        result[1:-1:2, column] = packed[2:-1:2, column] * minus
        result[2:-1:2, column] = packed[1:-1:2, column]
    return result


def to_real_factor(packed: Plane) -> None:
    """Turn a packed spectrum into what to multiply packed spectra with for their product with its real part."""
    packed[:, 2:-1:2] = packed[:, 1:-1:2]
    for column in (0, -1):
        packed[2:-1:2, column] = packed[1:-1:2, column]


def to_imaginary_factor(packed: Plane) -> None:
    """Turn a packed spectrum into what to multiply turned ones with for their product with its imaginary part."""
    packed[:, 1:-1:2] = packed[:, 2:-1:2]
    for column in (0, -1):
        packed[0, column] = packed[-1, column] = 0
        packed[1:-1:2, column] = packed[2:-1:2, column]


@cache
def _quick() -> bool:
    """Return whether OpenCV transforms with IPP here."""
    import cv2

    return bool(cv2.ipp.useIPP())

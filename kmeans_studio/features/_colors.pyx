"""The loops over all pixels, compiled; what each does in numpy's words stands in count8.py and paint.py.

Nothing here keeps the interpreter lock. Bands of pixels come as (n, 3) or (n,); alpha may be None.
A table of colors holds a bit for each of the 2^24 codes, 64 to a word, and beside each word how many bits are set
before it: 4 MB, which the cache holds, and a color's row is that number and a count of bits.
"""

from libc.stdint cimport int32_t, int64_t, uint8_t, uint32_t, uint64_t

cimport cython


@cython.overflowcheck(False)
cdef inline uint32_t count_bits(uint64_t word) noexcept nogil:
    """Return how many bits are set, by adding neighbors in pairs (as in Warren, Hacker's Delight, 5-1)."""
    word = word - ((word >> 1) & <uint64_t>0x5555555555555555)
    word = (word & <uint64_t>0x3333333333333333) + ((word >> 2) & <uint64_t>0x3333333333333333)
    word = (word + (word >> 4)) & <uint64_t>0x0F0F0F0F0F0F0F0F
    return <uint32_t>((word * <uint64_t>0x0101010101010101) >> 56)


def mark(const uint8_t[:, ::1] pixels, const uint8_t[::1] alpha, const uint32_t[:, ::1] parts, uint64_t[:, ::1] table):
    """Set the bit of each visible pixel's code, parts[0, red] | parts[1, green] | parts[2, blue]."""
    cdef bint opaque = alpha is None
    cdef Py_ssize_t i
    cdef uint32_t code
    cdef uint64_t bit
    with nogil:
        for i in range(pixels.shape[0]):
            if opaque or alpha[i] != 0:
                code = parts[0, pixels[i, 0]] | parts[1, pixels[i, 1]] | parts[2, pixels[i, 2]]
                bit = <uint64_t>1 << (code & 63)
                # Asking first spares the waiting for one's own last write, where neighbors are alike.
                if not table[code >> 6, 0] & bit:
                    table[code >> 6, 0] |= bit


def number(uint64_t[:, ::1] table):
    """Write beside each word how many bits are set before it; return how many there are in all."""
    cdef uint64_t total = 0
    cdef Py_ssize_t i
    with nogil:
        for i in range(table.shape[0]):
            table[i, 1] = total
            total += count_bits(table[i, 0])
    return total


cdef inline uint8_t every_third_bit(uint32_t code) noexcept nogil:
    """Return bits 0, 3, 6, ..., 21 as one byte."""
    code &= 0x249249
    code = (code | (code >> 2)) & 0x0C30C3
    code = (code | (code >> 4)) & 0x00F00F
    return <uint8_t>((code | (code >> 8)) & 0xFF)


def list_colors(const uint64_t[:, ::1] table, Py_ssize_t start, Py_ssize_t stop, uint8_t[:, ::1] colors):
    """Write the colors marked in words start..stop at their rows."""
    cdef Py_ssize_t i, row
    cdef uint32_t code
    cdef uint64_t word
    with nogil:
        for i in range(start, stop):
            word = table[i, 0]
            row = <Py_ssize_t>table[i, 1]
            code = <uint32_t>(i << 6)
            while word:
                if word & 1:
                    colors[row, 0] = every_third_bit(code >> 2)
                    colors[row, 1] = every_third_bit(code >> 1)
                    colors[row, 2] = every_third_bit(code)
                    row += 1
                word >>= 1
                code += 1


def find_rows(
    const uint8_t[:, ::1] pixels,
    const uint8_t[::1] alpha,
    const uint32_t[:, ::1] parts,
    const uint64_t[:, ::1] table,
    int32_t hidden,
    int32_t[::1] rows,
):
    """Write the row of each pixel's color, and `hidden` where alpha is 0."""
    cdef bint opaque = alpha is None
    cdef Py_ssize_t i
    cdef uint32_t code
    cdef uint64_t below
    with nogil:
        for i in range(pixels.shape[0]):
            if opaque or alpha[i] != 0:
                code = parts[0, pixels[i, 0]] | parts[1, pixels[i, 1]] | parts[2, pixels[i, 2]]
                below = table[code >> 6, 0] & ((<uint64_t>1 << (code & 63)) - 1)
                rows[i] = <int32_t>(table[code >> 6, 1] + count_bits(below))
            else:
                rows[i] = hidden


def tally(const int32_t[::1] rows, int64_t[::1] counts):
    """Add one to the count of each row named."""
    cdef Py_ssize_t i
    with nogil:
        for i in range(rows.shape[0]):
            counts[rows[i]] += 1


def paint(const uint8_t[::1] values, const int32_t[::1] rows, uint8_t[::1] out):
    """Write values[row] for each row named."""
    cdef Py_ssize_t i
    with nogil:
        for i in range(rows.shape[0]):
            out[i] = values[rows[i]]

"""The loops of `nearest`, `centers` and `seeding`, compiled: the same labels and the same sums to the last bit.

Costs are summed in float64, column by column, as `norms` does it; the build forbids the compiler to contract a product
and a sum into one operation, whose rounding would differ. All functions let go of the interpreter's lock.
"""

from libc.math cimport INFINITY, fabs, sqrt
from libc.stdint cimport int32_t, int64_t, uint8_t

import numpy as np

ctypedef fused number:
    float
    double

ctypedef fused label_t:
    uint8_t
    int32_t

cdef enum:
    EUCLIDEAN = 0
    MANHATTAN = 1
    CHEBYSHEV = 2

cdef int UNSEEN = 0
cdef int ALL = -1

NORMS = {"euclidean": EUCLIDEAN, "manhattan": MANHATTAN, "chebyshev": CHEBYSHEV}


cdef inline double add_to_cost(int norm, double cost, double difference) noexcept nogil:
    if norm == EUCLIDEAN:
        return cost + difference * difference
    if norm == MANHATTAN:
        return cost + fabs(difference)
    return cost if cost > fabs(difference) else fabs(difference)


cdef inline double distance(int norm, double cost) noexcept nogil:
    return sqrt(cost) if norm == EUCLIDEAN else cost


def look(
    Py_ssize_t first,
    Py_ssize_t last,
    str norm_name,
    const number[::1, :] points,
    const Py_ssize_t[::1] starts,
    const double[:, ::1] middle,
    const double[:, ::1] half,
    const double[::1] radius,
    const double[:, ::1] centers,
    const double[:, ::1] columns,
    const double[::1] moved,
    label_t[::1] labels,
    float[::1] keys,
    int32_t[::1] counts,
    int32_t[:, ::1] lists,
    double[::1] slack,
    double[::1] drift,
    double margin,
    double tiny,
):
    """Bring the labels and keys of the runs first..last-1 up to date; see NearestCenters for what the arrays are."""
    cdef int norm = NORMS[norm_name]
    cdef Py_ssize_t k = centers.shape[0]
    cdef double[::1] costs = np.empty(k), gaps = np.empty(k)
    cdef int32_t[::1] candidates = np.empty(k, np.int32)
    cdef Py_ssize_t run, row, turn, possible
    cdef int count
    cdef bint stale, changed
    cdef double farthest = 0.0, of_run, leeway
    with nogil:
        for turn in range(k):
            farthest = max(farthest, moved[turn])
        for run in range(first, last):
            count = counts[run]
            stale = count == UNSEEN
            if count > 0:
                of_run = 0.0
                for turn in range(count):
                    of_run = max(of_run, moved[lists[run, turn]])
                drift[run] += 2 * of_run
                slack[run] -= of_run + farthest
                stale = not slack[run] > 0
            elif count == ALL:
                drift[run] += 2 * farthest
            if not stale:
                if count == 1:
                    continue
                for row in range(starts[run], starts[run + 1]):
                    if not keys[row] > drift[run]:
                        break
                else:
                    continue
            leeway = INFINITY
            changed = False
            if stale or count == ALL:
                possible = compare_box(
                    run, norm, middle, half, radius, columns, costs, gaps, candidates, margin, &leeway
                )
                changed = count == UNSEEN
                if possible <= lists.shape[1]:
                    if possible != count:
                        changed = True
                    for turn in range(possible):
                        if lists[run, turn] != candidates[turn]:
                            lists[run, turn] = candidates[turn]
                            changed = True
                    counts[run] = <int32_t> possible
                    slack[run] = leeway
                    leeway = INFINITY
                else:
                    if count != ALL:
                        changed = True
                    counts[run] = ALL
                if possible == 1:
                    if changed:
                        for row in range(starts[run], starts[run + 1]):
                            labels[row] = <label_t> candidates[0]
                    continue
            else:
                possible = count
                for turn in range(count):
                    candidates[turn] = lists[run, turn]
            for row in range(starts[run], starts[run + 1]):
                if changed or not keys[row] > drift[run]:
                    compare_row(row, norm, points, centers, drift[run], labels, keys, candidates, possible, leeway, margin, tiny)


cdef Py_ssize_t compare_box(
    Py_ssize_t run,
    int norm,
    const double[:, ::1] middle,
    const double[:, ::1] half,
    const double[::1] radius,
    const double[:, ::1] columns,
    double[::1] costs,
    double[::1] gaps,
    int32_t[::1] candidates,
    double margin,
    double* leeway,
) noexcept nogil:
    """List the centers, given by columns (d, k), that are possible in a run's box, ascending; return how many.

    Several loops over all centers instead of one, as the compiler makes these handle several centers at once.
    """
    cdef Py_ssize_t d = columns.shape[0], k = columns.shape[1], center, column, nearest = 0, possible = 0
    cdef double at, near, half_width, span
    for center in range(k):
        costs[center] = 0.0
    for column in range(d):
        at = middle[run, column]
        if norm == EUCLIDEAN:
            for center in range(k):
                costs[center] = costs[center] + (at - columns[column, center]) * (at - columns[column, center])
        else:
            for center in range(k):
                costs[center] = add_to_cost(norm, costs[center], at - columns[column, center])
    for center in range(k):
        if costs[center] < costs[nearest]:
            nearest = center
    near = distance(norm, costs[nearest]) + 2 * radius[run]
    if norm == EUCLIDEAN:
        at = costs[nearest]
        for center in range(k):
            gaps[center] = costs[center] - at
        for column in range(d):
            at = columns[column, nearest]
            half_width = 2 * half[run, column]
            for center in range(k):
                gaps[center] = gaps[center] - half_width * fabs(at - columns[column, center])
        for center in range(k):
            span = sqrt(costs[center]) + near
            gaps[center] = gaps[center] / (span + 1e-300) - margin * span
    else:
        for center in range(k):
            gaps[center] = costs[center] - near - margin * (costs[center] + near)
    gaps[nearest] = 0.0
    leeway[0] = INFINITY
    for center in range(k):
        if gaps[center] > 0:
            if gaps[center] < leeway[0]:
                leeway[0] = gaps[center]
        else:
            candidates[possible] = <int32_t> center
            possible = possible + 1
    return possible


cdef inline void compare_row(
    Py_ssize_t row,
    int norm,
    const number[::1, :] points,
    const double[:, ::1] centers,
    double drift,
    label_t[::1] labels,
    float[::1] keys,
    const int32_t[::1] candidates,
    Py_ssize_t possible,
    double leeway,
    double margin,
    double tiny,
) noexcept nogil:
    """Find a row's nearest center among the candidates, and the gap to the second nearest."""
    cdef Py_ssize_t d = centers.shape[1], turn, column, center, label = candidates[0]
    cdef double cost, best = INFINITY, second = INFINITY, gap
    for turn in range(possible):
        center = candidates[turn]
        cost = 0.0
        for column in range(d):
            cost = add_to_cost(norm, cost, <double> points[row, column] - centers[center, column])
        if cost < best:
            second = best
            best = cost
            label = center
        elif cost < second:
            second = cost
    labels[row] = <label_t> label
    gap = distance(norm, second) * (1 - margin) - distance(norm, best)
    gap = (gap if gap < leeway else leeway) + drift
    keys[row] = <float> (gap - margin * fabs(gap) - tiny)


def move(
    const number[::1, :] points,
    const double[::1] weights,
    const label_t[::1] labels,
    const label_t[::1] before,
    bint first,
    Py_ssize_t start,
    Py_ssize_t stop,
    const double[:, ::1] steps,
    int64_t[::1] members,
    double[:, :, ::1] parts,
):
    """Add the rows start..stop-1 to the sums of their clusters, take those whose label changed from their old one.

    steps (d + 1, 2) and parts (k, d + 1, 2) as in `exact` and `centers`. The first time nothing is taken, and `before`
    is not read.
    """
    cdef Py_ssize_t row, number, d = points.shape[1]
    cdef label_t new, old
    cdef double term, high, low
    with nogil:
        for row in range(start, stop):
            new = labels[row]
            old = new
            if not first:
                old = before[row]
                if new == old:
                    continue
                members[old] -= 1
            members[new] += 1
            for number in range(d + 1):
                term = weights[row]
                if number > 0:
                    term = term * points[row, number - 1]
                high = (term + steps[number, 0]) - steps[number, 0]
                low = ((term - high) + steps[number, 1]) - steps[number, 1]
                parts[new, number, 0] += high
                parts[new, number, 1] += low
                if not first:
                    parts[old, number, 0] -= high
                    parts[old, number, 1] -= low


def cost(
    str norm_name,
    const number[::1, :] points,
    const double[::1] weights,
    const label_t[::1] labels,
    const double[:, ::1] centers,
    Py_ssize_t start,
    Py_ssize_t stop,
):
    """Return what the rows start..stop-1 cost at their own centers, times their weights, added up in their order."""
    cdef int norm = NORMS[norm_name]
    cdef Py_ssize_t row, column, d = points.shape[1]
    cdef double cost, total = 0.0
    with nogil:
        for row in range(start, stop):
            cost = 0.0
            for column in range(d):
                cost = add_to_cost(norm, cost, <double> points[row, column] - centers[labels[row], column])
            total = total + cost * weights[row]
    return total


def serve(
    str norm_name,
    const double[::1, :] points,
    const double[::1] weights,
    const double[:, :] candidates,
    const double[::1] nearest,
    double by,
    double[:, ::1] served,
    double[::1] totals,
):
    """Write what each point costs with each candidate at hand, and add it up; see Field.with_candidates."""
    cdef int norm = NORMS[norm_name]
    cdef Py_ssize_t candidate, point, column, d = points.shape[1]
    cdef double cost, total
    with nogil:
        for candidate in range(candidates.shape[0]):
            total = 0.0
            for point in range(points.shape[0]):
                cost = 0.0
                for column in range(d):
                    cost = add_to_cost(norm, cost, points[point, column] - candidates[candidate, column])
                if nearest[point] < cost:
                    cost = nearest[point]
                served[candidate, point] = cost
                total += (weights[point] * cost + by) - by
            totals[candidate] = total

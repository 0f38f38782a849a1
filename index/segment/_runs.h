/* Runs: many strings or rows one behind another in a section, and where each begins (see index/segment/offsets.py). */
#ifndef TIMBAO_RUNS_H
#define TIMBAO_RUNS_H

#include <Python.h>
#include <stdint.h>
#include <string.h>

/* Where each run begins, and the end of the last, in 4 bytes each where they fit, else in 8. */
typedef struct {
    const void *items;
    Py_ssize_t count;
    int is_wide;
} Offsets;

static inline uint64_t offset_at(const Offsets *offsets, Py_ssize_t place)
{
    return offsets->is_wide ? ((const uint64_t *)offsets->items)[place] : ((const uint32_t *)offsets->items)[place];
}

/* Where the run of number `place` stands in a section of `size`; False when it lies outside. */
static inline int find_run(const Offsets *offsets, Py_ssize_t place, Py_ssize_t size, Py_ssize_t *start, Py_ssize_t *end)
{
    if (place < 0 || place + 1 >= offsets->count)
        return 0;
    uint64_t first = offset_at(offsets, place), last = offset_at(offsets, place + 1);
    *start = (Py_ssize_t)first;
    *end = (Py_ssize_t)last;
    return first <= last && last <= (uint64_t)size;
}

/* The number of the first of ascending strings that is not before the key; how many there are when all are before it; -1 when
 * one that was looked at lies outside of `bytes`. */
static inline Py_ssize_t first_not_before(const Offsets *at, const char *bytes, Py_ssize_t size, const char *key,
                                          Py_ssize_t key_size)
{
    Py_ssize_t low = 0, high = at->count - 1;
    while (low < high) {
        Py_ssize_t middle = low + (high - low) / 2, start, end;
        if (!find_run(at, middle, size, &start, &end))
            return -1;
        Py_ssize_t length = end - start;
        int order = memcmp(bytes + start, key, (size_t)(length < key_size ? length : key_size));
        if (order < 0 || (order == 0 && length < key_size))
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Where `wanted` stands among [start, end) of ascending numbers, -1 for nowhere. */
static inline Py_ssize_t find_in_row(const uint32_t *numbers, Py_ssize_t start, Py_ssize_t end, uint32_t wanted)
{
    const uint32_t *base = numbers + start;
    if (start == end)
        return -1;
    /* Without a branch that the processor could guess wrong. */
    for (Py_ssize_t length = end - start; length > 1; length -= length / 2)
        base += base[length / 2 - 1] < wanted ? length / 2 : 0;
    return *base == wanted ? base - numbers : -1;
}

#endif

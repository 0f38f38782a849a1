/* What every compiled part asks of an array: how many items it has, and where a value stands in an ascending one. */
#ifndef ARRAYS_H
#define ARRAYS_H
#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <stdint.h>

static inline Py_ssize_t items(const Py_buffer *buffer, size_t size)
{
    return buffer->len / (Py_ssize_t)size;
}

/* Defines NAME(values, low, high, least): the first place of ascending `values` in [low, high) whose value is at least `least`;
 * high when there is none. */
#define FIRST_AT_LEAST(NAME, TYPE, LEAST)                                                                                    \
    static inline Py_ssize_t NAME(const TYPE *values, Py_ssize_t low, Py_ssize_t high, LEAST least)                         \
    {                                                                                                                       \
        while (low < high) {                                                                                                \
            Py_ssize_t middle = low + (high - low) / 2;                                                                     \
            if (values[middle] < least)                                                                                     \
                low = middle + 1;                                                                                           \
            else                                                                                                            \
                high = middle;                                                                                              \
        }                                                                                                                   \
        return low;                                                                                                         \
    }

#endif

/* The terms that a query's words meet, in a hash table: open addressing, linear probing (Knuth, The Art of Computer Programming 3,
 * 6.4). */
#ifndef HIGHLIGHT_TERMS_H
#define HIGHLIGHT_TERMS_H
#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <stdint.h>
#include <stdlib.h>

#include "../../index/segment/_arrays.h"

#define MOST_BITS 28
#define ROOM 8 /* places of the table for each term in it, so that nearly every look-up ends at once */

typedef struct {
    int32_t term; /* 1 + the number of the term; 0 where there is none */
    int32_t code;
} Entry;

typedef struct {
    Entry *entries;
    int bits;
} TermTable;

/* Where the term stands, or the empty place where it would. The table is never full. */
static uint32_t place_of(const TermTable *table, int32_t term)
{
    uint32_t mask = ((uint32_t)1 << table->bits) - 1;
    uint32_t place = (uint32_t)term * 2654435769u >> (32 - table->bits);
    while (table->entries[place].term != 0 && table->entries[place].term != term + 1)
        place = (place + 1) & mask;
    return place;
}

/* Puts groups of terms (first, last, code) into the table, or only counts them while it has no entries: the terms themselves
 * or, with `order`, what stands at the places from start[first] to start[last] of it. How many; -1 with an exception. */
static int64_t put_groups(PyObject *groups, const Py_buffer *order, const Py_buffer *start, TermTable *table, int64_t most_codes)
{
    int64_t total = 0;
    for (Py_ssize_t g = 0; g < PyList_GET_SIZE(groups); g++) {
        PyObject *group = PyList_GET_ITEM(groups, g);
        Py_ssize_t first, last;
        int code;
        if (!PyTuple_Check(group)) {
            PyErr_SetString(PyExc_TypeError, "a group is a tuple");
            return -1;
        }
        if (!PyArg_ParseTuple(group, "nni", &first, &last, &code))
            return -1;
        int is_wrong = first < 0 || last < first || last >= (order ? items(start, 8) : INT32_MAX) || code < 0 || code >= most_codes;
        const int64_t *at = order ? start->buf : NULL, *listed = order ? order->buf : NULL;
        if (order != NULL && !is_wrong) {
            is_wrong = at[first] < 0 || at[last] < at[first] || at[last] > items(order, 8);
            last = is_wrong ? 0 : (Py_ssize_t)at[last];
            first = is_wrong ? 0 : (Py_ssize_t)at[first];
        }
        for (Py_ssize_t i = first; i < last && !is_wrong; i++) {
            int64_t term = listed ? listed[i] : i;
            is_wrong = term < 0 || term >= INT32_MAX;
            if (table->entries != NULL && !is_wrong)
                table->entries[place_of(table, (int32_t)term)] = (Entry){(int32_t)term + 1, code};
        }
        total += last - first;
        if (is_wrong || total > ((int64_t)1 << MOST_BITS) / ROOM) {
            PyErr_SetString(PyExc_ValueError, "a group lies outside of the terms");
            return -1;
        }
    }
    return total;
}

static int make_table(TermTable *table, const Py_buffer *order, const Py_buffer *start, PyObject *by_fold, PyObject *exact,
                      int64_t most_codes)
{
    int64_t listed = put_groups(by_fold, order, start, table, most_codes);
    int64_t others = listed < 0 ? -1 : put_groups(exact, NULL, NULL, table, most_codes);
    if (others < 0)
        return -1;
    for (table->bits = 1; (int64_t)1 << table->bits < ROOM * (listed + others); table->bits++)
        ;
    table->entries = calloc((size_t)1 << table->bits, sizeof(Entry));
    if (table->entries == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    return put_groups(by_fold, order, start, table, most_codes) < 0 || put_groups(exact, NULL, NULL, table, most_codes) < 0 ? -1
                                                                                                                           : 0;
}

#endif

/* Sets of documents as bitmaps: which documents meet a whole query, in how many it is met, which numbers they have. */
#include "_matcher.h"

#include <stdlib.h>

#define FEW 128 /* up to so many documents of a segment are looked up one by one */

/* The needs of all sides, flat: side s has the needs [side[s], side[s + 1]), need n the lists [need[n], need[n + 1]). */
typedef struct {
    Py_ssize_t side_count, need_count, list_count;
    Py_ssize_t *side, *need;
    List **lists;
} Needs;

static void free_needs(Needs *needs)
{
    PyMem_Free(needs->side);
    PyMem_Free(needs->need);
    PyMem_Free(needs->lists);
}

/* Reads a tuple of sides, each a tuple of needs, each a tuple of lists, which the caller keeps; False with an exception. */
static int read_needs(Matcher *matcher, PyObject *sides, Needs *needs)
{
    Py_ssize_t needs_in_all = 0, lists_in_all = 0;
    for (Py_ssize_t s = 0; s < PyTuple_GET_SIZE(sides); s++) {
        PyObject *side = PyTuple_GET_ITEM(sides, s);
        if (!PyTuple_Check(side))
            goto wrong;
        needs_in_all += PyTuple_GET_SIZE(side);
        for (Py_ssize_t n = 0; n < PyTuple_GET_SIZE(side); n++) {
            if (!PyTuple_Check(PyTuple_GET_ITEM(side, n)))
                goto wrong;
            lists_in_all += PyTuple_GET_SIZE(PyTuple_GET_ITEM(side, n));
        }
    }
    needs->side_count = PyTuple_GET_SIZE(sides);
    needs->side = PyMem_Calloc((size_t)needs->side_count + 1, sizeof *needs->side);
    needs->need = PyMem_Calloc((size_t)needs_in_all + 1, sizeof *needs->need);
    needs->lists = PyMem_Calloc((size_t)lists_in_all + 1, sizeof *needs->lists);
    if (needs->side == NULL || needs->need == NULL || needs->lists == NULL) {
        PyErr_NoMemory();
        return 0;
    }
    for (Py_ssize_t s = 0; s < needs->side_count; s++) {
        PyObject *side = PyTuple_GET_ITEM(sides, s);
        for (Py_ssize_t n = 0; n < PyTuple_GET_SIZE(side); n++) {
            PyObject *need = lists_in(matcher, PyTuple_GET_ITEM(side, n));
            if (need == NULL)
                return 0;
            for (Py_ssize_t l = 0; l < PySequence_Fast_GET_SIZE(need); l++)
                needs->lists[needs->list_count++] = (List *)PySequence_Fast_GET_ITEM(need, l);
            Py_DECREF(need);
            needs->need[++needs->need_count] = needs->list_count;
        }
        needs->side[s + 1] = needs->need_count;
    }
    return 1;
wrong:
    PyErr_SetString(PyExc_TypeError, "sides are tuples of tuples of lists");
    return 0;
}

static void add_bits(const Postings *list, const Segment *segment, uint64_t *bits)
{
    if (list->form == DENSE) {
        for (uint32_t w = 0; w < segment->words; w++)
            bits[w] |= word_of(list, w);
        return;
    }
    for (uint32_t place = 0; place < list->count; place++) {
        uint32_t doc = list->docs[place];
        if (doc < segment->documents)
            bits[doc / WORD_BITS] |= (uint64_t)1 << doc % WORD_BITS;
    }
}

/* The postings of a need in a segment: of all its lists, so that a document may count twice. */
static int64_t size_of(const Needs *needs, Py_ssize_t need, Py_ssize_t segment)
{
    int64_t size = 0;
    for (Py_ssize_t l = needs->need[need]; l < needs->need[need + 1]; l++)
        size += needs->lists[l]->parts[segment].count;
    return size;
}

/* Takes out of ``bits`` the few documents that meet no list of the need, each looked up. */
static void keep_few(const Needs *needs, Py_ssize_t need, Py_ssize_t s, const Segment *segment, uint64_t *bits)
{
    Py_ssize_t first = needs->need[need], count = needs->need[need + 1] - first;
    if (count == 1) {
        Cursor cursor = {&needs->lists[first]->parts[s], 0};
        for (uint32_t w = 0; w < segment->words; w++) {
            for (uint64_t word = bits[w]; word; word &= word - 1) {
                if (!holds(&cursor, w * WORD_BITS + (uint32_t)__builtin_ctzll(word)))
                    bits[w] &= ~(word & -word);
            }
        }
        return;
    }
    for (uint32_t w = 0; w < segment->words; w++) {
        for (uint64_t word = bits[w]; word; word &= word - 1) {
            int met = 0;
            for (Py_ssize_t l = 0; l < count && !met; l++) {
                Cursor cursor = {&needs->lists[first + l]->parts[s], 0};
                met = holds(&cursor, w * WORD_BITS + (uint32_t)__builtin_ctzll(word));
            }
            if (!met)
                bits[w] &= ~(word & -word);
        }
    }
}

/* The documents of a segment that meet all needs of a side, into ``bits``; ``room`` is for as many words. */
static void meet_side(const Needs *needs, Py_ssize_t side, Py_ssize_t s, const Segment *segment, uint64_t *bits,
                      uint64_t *room)
{
    Py_ssize_t first = needs->side[side], last = needs->side[side + 1], rarest = first;
    size_t size = segment->words * sizeof *bits;
    if (first == last) {
        memset(bits, 0xFF, size);
        return;
    }
    for (Py_ssize_t n = first + 1; n < last; n++) {
        if (size_of(needs, n, s) < size_of(needs, rarest, s))
            rarest = n;
    }
    memset(bits, 0, size);
    for (Py_ssize_t l = needs->need[rarest]; l < needs->need[rarest + 1]; l++)
        add_bits(&needs->lists[l]->parts[s], segment, bits);
    int64_t most = size_of(needs, rarest, s);
    for (Py_ssize_t n = first; n < last && most; n++) {
        if (n == rarest)
            continue;
        const List *only = needs->need[n + 1] - needs->need[n] == 1 ? needs->lists[needs->need[n]] : NULL;
        if (only != NULL && only->parts[s].form == DENSE) {
            for (uint32_t w = 0; w < segment->words; w++)
                bits[w] &= word_of(&only->parts[s], w);
        } else if (most <= FEW) {
            keep_few(needs, n, s, segment, bits);
        } else {
            memset(room, 0, size);
            for (Py_ssize_t l = needs->need[n]; l < needs->need[n + 1]; l++)
                add_bits(&needs->lists[l]->parts[s], segment, room);
            for (uint32_t w = 0; w < segment->words; w++)
                bits[w] &= room[w];
        }
    }
}

PyObject *matcher_meeting(Matcher *self, PyObject *args)
{
    PyObject *sides, *allowed;
    if (!PyArg_ParseTuple(args, "O!O", &PyTuple_Type, &sides, &allowed))
        return NULL;
    Needs needs = {0};
    Py_buffer passing = {0};
    PyObject *met = NULL;
    uint64_t *room = NULL;
    if (allowed != Py_None && PyObject_GetBuffer(allowed, &passing, PyBUF_SIMPLE) < 0)
        return NULL;
    if ((passing.obj != NULL && is_no_bitmap(self, &passing)) || !read_needs(self, sides, &needs))
        goto done;
    room = malloc((2 * (1 << 16) / WORD_BITS) * sizeof *room);
    met = PyBytes_FromStringAndSize(NULL, self->words * 8);
    if (room == NULL || met == NULL) {
        PyErr_NoMemory();
        Py_CLEAR(met);
        goto done;
    }
    uint64_t *bits = (uint64_t *)PyBytes_AS_STRING(met);
    Py_BEGIN_ALLOW_THREADS
    memset(bits, 0, (size_t)self->words * 8);
    for (Py_ssize_t s = 0; s < self->segment_count; s++) {
        const Segment *segment = &self->segments[s];
        uint64_t *mine = bits + segment->first_word, *one = room + (1 << 16) / WORD_BITS;
        for (Py_ssize_t side = 0; side < needs.side_count; side++) {
            meet_side(&needs, side, s, segment, side ? one : mine, room);
            for (uint32_t w = 0; side && w < segment->words; w++)
                mine[w] |= one[w];
        }
        if (segment->documents % WORD_BITS)
            mine[segment->words - 1] &= ((uint64_t)1 << segment->documents % WORD_BITS) - 1;
    }
    const uint64_t *filter = passing.obj ? passing.buf : self->alive;
    for (Py_ssize_t w = 0; filter != NULL && w < self->words; w++)
        bits[w] &= filter[w];
    Py_END_ALLOW_THREADS
done:
    free(room);
    free_needs(&needs);
    if (passing.obj != NULL)
        PyBuffer_Release(&passing);
    return met;
}

PyObject *matcher_any_of(Matcher *self, PyObject *given)
{
    PyObject *lists = lists_in(self, given);
    PyObject *met = lists ? PyBytes_FromStringAndSize(NULL, self->words * 8) : NULL;
    if (met != NULL) {
        uint64_t *bits = (uint64_t *)PyBytes_AS_STRING(met);
        memset(bits, 0, (size_t)self->words * 8);
        for (Py_ssize_t l = 0; l < PySequence_Fast_GET_SIZE(lists); l++) {
            const List *list = (List *)PySequence_Fast_GET_ITEM(lists, l);
            for (Py_ssize_t s = 0; s < self->segment_count; s++)
                add_bits(&list->parts[s], &self->segments[s], bits + self->segments[s].first_word);
        }
        for (Py_ssize_t s = 0; s < self->segment_count; s++) {
            const Segment *segment = &self->segments[s];
            if (segment->documents % WORD_BITS)
                bits[segment->first_word + segment->words - 1] &= ((uint64_t)1 << segment->documents % WORD_BITS) - 1;
        }
        for (Py_ssize_t w = 0; self->alive != NULL && w < self->words; w++)
            bits[w] &= self->alive[w];
    }
    Py_XDECREF(lists);
    return met;
}

static int64_t count_bits(const uint64_t *bits, Py_ssize_t words)
{
    int64_t count = 0;
    for (Py_ssize_t w = 0; w < words; w++)
        count += bits_set(bits[w]);
    return count;
}

PyObject *matcher_count(Matcher *self, PyObject *object)
{
    Py_buffer bitmap;
    if (PyObject_GetBuffer(object, &bitmap, PyBUF_SIMPLE) < 0)
        return NULL;
    PyObject *count =
        is_no_bitmap(self, &bitmap) ? NULL : PyLong_FromLongLong(count_bits(bitmap.buf, self->words));
    PyBuffer_Release(&bitmap);
    return count;
}

PyObject *matcher_numbers(Matcher *self, PyObject *object)
{
    Py_buffer bitmap;
    if (PyObject_GetBuffer(object, &bitmap, PyBUF_SIMPLE) < 0)
        return NULL;
    PyObject *numbers = NULL;
    if (!is_no_bitmap(self, &bitmap))
        numbers = PyBytes_FromStringAndSize(NULL, (Py_ssize_t)count_bits(bitmap.buf, self->words) * 8);
    if (numbers != NULL) {
        int64_t *next = (int64_t *)PyBytes_AS_STRING(numbers);
        for (Py_ssize_t s = 0; s < self->segment_count; s++) {
            const Segment *segment = &self->segments[s];
            const uint64_t *bits = (const uint64_t *)bitmap.buf + segment->first_word;
            for (uint32_t w = 0; w < segment->words; w++) {
                for (uint64_t word = bits[w]; word; word &= word - 1)
                    *next++ = segment->first + w * WORD_BITS + __builtin_ctzll(word);
            }
        }
    }
    PyBuffer_Release(&bitmap);
    return numbers;
}

int are_no_documents(const Matcher *self, const Py_buffer *docs)
{
    const int64_t *doc = docs->buf;
    for (Py_ssize_t i = 0; i < docs->len / 8; i++) {
        if (doc[i] >= self->documents || doc[i] < (i ? doc[i - 1] : 0)) {
            PyErr_SetString(PyExc_ValueError, "a document is outside of the index, or out of order");
            return 1;
        }
    }
    return 0;
}

PyObject *matcher_among(Matcher *self, PyObject *args)
{
    Py_buffer bitmap, docs;
    if (!PyArg_ParseTuple(args, "y*y*", &bitmap, &docs))
        return NULL;
    PyObject *found = NULL;
    if (!is_no_bitmap(self, &bitmap) && !are_no_documents(self, &docs))
        found = PyBytes_FromStringAndSize(NULL, docs.len / 8);
    if (found != NULL) {
        const int64_t *doc = docs.buf;
        uint8_t *is_among = (uint8_t *)PyBytes_AS_STRING(found);
        const Segment *segment = self->segments;
        for (Py_ssize_t i = 0; i < docs.len / 8; i++) {
            while (doc[i] >= segment->first + segment->documents)
                segment++;
            int64_t local = doc[i] - segment->first;
            const uint64_t *bits = (const uint64_t *)bitmap.buf + segment->first_word;
            is_among[i] = bits[local / WORD_BITS] >> local % WORD_BITS & 1;
        }
    }
    PyBuffer_Release(&bitmap);
    PyBuffer_Release(&docs);
    return found;
}

/* The compiled twin of search/matching/array_matcher.py: the segments of one generation, and the lists of documents that meet a condition.
 *
 * Nothing is decoded before it is needed: a list is a few pointers into the mapped files, found by its term.
 */
#include "_matcher.h"

#include <stdlib.h>

PyTypeObject *list_type;

/* ---- lists ---- */

static void list_dealloc(List *self)
{
    PyTypeObject *type = Py_TYPE(self);
    free(self->owned);
    Py_XDECREF(self->matcher);
    type->tp_free(self);
    Py_DECREF(type);
}

static Py_ssize_t list_length(List *self)
{
    return (Py_ssize_t)self->count;
}

static PyObject *list_nbytes(List *self, void *Py_UNUSED(closure))
{
    return PyLong_FromSsize_t(self->owned_bytes + (Py_ssize_t)(sizeof(List) + sizeof(Postings) * Py_SIZE(self)));
}

static PyGetSetDef list_getset[] = {
    {"nbytes", (getter)list_nbytes, NULL, "Memory taken.", NULL},
    {0},
};

static PyType_Slot list_slots[] = {
    {Py_tp_dealloc, list_dealloc},
    {Py_tp_doc, "The live documents that meet one condition; its length is how many there are."},
    {Py_tp_getset, list_getset},
    {Py_sq_length, list_length},
    {0, NULL},
};

static PyType_Spec list_spec = {
    .name = "search.matching._matcher.List",
    .basicsize = sizeof(List),
    .itemsize = sizeof(Postings),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_DISALLOW_INSTANTIATION,
    .slots = list_slots,
};

List *new_list(Matcher *matcher)
{
    List *list = (List *)list_type->tp_alloc(list_type, matcher->segment_count);
    if (list != NULL) {
        Py_INCREF(matcher);
        list->matcher = matcher;
    }
    return list;
}

static int64_t live_among(const Matcher *matcher, const Segment *segment, const Postings *list)
{
    if (matcher->alive == NULL)
        return list->count;
    const uint64_t *alive = matcher->alive + segment->first_word;
    int64_t count = 0;
    if (list->form == DENSE) {
        for (uint32_t w = 0; w < segment->words; w++)
            count += bits_set(word_of(list, w) & alive[w]);
    } else {
        for (uint32_t place = 0; place < list->count; place++) {
            uint32_t doc = list->docs[place];
            count += doc < segment->documents && alive[doc / WORD_BITS] >> doc % WORD_BITS & 1;
        }
    }
    return count;
}

void sum_up(List *list)
{
    const Matcher *matcher = list->matcher;
    for (Py_ssize_t s = 0; s < matcher->segment_count; s++) {
        list->parts[s].most_tf = most_tf_of(&list->parts[s]);
        list->count += live_among(matcher, &matcher->segments[s], &list->parts[s]);
    }
}

PyObject *lists_in(Matcher *matcher, PyObject *lists)
{
    PyObject *fast = PySequence_Fast(lists, "lists are given as a sequence");
    if (fast == NULL)
        return NULL;
    for (Py_ssize_t i = 0; i < PySequence_Fast_GET_SIZE(fast); i++) {
        PyObject *list = PySequence_Fast_GET_ITEM(fast, i);
        if (!Py_IS_TYPE(list, list_type) || ((List *)list)->matcher != matcher) {
            PyErr_SetString(PyExc_ValueError, "a list is not one of this matcher");
            Py_DECREF(fast);
            return NULL;
        }
    }
    return fast;
}

/* ---- finding a list by its term ---- */

/* As first_not_before; damage is as if there were none. */
static Py_ssize_t first_at_least(const Dictionary *dictionary, const char *key, Py_ssize_t size)
{
    Py_ssize_t number = first_not_before(&dictionary->at, dictionary->bytes, dictionary->size, key, size);
    return number < 0 ? dictionary->at.count - 1 : number;
}

Py_ssize_t number_of(const Dictionary *dictionary, const char *key, Py_ssize_t size)
{
    Py_ssize_t number = first_at_least(dictionary, key, size), start, end;
    if (!find_run(&dictionary->at, number, dictionary->size, &start, &end) || end - start != size)
        return -1;
    return memcmp(dictionary->bytes + start, key, (size_t)size) == 0 ? number : -1;
}

Py_ssize_t bigram_of(const Segment *segment, Py_ssize_t first, Py_ssize_t second)
{
    Py_ssize_t start, end;
    if (second < 0 || second > UINT32_MAX || !find_run(&segment->bigram_row, first, segment->bigram_count, &start, &end))
        return -1;
    return find_in_row(segment->bigram_second, start, end, (uint32_t)second);
}

int read_postings(const Segment *segment, const Field *field, Py_ssize_t number, Postings *list)
{
    Py_ssize_t start, end;
    if (!find_run(&field->start, number, field->unit_count, &start, &end))
        goto damaged;
    const uint16_t *units = field->units + start;
    Py_ssize_t size = end - start;
    list->form = field->form[number];
    if (list->form == ONCE) {
        list->docs = units;
        list->count = (uint32_t)size;
        return 1;
    }
    if (list->form > DENSE || size == 0)
        goto damaged;
    list->count = (uint32_t)units[0] + 1;
    list->bitmap_units = (segment->documents + 15) / 16;
    Py_ssize_t body = list->form == DENSE ? list->bitmap_units : list->count;
    if (1 + body + (list->count + 3) / 4 > size)
        goto damaged;
    if (list->form == DENSE)
        list->bits = units + 1;
    else
        list->docs = units + 1;
    list->codes = (const uint8_t *)(units + 1 + body);
    return 1;
damaged:
    PyErr_Format(PyExc_ValueError, "the postings of term %zd do not fit where they stand", number);
    return 0;
}

/* Counts what stands before each RANK_DOCS-th document of the DENSE parts. */
static int make_ranks(List *list)
{
    const Matcher *matcher = list->matcher;
    Py_ssize_t size = 0;
    for (Py_ssize_t s = 0; s < matcher->segment_count; s++)
        size += list->parts[s].form == DENSE ? ranks_of(&matcher->segments[s]) : 0;
    if (size == 0)
        return 1;
    uint16_t *ranks = malloc((size_t)size * sizeof *ranks);
    if (ranks == NULL) {
        PyErr_NoMemory();
        return 0;
    }
    list->owned = ranks;
    list->owned_bytes = size * (Py_ssize_t)sizeof *ranks;
    for (Py_ssize_t s = 0; s < matcher->segment_count; s++) {
        Postings *part = &list->parts[s];
        if (part->form != DENSE)
            continue;
        part->ranks = ranks;
        uint32_t rank = 0;
        for (uint32_t w = 0; w < matcher->segments[s].words; w++) {
            if (w % WORDS_A_RANK == 0)
                *ranks++ = (uint16_t)rank;
            rank += bits_set(word_of(part, w));
        }
    }
    return 1;
}

static PyObject *matcher_find_term(Matcher *self, PyObject *args)
{
    int kind;
    const char *key;
    Py_ssize_t size;
    if (!PyArg_ParseTuple(args, "iy#", &kind, &key, &size))
        return NULL;
    if (kind != EXACT && kind != FOLDED) {
        PyErr_SetString(PyExc_ValueError, "there is no such dictionary");
        return NULL;
    }
    PyObject *found = PyBytes_FromStringAndSize(NULL, self->segment_count * (Py_ssize_t)sizeof(int64_t));
    for (Py_ssize_t s = 0; found != NULL && s < self->segment_count; s++) {
        const Segment *segment = &self->segments[s];
        ((int64_t *)PyBytes_AS_STRING(found))[s] =
            number_of(kind == EXACT ? &segment->exact : &segment->folded, key, size);
    }
    return found;
}

static PyObject *matcher_find(Matcher *self, PyObject *args)
{
    int kind;
    Py_buffer first, second = {0};
    if (!PyArg_ParseTuple(args, "iy*|y*", &kind, &first, &second))
        return NULL;
    Py_ssize_t size = self->segment_count * (Py_ssize_t)sizeof(int64_t);
    List *list = NULL;
    if (kind < 0 || kind >= FIELDS || (kind == BIGRAM) != (second.obj != NULL) || first.len != size ||
        (kind == BIGRAM && second.len != size))
        PyErr_SetString(PyExc_ValueError, "there is no such field, or its terms are others");
    else
        list = new_list(self);
    for (Py_ssize_t s = 0; list != NULL && s < self->segment_count; s++) {
        const Segment *segment = &self->segments[s];
        int64_t number = ((const int64_t *)first.buf)[s];
        if (kind == BIGRAM)
            number = bigram_of(segment, number, ((const int64_t *)second.buf)[s]);
        if (number >= 0 && !read_postings(segment, &segment->fields[kind], number, &list->parts[s]))
            Py_CLEAR(list);
    }
    if (list != NULL && make_ranks(list))
        sum_up(list);
    else
        Py_CLEAR(list);
    PyBuffer_Release(&first);
    if (second.obj != NULL)
        PyBuffer_Release(&second);
    return (PyObject *)list;
}

/* ---- lists made by a query ---- */

int own_postings(List *list, Py_ssize_t count)
{
    list->owned_bytes = count * 3;
    list->owned = malloc((size_t)list->owned_bytes + 1);
    if (list->owned == NULL)
        PyErr_NoMemory();
    return list->owned != NULL;
}

static PyObject *matcher_listed(Matcher *self, PyObject *args)
{
    Py_buffer docs, tfs;
    if (!PyArg_ParseTuple(args, "y*y*", &docs, &tfs))
        return NULL;
    List *list = NULL;
    const int64_t *doc = docs.buf;
    Py_ssize_t count = docs.len / 8;
    if (tfs.len != count) {
        PyErr_SetString(PyExc_ValueError, "documents and frequencies differ in number");
        goto done;
    }
    for (Py_ssize_t i = 0; i < count; i++) {
        if (doc[i] >= self->documents || doc[i] < (i ? doc[i - 1] + 1 : 0)) {
            PyErr_SetString(PyExc_ValueError, "a document is outside of the index, or out of order");
            goto done;
        }
    }
    list = new_list(self);
    if (list == NULL || !own_postings(list, count)) {
        Py_CLEAR(list);
        goto done;
    }
    uint16_t *local = list->owned;
    uint8_t *frequencies = (uint8_t *)(local + count);
    memcpy(frequencies, tfs.buf, (size_t)count);
    Py_ssize_t i = 0;
    for (Py_ssize_t s = 0; s < self->segment_count; s++) {
        const Segment *segment = &self->segments[s];
        Postings *part = &list->parts[s];
        Py_ssize_t begin = i;
        for (; i < count && doc[i] < segment->first + segment->documents; i++)
            local[i] = (uint16_t)(doc[i] - segment->first);
        part->form = LISTED;
        part->count = (uint32_t)(i - begin);
        part->docs = local + begin;
        part->tfs = frequencies + begin;
    }
    sum_up(list);
done:
    PyBuffer_Release(&docs);
    PyBuffer_Release(&tfs);
    return (PyObject *)list;
}

/* How frequencies of several lists come together in a document: added up, up to 255, or the greatest of them. */
enum { SUM, GREATEST };

static inline uint8_t together(int how, uint8_t one, uint8_t other)
{
    if (how == GREATEST)
        return one > other ? one : other;
    return (uint8_t)(one + other < 255 ? one + other : 255);
}

/* Brings a list's frequencies together with those that its documents have so far. */
static void add_frequencies(const Postings *list, const Segment *segment, uint8_t *tfs, int how)
{
    uint32_t place = 0;
    if (list->form == DENSE) {
        for (uint32_t w = 0; w < segment->words; w++) {
            for (uint64_t word = word_of(list, w); word; word &= word - 1, place++) {
                uint32_t doc = w * WORD_BITS + (uint32_t)__builtin_ctzll(word);
                if (doc < segment->documents)
                    tfs[doc] = together(how, tfs[doc], coded_tf(list, place));
            }
        }
        return;
    }
    for (; place < list->count; place++) {
        uint32_t doc = list->docs[place];
        if (doc < segment->documents)
            tfs[doc] = together(how, tfs[doc], tf_at(list, place));
    }
}

/* Fills a list with the documents of the index whose frequencies are not 0; False with an exception. */
static int fill(List *list, const uint8_t *all)
{
    const Matcher *matcher = list->matcher;
    Py_ssize_t count = 0;
    for (int64_t doc = 0; doc < matcher->documents; doc++)
        count += all[doc] != 0;
    if (!own_postings(list, count))
        return 0;
    uint16_t *docs = list->owned;
    uint8_t *tfs = (uint8_t *)(docs + count);
    for (Py_ssize_t s = 0; s < matcher->segment_count; s++) {
        const uint8_t *mine = all + matcher->segments[s].first;
        Postings *part = &list->parts[s];
        part->form = LISTED;
        part->docs = docs;
        part->tfs = tfs;
        for (uint32_t doc = 0; doc < matcher->segments[s].documents; doc++) {
            if (mine[doc]) {
                *docs++ = (uint16_t)doc;
                *tfs++ = mine[doc];
                part->count++;
            }
        }
    }
    sum_up(list);
    return 1;
}

static PyObject *matcher_any_within(Matcher *self, PyObject *args)
{
    PyObject *given, *lists;
    Py_buffer within;
    if (!PyArg_ParseTuple(args, "Oy*", &given, &within))
        return NULL;
    List *list = NULL;
    uint8_t *tfs = NULL;
    if ((lists = lists_in(self, given)) == NULL || is_no_bitmap(self, &within))
        goto done;
    list = new_list(self);
    tfs = calloc((size_t)self->documents + 1, 1);
    if (list == NULL || tfs == NULL) {
        Py_CLEAR(list);
        PyErr_NoMemory();
        goto done;
    }
    for (Py_ssize_t s = 0; s < self->segment_count; s++) {
        const Segment *segment = &self->segments[s];
        const uint64_t *bits = (const uint64_t *)within.buf + segment->first_word;
        uint8_t *mine = tfs + segment->first;
        for (Py_ssize_t l = 0; l < PySequence_Fast_GET_SIZE(lists); l++)
            add_frequencies(&((List *)PySequence_Fast_GET_ITEM(lists, l))->parts[s], segment, mine, GREATEST);
        for (uint32_t doc = 0; doc < segment->documents; doc++) {
            if (!(bits[doc / WORD_BITS] >> doc % WORD_BITS & 1))
                mine[doc] = 0;
        }
    }
    if (!fill(list, tfs))
        Py_CLEAR(list);
done:
    free(tfs);
    Py_XDECREF(lists);
    PyBuffer_Release(&within);
    return (PyObject *)list;
}

static PyObject *matcher_beginning(Matcher *self, PyObject *args)
{
    int kind;
    const char *prefix;
    Py_ssize_t size;
    if (!PyArg_ParseTuple(args, "iy#", &kind, &prefix, &size))
        return NULL;
    if (kind < 0 || kind >= BIGRAM) {
        PyErr_SetString(PyExc_ValueError, "there is no such field, or it has no beginnings");
        return NULL;
    }
    List *list = new_list(self);
    /* 0xFF never occurs in UTF-8, so this sorts behind every string with the prefix. */
    char *behind = malloc((size_t)size + 1);
    uint8_t *sums = calloc((size_t)self->documents + 1, 1);
    if (list == NULL || behind == NULL || sums == NULL) {
        PyErr_NoMemory();
        goto failed;
    }
    memcpy(behind, prefix, (size_t)size);
    behind[size] = (char)0xFF;
    for (Py_ssize_t s = 0; s < self->segment_count; s++) {
        const Segment *segment = &self->segments[s];
        const Dictionary *dictionary = kind == EXACT ? &segment->exact : &segment->folded;
        Py_ssize_t last = first_at_least(dictionary, behind, size + 1);
        for (Py_ssize_t number = first_at_least(dictionary, prefix, size); number < last; number++) {
            Postings part = {0};
            if (!read_postings(segment, &segment->fields[kind], number, &part))
                goto failed;
            add_frequencies(&part, segment, sums + segment->first, SUM);
        }
    }
    if (!fill(list, sums))
        goto failed;
    free(behind);
    free(sums);
    return (PyObject *)list;
failed:
    free(behind);
    free(sums);
    Py_XDECREF(list);
    return NULL;
}

/* ---- the segments ---- */

static void matcher_dealloc(Matcher *self)
{
    PyTypeObject *type = Py_TYPE(self);
    for (Py_ssize_t i = 0; i < self->buffer_count; i++)
        PyBuffer_Release(&self->buffers[i]);
    PyMem_Free(self->buffers);
    for (Py_ssize_t s = 0; s < self->segment_count; s++)
        free(self->segments[s].codes);
    PyMem_Free(self->segments);
    free(self->small_norms);
    free(self->small_title_norms);
    free(self->least_norms);
    free(self->least_title_norms);
    free(self->alive);
    type->tp_free(self);
    Py_DECREF(type);
}

/* Takes hold of the next buffer; NULL with an exception when it is not of items of so many bytes (0: of four or eight). */
static const Py_buffer *hold(Matcher *self, PyObject *object, Py_ssize_t item)
{
    Py_buffer *buffer = &self->buffers[self->buffer_count];
    if (PyObject_GetBuffer(object, buffer, PyBUF_C_CONTIGUOUS) < 0)
        return NULL;
    self->buffer_count++;
    if (item ? buffer->itemsize != item : buffer->itemsize != 4 && buffer->itemsize != 8) {
        PyErr_SetString(PyExc_ValueError, "an array is of other items than it should be");
        return NULL;
    }
    return buffer;
}

static int hold_offsets(Matcher *self, PyObject *object, Offsets *offsets)
{
    const Py_buffer *buffer = hold(self, object, 0);
    if (buffer == NULL)
        return 0;
    *offsets = (Offsets){buffer->buf, buffer->len / buffer->itemsize, buffer->itemsize == 8};
    if (offsets->count == 0)
        PyErr_SetString(PyExc_ValueError, "offsets have an end, if nothing else");
    return offsets->count > 0;
}

static int hold_dictionary(Matcher *self, PyObject **arrays, Dictionary *dictionary)
{
    const Py_buffer *bytes = hold(self, arrays[0], 1);
    if (bytes == NULL)
        return 0;
    dictionary->bytes = bytes->buf;
    dictionary->size = bytes->len;
    return hold_offsets(self, arrays[1], &dictionary->at);
}

static int read_tokens(Matcher *self, PyObject **arrays, Segment *segment)
{
    static const Py_ssize_t items[] = {2, 8, 4, 8, 4, 4};
    const Py_buffer *held[6];
    for (int i = 0; i < 6; i++) {
        if ((held[i] = hold(self, arrays[i], items[i])) == NULL)
            return 0;
    }
    if (held[1]->len / 8 != segment->documents + 1 || held[2]->len / 4 != segment->documents ||
        held[3]->len / 8 != held[4]->len / 4) {
        PyErr_SetString(PyExc_ValueError, "the arrays of a token stream differ in length");
        return 0;
    }
    segment->tokens = held[0]->buf;
    segment->token_count = (uint64_t)held[0]->len / 2;
    segment->slot_start = held[1]->buf;
    segment->title_slots = held[2]->buf;
    segment->rare_slot = held[3]->buf;
    segment->rare_term = held[4]->buf;
    segment->rare_count = held[3]->len / 8;
    segment->by_frequency = held[5]->buf;
    segment->ranked = held[5]->len / 4;
    return 1;
}

/* Reads one segment: how many documents it has, and its arrays in the order of compiled_matcher.ARRAYS. */
static int read_segment(Matcher *self, PyObject *given, Segment *segment)
{
    Py_ssize_t documents;
    PyObject *arrays;
    if (!PyArg_ParseTuple(given, "nO!", &documents, &PyTuple_Type, &arrays))
        return 0;
    if (PyTuple_GET_SIZE(arrays) != BUFFERS_A_SEGMENT || documents < 0 || documents > 1 << 16) {
        PyErr_SetString(PyExc_ValueError, "a segment has too many documents or other arrays");
        return 0;
    }
    segment->documents = (uint32_t)documents;
    segment->words = (segment->documents + WORD_BITS - 1) / WORD_BITS;
    segment->first = self->documents;
    segment->first_word = self->words;
    segment->first_rank = self->ranks;
    segment->first_block = self->blocks;
    self->documents += documents;
    self->words += segment->words;
    self->ranks += ranks_of(segment);
    self->blocks += (segment->documents + BLOCK - 1) / BLOCK;
    PyObject **next = &PyTuple_GET_ITEM(arrays, 0);
    for (int l = 0; l < FIELDS; l++, next += BUFFERS_A_FIELD) {
        Field *field = &segment->fields[l];
        const Py_buffer *form, *units;
        if (!hold_offsets(self, next[0], &field->start) || (form = hold(self, next[1], 1)) == NULL ||
            (units = hold(self, next[2], 2)) == NULL)
            return 0;
        if (form->len != field->start.count - 1) {
            PyErr_SetString(PyExc_ValueError, "lists and forms differ in number");
            return 0;
        }
        field->form = form->buf;
        field->units = units->buf;
        field->unit_count = units->len / 2;
    }
    const Py_buffer *second;
    if (!hold_dictionary(self, next, &segment->exact) || !hold_dictionary(self, next + 2, &segment->folded) ||
        !hold_offsets(self, next[4], &segment->bigram_row) || (second = hold(self, next[5], 4)) == NULL)
        return 0;
    segment->bigram_second = second->buf;
    segment->bigram_count = second->len / 4;
    return read_tokens(self, next + 6, segment);
}

/* The norms of all documents, in single precision too, and the least of every RANK_DOCS; NULL with an exception. */
static const double *read_norms(Matcher *self, PyObject *object, float **small, float **least)
{
    const Py_buffer *buffer = hold(self, object, 8);
    if (buffer == NULL)
        return NULL;
    if (buffer->len / 8 != self->documents) {
        PyErr_SetString(PyExc_ValueError, "there is no norm for every document");
        return NULL;
    }
    const double *norms = buffer->buf;
    *small = malloc(((size_t)self->documents + 1) * sizeof **small);
    *least = malloc(((size_t)self->ranks + 1) * sizeof **least);
    if (*small == NULL || *least == NULL) {
        PyErr_NoMemory();
        return NULL;
    }
    float *next = *least;
    for (Py_ssize_t s = 0; s < self->segment_count; s++) {
        const Segment *segment = &self->segments[s];
        for (uint32_t doc = 0; doc < segment->documents; doc++) {
            float norm = (float)norms[segment->first + doc];
            (*small)[segment->first + doc] = norm;
            if (doc % RANK_DOCS == 0)
                *next++ = norm;
            else
                next[-1] = next[-1] < norm ? next[-1] : norm;
        }
    }
    return norms;
}

/* The bits of a truth value for every document of the index. */
static void mark_words(const Matcher *self, const uint8_t *mask, uint64_t *bits)
{
    for (Py_ssize_t s = 0; s < self->segment_count; s++) {
        const Segment *segment = &self->segments[s];
        const uint8_t *mine = mask + segment->first;
        uint64_t *words = bits + segment->first_word;
        memset(words, 0, segment->words * sizeof *words);
        uint32_t doc = 0;
        for (; doc + 8 <= segment->documents; doc += 8) {
            uint64_t eight;
            memcpy(&eight, mine + doc, sizeof eight);
            /* Eight truth values, 0 or 1 a byte, are brought together in the highest byte. */
            words[doc / WORD_BITS] |= (eight & 0x0101010101010101u) * 0x0102040810204080u >> 56 << doc % WORD_BITS;
        }
        for (; doc < segment->documents; doc++)
            words[doc / WORD_BITS] |= (uint64_t)(mine[doc] & 1) << doc % WORD_BITS;
    }
}

static PyObject *matcher_new(PyTypeObject *type, PyObject *args, PyObject *Py_UNUSED(kwargs))
{
    PyObject *segments, *norms, *title_norms, *alive;
    Py_ssize_t shared_from;
    if (!PyArg_ParseTuple(args, "O!OOOn", &PyTuple_Type, &segments, &norms, &title_norms, &alive, &shared_from))
        return NULL;
    Matcher *self = (Matcher *)type->tp_alloc(type, 0);
    if (self == NULL)
        return NULL;
    self->shared_from = shared_from;
    Py_ssize_t count = PyTuple_GET_SIZE(segments);
    self->segments = PyMem_Calloc((size_t)count + 1, sizeof *self->segments);
    self->buffers = PyMem_Calloc((size_t)count * BUFFERS_A_SEGMENT + 3, sizeof *self->buffers);
    if (self->segments == NULL || self->buffers == NULL) {
        PyErr_NoMemory();
        goto failed;
    }
    for (; self->segment_count < count; self->segment_count++) {
        if (!read_segment(self, PyTuple_GET_ITEM(segments, self->segment_count), &self->segments[self->segment_count]))
            goto failed;
    }
    self->norms = read_norms(self, norms, &self->small_norms, &self->least_norms);
    self->title_norms = self->norms
        ? read_norms(self, title_norms, &self->small_title_norms, &self->least_title_norms) : NULL;
    if (self->title_norms == NULL)
        goto failed;
    if (alive != Py_None) {
        const Py_buffer *mask = hold(self, alive, 1);
        if (mask == NULL)
            goto failed;
        if (mask->len != self->documents) {
            PyErr_SetString(PyExc_ValueError, "there is no truth value for every document");
            goto failed;
        }
        self->alive = malloc(((size_t)self->words + 1) * sizeof *self->alive);
        if (self->alive == NULL) {
            PyErr_NoMemory();
            goto failed;
        }
        mark_words(self, mask->buf, self->alive);
    }
    return (PyObject *)self;
failed:
    Py_DECREF(self);
    return NULL;
}

PyObject *matcher_marked(Matcher *self, PyObject *object)
{
    Py_buffer mask;
    if (PyObject_GetBuffer(object, &mask, PyBUF_SIMPLE) < 0)
        return NULL;
    PyObject *bits = NULL;
    if (mask.len != self->documents)
        PyErr_SetString(PyExc_ValueError, "there is no truth value for every document");
    else
        bits = PyBytes_FromStringAndSize(NULL, self->words * 8);
    if (bits != NULL)
        mark_words(self, mask.buf, (uint64_t *)PyBytes_AS_STRING(bits));
    PyBuffer_Release(&mask);
    return bits;
}

int is_no_bitmap(const Matcher *matcher, const Py_buffer *bitmap)
{
    if (bitmap->len == matcher->words * 8)
        return 0;
    PyErr_SetString(PyExc_ValueError, "this is no bitmap of the index");
    return 1;
}

static PyMethodDef matcher_methods[] = {
    {"find_term", (PyCFunction)matcher_find_term, METH_VARARGS, NULL},
    {"find", (PyCFunction)matcher_find, METH_VARARGS, NULL},
    {"listed", (PyCFunction)matcher_listed, METH_VARARGS, NULL},
    {"beginning", (PyCFunction)matcher_beginning, METH_VARARGS, NULL},
    {"any_within", (PyCFunction)matcher_any_within, METH_VARARGS, NULL},
    {"phrase", (PyCFunction)matcher_phrase, METH_VARARGS, NULL},
    {"meeting", (PyCFunction)matcher_meeting, METH_VARARGS, NULL},
    {"any_of", (PyCFunction)matcher_any_of, METH_O, NULL},
    {"marked", (PyCFunction)matcher_marked, METH_O, NULL},
    {"count", (PyCFunction)matcher_count, METH_O, NULL},
    {"numbers", (PyCFunction)matcher_numbers, METH_O, NULL},
    {"among", (PyCFunction)matcher_among, METH_VARARGS, NULL},
    {"candidates", (PyCFunction)matcher_candidates, METH_VARARGS, NULL},
    {"contributions", (PyCFunction)matcher_contributions, METH_VARARGS, NULL},
    {0},
};

static PyType_Slot matcher_slots[] = {
    {Py_tp_new, matcher_new},
    {Py_tp_dealloc, matcher_dealloc},
    {Py_tp_methods, matcher_methods},
    {Py_tp_doc, "See search/matching/matcher.py."},
    {0, NULL},
};

static PyType_Spec matcher_spec = {
    .name = "search.matching._matcher.Matcher",
    .basicsize = sizeof(Matcher),
    .flags = Py_TPFLAGS_DEFAULT,
    .slots = matcher_slots,
};

static PyModuleDef module = {
    PyModuleDef_HEAD_INIT,
    .m_name = "_matcher",
    .m_size = -1,
};

PyMODINIT_FUNC PyInit__matcher(void)
{
    PyObject *made = PyModule_Create(&module);
    PyObject *type = made ? PyType_FromSpec(&matcher_spec) : NULL;
    list_type = type ? (PyTypeObject *)PyType_FromSpec(&list_spec) : NULL;
    if (list_type == NULL || PyModule_AddObjectRef(made, "Matcher", type) < 0 ||
        PyModule_AddObjectRef(made, "List", (PyObject *)list_type) < 0)
        Py_CLEAR(made);
    Py_XDECREF(type);
    return made;
}

/* The compiled twin of index/segment/inversion.py: the same functions, the same results.
 *
 * Where numpy sorts keys of 64 bits, this distributes: documents come in ascending order, so a counting sort by term, which is
 * stable, leaves every term's documents ascending (Knuth, The Art of Computer Programming 3, 5.2.5, "distribution counting");
 * pairs are distributed by their second term, then by their first. Everything runs without the interpreter's lock.
 */
#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define MOST_TIMES 255
#define PAIR_BITS 21       /* a bigram is first << 21 | second, as in postings.py */
#define WIDE_PAIR_BITS 32  /* a counted pair is first << 32 | second */

enum { ONCE, COUNTED, DENSE };

/* The texts: of document d the slots [start[d], end[d]), 0 for a break or 1 + a term number. */
typedef struct {
    const int32_t *slots;
    Py_ssize_t slot_count;
    const int64_t *start, *end;
    Py_ssize_t documents;
} Texts;

static Py_ssize_t items(const Py_buffer *buffer, size_t size)
{
    return buffer->len / (Py_ssize_t)size;
}

/* True, with an exception, when slots or terms lie outside of what they index. */
static int are_wrong(const Texts *texts, Py_ssize_t terms)
{
    for (Py_ssize_t d = 0; d < texts->documents; d++) {
        if (texts->start[d] < 0 || texts->end[d] < texts->start[d] || texts->end[d] > texts->slot_count) {
            PyErr_SetString(PyExc_ValueError, "a document lies outside of the slots");
            return 1;
        }
    }
    for (Py_ssize_t s = 0; s < texts->slot_count; s++) {
        if (texts->slots[s] < 0 || texts->slots[s] > terms) {
            PyErr_SetString(PyExc_ValueError, "a slot lies outside of the terms");
            return 1;
        }
    }
    return 0;
}

static void to_starts(int64_t *counts, Py_ssize_t size)
{
    int64_t sum = 0;
    for (Py_ssize_t i = 0; i < size; i++) {
        int64_t count = counts[i];
        counts[i] = sum;
        sum += count;
    }
}

static PyObject *invert(PyObject *Py_UNUSED(module), PyObject *args)
{
    Py_buffer slots, start, end, joined_terms, joined_docs;
    Py_ssize_t terms;
    if (!PyArg_ParseTuple(args, "y*y*y*y*y*n", &slots, &start, &end, &joined_terms, &joined_docs, &terms))
        return NULL;
    PyObject *counts = NULL, *docs = NULL, *tfs = NULL, *result = NULL;
    uint32_t *last = NULL;
    int64_t *cursor = NULL;
    Texts texts = {slots.buf, items(&slots, 4), start.buf, end.buf, items(&start, 8)};
    const int32_t *more_terms = joined_terms.buf, *more_docs = joined_docs.buf;
    Py_ssize_t more = items(&joined_terms, 4);
    if (terms < 0 || items(&end, 8) != texts.documents || items(&joined_docs, 4) != more) {
        PyErr_SetString(PyExc_ValueError, "arrays that go together differ in length");
        goto done;
    }
    if (are_wrong(&texts, terms))
        goto done;
    for (Py_ssize_t j = 0; j < more; j++) {
        if (more_terms[j] < 0 || more_terms[j] >= terms || more_docs[j] < (j ? more_docs[j - 1] : 0) ||
            more_docs[j] >= texts.documents) {
            PyErr_SetString(PyExc_ValueError, "joined tokens are not in the order of documents, or outside of the terms");
            goto done;
        }
    }
    counts = PyBytes_FromStringAndSize(NULL, terms * 8);
    last = malloc(((size_t)terms + 1) * sizeof *last);
    cursor = malloc(((size_t)terms + 1) * sizeof *cursor);
    if (counts == NULL || last == NULL || cursor == NULL) {
        PyErr_NoMemory();
        goto done;
    }
    int64_t *count = (int64_t *)PyBytes_AS_STRING(counts), total = 0;
    Py_BEGIN_ALLOW_THREADS
    memset(count, 0, (size_t)terms * 8);
    memset(last, 0xFF, (size_t)terms * sizeof *last);
    Py_ssize_t j = 0;
    for (Py_ssize_t d = 0; d < texts.documents; d++) {
        for (int64_t s = texts.start[d]; s < texts.end[d]; s++) {
            int32_t term = texts.slots[s] - 1;
            if (term >= 0 && last[term] != (uint32_t)d) {
                last[term] = (uint32_t)d;
                count[term]++;
            }
        }
        for (; j < more && more_docs[j] == d; j++) {
            if (last[more_terms[j]] != (uint32_t)d) {
                last[more_terms[j]] = (uint32_t)d;
                count[more_terms[j]]++;
            }
        }
    }
    memcpy(cursor, count, (size_t)terms * 8);
    for (Py_ssize_t t = 0; t < terms; t++)
        total += count[t];
    to_starts(cursor, terms);
    Py_END_ALLOW_THREADS
    docs = PyBytes_FromStringAndSize(NULL, total * 4);
    tfs = PyBytes_FromStringAndSize(NULL, total);
    if (docs == NULL || tfs == NULL)
        goto done;
    uint32_t *doc = (uint32_t *)PyBytes_AS_STRING(docs);
    uint8_t *tf = (uint8_t *)PyBytes_AS_STRING(tfs);
    Py_BEGIN_ALLOW_THREADS
    memset(last, 0xFF, (size_t)terms * sizeof *last);
    Py_ssize_t j = 0;
    for (Py_ssize_t d = 0; d < texts.documents; d++) {
        int64_t s = texts.start[d];
        for (;;) {
            int32_t term;
            if (s < texts.end[d]) {
                term = texts.slots[s++] - 1;
                if (term < 0)
                    continue;
            } else if (j < more && more_docs[j] == d) {
                term = more_terms[j++];
            } else {
                break;
            }
            if (last[term] != (uint32_t)d) {
                last[term] = (uint32_t)d;
                doc[cursor[term]] = (uint32_t)d;
                tf[cursor[term]] = 1;
                cursor[term]++;
            } else if (tf[cursor[term] - 1] < MOST_TIMES) {
                tf[cursor[term] - 1]++;
            }
        }
    }
    Py_END_ALLOW_THREADS
    result = PyTuple_Pack(3, counts, docs, tfs);
done:
    free(last);
    free(cursor);
    Py_XDECREF(counts);
    Py_XDECREF(docs);
    Py_XDECREF(tfs);
    PyBuffer_Release(&slots);
    PyBuffer_Release(&start);
    PyBuffer_Release(&end);
    PyBuffer_Release(&joined_terms);
    PyBuffer_Release(&joined_docs);
    return result;
}

typedef struct {
    uint32_t term, doc;
} Half;

/* Neighbouring words of each document by first term, then second, then document: `halves` has second and document, `starts`
 * (terms + 1) where each first term's begin. The number of pairs, or -1 without memory. */
static int64_t sort_pairs(const Texts *texts, Py_ssize_t terms, Half **halves, int64_t **starts)
{
    int64_t *by_first = calloc((size_t)terms + 2, sizeof(int64_t)), *by_second = calloc((size_t)terms + 2, sizeof(int64_t));
    Half *firsts = NULL, *seconds = NULL;
    int64_t total = 0;
    if (by_first == NULL || by_second == NULL)
        goto failed;
    for (Py_ssize_t d = 0; d < texts->documents; d++) {
        for (int64_t s = texts->start[d]; s + 1 < texts->end[d]; s++) {
            int32_t first = texts->slots[s], second = texts->slots[s + 1];
            if (first && second) {
                by_first[first - 1]++;
                by_second[second - 1]++;
                total++;
            }
        }
    }
    to_starts(by_first, terms + 1);
    to_starts(by_second, terms + 1);
    firsts = malloc(((size_t)total + 1) * sizeof(Half));
    seconds = malloc(((size_t)total + 1) * sizeof(Half));
    int64_t *cursor = malloc(((size_t)terms + 1) * sizeof(int64_t));
    if (firsts == NULL || seconds == NULL || cursor == NULL) {
        free(cursor);
        goto failed;
    }
    memcpy(cursor, by_second, (size_t)terms * sizeof(int64_t));
    for (Py_ssize_t d = 0; d < texts->documents; d++) {
        for (int64_t s = texts->start[d]; s + 1 < texts->end[d]; s++) {
            int32_t first = texts->slots[s], second = texts->slots[s + 1];
            if (first && second)
                firsts[cursor[second - 1]++] = (Half){(uint32_t)first - 1, (uint32_t)d};
        }
    }
    memcpy(cursor, by_first, (size_t)terms * sizeof(int64_t));
    for (Py_ssize_t second = 0; second < terms; second++) {
        for (int64_t i = by_second[second]; i < by_second[second + 1]; i++)
            seconds[cursor[firsts[i].term]++] = (Half){(uint32_t)second, firsts[i].doc};
    }
    free(cursor);
    free(firsts);
    free(by_second);
    *halves = seconds;
    *starts = by_first;
    return total;
failed:
    free(by_first);
    free(by_second);
    free(firsts);
    free(seconds);
    return -1;
}

static PyObject *invert_pairs(PyObject *Py_UNUSED(module), PyObject *args)
{
    Py_buffer slots, start;
    Py_ssize_t terms;
    if (!PyArg_ParseTuple(args, "y*y*n", &slots, &start, &terms))
        return NULL;
    PyObject *pairs = NULL, *counts = NULL, *docs = NULL, *tfs = NULL, *result = NULL;
    Half *halves = NULL;
    int64_t *starts = NULL, total = 0, distinct = 0, postings = 0;
    const int64_t *bounds = start.buf;
    Texts texts = {slots.buf, items(&slots, 4), bounds, bounds + 1, items(&start, 8) - 1};
    if (texts.documents < 0 || terms < 0 || terms > (1 << PAIR_BITS)) {
        PyErr_SetString(PyExc_ValueError, "pairs are of at most 2,097,152 terms, and starts are one more than documents");
        goto done;
    }
    if (are_wrong(&texts, terms))
        goto done;
    Py_BEGIN_ALLOW_THREADS
    total = sort_pairs(&texts, terms, &halves, &starts);
    for (Py_ssize_t first = 0; total > 0 && first < terms; first++) {
        for (int64_t i = starts[first]; i < starts[first + 1]; i++) {
            int is_new = i == starts[first] || halves[i].term != halves[i - 1].term;
            distinct += is_new;
            postings += is_new || halves[i].doc != halves[i - 1].doc;
        }
    }
    Py_END_ALLOW_THREADS
    if (total < 0) {
        PyErr_NoMemory();
        goto done;
    }
    pairs = PyBytes_FromStringAndSize(NULL, distinct * 8);
    counts = PyBytes_FromStringAndSize(NULL, distinct * 8);
    docs = PyBytes_FromStringAndSize(NULL, postings * 4);
    tfs = PyBytes_FromStringAndSize(NULL, postings);
    if (pairs == NULL || counts == NULL || docs == NULL || tfs == NULL)
        goto done;
    uint64_t *pair = (uint64_t *)PyBytes_AS_STRING(pairs);
    int64_t *count = (int64_t *)PyBytes_AS_STRING(counts);
    uint32_t *doc = (uint32_t *)PyBytes_AS_STRING(docs);
    uint8_t *tf = (uint8_t *)PyBytes_AS_STRING(tfs);
    Py_BEGIN_ALLOW_THREADS
    int64_t p = -1, n = -1;
    for (Py_ssize_t first = 0; total > 0 && first < terms; first++) {
        for (int64_t i = starts[first]; i < starts[first + 1]; i++) {
            int is_new = i == starts[first] || halves[i].term != halves[i - 1].term;
            if (is_new) {
                pair[++p] = (uint64_t)first << PAIR_BITS | halves[i].term;
                count[p] = 0;
            }
            if (is_new || halves[i].doc != halves[i - 1].doc) {
                count[p]++;
                doc[++n] = halves[i].doc;
                tf[n] = 1;
            } else if (tf[n] < MOST_TIMES) {
                tf[n]++;
            }
        }
    }
    Py_END_ALLOW_THREADS
    result = PyTuple_Pack(4, pairs, counts, docs, tfs);
done:
    free(halves);
    free(starts);
    Py_XDECREF(pairs);
    Py_XDECREF(counts);
    Py_XDECREF(docs);
    Py_XDECREF(tfs);
    PyBuffer_Release(&slots);
    PyBuffer_Release(&start);
    return result;
}

static PyObject *count_pairs(PyObject *Py_UNUSED(module), PyObject *args)
{
    Py_buffer slots, start;
    Py_ssize_t terms;
    long long fewest;
    if (!PyArg_ParseTuple(args, "y*y*nL", &slots, &start, &terms, &fewest))
        return NULL;
    PyObject *pairs = NULL, *counts = NULL, *result = NULL;
    Half *halves = NULL;
    int64_t *starts = NULL, total = 0, kept = 0;
    const int64_t *bounds = start.buf;
    Texts texts = {slots.buf, items(&slots, 4), bounds, bounds + 1, items(&start, 8) - 1};
    if (texts.documents < 0 || terms < 0) {
        PyErr_SetString(PyExc_ValueError, "starts are one more than documents");
        goto done;
    }
    if (are_wrong(&texts, terms))
        goto done;
    uint64_t *pair = NULL;
    int64_t *count = NULL;
    for (int pass = 0; pass < 2; pass++) {
        Py_BEGIN_ALLOW_THREADS
        if (pass == 0)
            total = sort_pairs(&texts, terms, &halves, &starts);
        kept = 0;
        for (Py_ssize_t first = 0; total > 0 && first < terms; first++) {
            int64_t i = starts[first];
            while (i < starts[first + 1]) {
                int64_t run = i;
                while (i < starts[first + 1] && halves[i].term == halves[run].term)
                    i++;
                if (i - run < fewest)
                    continue;
                if (pass == 1) {
                    pair[kept] = (uint64_t)first << WIDE_PAIR_BITS | halves[run].term;
                    count[kept] = i - run;
                }
                kept++;
            }
        }
        Py_END_ALLOW_THREADS
        if (total < 0) {
            PyErr_NoMemory();
            goto done;
        }
        if (pass == 0) {
            pairs = PyBytes_FromStringAndSize(NULL, kept * 8);
            counts = PyBytes_FromStringAndSize(NULL, kept * 8);
            if (pairs == NULL || counts == NULL)
                goto done;
            pair = (uint64_t *)PyBytes_AS_STRING(pairs);
            count = (int64_t *)PyBytes_AS_STRING(counts);
        }
    }
    result = PyTuple_Pack(2, pairs, counts);
done:
    free(halves);
    free(starts);
    Py_XDECREF(pairs);
    Py_XDECREF(counts);
    PyBuffer_Release(&slots);
    PyBuffer_Release(&start);
    return result;
}

static PyObject *pack(PyObject *Py_UNUSED(module), PyObject *args)
{
    Py_buffer counts, docs, tfs, codes;
    Py_ssize_t bitmap_units;
    if (!PyArg_ParseTuple(args, "y*y*y*ny*", &counts, &docs, &tfs, &bitmap_units, &codes))
        return NULL;
    PyObject *units = NULL, *sizes = NULL, *forms = NULL, *result = NULL;
    const int64_t *count = counts.buf;
    const uint32_t *doc = docs.buf;
    const uint8_t *tf = tfs.buf, *code = codes.buf;
    Py_ssize_t terms = items(&counts, 8), postings = tfs.len;
    int64_t sum = 0, total = 0;
    for (Py_ssize_t t = 0; t < terms; t++) {
        if (count[t] < 0 || count[t] > postings - sum)
            break;
        sum += count[t];
    }
    if (sum != postings || items(&docs, 4) != postings || codes.len != 256 || bitmap_units < 0) {
        PyErr_SetString(PyExc_ValueError, "counts, documents and frequencies do not go together");
        goto done;
    }
    for (Py_ssize_t i = 0; i < postings; i++) {
        if (doc[i] >= 16 * (uint64_t)bitmap_units || doc[i] > 0xFFFF) {
            PyErr_SetString(PyExc_ValueError, "a document lies outside of the segment");
            goto done;
        }
    }
    sizes = PyBytes_FromStringAndSize(NULL, terms * 8);
    forms = PyBytes_FromStringAndSize(NULL, terms);
    if (sizes == NULL || forms == NULL)
        goto done;
    int64_t *size = (int64_t *)PyBytes_AS_STRING(sizes);
    uint8_t *form = (uint8_t *)PyBytes_AS_STRING(forms);
    const uint8_t *times = tf;
    for (Py_ssize_t t = 0; t < terms; t++) {
        form[t] = ONCE;
        for (int64_t i = 0; i < count[t] && form[t] == ONCE; i++)
            form[t] = code[times[i]] ? COUNTED : ONCE;
        if (count[t] > bitmap_units)
            form[t] = DENSE;
        size[t] = (form[t] == DENSE ? bitmap_units : count[t]) + (form[t] == ONCE ? 0 : 1 + (count[t] + 3) / 4);
        total += size[t];
        times += count[t];
    }
    units = PyBytes_FromStringAndSize(NULL, total * 2);
    if (units == NULL)
        goto done;
    uint16_t *unit = (uint16_t *)PyBytes_AS_STRING(units);
    Py_BEGIN_ALLOW_THREADS
    memset(unit, 0, (size_t)total * 2);
    for (Py_ssize_t t = 0; t < terms; t++) {
        uint16_t *at = unit;
        if (form[t] != ONCE)
            *at++ = (uint16_t)(count[t] - 1);
        if (form[t] == DENSE) {
            for (int64_t i = 0; i < count[t]; i++)
                at[doc[i] >> 4] |= (uint16_t)(1u << (doc[i] & 15));
            at += bitmap_units;
        } else {
            for (int64_t i = 0; i < count[t]; i++)
                *at++ = (uint16_t)doc[i];
        }
        if (form[t] != ONCE) {
            for (int64_t i = 0; i < count[t]; i++)
                at[i >> 2] |= (uint16_t)(code[tf[i]] << 4 * (i & 3));
        }
        unit += size[t];
        doc += count[t];
        tf += count[t];
    }
    Py_END_ALLOW_THREADS
    result = PyTuple_Pack(3, units, sizes, forms);
done:
    Py_XDECREF(units);
    Py_XDECREF(sizes);
    Py_XDECREF(forms);
    PyBuffer_Release(&counts);
    PyBuffer_Release(&docs);
    PyBuffer_Release(&tfs);
    PyBuffer_Release(&codes);
    return result;
}

static PyMethodDef module_methods[] = {
    {"invert", invert, METH_VARARGS, NULL},
    {"invert_pairs", invert_pairs, METH_VARARGS, NULL},
    {"count_pairs", count_pairs, METH_VARARGS, NULL},
    {"pack", pack, METH_VARARGS, NULL},
    {NULL, NULL, 0, NULL},
};

static PyModuleDef_Slot module_slots[] = {
    {0, NULL},
};

static struct PyModuleDef module_definition = {
    .m_base = PyModuleDef_HEAD_INIT,
    .m_name = "_inversion",
    .m_doc = "The compiled twin of index.segment.inversion.",
    .m_size = 0,
    .m_methods = module_methods,
    .m_slots = module_slots,
};

PyMODINIT_FUNC PyInit__inversion(void)
{
    return PyModuleDef_Init(&module_definition);
}

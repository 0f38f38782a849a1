/* The compiled twin of index/segment/inversion.py: the same functions, the same results.
 *
 * Where numpy sorts keys of 64 bits, this distributes: documents come in ascending order, so a counting sort by term, which is
 * stable, leaves every term's documents ascending (Knuth, The Art of Computer Programming 3, 5.2.5, "distribution counting").
 * Pairs are distributed by their first term; those of one first term mostly fit into the processor's cache and are sorted
 * there, by the digits of the second. Everything runs without the interpreter's lock.
 */
#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "_arrays.h"

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

/* What is wrong with slots or terms that lie outside of what they index; NULL for nothing. Needs no lock. */
static const char *wrong_with(const Texts *texts, Py_ssize_t terms)
{
    for (Py_ssize_t d = 0; d < texts->documents; d++) {
        if (texts->start[d] < 0 || texts->end[d] < texts->start[d] || texts->end[d] > texts->slot_count)
            return "a document lies outside of the slots";
    }
    int outside = 0;
    for (Py_ssize_t s = 0; s < texts->slot_count; s++)
        outside |= texts->slots[s] < 0 || texts->slots[s] > terms;
    return outside ? "a slot lies outside of the terms" : NULL;
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

/* Of a term: the last document that it was met in, and where its next posting comes. */
typedef struct {
    uint32_t last, next;
} Cursor;

static PyObject *invert(PyObject *Py_UNUSED(module), PyObject *args)
{
    Py_buffer slots, start, end, joined_terms, joined_docs;
    Py_ssize_t terms;
    if (!PyArg_ParseTuple(args, "y*y*y*y*y*n", &slots, &start, &end, &joined_terms, &joined_docs, &terms))
        return NULL;
    PyObject *counts = NULL, *docs = NULL, *tfs = NULL, *result = NULL;
    Cursor *cursors = NULL;
    Texts texts = {slots.buf, items(&slots, 4), start.buf, end.buf, items(&start, 8)};
    const int32_t *more_terms = joined_terms.buf, *more_docs = joined_docs.buf;
    Py_ssize_t more = items(&joined_terms, 4);
    if (terms < 0 || items(&end, 8) != texts.documents || items(&joined_docs, 4) != more) {
        PyErr_SetString(PyExc_ValueError, "arrays that go together differ in length");
        goto done;
    }
    const char *wrong;
    Py_BEGIN_ALLOW_THREADS
    wrong = wrong_with(&texts, terms);
    for (Py_ssize_t j = 0; wrong == NULL && j < more; j++) {
        if (more_terms[j] < 0 || more_terms[j] >= terms || more_docs[j] < (j ? more_docs[j - 1] : 0) ||
            more_docs[j] >= texts.documents)
            wrong = "joined tokens are not in the order of documents, or outside of the terms";
    }
    Py_END_ALLOW_THREADS
    if (wrong == NULL && texts.slot_count + more > UINT32_MAX)
        wrong = "more slots than can be counted lie outside of one segment";
    if (wrong != NULL) {
        PyErr_SetString(PyExc_ValueError, wrong);
        goto done;
    }
    counts = PyBytes_FromStringAndSize(NULL, terms * 8);
    cursors = malloc(((size_t)terms + 1) * sizeof *cursors);
    if (counts == NULL || cursors == NULL) {
        PyErr_NoMemory();
        goto done;
    }
    int64_t *count = (int64_t *)PyBytes_AS_STRING(counts), total = 0;
    Py_BEGIN_ALLOW_THREADS
    for (Py_ssize_t t = 0; t < terms; t++)
        cursors[t] = (Cursor){UINT32_MAX, 0};
    Py_ssize_t j = 0;
    for (Py_ssize_t d = 0; d < texts.documents; d++) {
        for (int64_t s = texts.start[d]; s < texts.end[d]; s++) {
            int32_t term = texts.slots[s] - 1;
            if (term >= 0 && cursors[term].last != (uint32_t)d) {
                cursors[term].last = (uint32_t)d;
                cursors[term].next++;
            }
        }
        for (; j < more && more_docs[j] == d; j++) {
            if (cursors[more_terms[j]].last != (uint32_t)d) {
                cursors[more_terms[j]].last = (uint32_t)d;
                cursors[more_terms[j]].next++;
            }
        }
    }
    for (Py_ssize_t t = 0; t < terms; t++) {
        count[t] = cursors[t].next;
        cursors[t] = (Cursor){UINT32_MAX, (uint32_t)total};
        total += count[t];
    }
    Py_END_ALLOW_THREADS
    docs = PyBytes_FromStringAndSize(NULL, total * 4);
    tfs = PyBytes_FromStringAndSize(NULL, total);
    if (docs == NULL || tfs == NULL)
        goto done;
    uint32_t *doc = (uint32_t *)PyBytes_AS_STRING(docs);
    uint8_t *tf = (uint8_t *)PyBytes_AS_STRING(tfs);
    Py_BEGIN_ALLOW_THREADS
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
            Cursor *cursor = cursors + term;
            if (cursor->last != (uint32_t)d) {
                cursor->last = (uint32_t)d;
                doc[cursor->next] = (uint32_t)d;
                tf[cursor->next] = 1;
                cursor->next++;
            } else if (tf[cursor->next - 1] < MOST_TIMES) {
                tf[cursor->next - 1]++;
            }
        }
    }
    Py_END_ALLOW_THREADS
    result = PyTuple_Pack(3, counts, docs, tfs);
done:
    free(cursors);
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

/* A pair by its second term and its document, in one number: second << 32 | document. */
typedef uint64_t Half;

#define FEW 32             /* so few are sorted by insertion */
#define MOST_DIGIT_BITS 11

/* Sorts the pairs of one first term, which come by document, by their second term, of `bits` bits, then by document. */
static void sort_halves(Half *halves, Half *spare, int64_t count, int bits)
{
    if (count <= FEW) {
        for (int64_t i = 1; i < count; i++) {
            Half half = halves[i];
            int64_t j = i;
            for (; j > 0 && halves[j - 1] > half; j--)
                halves[j] = halves[j - 1];
            halves[j] = half;
        }
        return;
    }
    int digits = (bits + MOST_DIGIT_BITS - 1) / MOST_DIGIT_BITS, done = 0;
    if (count < 512 && digits < 3)
        digits++;  /* A shorter table to go through. */
    uint32_t place[1 << MOST_DIGIT_BITS];
    Half *from = halves, *to = spare;
    for (int digit = 0; digit < digits; digit++) {
        int digit_bits = (bits - done + digits - digit - 1) / (digits - digit), shift = 32 + done;
        uint32_t mask = (1u << digit_bits) - 1, sum = 0;
        memset(place, 0, sizeof(uint32_t) << digit_bits);
        for (int64_t i = 0; i < count; i++)
            place[from[i] >> shift & mask]++;
        for (uint32_t p = 0; p <= mask; p++) {
            uint32_t held = place[p];
            place[p] = sum;
            sum += held;
        }
        for (int64_t i = 0; i < count; i++)
            to[place[from[i] >> shift & mask]++] = from[i];
        Half *swapped = from;
        from = to;
        to = swapped;
        done += digit_bits;
    }
    if (from != halves)
        memcpy(halves, from, (size_t)count * sizeof *halves);
}

/* The neighbouring words of all documents. */
typedef struct {
    Half *halves;          /* by first term, then as they stand in the documents */
    Half *spare;           /* room to sort those of one first term */
    int64_t *starts;       /* where those of each first term begin; the end of the last too */
    int64_t total;
    int bits;              /* of a second term */
} Pairs;

static void free_pairs(Pairs *pairs)
{
    free(pairs->halves);
    free(pairs->spare);
    free(pairs->starts);
}

/* False without memory. Needs no lock. */
static int find_pairs(const Texts *texts, Py_ssize_t terms, Pairs *pairs)
{
    int64_t *cursor = malloc(((size_t)terms + 1) * sizeof *cursor), most = 0;
    pairs->starts = calloc((size_t)terms + 1, sizeof *pairs->starts);
    if (cursor == NULL || pairs->starts == NULL)
        goto failed;
    for (Py_ssize_t d = 0; d < texts->documents; d++) {
        for (int64_t s = texts->start[d]; s + 1 < texts->end[d]; s++) {
            if (texts->slots[s] && texts->slots[s + 1]) {
                pairs->starts[texts->slots[s] - 1]++;
                pairs->total++;
            }
        }
    }
    for (Py_ssize_t t = 0; t < terms; t++)
        most = pairs->starts[t] > most ? pairs->starts[t] : most;
    to_starts(pairs->starts, terms + 1);
    memcpy(cursor, pairs->starts, (size_t)terms * sizeof *cursor);
    for (pairs->bits = 1; pairs->bits < 32 && terms > (Py_ssize_t)1 << pairs->bits;)
        pairs->bits++;
    pairs->halves = malloc(((size_t)pairs->total + 1) * sizeof *pairs->halves);
    pairs->spare = malloc(((size_t)most + 1) * sizeof *pairs->spare);
    if (pairs->halves == NULL || pairs->spare == NULL || most > UINT32_MAX)
        goto failed;
    for (Py_ssize_t d = 0; d < texts->documents; d++) {
        for (int64_t s = texts->start[d]; s + 1 < texts->end[d]; s++) {
            int32_t first = texts->slots[s], second = texts->slots[s + 1];
            if (first && second)
                pairs->halves[cursor[first - 1]++] = (Half)(second - 1) << 32 | (uint32_t)d;
        }
    }
    free(cursor);
    return 1;
failed:
    free(cursor);
    return 0;
}

/* The pairs of a first term, sorted; how many there are. */
static int64_t sorted_halves(const Pairs *pairs, Py_ssize_t first, const Half **halves)
{
    Half *mine = pairs->halves + pairs->starts[first];
    int64_t count = pairs->starts[first + 1] - pairs->starts[first];
    sort_halves(mine, pairs->spare, count, pairs->bits);
    *halves = mine;
    return count;
}

/* The texts, and the pairs in them, of two buffers from Python; an exception and false when they are wrong. */
static int pairs_of(const Py_buffer *slots, const Py_buffer *start, Py_ssize_t terms, Py_ssize_t most_terms, Pairs *pairs)
{
    const int64_t *bounds = start->buf;
    Texts texts = {slots->buf, items(slots, 4), bounds, bounds + 1, items(start, 8) - 1};
    if (texts.documents < 0 || terms < 0 || terms > most_terms) {
        PyErr_SetString(PyExc_ValueError, "pairs are of at most 2,097,152 terms, and starts are one more than documents");
        return 0;
    }
    const char *wrong;
    int found = 0;
    Py_BEGIN_ALLOW_THREADS
    wrong = wrong_with(&texts, terms);
    if (wrong == NULL)
        found = find_pairs(&texts, terms, pairs);
    Py_END_ALLOW_THREADS
    if (wrong != NULL)
        PyErr_SetString(PyExc_ValueError, wrong);
    else if (!found)
        PyErr_NoMemory();
    return wrong == NULL && found;
}

static PyObject *invert_pairs(PyObject *Py_UNUSED(module), PyObject *args)
{
    Py_buffer slots, start;
    Py_ssize_t terms;
    if (!PyArg_ParseTuple(args, "y*y*n", &slots, &start, &terms))
        return NULL;
    PyObject *numbers = NULL, *counts = NULL, *docs = NULL, *tfs = NULL, *result = NULL;
    Pairs pairs = {0};
    if (!pairs_of(&slots, &start, terms, 1 << PAIR_BITS, &pairs))
        goto done;
    /* Room for as many as there can be; what is not written to takes no memory, and is given back. */
    numbers = PyBytes_FromStringAndSize(NULL, pairs.total * 8);
    counts = PyBytes_FromStringAndSize(NULL, pairs.total * 8);
    docs = PyBytes_FromStringAndSize(NULL, pairs.total * 4);
    tfs = PyBytes_FromStringAndSize(NULL, pairs.total);
    if (numbers == NULL || counts == NULL || docs == NULL || tfs == NULL)
        goto done;
    uint64_t *number = (uint64_t *)PyBytes_AS_STRING(numbers);
    int64_t *count = (int64_t *)PyBytes_AS_STRING(counts), p = -1, n = -1;
    uint32_t *doc = (uint32_t *)PyBytes_AS_STRING(docs);
    uint8_t *tf = (uint8_t *)PyBytes_AS_STRING(tfs);
    Py_BEGIN_ALLOW_THREADS
    for (Py_ssize_t first = 0; first < terms; first++) {
        const Half *halves;
        int64_t held = sorted_halves(&pairs, first, &halves);
        for (int64_t i = 0; i < held; i++) {
            int is_new = i == 0 || halves[i] >> 32 != halves[i - 1] >> 32;
            if (is_new) {
                number[++p] = (uint64_t)first << PAIR_BITS | halves[i] >> 32;
                count[p] = 0;
            }
            if (is_new || halves[i] != halves[i - 1]) {
                count[p]++;
                doc[++n] = (uint32_t)halves[i];
                tf[n] = 1;
            } else if (tf[n] < MOST_TIMES) {
                tf[n]++;
            }
        }
    }
    Py_END_ALLOW_THREADS
    if (_PyBytes_Resize(&numbers, (p + 1) * 8) == 0 && _PyBytes_Resize(&counts, (p + 1) * 8) == 0 &&
        _PyBytes_Resize(&docs, (n + 1) * 4) == 0 && _PyBytes_Resize(&tfs, n + 1) == 0)
        result = PyTuple_Pack(4, numbers, counts, docs, tfs);
done:
    free_pairs(&pairs);
    Py_XDECREF(numbers);
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
    PyObject *numbers = NULL, *counts = NULL, *result = NULL;
    Pairs pairs = {0};
    if (!pairs_of(&slots, &start, terms, INT32_MAX, &pairs))
        goto done;
    numbers = PyBytes_FromStringAndSize(NULL, pairs.total * 8);
    counts = PyBytes_FromStringAndSize(NULL, pairs.total * 8);
    if (numbers == NULL || counts == NULL)
        goto done;
    uint64_t *number = (uint64_t *)PyBytes_AS_STRING(numbers);
    int64_t *count = (int64_t *)PyBytes_AS_STRING(counts), kept = 0;
    Py_BEGIN_ALLOW_THREADS
    for (Py_ssize_t first = 0; first < terms; first++) {
        const Half *halves;
        int64_t held = sorted_halves(&pairs, first, &halves), run = 0;
        for (int64_t i = 1; i <= held; i++) {
            if (i < held && halves[i] >> 32 == halves[run] >> 32)
                continue;
            if (i - run >= fewest) {
                number[kept] = (uint64_t)first << WIDE_PAIR_BITS | halves[run] >> 32;
                count[kept++] = i - run;
            }
            run = i;
        }
    }
    Py_END_ALLOW_THREADS
    if (_PyBytes_Resize(&numbers, kept * 8) == 0 && _PyBytes_Resize(&counts, kept * 8) == 0)
        result = PyTuple_Pack(2, numbers, counts);
done:
    free_pairs(&pairs);
    Py_XDECREF(numbers);
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
    int outside = 0;
    Py_BEGIN_ALLOW_THREADS
    for (Py_ssize_t t = 0; t < terms; t++) {
        if (count[t] < 0 || count[t] > postings - sum)
            break;
        sum += count[t];
    }
    for (Py_ssize_t i = 0; i < items(&docs, 4); i++)
        outside |= doc[i] >= 16 * (uint64_t)bitmap_units || doc[i] > 0xFFFF;
    Py_END_ALLOW_THREADS
    if (sum != postings || items(&docs, 4) != postings || codes.len != 256 || bitmap_units < 0) {
        PyErr_SetString(PyExc_ValueError, "counts, documents and frequencies do not go together");
        goto done;
    }
    if (outside) {
        PyErr_SetString(PyExc_ValueError, "a document lies outside of the segment");
        goto done;
    }
    sizes = PyBytes_FromStringAndSize(NULL, terms * 8);
    forms = PyBytes_FromStringAndSize(NULL, terms);
    if (sizes == NULL || forms == NULL)
        goto done;
    int64_t *size = (int64_t *)PyBytes_AS_STRING(sizes);
    uint8_t *form = (uint8_t *)PyBytes_AS_STRING(forms);
    const uint8_t *times = tf;
    Py_BEGIN_ALLOW_THREADS
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
    Py_END_ALLOW_THREADS
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

static PyObject *take(PyObject *Py_UNUSED(module), PyObject *args)
{
    Py_buffer table, numbers;
    Py_ssize_t size;
    if (!PyArg_ParseTuple(args, "y*ny*", &table, &size, &numbers))
        return NULL;
    PyObject *taken = NULL;
    const int32_t *number = numbers.buf;
    Py_ssize_t count = items(&numbers, 4);
    if (size != 2 && size != 4) {
        PyErr_SetString(PyExc_ValueError, "items of 2 or 4 bytes are taken; another size lies outside of that");
        goto done;
    }
    Py_ssize_t held = items(&table, (size_t)size);
    int outside = 0;
    Py_BEGIN_ALLOW_THREADS
    for (Py_ssize_t i = 0; i < count; i++)
        outside |= number[i] < 0 || number[i] >= held;
    Py_END_ALLOW_THREADS
    if (outside) {
        PyErr_SetString(PyExc_ValueError, "a number lies outside of the table");
        goto done;
    }
    taken = PyBytes_FromStringAndSize(NULL, count * size);
    if (taken == NULL)
        goto done;
    Py_BEGIN_ALLOW_THREADS
    if (size == 2) {
        const uint16_t *from = table.buf;
        uint16_t *to = (uint16_t *)PyBytes_AS_STRING(taken);
        for (Py_ssize_t i = 0; i < count; i++)
            to[i] = from[number[i]];
    } else {
        const uint32_t *from = table.buf;
        uint32_t *to = (uint32_t *)PyBytes_AS_STRING(taken);
        for (Py_ssize_t i = 0; i < count; i++)
            to[i] = from[number[i]];
    }
    Py_END_ALLOW_THREADS
done:
    PyBuffer_Release(&table);
    PyBuffer_Release(&numbers);
    return taken;
}

static PyObject *count_each(PyObject *Py_UNUSED(module), PyObject *args)
{
    Py_buffer slots;
    Py_ssize_t terms;
    if (!PyArg_ParseTuple(args, "y*n", &slots, &terms))
        return NULL;
    PyObject *counts = NULL;
    Texts texts = {slots.buf, items(&slots, 4), NULL, NULL, 0};
    const char *wrong = terms < 0 ? "a slot lies outside of the terms" : NULL;
    if (wrong == NULL) {
        Py_BEGIN_ALLOW_THREADS
        wrong = wrong_with(&texts, terms);
        Py_END_ALLOW_THREADS
    }
    if (wrong != NULL) {
        PyErr_SetString(PyExc_ValueError, wrong);
        goto done;
    }
    counts = PyBytes_FromStringAndSize(NULL, (terms + 1) * 8);
    if (counts == NULL)
        goto done;
    int64_t *count = (int64_t *)PyBytes_AS_STRING(counts);
    Py_BEGIN_ALLOW_THREADS
    memset(count, 0, (size_t)(terms + 1) * 8);
    for (Py_ssize_t s = 0; s < texts.slot_count; s++)
        count[texts.slots[s]]++;
    Py_END_ALLOW_THREADS
done:
    PyBuffer_Release(&slots);
    return counts;
}

static PyObject *count_words(PyObject *Py_UNUSED(module), PyObject *args)
{
    Py_buffer slots, start, end;
    if (!PyArg_ParseTuple(args, "y*y*y*", &slots, &start, &end))
        return NULL;
    PyObject *counts = NULL;
    Texts texts = {slots.buf, items(&slots, 4), start.buf, end.buf, items(&start, 8)};
    if (items(&end, 8) != texts.documents) {
        PyErr_SetString(PyExc_ValueError, "arrays that go together differ in length");
        goto done;
    }
    const char *wrong;
    Py_BEGIN_ALLOW_THREADS
    wrong = wrong_with(&texts, INT32_MAX);
    Py_END_ALLOW_THREADS
    if (wrong != NULL) {
        PyErr_SetString(PyExc_ValueError, wrong);
        goto done;
    }
    counts = PyBytes_FromStringAndSize(NULL, texts.documents * 4);
    if (counts == NULL)
        goto done;
    uint32_t *count = (uint32_t *)PyBytes_AS_STRING(counts);
    Py_BEGIN_ALLOW_THREADS
    for (Py_ssize_t d = 0; d < texts.documents; d++) {
        count[d] = 0;
        for (int64_t s = texts.start[d]; s < texts.end[d]; s++)
            count[d] += texts.slots[s] != 0;
    }
    Py_END_ALLOW_THREADS
done:
    PyBuffer_Release(&slots);
    PyBuffer_Release(&start);
    PyBuffer_Release(&end);
    return counts;
}

static PyMethodDef module_methods[] = {
    {"invert", invert, METH_VARARGS, NULL},
    {"invert_pairs", invert_pairs, METH_VARARGS, NULL},
    {"count_pairs", count_pairs, METH_VARARGS, NULL},
    {"pack", pack, METH_VARARGS, NULL},
    {"take", take, METH_VARARGS, NULL},
    {"count_each", count_each, METH_VARARGS, NULL},
    {"count_words", count_words, METH_VARARGS, NULL},
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

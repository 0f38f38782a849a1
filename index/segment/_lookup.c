/* The compiled twin of index/segment/lookup.py: binary searches in the arrays of a mapped segment.
 *
 * A search takes well under a microsecond, so the interpreter's lock is kept: giving it away and getting it back would cost more.
 */
#define PY_SSIZE_T_CLEAN
#include <Python.h>

#include "_postings.h"
#include "_runs.h"

/* Pairs by their first term: row[t] to row[t + 1] of `second`, which ascend there, with `count` beside it. */
typedef struct {
    Offsets row;
    const uint32_t *second;
    Py_ssize_t size;
    const uint16_t *count;
} Pairs;

static int offsets_of(const Py_buffer *view, Offsets *offsets)
{
    if (view->itemsize != 4 && view->itemsize != 8) {
        PyErr_SetString(PyExc_ValueError, "offsets have 4 or 8 bytes");
        return -1;
    }
    *offsets = (Offsets){view->buf, view->len / view->itemsize, view->itemsize == 8};
    return 0;
}

/* The run of number `place`; -1, with an exception, when it lies outside of a section of `size`. */
static int run_of(const Offsets *offsets, Py_ssize_t place, Py_ssize_t size, Py_ssize_t *start, Py_ssize_t *end)
{
    if (find_run(offsets, place, size, start, end))
        return 0;
    PyErr_SetString(PyExc_ValueError, "a run lies outside of its section, or its number outside of the offsets");
    return -1;
}

static PyObject *first_at_least(PyObject *Py_UNUSED(module), PyObject *const *args, Py_ssize_t argc)
{
    Py_buffer texts = {0}, at = {0}, key = {0};
    PyObject *result = NULL;
    Offsets offsets;
    if (argc != 3) {
        PyErr_SetString(PyExc_TypeError, "texts, at, key");
        return NULL;
    }
    if (PyObject_GetBuffer(args[0], &texts, PyBUF_SIMPLE) || PyObject_GetBuffer(args[1], &at, PyBUF_ND) ||
        PyObject_GetBuffer(args[2], &key, PyBUF_SIMPLE) || offsets_of(&at, &offsets))
        goto done;
    Py_ssize_t number = first_not_before(&offsets, texts.buf, texts.len, key.buf, key.len);
    if (number < 0)
        PyErr_SetString(PyExc_ValueError, "a run lies outside of its section");
    else
        result = PyLong_FromSsize_t(number);
done:
    PyBuffer_Release(&texts);
    PyBuffer_Release(&at);
    PyBuffer_Release(&key);
    return result;
}

static PyObject *find_pair(PyObject *Py_UNUSED(module), PyObject *const *args, Py_ssize_t argc)
{
    Py_buffer row = {0}, second = {0};
    PyObject *result = NULL;
    Offsets offsets;
    if (argc != 4) {
        PyErr_SetString(PyExc_TypeError, "row, second, one, two");
        return NULL;
    }
    long long one = PyLong_AsLongLong(args[2]), two = PyLong_AsLongLong(args[3]);
    if (PyErr_Occurred())
        return NULL;
    if (PyObject_GetBuffer(args[0], &row, PyBUF_ND) || PyObject_GetBuffer(args[1], &second, PyBUF_SIMPLE) ||
        offsets_of(&row, &offsets))
        goto done;
    Py_ssize_t start, end;
    if (run_of(&offsets, (Py_ssize_t)one, second.len / 4, &start, &end))
        goto done;
    result = PyLong_FromSsize_t(two < 0 || two > UINT32_MAX ? -1 : find_in_row(second.buf, start, end, (uint32_t)two));
done:
    PyBuffer_Release(&row);
    PyBuffer_Release(&second);
    return result;
}

/* Adds to `sums` (firsts x seconds) how often each second follows each first in one segment, whose numbers are every
 * `segments`-th of `firsts` and `seconds`; -1, with an exception, when a number lies outside of the segment.
 *
 * All seconds are searched for in a row at once, a step of each in turn: so memory, which is mostly far away, is waited for
 * once a step and not once a second. `bases` has room for one of each. */
static int add_counts(const Pairs *pairs, const int32_t *firsts, Py_ssize_t rows, const int32_t *seconds, Py_ssize_t columns,
                      Py_ssize_t segments, const uint32_t **bases, int64_t *sums)
{
    for (Py_ssize_t r = 0; r < rows; r++, sums += columns) {
        int32_t first = firsts[r * segments];
        Py_ssize_t start, end;
        if (first < 0)
            continue;
        if (run_of(&pairs->row, first, pairs->size, &start, &end))
            return -1;
        if (start == end)
            continue;
        for (Py_ssize_t c = 0; c < columns; c++)
            bases[c] = pairs->second + start;
        for (Py_ssize_t length = end - start; length > 1; length -= length / 2) {
            Py_ssize_t half = length / 2;
            for (Py_ssize_t c = 0; c < columns; c++)
                bases[c] += bases[c][half - 1] < (uint32_t)seconds[c * segments] ? half : 0;
        }
        for (Py_ssize_t c = 0; c < columns; c++) {
            int32_t second = seconds[c * segments];
            if (second >= 0 && *bases[c] == (uint32_t)second)
                sums[c] += pairs->count[bases[c] - pairs->second];
        }
    }
    return 0;
}

/* The counts of one question, (firsts, seconds); NULL with an exception. */
static PyObject *counts_of(PyObject *question, const Pairs *pairs, Py_ssize_t segments)
{
    const char *firsts, *seconds;
    Py_ssize_t first_size, second_size;
    if (!PyArg_ParseTuple(question, "y#y#", &firsts, &first_size, &seconds, &second_size))
        return NULL;
    Py_ssize_t bytes = segments * 4, rows = bytes ? first_size / bytes : 0, columns = bytes ? second_size / bytes : 0;
    if (rows * bytes != first_size || columns * bytes != second_size) {
        PyErr_SetString(PyExc_ValueError, "terms have a number a segment");
        return NULL;
    }
    PyObject *counts = PyBytes_FromStringAndSize(NULL, rows * columns * 8);
    const uint32_t **bases = PyMem_Malloc(((size_t)columns + 1) * sizeof *bases);
    if (counts == NULL || bases == NULL) {
        Py_XDECREF(counts);
        PyMem_Free(bases);
        return counts ? PyErr_NoMemory() : NULL;
    }
    int64_t *sums = (int64_t *)PyBytes_AS_STRING(counts);
    memset(sums, 0, (size_t)(rows * columns) * 8);
    for (Py_ssize_t s = 0; s < segments; s++) {
        if (add_counts(&pairs[s], (const int32_t *)firsts + s, rows, (const int32_t *)seconds + s, columns, segments, bases,
                       sums)) {
            Py_CLEAR(counts);
            break;
        }
    }
    PyMem_Free(bases);
    return counts;
}

static PyObject *count_pairs(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *tables, *asked, *result = NULL;
    if (!PyArg_ParseTuple(args, "O!O!", &PyTuple_Type, &tables, &PyList_Type, &asked))
        return NULL;
    Py_ssize_t segments = PyTuple_GET_SIZE(tables), viewed = 0;
    Py_buffer *views = PyMem_Calloc((size_t)segments * 3 + 1, sizeof *views);
    Pairs *pairs = PyMem_Calloc((size_t)segments + 1, sizeof *pairs);
    if (views == NULL || pairs == NULL) {
        PyErr_NoMemory();
        goto done;
    }
    for (Py_ssize_t s = 0; s < segments; s++) {
        PyObject *row, *second, *count;
        if (!PyArg_ParseTuple(PyTuple_GET_ITEM(tables, s), "OOO", &row, &second, &count))
            goto done;
        for (int part = 0; part < 3; part++, viewed++) {
            if (PyObject_GetBuffer(part == 0 ? row : part == 1 ? second : count, &views[viewed], PyBUF_ND))
                goto done;
        }
        const Py_buffer *view = &views[3 * s];
        if (offsets_of(view, &pairs[s].row))
            goto done;
        pairs[s].second = view[1].buf;
        pairs[s].size = view[1].len / 4;
        pairs[s].count = view[2].buf;
        if (view[2].len / 2 != pairs[s].size) {
            PyErr_SetString(PyExc_ValueError, "seconds and counts differ in length");
            goto done;
        }
    }
    Py_ssize_t questions = PyList_GET_SIZE(asked);
    result = PyList_New(questions);
    for (Py_ssize_t q = 0; result && q < questions; q++) {
        PyObject *counts = counts_of(PyList_GET_ITEM(asked, q), pairs, segments);
        if (counts == NULL)
            Py_CLEAR(result);
        else
            PyList_SET_ITEM(result, q, counts);
    }
done:
    while (viewed-- > 0)
        PyBuffer_Release(&views[viewed]);
    PyMem_Free(views);
    PyMem_Free(pairs);
    return result;
}

/* A field of postings (see postings.py); `of_two` is what the two codes in a byte stand for together. */
typedef struct {
    Offsets start;
    const uint8_t *form;
    Py_ssize_t terms;
    const uint16_t *units;
    Py_ssize_t unit_count, bitmap_units;
    const uint16_t *of_two;
} Field;

/* How often a term stands in all documents: the sum of the frequencies that its codes stand for; -1 with an exception. */
static int64_t occurrences_of(const Field *field, int64_t term)
{
    Py_ssize_t start, end;
    if (term < 0 || term >= field->terms) {
        PyErr_SetString(PyExc_ValueError, "a number lies outside of the forms");
        return -1;
    }
    if (run_of(&field->start, (Py_ssize_t)term, field->unit_count, &start, &end))
        return -1;
    if (field->form[term] == ONCE || start == end)
        return end - start;
    Py_ssize_t count = field->units[start] + 1;
    Py_ssize_t codes = start + 1 + (field->form[term] == COUNTED ? count : field->bitmap_units);
    if (codes + (count + 3) / 4 > end) {
        PyErr_SetString(PyExc_ValueError, "a list runs outside of its section");
        return -1;
    }
    const uint8_t *two = (const uint8_t *)(field->units + codes);
    int64_t sum = 0;
    for (Py_ssize_t i = 0; i < (count + 1) / 2; i++)
        sum += field->of_two[two[i]];
    /* Beside the last of an odd number stands a code that is 0. */
    return sum - (count & 1 ? field->of_two[0] / 2 : 0);
}

static PyObject *occurrences(PyObject *Py_UNUSED(module), PyObject *args)
{
    Py_buffer numbers, start, form, units, of_two;
    Py_ssize_t bitmap_units;
    PyObject *start_object, *result = NULL;
    Field field;
    if (!PyArg_ParseTuple(args, "y*Oy*y*ny*", &numbers, &start_object, &form, &units, &bitmap_units, &of_two))
        return NULL;
    if (PyObject_GetBuffer(start_object, &start, PyBUF_ND)) {
        start.obj = NULL;
        goto done;
    }
    if (offsets_of(&start, &field.start))
        goto done;
    if (of_two.len != 256 * 2 || bitmap_units < 0 || bitmap_units > UINT16_MAX) {
        PyErr_SetString(PyExc_ValueError, "bytes have 256 values, bitmaps as many bits as a segment documents; these differ");
        goto done;
    }
    field.form = form.buf;
    field.terms = form.len;
    field.units = units.buf;
    field.unit_count = units.len / 2;
    field.bitmap_units = bitmap_units;
    field.of_two = of_two.buf;
    Py_ssize_t count = numbers.len / 8;
    result = PyList_New(count);
    for (Py_ssize_t i = 0; result && i < count; i++) {
        int64_t sum = occurrences_of(&field, ((const int64_t *)numbers.buf)[i]);
        PyObject *number = sum < 0 ? NULL : PyLong_FromLongLong(sum);
        if (number == NULL)
            Py_CLEAR(result);
        else
            PyList_SET_ITEM(result, i, number);
    }
done:
    PyBuffer_Release(&numbers);
    PyBuffer_Release(&start);
    PyBuffer_Release(&form);
    PyBuffer_Release(&units);
    PyBuffer_Release(&of_two);
    return result;
}

static PyMethodDef module_methods[] = {
    {"first_at_least", (PyCFunction)(void (*)(void))first_at_least, METH_FASTCALL, NULL},
    {"find_pair", (PyCFunction)(void (*)(void))find_pair, METH_FASTCALL, NULL},
    {"count_pairs", count_pairs, METH_VARARGS, NULL},
    {"occurrences", occurrences, METH_VARARGS, NULL},
    {NULL, NULL, 0, NULL},
};

static PyModuleDef_Slot module_slots[] = {
    {0, NULL},
};

static struct PyModuleDef module_definition = {
    .m_base = PyModuleDef_HEAD_INIT,
    .m_name = "_lookup",
    .m_doc = "The compiled twin of index.segment.lookup.",
    .m_size = 0,
    .m_methods = module_methods,
    .m_slots = module_slots,
};

PyMODINIT_FUNC PyInit__lookup(void)
{
    return PyModuleDef_Init(&module_definition);
}

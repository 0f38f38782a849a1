/* The compiled twin of search/highlight/highlighter.py: what is shown of one document for a query, from its stored record and token
 * stream, so that Python does not touch the hundreds of slots of every hit.
 */
#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "_rules.h"
#include "_terms.h"
#include "_text.h"

#define RARE 0xFFFF
#define BREAK -1

typedef struct {
    PyObject_HEAD
    /* The stream of the segment (see index.segment.tokens.StoredTokens); held once `is_held`. */
    Py_buffer codes, rare_slot, rare_term, term_of_code, chars;
    int is_held;
    TermTable table;
    Rules rules;
} Highlighter;

FIRST_AT_LEAST(first_slot_at_least, uint64_t, uint64_t)

/* Reads the slots [from, to) of a document whose slots begin at `first` in the stream. */
static int read_slots(Highlighter *self, Slots *slots, Py_ssize_t first, Py_ssize_t from, Py_ssize_t to, const uint8_t *gaps,
                      const uint8_t *surplus)
{
    slots->slots = to - from;
    slots->start = malloc(((size_t)slots->slots + 1) * 3 * sizeof(int32_t));
    if (slots->start == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    int32_t *start = slots->start, *end = slots->end = start + slots->slots, *met = slots->code_of_slot = end + slots->slots;
    const uint16_t *codes = (const uint16_t *)self->codes.buf + first;
    const int32_t *term_of_code = self->term_of_code.buf;
    const uint8_t *chars = self->chars.buf;
    const uint64_t *rare_slot = self->rare_slot.buf;
    const uint32_t *rare_term = self->rare_term.buf;
    const Entry *entries = self->table.entries;
    Py_ssize_t code_count = items(&self->term_of_code, 4), term_count = self->chars.len, rare_count = items(&self->rare_slot, 8);
    Py_ssize_t rare = -1;
    int64_t at = 0;
    for (Py_ssize_t slot = from; slot < to; slot++) {
        uint16_t code = codes[slot];
        int64_t term = -2;
        if (code < code_count) {
            term = term_of_code[code];
        } else if (code == RARE) {
            uint64_t wanted = (uint64_t)(first + slot);
            if (rare < 0)
                rare = first_slot_at_least(rare_slot, 0, rare_count, wanted);
            if (rare < rare_count && rare_slot[rare] == wanted)
                term = rare_term[rare++];
        }
        if (term < BREAK || term >= term_count) {
            PyErr_SetString(PyExc_ValueError, "a slot lies outside of the terms");
            return -1;
        }
        int32_t found = -1;
        at += gaps[slot];
        *start++ = (int32_t)at;
        if (term == BREAK) {
            at += surplus[slot];
        } else {
            at += (uint8_t)(chars[term] + surplus[slot]);
            uint32_t place = place_of(&self->table, (int32_t)term);
            if (entries[place].term != 0) {
                found = entries[place].code;
                slots->met_count++;
            }
        }
        *end++ = (int32_t)at;
        *met++ = found;
    }
    if (at > INT32_MAX) {
        PyErr_SetString(PyExc_ValueError, "a text lies outside of 2,147,483,647 characters");
        return -1;
    }
    return 0;
}

/* Asks `code_of_form` (a string to a code or None) what the parts of each joined form, "KH&CN", meet as one. */
static int recognise_joined(Highlighter *self, Slots *title, Slots *body, const uint8_t *joined, Py_ssize_t count, PyObject *code_of_form)
{
    for (Py_ssize_t j = 0; j < count; j++) {
        uint32_t form[2];
        memcpy(form, joined + 8 * j, 8);
        Slots *slots = form[0] < title->slots ? title : body;
        int64_t first = form[0] - (slots == body ? title->slots : 0), last = smaller(first + form[1], slots->slots) - 1;
        if (first >= slots->slots || last < first) {
            PyErr_SetString(PyExc_ValueError, "a joined form lies outside of the slots");
            return -1;
        }
        int64_t begin = byte_of(&slots->text, slots->start[first]), end = byte_of(&slots->text, slots->end[last]);
        PyObject *answer = PyObject_CallFunction(code_of_form, "N", PyUnicode_DecodeUTF8((const char *)slots->text.bytes + begin,
                                                                                        end - begin, "replace"));
        if (answer == NULL)
            return -1;
        long code = answer == Py_None ? -1 : PyLong_AsLong(answer);
        int is_none = answer == Py_None;
        Py_DECREF(answer);
        if (is_none)
            continue;
        if (code < 0 || code >= 2 * self->rules.in_body.words) {
            if (!PyErr_Occurred())
                PyErr_SetString(PyExc_ValueError, "a code lies outside of the words");
            return -1;
        }
        for (; first <= last; first++) {
            slots->met_count += slots->code_of_slot[first] < 0;
            slots->code_of_slot[first] = (int32_t)code;
        }
    }
    return 0;
}

static uint32_t number_at(const uint8_t *bytes)
{
    uint32_t number;
    memcpy(&number, bytes, 4);
    return number;
}

#define HEAD_BYTES 12

static PyObject *highlighter_show(Highlighter *self, PyObject *args)
{
    Py_ssize_t first, last, title_slots;
    PyObject *record, *title, *code_of_form;
    if (!PyArg_ParseTuple(args, "nnnO!O!O", &first, &last, &title_slots, &PyBytes_Type, &record, &PyUnicode_Type, &title,
                          &code_of_form))
        return NULL;
    const uint8_t *bytes = (const uint8_t *)PyBytes_AS_STRING(record);
    int64_t size = PyBytes_GET_SIZE(record), slots = last - first;
    if (first < 0 || slots < 0 || last > items(&self->codes, 2) || title_slots < 0 || title_slots > slots || size < HEAD_BYTES) {
        PyErr_SetString(PyExc_ValueError, "a document lies outside of the slots");
        return NULL;
    }
    int64_t body_at = HEAD_BYTES + (int64_t)number_at(bytes), gaps_at = body_at + number_at(bytes + 4);
    int64_t joined_at = gaps_at + 2 * slots, joined = number_at(bytes + 8);
    if (joined_at + 8 * joined > size) {
        PyErr_SetString(PyExc_ValueError, "a document lies outside of its record");
        return NULL;
    }
    Py_ssize_t title_size;
    const char *title_bytes = PyUnicode_AsUTF8AndSize(title, &title_size);
    if (title_bytes == NULL) {
        /* A title that is no UTF-8 is for the twin; a body always is. */
        PyErr_Clear();
        Py_RETURN_NONE;
    }
    Slots in_title = {.text = text_of(title_bytes, title_size)};
    Slots in_body = {.text = text_of((const char *)bytes + body_at, gaps_at - body_at)};
    PyObject *result = NULL;
    const uint8_t *gaps = bytes + gaps_at, *surplus = gaps + slots;
    if (read_slots(self, &in_title, first, 0, title_slots, gaps, surplus) == 0 &&
        read_slots(self, &in_body, first, title_slots, slots, gaps, surplus) == 0 &&
        recognise_joined(self, &in_title, &in_body, bytes + joined_at, joined, code_of_form) == 0 &&
        choose(&in_title, &self->rules.in_title) == 0 && choose(&in_body, &self->rules.in_body) == 0)
        result = show(&self->rules, &in_title, &in_body);
    forget_slots(&in_title);
    forget_slots(&in_body);
    return result;
}

static void highlighter_dealloc(Highlighter *self)
{
    PyTypeObject *type = Py_TYPE(self);
    if (self->is_held) {
        PyBuffer_Release(&self->codes);
        PyBuffer_Release(&self->rare_slot);
        PyBuffer_Release(&self->rare_term);
        PyBuffer_Release(&self->term_of_code);
        PyBuffer_Release(&self->chars);
    }
    free(self->table.entries);
    free(self->rules.weights);
    forget_kinds(&self->rules.in_title);
    forget_kinds(&self->rules.in_body);
    Py_XDECREF(self->rules.quotes);
    Py_XDECREF(self->rules.joints);
    type->tp_free(self);
    Py_DECREF(type);
}

static PyObject *highlighter_new(PyTypeObject *type, PyObject *args, PyObject *Py_UNUSED(kwargs))
{
    Highlighter *self = (Highlighter *)type->tp_alloc(type, 0);
    if (self == NULL)
        return NULL;
    PyObject *by_fold, *exact, *in_title, *in_body, *weights, *quotes, *joints;
    Py_buffer order, start;
    if (!PyArg_ParseTuple(args, "(y*y*y*y*y*)y*y*O!O!O!O!O!(nnnUU)", &self->codes, &self->rare_slot, &self->rare_term,
                          &self->term_of_code, &self->chars, &order, &start, &PyList_Type, &by_fold, &PyList_Type, &exact,
                          &PyTuple_Type, &in_title, &PyTuple_Type, &in_body, &PyList_Type, &weights, &self->rules.most_chars,
                          &self->rules.context_chars, &self->rules.lead_in_chars, &quotes, &joints)) {
        Py_DECREF(self);
        return NULL;
    }
    self->is_held = 1;
    self->rules.quotes = Py_NewRef(quotes);
    self->rules.joints = Py_NewRef(joints);
    int failed = read_kinds(in_title, &self->rules.in_title) < 0 || read_kinds(in_body, &self->rules.in_body) < 0;
    if (!failed)
        self->rules.weights = numbers_of(weights, INT32_MAX, "a weight lies outside of what can be added up");
    failed = failed || self->rules.weights == NULL;
    if (!failed && (self->rules.in_title.words != self->rules.in_body.words || PyList_GET_SIZE(weights) != self->rules.in_body.words ||
                    items(&self->rare_slot, 8) != items(&self->rare_term, 4) || items(&start, 8) < 1)) {
        PyErr_SetString(PyExc_ValueError, "arrays that go together differ in length");
        failed = 1;
    }
    if (!failed && (self->rules.most_chars < 1 || self->rules.most_chars > WIDEST_WINDOW || self->rules.context_chars < 0 || self->rules.lead_in_chars < 0)) {
        PyErr_SetString(PyExc_ValueError, "a snippet lies outside of 1 to 1,000 characters");
        failed = 1;
    }
    failed = failed || make_table(&self->table, &order, &start, by_fold, exact, 2 * self->rules.in_body.words) < 0;
    PyBuffer_Release(&order);
    PyBuffer_Release(&start);
    if (failed)
        Py_CLEAR(self);
    return (PyObject *)self;
}

static PyMethodDef highlighter_methods[] = {
    {"show", (PyCFunction)highlighter_show, METH_VARARGS, NULL},
    {NULL, NULL, 0, NULL},
};

static PyType_Slot highlighter_slots[] = {
    {Py_tp_new, highlighter_new},
    {Py_tp_dealloc, highlighter_dealloc},
    {Py_tp_methods, highlighter_methods},
    {0, NULL},
};

static PyType_Spec highlighter_spec = {
    .name = "search.highlight._highlighter.Highlighter",
    .basicsize = sizeof(Highlighter),
    .flags = Py_TPFLAGS_DEFAULT,
    .slots = highlighter_slots,
};

static int module_exec(PyObject *module)
{
    PyObject *type = PyType_FromModuleAndSpec(module, &highlighter_spec, NULL);
    if (type == NULL)
        return -1;
    int failed = PyModule_AddObjectRef(module, "Highlighter", type);
    Py_DECREF(type);
    return failed;
}

static PyModuleDef_Slot module_slots[] = {
    {Py_mod_exec, module_exec},
    {0, NULL},
};

static struct PyModuleDef module_definition = {
    .m_base = PyModuleDef_HEAD_INIT,
    .m_name = "_highlighter",
    .m_doc = "The compiled twin of search.highlight.highlighter.",
    .m_size = 0,
    .m_slots = module_slots,
};

PyMODINIT_FUNC PyInit__highlighter(void)
{
    return PyModuleDef_Init(&module_definition);
}

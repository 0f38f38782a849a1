/* The compiled twin of search/intent/chains.py: the same sums in the same order, so the same numbers.
 *
 * A query has few words of few spellings; all of it is over in microseconds, so the interpreter's lock is kept.
 */
#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <math.h>
#include <stdint.h>

/* What both functions are told, laid out in one block of memory; of column c the candidates are [at[c], at[c + 1]). */
typedef struct {
    Py_ssize_t columns;
    Py_ssize_t *at;
    double *counts, *shares, *costs;
    Py_buffer *views;          /* of the steps, `viewed` of them */
    Py_ssize_t viewed;
    double weight;
} Model;

static void release(Model *model)
{
    while (model->viewed > 0)
        PyBuffer_Release(&model->views[--model->viewed]);
    PyMem_Free(model->at);
    PyMem_Free(model->counts);
    PyMem_Free(model->views);
}

/* Copies a tuple of numbers a column, one behind another; -1 with an exception. */
static int copy(PyObject *columns, const Model *model, double *to)
{
    for (Py_ssize_t c = 0; c < model->columns; c++) {
        PyObject *column = PyTuple_GET_ITEM(columns, c);
        if (!PyTuple_Check(column) || PyTuple_GET_SIZE(column) != model->at[c + 1] - model->at[c]) {
            PyErr_SetString(PyExc_ValueError, "columns differ in length");
            return -1;
        }
        for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(column); i++) {
            double number = PyFloat_AsDouble(PyTuple_GET_ITEM(column, i));
            if (number == -1.0 && PyErr_Occurred())
                return -1;
            to[model->at[c] + i] = number;
        }
    }
    return 0;
}

/* Reads counts, costs (NULL for none) and followed; -1 with an exception, and then nothing is held. */
static int read_model(PyObject *counts, PyObject *costs, PyObject *followed, double words, double weight, Model *model)
{
    Py_ssize_t columns = PyTuple_GET_SIZE(counts);
    *model = (Model){.columns = columns, .weight = weight};
    if (columns < 1 || PyList_GET_SIZE(followed) != columns - 1 || (costs && PyTuple_GET_SIZE(costs) != columns)) {
        PyErr_SetString(PyExc_ValueError, "columns and steps differ in number");
        return -1;
    }
    model->at = PyMem_Calloc((size_t)columns + 1, sizeof *model->at);
    model->views = PyMem_Calloc((size_t)columns, sizeof *model->views);
    if (model->at == NULL || model->views == NULL) {
        PyErr_NoMemory();
        goto failed;
    }
    for (Py_ssize_t c = 0; c < columns; c++) {
        PyObject *column = PyTuple_GET_ITEM(counts, c);
        if (!PyTuple_Check(column) || PyTuple_GET_SIZE(column) < 1) {
            PyErr_SetString(PyExc_ValueError, "a column has at least one candidate");
            goto failed;
        }
        model->at[c + 1] = model->at[c] + PyTuple_GET_SIZE(column);
    }
    Py_ssize_t all = model->at[columns];
    model->counts = PyMem_Calloc((size_t)all * 3, sizeof(double));
    if (model->counts == NULL) {
        PyErr_NoMemory();
        goto failed;
    }
    model->shares = model->counts + all;
    model->costs = model->shares + all;
    if (copy(counts, model, model->counts) || (costs && copy(costs, model, model->costs)))
        goto failed;
    for (Py_ssize_t i = 0; i < all; i++)
        model->shares[i] = (model->counts[i] + 0.1) / words;
    for (Py_ssize_t s = 0; s + 1 < columns; s++) {
        if (PyObject_GetBuffer(PyList_GET_ITEM(followed, s), &model->views[s], PyBUF_SIMPLE))
            goto failed;
        model->viewed++;
        Py_ssize_t cells = (model->at[s + 1] - model->at[s]) * (model->at[s + 2] - model->at[s + 1]);
        if (model->views[s].len != cells * 8) {
            PyErr_SetString(PyExc_ValueError, "a step has a count for each two candidates");
            goto failed;
        }
    }
    return 0;
failed:
    release(model);
    return -1;
}

static Py_ssize_t width(const Model *model, Py_ssize_t column)
{
    return model->at[column + 1] - model->at[column];
}

/* P(j | i) for candidate i of column s and j of the next, smoothed. */
static double step(const Model *model, Py_ssize_t s, Py_ssize_t i, Py_ssize_t j)
{
    double followed = (double)((const int64_t *)model->views[s].buf)[i * width(model, s + 1) + j];
    double share = model->shares[model->at[s + 1] + j], count = model->counts[model->at[s] + i];
    return (followed + model->weight * share) / (count + model->weight);
}

static void normalise(double *numbers, Py_ssize_t size)
{
    double sum = 0.0;
    for (Py_ssize_t i = 0; i < size; i++)
        sum += numbers[i];
    for (Py_ssize_t i = 0; i < size; i++)
        numbers[i] /= sum;
}

static void pass_forward(const Model *model, double *forward)
{
    for (Py_ssize_t i = 0; i < width(model, 0); i++)
        forward[i] = model->shares[i];
    normalise(forward, width(model, 0));
    for (Py_ssize_t s = 0; s + 1 < model->columns; s++) {
        const double *before = forward + model->at[s];
        double *behind = forward + model->at[s + 1];
        for (Py_ssize_t i = 0; i < width(model, s); i++) {
            for (Py_ssize_t j = 0; j < width(model, s + 1); j++)
                behind[j] += before[i] * step(model, s, i, j);
        }
        normalise(behind, width(model, s + 1));
    }
}

static void pass_backward(const Model *model, double *backward)
{
    Py_ssize_t last = model->columns - 1;
    for (Py_ssize_t j = 0; j < width(model, last); j++)
        backward[model->at[last] + j] = 1.0;
    for (Py_ssize_t s = last - 1; s >= 0; s--) {
        double *before = backward + model->at[s];
        const double *behind = backward + model->at[s + 1];
        for (Py_ssize_t i = 0; i < width(model, s); i++) {
            for (Py_ssize_t j = 0; j < width(model, s + 1); j++)
                before[i] += step(model, s, i, j) * behind[j];
        }
        normalise(before, width(model, s));
    }
}

static PyObject *probabilities(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *counts, *followed, *result = NULL;
    double words, weight;
    if (!PyArg_ParseTuple(args, "O!O!dd", &PyTuple_Type, &counts, &PyList_Type, &followed, &words, &weight))
        return NULL;
    Model model;
    if (read_model(counts, NULL, followed, words, weight, &model))
        return NULL;
    Py_ssize_t all = model.at[model.columns];
    double *forward = PyMem_Calloc((size_t)all * 2, sizeof(double));
    if (forward == NULL) {
        PyErr_NoMemory();
        goto done;
    }
    double *backward = forward + all;
    pass_forward(&model, forward);
    pass_backward(&model, backward);
    for (Py_ssize_t i = 0; i < all; i++)
        forward[i] *= backward[i];
    result = PyList_New(model.columns);
    for (Py_ssize_t c = 0; result && c < model.columns; c++) {
        double *joint = forward + model.at[c];
        normalise(joint, width(&model, c));
        PyObject *column = PyList_New(width(&model, c));
        for (Py_ssize_t i = 0; column && i < width(&model, c); i++) {
            PyObject *number = PyFloat_FromDouble(joint[i]);
            if (number == NULL)
                Py_CLEAR(column);
            else
                PyList_SET_ITEM(column, i, number);
        }
        if (column == NULL)
            Py_CLEAR(result);
        else
            PyList_SET_ITEM(result, c, column);
    }
done:
    PyMem_Free(forward);
    release(&model);
    return result;
}

static PyObject *best_chain(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *counts, *costs, *followed, *result = NULL;
    double words, weight;
    if (!PyArg_ParseTuple(args, "O!O!O!dd", &PyTuple_Type, &counts, &PyTuple_Type, &costs, &PyList_Type, &followed, &words,
                          &weight))
        return NULL;
    Model model;
    if (read_model(counts, costs, followed, words, weight, &model))
        return NULL;
    Py_ssize_t all = model.at[model.columns];
    double *scores = PyMem_Calloc((size_t)all, sizeof *scores);
    Py_ssize_t *back = PyMem_Calloc((size_t)all, sizeof *back);
    if (scores == NULL || back == NULL) {
        PyErr_NoMemory();
        goto done;
    }
    for (Py_ssize_t i = 0; i < width(&model, 0); i++)
        scores[i] = log(model.shares[i]) - model.costs[i];
    for (Py_ssize_t s = 0; s + 1 < model.columns; s++) {
        const double *before = scores + model.at[s];
        for (Py_ssize_t j = 0; j < width(&model, s + 1); j++) {
            Py_ssize_t place = model.at[s + 1] + j;
            for (Py_ssize_t i = 0; i < width(&model, s); i++) {
                double score = before[i] + log(step(&model, s, i, j));
                if (i == 0 || score > scores[place]) {
                    scores[place] = score;
                    back[place] = i;
                }
            }
            scores[place] -= model.costs[place];
        }
    }
    Py_ssize_t last = model.columns - 1, best = 0;
    for (Py_ssize_t i = 1; i < width(&model, last); i++) {
        if (scores[model.at[last] + i] > scores[model.at[last] + best])
            best = i;
    }
    result = PyList_New(model.columns);
    for (Py_ssize_t c = last; result && c >= 0; c--) {
        PyObject *place = PyLong_FromSsize_t(best);
        if (place == NULL)
            Py_CLEAR(result);
        else
            PyList_SET_ITEM(result, c, place);
        best = back[model.at[c] + best];
    }
done:
    PyMem_Free(scores);
    PyMem_Free(back);
    release(&model);
    return result;
}

static PyMethodDef module_methods[] = {
    {"probabilities", probabilities, METH_VARARGS, NULL},
    {"best_chain", best_chain, METH_VARARGS, NULL},
    {NULL, NULL, 0, NULL},
};

static PyModuleDef_Slot module_slots[] = {
    {0, NULL},
};

static struct PyModuleDef module_definition = {
    .m_base = PyModuleDef_HEAD_INIT,
    .m_name = "_chains",
    .m_doc = "The compiled twin of search.intent.chains.",
    .m_size = 0,
    .m_methods = module_methods,
    .m_slots = module_slots,
};

PyMODINIT_FUNC PyInit__chains(void)
{
    return PyModuleDef_Init(&module_definition);
}

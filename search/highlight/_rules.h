/* The rules: which words are highlighted, and which piece is shown. They are to be read in rules.py; here they are carried out
 * in the same order, under the same names, on plain arrays. */
#ifndef HIGHLIGHT_RULES_H
#define HIGHLIGHT_RULES_H
#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "../../index/segment/_arrays.h"
#include "_text.h"

/* The numbers of a list or tuple, each from 0 to below `limit`; NULL with an exception. To be freed. */
static int64_t *numbers_of(PyObject *sequence, int64_t limit, const char *wrong)
{
    if (!PyList_Check(sequence) && !PyTuple_Check(sequence)) {
        PyErr_SetString(PyExc_TypeError, "numbers come as a list or a tuple");
        return NULL;
    }
    Py_ssize_t count = PySequence_Fast_GET_SIZE(sequence);
    int64_t *numbers = malloc(((size_t)count + 1) * sizeof *numbers);
    if (numbers == NULL) {
        PyErr_NoMemory();
        return NULL;
    }
    for (Py_ssize_t i = 0; i < count; i++) {
        PyObject *number = PySequence_Fast_GET_ITEM(sequence, i);
        int over = 0;
        numbers[i] = PyLong_Check(number) ? PyLong_AsLongLongAndOverflow(number, &over) : -1;
        if (over || numbers[i] < 0 || numbers[i] >= limit) {
            PyErr_SetString(PyExc_ValueError, wrong);
            free(numbers);
            return NULL;
        }
    }
    return numbers;
}

/* The words of the query as matches are chosen by them (see rules.WordKinds). */
typedef struct {
    Py_ssize_t width;
    int64_t *kinds, *has_diacritics;
} Phrase;

typedef struct {
    Py_ssize_t words, kinds, phrase_count;
    int64_t *of_word;
    char *is_free, *neighbours;
    Phrase *phrases;
    int is_bare;
} WordKinds;

static void forget_kinds(WordKinds *kinds)
{
    for (Py_ssize_t p = 0; kinds->phrases != NULL && p < kinds->phrase_count; p++) {
        free(kinds->phrases[p].kinds);
        free(kinds->phrases[p].has_diacritics);
    }
    free(kinds->of_word);
    free(kinds->is_free);
    free(kinds->neighbours);
    free(kinds->phrases);
}

static int read_phrase(PyObject *from, Py_ssize_t kinds, Phrase *phrase)
{
    PyObject *of_words, *flags;
    if (!PyTuple_Check(from)) {
        PyErr_SetString(PyExc_TypeError, "a phrase is a tuple");
        return -1;
    }
    if (!PyArg_ParseTuple(from, "O!O!", &PyTuple_Type, &of_words, &PyTuple_Type, &flags))
        return -1;
    phrase->width = PyTuple_GET_SIZE(of_words);
    if (phrase->width < 1 || PyTuple_GET_SIZE(flags) != phrase->width) {
        PyErr_SetString(PyExc_ValueError, "the words of a phrase and their flags differ in length");
        return -1;
    }
    phrase->kinds = numbers_of(of_words, kinds, "a kind of a phrase lies outside of the kinds");
    phrase->has_diacritics = phrase->kinds ? numbers_of(flags, 2, "a flag lies outside of 0 and 1") : NULL;
    return phrase->has_diacritics ? 0 : -1;
}

static int read_kinds(PyObject *from, WordKinds *kinds)
{
    PyObject *of_word, *phrases;
    const char *is_free, *neighbours;
    Py_ssize_t neighbour_count;
    if (!PyArg_ParseTuple(from, "O!y#y#O!p", &PyTuple_Type, &of_word, &is_free, &kinds->kinds, &neighbours, &neighbour_count,
                          &PyTuple_Type, &phrases, &kinds->is_bare))
        return -1;
    if (kinds->kinds > INT16_MAX || neighbour_count != kinds->kinds * kinds->kinds) {
        PyErr_SetString(PyExc_ValueError, "kinds and their neighbours differ in length");
        return -1;
    }
    kinds->words = PyTuple_GET_SIZE(of_word);
    kinds->of_word = numbers_of(of_word, kinds->kinds, "a word lies outside of the kinds");
    if (kinds->of_word == NULL)
        return -1;
    kinds->is_free = malloc((size_t)kinds->kinds + 1);
    kinds->neighbours = malloc((size_t)neighbour_count + 1);
    kinds->phrases = calloc((size_t)PyTuple_GET_SIZE(phrases) + 1, sizeof(Phrase));
    if (kinds->is_free == NULL || kinds->neighbours == NULL || kinds->phrases == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    memcpy(kinds->is_free, is_free, (size_t)kinds->kinds);
    memcpy(kinds->neighbours, neighbours, (size_t)neighbour_count);
    for (; kinds->phrase_count < PyTuple_GET_SIZE(phrases); kinds->phrase_count++) {
        /* One more than was counted has numbers when it fails. */
        if (read_phrase(PyTuple_GET_ITEM(phrases, kinds->phrase_count), kinds->kinds, &kinds->phrases[kinds->phrase_count]) < 0) {
            kinds->phrase_count++;
            return -1;
        }
    }
    return 0;
}

/* What is asked of a text: the words of the query in titles and in bodies, what each weighs, and how long a snippet is. */
typedef struct {
    WordKinds in_title, in_body;
    int64_t *weights;
    Py_ssize_t most_chars, context_chars, lead_in_chars;
    PyObject *quotes, *joints; /* strings */
} Rules;

/* The slots of one text, and of those that are met by a word the places and codes; `chosen` are places in these. */
typedef struct {
    Text text;
    Py_ssize_t slots, met_count, chosen_count;
    int32_t *start, *end, *code_of_slot; /* -1 where no word is met */
    int32_t *met, *code, *chosen;
} Slots;

static void forget_slots(Slots *slots)
{
    free(slots->start);
    free(slots->met);
}

static int is_exact(const Slots *slots, Py_ssize_t match)
{
    return slots->code[match] & 1;
}

static int64_t kind_of(const Slots *slots, const WordKinds *kinds, Py_ssize_t match)
{
    return kinds->of_word[slots->code[match] / 2];
}

static int are_side_by_side(const Slots *slots, Py_ssize_t match, Py_ssize_t next)
{
    return slots->met[next] - slots->met[match] == 1;
}

/* Chooses the matches where the phrase stands whole; with `as_typed` only those where it is spelled so. How many places. */
static Py_ssize_t choose_phrase(const Slots *slots, const WordKinds *kinds, const Phrase *phrase, int as_typed, char *is_chosen)
{
    Py_ssize_t places = 0;
    for (Py_ssize_t first = 0; first + phrase->width <= slots->met_count; first++) {
        int is_whole = slots->met[first + phrase->width - 1] - slots->met[first] == phrase->width - 1;
        for (Py_ssize_t step = 0; step < phrase->width && is_whole; step++)
            is_whole = kind_of(slots, kinds, first + step) == phrase->kinds[step] &&
                       (!as_typed || !phrase->has_diacritics[step] || is_exact(slots, first + step));
        if (is_whole) {
            memset(is_chosen + first, 1, (size_t)phrase->width);
            places++;
        }
    }
    return places;
}

/* See rules._find_together. */
static void find_together(const Slots *slots, const WordKinds *kinds, char *together)
{
    for (Py_ssize_t m = 1; m < slots->met_count; m++) {
        if (are_side_by_side(slots, m - 1, m) &&
            kinds->neighbours[kind_of(slots, kinds, m - 1) * kinds->kinds + kind_of(slots, kinds, m)])
            together[m - 1] = together[m] = 1;
    }
    for (Py_ssize_t m = 1; m < slots->met_count; m++) {
        if (are_side_by_side(slots, m - 1, m) && kind_of(slots, kinds, m - 1) == kind_of(slots, kinds, m))
            together[m] |= together[m - 1];
    }
    for (Py_ssize_t m = slots->met_count - 1; m > 0; m--) {
        if (are_side_by_side(slots, m - 1, m) && kind_of(slots, kinds, m - 1) == kind_of(slots, kinds, m))
            together[m - 1] |= together[m];
    }
}

enum { HAS_EXACT = 1, HAS_TOGETHER = 2 };

/* See rules.choose: lists the slots that are met, and chooses the matches among them. */
static int choose(Slots *slots, const WordKinds *kinds)
{
    size_t room = (size_t)slots->met_count + 1;
    slots->met = malloc(room * 3 * sizeof(int32_t));
    char *flags = calloc(2 * room + (size_t)kinds->kinds, 1);
    if (slots->met == NULL || flags == NULL) {
        free(flags);
        PyErr_NoMemory();
        return -1;
    }
    slots->code = slots->met + slots->met_count;
    slots->chosen = slots->code + slots->met_count;
    char *together = flags, *is_chosen = flags + room, *has = flags + 2 * room;
    Py_ssize_t count = 0;
    for (Py_ssize_t slot = 0; slot < slots->slots && count < slots->met_count; slot++) {
        if (slots->code_of_slot[slot] >= 0) {
            slots->met[count] = (int32_t)slot;
            slots->code[count++] = slots->code_of_slot[slot];
        }
    }
    find_together(slots, kinds, together);
    for (Py_ssize_t m = 0; m < slots->met_count; m++)
        has[kind_of(slots, kinds, m)] |= (char)((is_exact(slots, m) ? HAS_EXACT : 0) | (together[m] ? HAS_TOGETHER : 0));
    for (Py_ssize_t m = 0; m < slots->met_count; m++) {
        int64_t kind = kind_of(slots, kinds, m);
        if (!kinds->is_free[kind])
            continue;
        if (!kinds->is_bare && has[kind] & HAS_EXACT)
            is_chosen[m] = (char)is_exact(slots, m);
        else
            is_chosen[m] = has[kind] & HAS_TOGETHER ? together[m] : 1;
    }
    for (Py_ssize_t p = 0; p < kinds->phrase_count; p++) {
        if (choose_phrase(slots, kinds, &kinds->phrases[p], 1, is_chosen) == 0)
            choose_phrase(slots, kinds, &kinds->phrases[p], 0, is_chosen);
    }
    for (Py_ssize_t m = 0; m < slots->met_count; m++) {
        if (is_chosen[m])
            slots->chosen[slots->chosen_count++] = (int32_t)m;
    }
    free(flags);
    return 0;
}

/* The slot of a match. */
static Py_ssize_t slot_of(const Slots *slots, Py_ssize_t match)
{
    return slots->met[slots->chosen[match]];
}

/* See rules.best_passage. */
static int best_passage(const Rules *rules, const Slots *slots, Py_ssize_t *best_first, Py_ssize_t *best_last)
{
    int64_t *held = calloc((size_t)rules->in_body.words + 1, sizeof *held);
    if (held == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    int64_t best_value = -1, best_together = -1, value = 0, together = 0, most_chars = rules->most_chars - rules->context_chars;
    Py_ssize_t last = -1;
    for (Py_ssize_t first = 0; first < slots->chosen_count; first++) {
        int64_t begin = slots->start[slot_of(slots, first)];
        while (last + 1 < slots->chosen_count && (last < first || slots->end[slot_of(slots, last + 1)] - begin <= most_chars)) {
            last++;
            together += last > first && slot_of(slots, last) - slot_of(slots, last - 1) == 1;
            int32_t word = slots->code[slots->chosen[last]] / 2;
            value += held[word]++ ? 0 : rules->weights[word];
        }
        if (value > best_value || (value == best_value && together > best_together)) {
            *best_first = slot_of(slots, first), *best_last = slot_of(slots, last);
            best_value = value, best_together = together;
        }
        int32_t word = slots->code[slots->chosen[first]] / 2;
        value -= --held[word] ? 0 : rules->weights[word];
        together -= last > first && slot_of(slots, first + 1) - slot_of(slots, first) == 1;
    }
    free(held);
    return 0;
}

static int is_one_of(Py_UCS4 character, PyObject *string)
{
    return PyUnicode_FindChar(string, character, 0, PyUnicode_GET_LENGTH(string), 1) >= 0;
}

/* See rules.highlight_spans; what is left of a span behind `end` is cut off, and `shift` taken from both. */
static PyObject *highlight_spans(const Rules *rules, Slots *slots, int64_t begin, int64_t end, int64_t shift)
{
    PyObject *spans = PyList_New(0), *result;
    Py_ssize_t place = 0;
    while (place < slots->chosen_count && slots->start[slot_of(slots, place)] < begin)
        place++;
    while (0 < place && place < slots->chosen_count &&
           slots->start[slot_of(slots, place)] - slots->end[slot_of(slots, place - 1)] <= 1)
        place--;
    int64_t first = 0, last = -2;
    for (; spans != NULL && place <= slots->chosen_count; place++) {
        int64_t start = 0, stop = 0;
        if (place < slots->chosen_count) {
            start = slots->start[slot_of(slots, place)];
            stop = slots->end[slot_of(slots, place)];
            if (start - last == 1 && is_one_of(char_at(&slots->text, last), rules->joints)) {
                last = stop;
                continue;
            }
            if (start < end && !(start < stop && start >= last))
                continue;
        }
        if (last > 0 && first >= begin) {
            PyObject *span = Py_BuildValue("LL", (long long)(first - shift), (long long)(smaller(last, end) - shift));
            if (span == NULL || PyList_Append(spans, span) < 0)
                Py_CLEAR(spans);
            Py_XDECREF(span);
        }
        if (start >= end)
            break;
        first = start, last = stop;
    }
    result = spans ? PyList_AsTuple(spans) : NULL;
    Py_XDECREF(spans);
    return result;
}

FIRST_AT_LEAST(first_offset_at_least, int32_t, int64_t)

static int is_break(const Slots *slots, Py_ssize_t slot)
{
    return slots->start[slot] == slots->end[slot];
}

/* See rules._beginning. */
static int64_t beginning(const Rules *rules, Slots *slots, Py_ssize_t first, Py_ssize_t last)
{
    int64_t start = slots->start[first];
    Py_ssize_t opening = first;
    while (opening && !is_break(slots, opening - 1) && start - slots->start[opening] <= rules->lead_in_chars)
        opening--;
    int64_t sentence = slots->start[opening], behind = opening ? slots->end[opening - 1] : 0;
    if (start - sentence <= rules->lead_in_chars) {
        while (sentence > behind && is_one_of(char_at(&slots->text, sentence - 1), rules->quotes))
            sentence--;
        if (start - sentence <= rules->lead_in_chars && slots->end[last] - sentence <= rules->most_chars)
            return sentence;
    }
    Py_ssize_t place = first_offset_at_least(slots->start, 0, slots->slots, start - rules->context_chars);
    while (place < first && is_break(slots, place))
        place++;
    return slots->start[smaller(place, first)];
}

/* See rules._latest_beginning. */
static int64_t latest_beginning(const Slots *slots, int64_t earliest)
{
    if (earliest <= 0)
        return 0;
    Py_ssize_t place = first_offset_at_least(slots->start, 0, slots->slots, earliest);
    while (place < slots->slots - 1 && is_break(slots, place))
        place++;
    return place < slots->slots ? slots->start[place] : earliest;
}

/* See rules._ending. */
static int64_t ending(const Rules *rules, Slots *slots, int64_t begin, Py_ssize_t last, int64_t text_end)
{
    int64_t length = slots->text.length, furthest = begin + rules->most_chars;
    if (length <= furthest)
        return text_end > begin ? text_end : length;
    Py_ssize_t word = first_offset_at_least(slots->end, 0, slots->slots, furthest + 1) - 1;
    while (word >= 0 && is_break(slots, word))
        word--;
    if (word < 0 || slots->end[word] <= begin)
        return smaller(length, furthest);
    int64_t end = smaller(slots->end[word > last ? word : last], furthest);
    while (end < length && end < furthest && !is_space(char_at(&slots->text, end)) && !is_alnum(char_at(&slots->text, end)))
        end++;
    return end;
}

/* See rules.cut: the snippet and its spans. */
static int cut(const Rules *rules, Slots *slots, PyObject **snippet, PyObject **spans)
{
    Py_UCS4 piece[WIDEST_WINDOW + 2];
    Text *text = &slots->text;
    Py_ssize_t first = 0, last = -1;
    int64_t begin, text_end = content_end(text);
    if (slots->chosen_count == 0) {
        begin = content_start(text);
    } else {
        if (best_passage(rules, slots, &first, &last) < 0)
            return -1;
        begin = smaller(beginning(rules, slots, first, last), latest_beginning(slots, text_end - rules->most_chars));
    }
    open_window(text, piece + 1, begin, rules->most_chars);
    int64_t end = ending(rules, slots, begin, last, text_end);
    int has_head = begin > 0 && content_start(text) < begin;
    int64_t chars = smaller(end - begin, text->window_count);
    if (chars < 0)
        chars = 0;
    *spans = highlight_spans(rules, slots, begin, end, begin - has_head);
    if (*spans == NULL)
        return -1;
    for (int64_t i = 1; i <= chars; i++) {
        if (is_space(piece[i]))
            piece[i] = ' ';
    }
    piece[0] = piece[chars + 1] = 0x2026; /* … */
    text->window_count = 0;
    *snippet = PyUnicode_FromKindAndData(PyUnicode_4BYTE_KIND, piece + !has_head, chars + has_head + (text_end > end));
    return *snippet ? 0 : -1;
}

/* See rules.show. */
static PyObject *show(const Rules *rules, Slots *title, Slots *body)
{
    PyObject *title_spans = highlight_spans(rules, title, 0, INT32_MAX, 0), *snippet = NULL, *spans = NULL;
    if (title_spans == NULL)
        return NULL;
    int from_title = body->chosen_count == 0 && (PyTuple_GET_SIZE(title_spans) > 0 || content_end(&body->text) == 0);
    if (cut(rules, from_title ? title : body, &snippet, &spans) < 0) {
        Py_DECREF(title_spans);
        Py_XDECREF(spans);
        return NULL;
    }
    return Py_BuildValue("NNNs", snippet, spans, title_spans, from_title ? "title" : "body");
}

#endif

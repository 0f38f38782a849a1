/* Words side by side: looked for in the token streams of the documents that hold all pairs of them (see index/segment/tokens.py). */
#include "_matcher.h"

#include <stdlib.h>

#define RARE 0xFFFF /* the code that all rare terms share */

/* The terms of a segment that will do for one word of the phrase. */
typedef struct {
    Py_ssize_t count;
    uint32_t *terms;
    uint16_t *codes;
    Postings *lists;
    Cursor *cursors;
    int has_rare;
} Choice;

typedef struct {
    Py_ssize_t length;
    Choice *choices;
    Py_ssize_t pair_count;
    Postings *pairs;
    Cursor *cursors;
} Phrase;

/* The code of every term, made when first asked for; NULL when there is no memory. */
static const uint16_t *codes_of(Segment *segment)
{
    if (segment->codes == NULL) {
        Py_ssize_t terms = segment->exact.at.count - 1;
        uint16_t *codes = malloc(((size_t)terms + 1) * sizeof *codes);
        if (codes == NULL)
            return NULL;
        for (Py_ssize_t term = 0; term < terms; term++)
            codes[term] = RARE;
        for (Py_ssize_t rank = 0; rank < segment->ranked && rank < RARE - 1; rank++) {
            if (segment->by_frequency[rank] < (uint64_t)terms)
                codes[segment->by_frequency[rank]] = (uint16_t)(rank + 1);
        }
        segment->codes = codes;
    }
    return segment->codes;
}

FIRST_AT_LEAST(first_slot_at_least, uint64_t, uint64_t)

/* The term of a slot whose code is RARE, or -1. */
static int64_t rare_term(const Segment *segment, uint64_t slot)
{
    Py_ssize_t place = first_slot_at_least(segment->rare_slot, 0, segment->rare_count, slot);
    return place < segment->rare_count && segment->rare_slot[place] == slot ? (int64_t)segment->rare_term[place] : -1;
}

static inline int will_do(const Segment *segment, const Choice *choice, uint64_t slot)
{
    uint16_t code = segment->tokens[slot];
    if (code == RARE) {
        int64_t term = choice->has_rare ? rare_term(segment, slot) : -1;
        for (Py_ssize_t t = 0; t < choice->count; t++) {
            if (choice->terms[t] == term)
                return 1;
        }
        return 0;
    }
    for (Py_ssize_t t = 0; t < choice->count; t++) {
        if (choice->codes[t] == code)
            return 1;
    }
    return 0;
}

/* How often the phrase stands in a document, or in its title alone. */
static uint32_t times_in(const Segment *segment, const Phrase *phrase, uint32_t doc, int title_only)
{
    uint64_t start = segment->slot_start[doc], end = segment->slot_start[doc + 1];
    if (title_only && start + segment->title_slots[doc] < end)
        end = start + segment->title_slots[doc];
    uint64_t length = (uint64_t)phrase->length;
    if (end > segment->token_count || start > end || end - start < length)
        return 0;
    uint32_t times = 0;
    for (uint64_t slot = start; slot + length <= end; slot++) {
        uint64_t word = 0;
        while (word < length && will_do(segment, &phrase->choices[word], slot + word))
            word++;
        times += word == length;
    }
    return times;
}

/* The frequency that so many occurrences count with: the nearest below of those that can be stored. */
static uint8_t stored_tf(uint32_t times)
{
    uint8_t tf = 0;
    for (int code = 0; code < 16 && TF_VALUES[code] <= times; code++)
        tf = TF_VALUES[code];
    return tf;
}

/* Whether a document has every pair of neighbours in some spelling, and every word in one that will do. */
static int may_hold(Phrase *phrase, uint32_t doc)
{
    for (Py_ssize_t p = 0; p < phrase->pair_count; p++) {
        if (!holds(&phrase->cursors[p], doc))
            return 0;
    }
    for (Py_ssize_t w = 0; w < phrase->length; w++) {
        Choice *choice = &phrase->choices[w];
        int met = 0;
        for (Py_ssize_t t = 0; t < choice->count && !met; t++)
            met = holds(&choice->cursors[t], doc);
        if (!met)
            return 0;
    }
    return 1;
}

static void free_phrase(Phrase *phrase)
{
    for (Py_ssize_t w = 0; phrase->choices != NULL && w < phrase->length; w++) {
        Choice *choice = &phrase->choices[w];
        free(choice->terms);
        free(choice->codes);
        free(choice->lists);
        free(choice->cursors);
    }
    free(phrase->choices);
    free(phrase->pairs);
    free(phrase->cursors);
}

/* What stands behind read_choice and read_pairs: 1 when the phrase may stand in the segment, 0 when it cannot, -1 with an exception. */
enum { CANNOT, MAY, FAILED = -1 };

/* Finds the terms of the segment, of those given as bytes, that will do for a word. */
static int read_choice(Segment *segment, PyObject *spellings, Choice *choice)
{
    size_t most = (size_t)PyTuple_GET_SIZE(spellings);
    const uint16_t *codes = codes_of(segment);
    choice->terms = calloc(most + 1, sizeof *choice->terms);
    choice->codes = calloc(most + 1, sizeof *choice->codes);
    choice->lists = calloc(most + 1, sizeof *choice->lists);
    choice->cursors = calloc(most + 1, sizeof *choice->cursors);
    if (codes == NULL || choice->terms == NULL || choice->codes == NULL || choice->lists == NULL || choice->cursors == NULL) {
        PyErr_NoMemory();
        return FAILED;
    }
    for (size_t i = 0; i < most; i++) {
        char *key;
        Py_ssize_t size;
        if (PyBytes_AsStringAndSize(PyTuple_GET_ITEM(spellings, (Py_ssize_t)i), &key, &size) < 0)
            return FAILED;
        Py_ssize_t number = number_of(&segment->exact, key, size);
        if (number < 0)
            continue;
        Postings *list = &choice->lists[choice->count];
        if (!read_postings(segment, &segment->fields[EXACT], number, list))
            return FAILED;
        choice->terms[choice->count] = (uint32_t)number;
        choice->codes[choice->count] = codes[number];
        choice->has_rare |= codes[number] == RARE;
        choice->cursors[choice->count++].list = list;
    }
    return choice->count ? MAY : CANNOT;
}

/* Finds the postings of the pairs of neighbours, or of the one word where there is no pair; the rarest is put first. */
static int read_pairs(const Segment *segment, PyObject *folded, int title_only, Phrase *phrase)
{
    Py_ssize_t words = PyTuple_GET_SIZE(folded), before = -1;
    phrase->pairs = calloc(2 * (size_t)words + 1, sizeof *phrase->pairs);
    phrase->cursors = calloc(2 * (size_t)words + 1, sizeof *phrase->cursors);
    if (phrase->pairs == NULL || phrase->cursors == NULL) {
        PyErr_NoMemory();
        return FAILED;
    }
    for (Py_ssize_t w = 0; w < words; w++) {
        char *key;
        Py_ssize_t size;
        if (PyBytes_AsStringAndSize(PyTuple_GET_ITEM(folded, w), &key, &size) < 0)
            return FAILED;
        Py_ssize_t number = number_of(&segment->folded, key, size), pair = w ? bigram_of(segment, before, number) : -1;
        if (number < 0 || (w && pair < 0))
            return CANNOT;
        before = number;
        if (w && !read_postings(segment, &segment->fields[BIGRAM], pair, &phrase->pairs[phrase->pair_count++]))
            return FAILED;
        if ((title_only || words == 1) &&
            !read_postings(segment, &segment->fields[title_only ? TITLE : FOLDED], number,
                           &phrase->pairs[phrase->pair_count++]))
            return FAILED;
    }
    Py_ssize_t rarest = 0;
    for (Py_ssize_t p = 1; p < phrase->pair_count; p++) {
        if (phrase->pairs[p].count < phrase->pairs[rarest].count)
            rarest = p;
    }
    Postings first = phrase->pairs[0];
    phrase->pairs[0] = phrase->pairs[rarest];
    phrase->pairs[rarest] = first;
    for (Py_ssize_t p = 0; p < phrase->pair_count; p++)
        phrase->cursors[p].list = &phrase->pairs[p];
    return MAY;
}

/* The postings of the phrase in a segment, appended to what was found in those before. */
typedef struct {
    uint16_t *docs;
    uint8_t *tfs;
    size_t count, room;
} Found;

static int append(Found *found, uint32_t doc, uint32_t times)
{
    if (found->count == found->room) {
        found->room = 2 * found->room + 64;
        uint16_t *docs = realloc(found->docs, found->room * sizeof *docs);
        found->docs = docs ? docs : found->docs;
        uint8_t *tfs = realloc(found->tfs, found->room);
        found->tfs = tfs ? tfs : found->tfs;
        if (docs == NULL || tfs == NULL)
            return 0;
    }
    found->docs[found->count] = (uint16_t)doc;
    found->tfs[found->count++] = stored_tf(times);
    return 1;
}

/* Looks the phrase up in the documents of its rarest pair; False when there is no memory. */
static int look_in_texts(const Segment *segment, Phrase *phrase, int title_only, Found *found)
{
    const Postings *rarest = &phrase->pairs[0];
    if (rarest->form == DENSE) {
        for (uint32_t w = 0; w < segment->words; w++) {
            for (uint64_t word = word_of(rarest, w); word; word &= word - 1) {
                uint32_t doc = w * WORD_BITS + (uint32_t)__builtin_ctzll(word), times;
                if (doc < segment->documents && may_hold(phrase, doc) &&
                    (times = times_in(segment, phrase, doc, title_only)) && !append(found, doc, times))
                    return 0;
            }
        }
        return 1;
    }
    for (uint32_t place = 0; place < rarest->count; place++) {
        uint32_t doc = rarest->docs[place], times;
        if (doc < segment->documents && may_hold(phrase, doc) &&
            (times = times_in(segment, phrase, doc, title_only)) && !append(found, doc, times))
            return 0;
    }
    return 1;
}

/* Looks the phrase up in one segment: MAY when that went well, else FAILED with an exception. */
static int look_in(Segment *segment, PyObject *spellings, PyObject *folded, int title_only, Found *found)
{
    Phrase phrase = {.length = PyTuple_GET_SIZE(folded)};
    phrase.choices = calloc((size_t)phrase.length, sizeof *phrase.choices);
    int state = phrase.choices ? read_pairs(segment, folded, title_only, &phrase) : FAILED, is_done = 1;
    for (Py_ssize_t w = 0; w < phrase.length && state == MAY; w++)
        state = read_choice(segment, PyTuple_GET_ITEM(spellings, w), &phrase.choices[w]);
    if (state == MAY) {
        Py_BEGIN_ALLOW_THREADS
        is_done = look_in_texts(segment, &phrase, title_only, found);
        Py_END_ALLOW_THREADS
    }
    free_phrase(&phrase);
    if (phrase.choices == NULL || !is_done)
        PyErr_NoMemory();
    return state == FAILED || !is_done ? FAILED : MAY;
}

PyObject *matcher_phrase(Matcher *self, PyObject *args)
{
    PyObject *folded, *spellings;
    int title_only;
    if (!PyArg_ParseTuple(args, "O!O!p", &PyTuple_Type, &folded, &PyTuple_Type, &spellings, &title_only))
        return NULL;
    Py_ssize_t length = PyTuple_GET_SIZE(folded);
    int is_whole = length > 0 && PyTuple_GET_SIZE(spellings) == length;
    for (Py_ssize_t w = 0; is_whole && w < length; w++)
        is_whole = PyTuple_Check(PyTuple_GET_ITEM(spellings, w));
    if (!is_whole) {
        PyErr_SetString(PyExc_ValueError, "a phrase has a folded term and a tuple of spellings for every word");
        return NULL;
    }
    List *list = new_list(self);
    Found found = {0};
    size_t *ends = calloc((size_t)self->segment_count + 1, sizeof *ends);
    int is_done = list != NULL && ends != NULL;
    for (Py_ssize_t s = 0; s < self->segment_count && is_done; s++) {
        is_done = look_in(&self->segments[s], spellings, folded, title_only, &found) == MAY;
        if (is_done)
            ends[s + 1] = found.count;
    }
    if (is_done && own_postings(list, (Py_ssize_t)found.count)) {
        uint16_t *docs = list->owned;
        uint8_t *tfs = (uint8_t *)(docs + found.count);
        if (found.count) {
            memcpy(docs, found.docs, found.count * sizeof *docs);
            memcpy(tfs, found.tfs, found.count);
        }
        for (Py_ssize_t s = 0; s < self->segment_count; s++) {
            Postings part = {.form = LISTED, .count = (uint32_t)(ends[s + 1] - ends[s])};
            part.docs = docs + ends[s];
            part.tfs = tfs + ends[s];
            list->parts[s] = part;
        }
        sum_up(list);
    } else {
        if (!PyErr_Occurred())
            PyErr_NoMemory();
        Py_CLEAR(list);
    }
    free(found.docs);
    free(found.tfs);
    free(ends);
    return (PyObject *)list;
}

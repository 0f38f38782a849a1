/* What the compiled matcher's files share: see search/matching/matcher.py for what a matcher does. */
#ifndef TIMBAO_MATCHER_H
#define TIMBAO_MATCHER_H

#define PY_SSIZE_T_CLEAN
#include <Python.h>

#include "../../index/segment/_postings.h"
#include "../../index/segment/_runs.h"

#define BLOCK 16384 /* documents of a segment that a thread goes through at a time */
#define BUFFERS_A_FIELD 3
#define FIELDS 4
#define BUFFERS_A_SEGMENT (BUFFERS_A_FIELD * FIELDS + 2 * 2 + 2 + 6)

enum { EXACT, FOLDED, TITLE, BIGRAM };

typedef struct {
    Offsets start;
    const uint8_t *form;
    const uint16_t *units;
    Py_ssize_t unit_count;
} Field;

typedef struct {
    const char *bytes;
    Py_ssize_t size;
    Offsets at;
} Dictionary;

typedef struct {
    uint32_t documents;
    int64_t first;         /* the number of its first document in the whole index */
    Py_ssize_t first_word; /* where its bits begin in a bitmap of the whole index */
    uint32_t words;
    Py_ssize_t first_block; /* where its blocks of BLOCK documents begin among those of the whole index */
    Py_ssize_t first_rank; /* where its blocks of RANK_DOCS documents begin among those of the whole index */
    Field fields[FIELDS];
    Dictionary exact, folded;
    Offsets bigram_row;
    const uint32_t *bigram_second;
    Py_ssize_t bigram_count;
    const uint16_t *tokens;
    uint64_t token_count;
    const uint64_t *slot_start; /* a document, and the end */
    const uint32_t *title_slots;
    const uint64_t *rare_slot;
    const uint32_t *rare_term;
    Py_ssize_t rare_count;
    const uint32_t *by_frequency;
    Py_ssize_t ranked;
    uint16_t *codes; /* the code of each exact term, once a phrase has asked */
} Segment;

/* Of how many blocks of RANK_DOCS documents, the last perhaps shorter, a segment is. */
static inline Py_ssize_t ranks_of(const Segment *segment)
{
    return (segment->words + WORDS_A_RANK - 1) / WORDS_A_RANK;
}

typedef struct {
    PyObject_HEAD
    Py_ssize_t segment_count;
    Segment *segments;
    Py_ssize_t buffer_count;
    Py_buffer *buffers;
    int64_t documents;
    Py_ssize_t words;           /* of a bitmap of the whole index, every segment at a word of its own */
    const double *norms, *title_norms; /* a document of the index */
    float *small_norms, *small_title_norms;
    Py_ssize_t ranks;                       /* blocks of RANK_DOCS documents */
    float *least_norms, *least_title_norms; /* of each such block */
    uint64_t *alive; /* a bitmap; NULL when no document is deleted */
    Py_ssize_t blocks;   /* of BLOCK documents */
    Py_ssize_t shared_from; /* postings from which on a query is shared by two threads */
    _Atomic int searching;  /* how many threads are looking for candidates */
} Matcher;

/* The documents that meet one condition, a part a segment. */
typedef struct {
    PyObject_VAR_HEAD
    Matcher *matcher;
    int64_t count; /* live documents */
    void *owned;   /* the numbers, frequencies or ranks that are not in the mapped files */
    Py_ssize_t owned_bytes;
    Postings parts[];
} List;

extern PyTypeObject *list_type;

/* A list without postings, to be filled and summed up; NULL with an exception. */
List *new_list(Matcher *matcher);

/* Room for the postings of a LISTED list: ``owned`` has the numbers, and the frequencies behind them. False with an exception. */
int own_postings(List *list, Py_ssize_t count);

/* Works out what is known of a list as a whole, once its parts are there. */
void sum_up(List *list);

/* The number of a string, or -1. */
Py_ssize_t number_of(const Dictionary *dictionary, const char *key, Py_ssize_t size);

/* The number of a bigram by its folded terms, or -1. */
Py_ssize_t bigram_of(const Segment *segment, Py_ssize_t first, Py_ssize_t second);

/* Points ``list`` at the postings of a term, but for its ranks; False, with an exception, when they do not fit where they stand. */
int read_postings(const Segment *segment, const Field *field, Py_ssize_t number, Postings *list);

/* A sequence of Lists of this matcher as a fast sequence; NULL with an exception. */
PyObject *lists_in(Matcher *matcher, PyObject *lists);

/* True, with an exception, when the buffer is no bitmap of the index. */
int is_no_bitmap(const Matcher *matcher, const Py_buffer *bitmap);

/* True, with an exception, when the buffer is not of documents of the index: int64, ascending. */
int are_no_documents(const Matcher *matcher, const Py_buffer *docs);

PyObject *matcher_phrase(Matcher *matcher, PyObject *args);
PyObject *matcher_meeting(Matcher *matcher, PyObject *args);
PyObject *matcher_any_of(Matcher *matcher, PyObject *lists);
PyObject *matcher_marked(Matcher *matcher, PyObject *mask);
PyObject *matcher_count(Matcher *matcher, PyObject *bitmap);
PyObject *matcher_numbers(Matcher *matcher, PyObject *bitmap);
PyObject *matcher_among(Matcher *matcher, PyObject *args);
PyObject *matcher_candidates(Matcher *matcher, PyObject *args);
PyObject *matcher_contributions(Matcher *matcher, PyObject *args);

#endif

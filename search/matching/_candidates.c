/* Which documents may be among the best, and what each condition gives a document.
 *
 * MaxScore (Turtle and Flood 1995, "Query evaluation: strategies and optimizations"), but a window of documents at a time (Grand,
 * Muir, Ferenczi and Lin 2020, "From MaxScore to Block-Max WAND: the story of how Lucene significantly improved query evaluation
 * performance"): of the scored lists in the order of the
 * most that each can give, those at the end that cannot lift a document to the threshold together are only looked up, in documents
 * that the others have brought near it; the others are added up over the window. Where few documents count at all, these are
 * gone through instead.
 *
 * A query of many frequent words is shared with a second thread, as long as no other query is being looked for: alone, the one who
 * waits for it waits half as long; in a crowd each thread has a query of its own.
 */
#include "_matcher.h"

#include <float.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

#define MOST_WINDOW 4096
#define FIRST_WINDOW RANK_DOCS /* where ranks are known; each window is twice the one before, so that a threshold is soon there */
#define LOOKUP_COST 4    /* postings added up in the time of one look-up; a guess that timing did not contradict */
#define FEW 3            /* up to so many of 64 documents are finished one by one, more of them together */
#define LEAST_ROOM 4096

typedef struct {
    const List *list;
    double factor;
    int of_title;
    Py_ssize_t instead, instead_end; /* its conditions in ScoredLists.instead */
} ScoredList;

typedef struct {
    Py_ssize_t count, instead_count;
    ScoredList *parts;
    const List **instead;
} ScoredLists;

static void free_parts(ScoredLists *parts)
{
    PyMem_Free(parts->parts);
    PyMem_Free(parts->instead);
}

/* Reads the scored conditions: lists, for each a sequence of the lists it stands instead of, factors and whether it is of the title.
 * The caller keeps the lists. False with an exception. */
static int read_parts(Matcher *matcher, PyObject *lists, PyObject *instead, const Py_buffer *factors,
                      const Py_buffer *of_title, ScoredLists *parts)
{
    parts->count = PySequence_Fast_GET_SIZE(lists);
    if (!PyTuple_Check(instead) || PyTuple_GET_SIZE(instead) != parts->count || factors->len != parts->count * 8 ||
        of_title->len != parts->count) {
        PyErr_SetString(PyExc_ValueError, "arrays that go together differ in length");
        return 0;
    }
    Py_ssize_t others = 0;
    for (Py_ssize_t p = 0; p < parts->count; p++) {
        PyObject *one = PyTuple_GET_ITEM(instead, p);
        if (!PyTuple_Check(one)) {
            PyErr_SetString(PyExc_TypeError, "what a condition stands instead of is a tuple of lists");
            return 0;
        }
        others += PyTuple_GET_SIZE(one);
    }
    parts->parts = PyMem_Calloc((size_t)parts->count + 1, sizeof *parts->parts);
    parts->instead = PyMem_Calloc((size_t)others + 1, sizeof *parts->instead);
    if (parts->parts == NULL || parts->instead == NULL) {
        PyErr_NoMemory();
        return 0;
    }
    for (Py_ssize_t p = 0; p < parts->count; p++) {
        ScoredList *part = &parts->parts[p];
        PyObject *one = lists_in(matcher, PyTuple_GET_ITEM(instead, p));
        if (one == NULL)
            return 0;
        part->list = (List *)PySequence_Fast_GET_ITEM(lists, p);
        part->factor = ((const double *)factors->buf)[p];
        part->of_title = ((const uint8_t *)of_title->buf)[p] != 0;
        part->instead = parts->instead_count;
        for (Py_ssize_t l = 0; l < PySequence_Fast_GET_SIZE(one); l++)
            parts->instead[parts->instead_count++] = (List *)PySequence_Fast_GET_ITEM(one, l);
        part->instead_end = parts->instead_count;
        Py_DECREF(one);
    }
    return 1;
}

static int by_factor(const void *one, const void *other)
{
    double first = ((const ScoredList *)one)->factor, second = ((const ScoredList *)other)->factor;
    return (first < second) - (first > second);
}

/* A part with how far it has been looked through in one segment. */
typedef struct {
    const ScoredList *part;
    Cursor cursor;
    Cursor *instead;    /* of the part's own */
    const float *norms; /* a document of the segment */
} ScoredCursor;

/* True when the document meets all that the part stands instead of, so that it does not count. */
static inline int is_said_already(ScoredCursor *scored, uint32_t doc)
{
    Py_ssize_t count = scored->part->instead_end - scored->part->instead;
    for (Py_ssize_t i = 0; i < count; i++) {
        if (!holds(&scored->instead[i], doc))
            return 0;
    }
    return count > 0;
}

static inline float bm25(float factor, uint8_t tf, float norm)
{
    return factor * (float)tf / ((float)tf + norm);
}

/* No less than what the part gives any document of a block whose least norm this is. */
static inline double most_of(const ScoredCursor *scored, float least_norm)
{
    double tf = scored->cursor.list->most_tf;
    return scored->part->factor * tf / (tf + least_norm);
}

static inline float look_up_score(ScoredCursor *scored, uint32_t doc)
{
    uint8_t tf = look_up(&scored->cursor, doc);
    if (tf == 0 || is_said_already(scored, doc))
        return 0;
    return bm25((float)scored->part->factor, tf, scored->norms[doc]);
}

/* What is added up over a window: the documents [from, to) and their scores. */
typedef struct {
    uint32_t from, to;
    float *scores;
} Window;

static int add_dense(ScoredCursor *scored, const Window *window, int has_instead)
{
    const Postings *list = scored->cursor.list;
    const float *norms = scored->norms;
    float factor = (float)scored->part->factor, *scores = window->scores;
    uint32_t rank = rank_before(list, window->from / WORD_BITS), begin = rank;
    for (uint32_t w = window->from / WORD_BITS; w * WORD_BITS < window->to; w++) {
        for (uint64_t word = word_of(list, w); word; word &= word - 1, rank++) {
            uint32_t doc = w * WORD_BITS + (uint32_t)__builtin_ctzll(word);
            if (doc < window->to && !(has_instead && is_said_already(scored, doc)))
                scores[doc - window->from] += bm25(factor, coded_tf(list, rank), norms[doc]);
        }
    }
    return rank > begin;
}

/* The same for the other forms, of which each is a loop of its own once this is inlined. */
static inline int add_listed(ScoredCursor *scored, const Window *window, int has_instead, int form)
{
    const Postings *list = scored->cursor.list;
    const float *norms = scored->norms;
    float factor = (float)scored->part->factor, *scores = window->scores;
    uint32_t place = place_from(list, scored->cursor.place, window->from), begin = place, doc;
    for (; place < list->count && (doc = list->docs[place]) < window->to; place++) {
        uint8_t tf = form == ONCE ? 1 : form == LISTED ? list->tfs[place] : coded_tf(list, place);
        if (doc >= window->from && !(has_instead && is_said_already(scored, doc)))
            scores[doc - window->from] += bm25(factor, tf, norms[doc]);
    }
    scored->cursor.place = place;
    return place > begin;
}

/* Adds what the part gives the documents of the window; False when none of them meets it. */
static int add_up(ScoredCursor *scored, const Window *window)
{
    int form = scored->cursor.list->form;
    if (scored->part->instead < scored->part->instead_end)
        return form == DENSE ? add_dense(scored, window, 1) : add_listed(scored, window, 1, form);
    if (form == DENSE)
        return add_dense(scored, window, 0);
    return form == ONCE    ? add_listed(scored, window, 0, ONCE)
           : form == COUNTED ? add_listed(scored, window, 0, COUNTED)
                             : add_listed(scored, window, 0, LISTED);
}

typedef struct {
    int64_t doc;
    float score;
} Candidate;

typedef struct {
    Candidate *items;
    size_t count, room;
    float *best; /* a heap of the best scores so far, the least on top */
    size_t best_count, wanted;
    float slack;
    _Atomic uint32_t *known; /* the bits of a score that as many documents as are wanted have, whoever found them */
} Board;

static inline float score_of(uint32_t bits)
{
    float score;
    memcpy(&score, &bits, sizeof score);
    return score;
}

/* What a document must have so as not to be left out. */
static inline float threshold(const Board *board)
{
    return score_of(atomic_load_explicit(board->known, memory_order_relaxed)) - board->slack;
}

/* Tells everyone the least of the best, once there are enough of them. */
static inline void tell(Board *board)
{
    if (board->best_count < board->wanted)
        return;
    /* Of floats that are not negative the greater has the greater bits. */
    uint32_t bits, known = atomic_load_explicit(board->known, memory_order_relaxed);
    memcpy(&bits, &board->best[0], sizeof bits);
    while (bits > known && !atomic_compare_exchange_weak_explicit(board->known, &known, bits, memory_order_relaxed,
                                                                  memory_order_relaxed))
        ;
}

static void keep_best(Board *board, float score)
{
    float *best = board->best;
    size_t place;
    if (board->best_count < board->wanted) {
        place = board->best_count++;
        while (place && best[(place - 1) / 2] > score) {
            best[place] = best[(place - 1) / 2];
            place = (place - 1) / 2;
        }
        best[place] = score;
        tell(board);
        return;
    }
    if (score <= best[0])
        return;
    place = 0;
    for (size_t child; (child = 2 * place + 1) < board->wanted; place = child) {
        if (child + 1 < board->wanted && best[child + 1] < best[child])
            child++;
        if (best[child] >= score)
            break;
        best[place] = best[child];
    }
    best[place] = score;
    tell(board);
}

static void drop_beaten(Board *board)
{
    float least = threshold(board);
    size_t kept = 0;
    for (size_t i = 0; i < board->count; i++) {
        if (board->items[i].score >= least)
            board->items[kept++] = board->items[i];
    }
    board->count = kept;
}

/* Takes a document in; False when there is no memory. */
static int put(Board *board, int64_t doc, float score)
{
    if (board->count == board->room) {
        drop_beaten(board);
        if (2 * board->count > board->room) {
            Candidate *items = realloc(board->items, 2 * board->room * sizeof *items);
            if (items == NULL)
                return 0;
            board->items = items;
            board->room *= 2;
        }
    }
    board->items[board->count++] = (Candidate){doc, score};
    keep_best(board, score);
    return 1;
}

/* One segment being gone through. */
typedef struct {
    const Matcher *matcher;
    const Segment *segment;
    Py_ssize_t count;
    ScoredCursor *added, *looked_up; /* the same parts, each with a place of its own */
    double *rest;               /* the most that the parts from each on can give together */
    const uint64_t *within;     /* a bitmap of the documents that count */
    Board *board;
} Pass;

/* Finishes a document's score with the parts from ``part`` on, unless it falls behind; False when there is no memory. */
static int finish(Pass *pass, uint32_t doc, float score, Py_ssize_t part)
{
    float least = threshold(pass->board);
    for (; part < pass->count; part++) {
        if (score + pass->rest[part] < least)
            return 1;
        score += look_up_score(&pass->looked_up[part], doc);
    }
    return score < least || score <= 0 || put(pass->board, pass->segment->first + doc, score);
}

/* Which of 64 scores are not below ``least``. */
static inline uint64_t not_below(const float *scores, float least)
{
    uint64_t bits = 0;
#ifdef __SSE2__
    __m128 each = _mm_set1_ps(least);
    for (int i = 0; i < WORD_BITS; i += 4)
        bits |= (uint64_t)_mm_movemask_ps(_mm_cmpge_ps(_mm_loadu_ps(scores + i), each)) << i;
#else
    for (int i = 0; i < WORD_BITS; i++)
        bits |= (uint64_t)(scores[i] >= least) << i;
#endif
    return bits;
}

/* The same for those of 64 documents that ``word`` tells, a part after the other for all of them; ``scores`` are theirs. */
static int finish_word(Pass *pass, uint32_t w, uint64_t word, float *scores, Py_ssize_t part)
{
    float least = threshold(pass->board);
    for (; part < pass->count && word; part++) {
        ScoredCursor *scored = &pass->looked_up[part];
        const Postings *list = scored->cursor.list;
        for (uint64_t left = list->form == DENSE ? word & word_of(list, w) : word; left; left &= left - 1) {
            uint32_t place = (uint32_t)__builtin_ctzll(left);
            scores[place] += look_up_score(scored, w * WORD_BITS + place);
        }
        word &= not_below(scores, (float)(least - pass->rest[part + 1]));
    }
    for (; word; word &= word - 1) {
        uint32_t place = (uint32_t)__builtin_ctzll(word);
        if (!put(pass->board, pass->segment->first + w * WORD_BITS + place, scores[place]))
            return 0;
    }
    return 1;
}

/* Goes through the documents [from, to) that count, one by one. */
static int by_document(Pass *pass, uint32_t from, uint32_t to)
{
    for (uint32_t w = from / WORD_BITS; w * WORD_BITS < to; w++) {
        for (uint64_t word = pass->within[w]; word; word &= word - 1) {
            uint32_t doc = w * WORD_BITS + (uint32_t)__builtin_ctzll(word);
            if (doc < to && !finish(pass, doc, 0, 0))
                return 0;
        }
    }
    return 1;
}

/* Adds up the first ``essential`` parts over the documents [from, to), and finishes those that come near enough. */
static int by_list(Pass *pass, uint32_t from, uint32_t to, Py_ssize_t essential, float *scores)
{
    Window window = {from, to, scores};
    int found = 0;
    memset(scores, 0, MOST_WINDOW * sizeof *scores);
    for (Py_ssize_t p = 0; p < essential; p++)
        found |= add_up(&pass->added[p], &window);
    for (uint32_t w = from / WORD_BITS; found && w * WORD_BITS < to; w++) {
        float near = (float)(threshold(pass->board) - pass->rest[essential]), *mine = scores + (w * WORD_BITS - from);
        uint64_t word = not_below(mine, near > FLT_MIN ? near : FLT_MIN) & pass->within[w];
        if (bits_set(word) > FEW) {
            if (!finish_word(pass, w, word, mine, essential))
                return 0;
            continue;
        }
        for (; word; word &= word - 1) {
            uint32_t place = (uint32_t)__builtin_ctzll(word);
            if (!finish(pass, w * WORD_BITS + place, mine[place], essential))
                return 0;
        }
    }
    return 1;
}

/* The least of the norms of the documents [from, to). */
static float least_norm(const float *least_norms, uint32_t from, uint32_t to)
{
    float least = least_norms[from / RANK_DOCS];
    for (uint32_t block = from / RANK_DOCS + 1; block * RANK_DOCS < to; block++)
        least = least < least_norms[block] ? least : least_norms[block];
    return least;
}

/* Works out what the parts from each on can give any of the documents [from, to) together. */
static void sum_up_rest(Pass *pass, uint32_t from, uint32_t to)
{
    const Matcher *matcher = pass->matcher;
    Py_ssize_t first = pass->segment->first_rank;
    float least[2] = {least_norm(matcher->least_norms + first, from, to),
                      least_norm(matcher->least_title_norms + first, from, to)};
    for (Py_ssize_t p = pass->count - 1; p >= 0; p--)
        pass->rest[p] = pass->rest[p + 1] + most_of(&pass->added[p], least[pass->added[p].part->of_title]);
}

/* Goes through the documents [first, last) of a segment; False when there is no memory. */
static int go_through(Pass *pass, uint32_t first, uint32_t last)
{
    float scores[MOST_WINDOW];
    uint32_t documents = pass->segment->documents, width = threshold(pass->board) > 0 ? MOST_WINDOW : FIRST_WINDOW;
    for (uint32_t from = first, to; from < last; from = to) {
        to = from + width < last ? from + width : last;
        width = 2 * width < MOST_WINDOW ? 2 * width : MOST_WINDOW;
        sum_up_rest(pass, from, to);
        float least = threshold(pass->board);
        Py_ssize_t essential = pass->count;
        while (essential && pass->rest[essential - 1] < least)
            essential--;
        if (essential == 0)
            continue;
        uint64_t counted = 0, postings = 0;
        for (uint32_t w = from / WORD_BITS; w * WORD_BITS < to; w++)
            counted += bits_set(pass->within[w]);
        if (counted == 0)
            continue;
        for (Py_ssize_t p = 0; p < essential; p++)
            postings += pass->added[p].cursor.list->count;
        int is_sparse = LOOKUP_COST * counted * documents < postings * (to - from);
        if (!(is_sparse ? by_document(pass, from, to) : by_list(pass, from, to, essential, scores)))
            return 0;
    }
    return 1;
}

/* What is looked for, by one thread or two. */
typedef struct {
    const Matcher *matcher;
    const ScoredLists *parts;
    const uint64_t *within;
    _Atomic uint32_t known;
    _Atomic Py_ssize_t next; /* the block of BLOCK documents to be taken next, counted through all segments */
} Search;

/* What one thread has found, and what it works with. */
typedef struct {
    Search *search;
    Board board;
    ScoredCursor *scored_cursors;
    Cursor *cursors;
    double *rest;
    int is_done; /* False when there was no memory */
} Looker;

static void get_ready(Looker *looker, Search *search, size_t wanted, float slack)
{
    size_t count = (size_t)search->parts->count, others = (size_t)search->parts->instead_count;
    Board *board = &looker->board;
    *board = (Board){.room = LEAST_ROOM, .wanted = wanted, .slack = slack, .known = &search->known};
    looker->search = search;
    looker->scored_cursors = calloc(2 * count + 1, sizeof *looker->scored_cursors);
    looker->cursors = calloc(2 * others + 1, sizeof *looker->cursors);
    looker->rest = calloc(count + 1, sizeof *looker->rest);
    board->items = malloc(board->room * sizeof *board->items);
    board->best = malloc((wanted + 1) * sizeof *board->best);
    looker->is_done = looker->scored_cursors && looker->cursors && looker->rest && board->items && board->best;
}

static void let_go(Looker *looker)
{
    free(looker->scored_cursors);
    free(looker->cursors);
    free(looker->rest);
    free(looker->board.items);
    free(looker->board.best);
}

/* The parts that a segment has postings of, each twice: to be added up, and to be looked up. */
static Pass begin(Looker *looker, Py_ssize_t s)
{
    const Matcher *matcher = looker->search->matcher;
    const ScoredLists *parts = looker->search->parts;
    const Segment *segment = &matcher->segments[s];
    size_t count = (size_t)parts->count, others = (size_t)parts->instead_count;
    Pass pass = {matcher, segment, 0, looker->scored_cursors, looker->scored_cursors + count, looker->rest,
                 looker->search->within + segment->first_word, &looker->board};
    for (Py_ssize_t p = 0; p < parts->count; p++) {
        const ScoredList *part = &parts->parts[p];
        if (part->list->parts[s].count == 0)
            continue;
        const float *norms = part->of_title ? matcher->small_title_norms : matcher->small_norms;
        for (int twice = 0; twice < 2; twice++) {
            Cursor *mine = looker->cursors + twice * others + part->instead;
            for (Py_ssize_t l = part->instead; l < part->instead_end; l++)
                mine[l - part->instead] = (Cursor){&parts->instead[l]->parts[s], 0};
            looker->scored_cursors[twice * count + pass.count] =
                (ScoredCursor){part, {&part->list->parts[s], 0}, mine, norms + segment->first};
        }
        pass.count++;
    }
    pass.rest[pass.count] = 0;
    return pass;
}

/* Takes one block after the other until there is none left. */
static void *look_through(void *given)
{
    Looker *looker = given;
    Search *search = looker->search;
    const Matcher *matcher = search->matcher;
    Py_ssize_t block;
    while (looker->is_done && (block = atomic_fetch_add(&search->next, 1)) < matcher->blocks) {
        Py_ssize_t s = 0;
        while (s + 1 < matcher->segment_count && matcher->segments[s + 1].first_block <= block)
            s++;
        uint32_t documents = matcher->segments[s].documents;
        uint32_t first = (uint32_t)(block - matcher->segments[s].first_block) * BLOCK;
        Pass pass = begin(looker, s);
        looker->is_done = go_through(&pass, first, documents - first < BLOCK ? documents : first + BLOCK);
    }
    return NULL;
}

static int by_number(const void *one, const void *other)
{
    int64_t first = ((const Candidate *)one)->doc, second = ((const Candidate *)other)->doc;
    return (first > second) - (first < second);
}

/* The documents that either has found and that are not beaten, as int64, ascending. */
static PyObject *documents_of(Board *one, Board *other)
{
    drop_beaten(one);
    drop_beaten(other);
    size_t count = one->count + other->count;
    PyObject *docs = PyBytes_FromStringAndSize(NULL, (Py_ssize_t)count * 8);
    Candidate *items = count ? malloc(count * sizeof *items) : NULL;
    if (docs == NULL || (count && items == NULL)) {
        Py_XDECREF(docs);
        free(items);
        return PyErr_NoMemory();
    }
    if (one->count)
        memcpy(items, one->items, one->count * sizeof *items);
    if (other->count)
        memcpy(items + one->count, other->items, other->count * sizeof *items);
    if (count)
        qsort(items, count, sizeof *items, by_number);
    for (size_t i = 0; i < count; i++)
        ((int64_t *)PyBytes_AS_STRING(docs))[i] = items[i].doc;
    free(items);
    return docs;
}

/* Looks for candidates, with a second thread when that is worth its while. */
static PyObject *look_for(Matcher *matcher, const ScoredLists *parts, const uint64_t *within, size_t wanted, float slack)
{
    Search search = {.matcher = matcher, .parts = parts, .within = within};
    Looker one = {0}, other = {0};
    int64_t postings = 0;
    for (Py_ssize_t p = 0; p < parts->count; p++)
        postings += parts->parts[p].list->count;
    int is_alone = atomic_fetch_add(&matcher->searching, 1) == 0;
    int is_shared = is_alone && postings >= matcher->shared_from && matcher->blocks > 1;
    get_ready(&one, &search, wanted, slack);
    if (is_shared)
        get_ready(&other, &search, wanted, slack);
    Py_BEGIN_ALLOW_THREADS
    pthread_t second;
    is_shared = is_shared && other.is_done && pthread_create(&second, NULL, look_through, &other) == 0;
    look_through(&one);
    if (is_shared)
        pthread_join(second, NULL);
    Py_END_ALLOW_THREADS
    atomic_fetch_sub(&matcher->searching, 1);
    int is_done = one.is_done && (!is_shared || other.is_done);
    if (!is_shared)
        other.board.known = &search.known;
    PyObject *found = is_done ? documents_of(&one.board, &other.board) : PyErr_NoMemory();
    let_go(&one);
    let_go(&other);
    return found;
}

PyObject *matcher_candidates(Matcher *self, PyObject *args)
{
    PyObject *given, *instead, *within, *lists = NULL, *found = NULL;
    Py_buffer factors, of_title, inside = {0};
    Py_ssize_t wanted;
    if (!PyArg_ParseTuple(args, "OOy*y*nO", &given, &instead, &factors, &of_title, &wanted, &within))
        return NULL;
    ScoredLists parts = {0};
    if (wanted < 1) {
        PyErr_SetString(PyExc_ValueError, "fewer than one document is wanted");
        goto done;
    }
    if (PyObject_GetBuffer(within, &inside, PyBUF_SIMPLE) < 0 || is_no_bitmap(self, &inside) ||
        (lists = lists_in(self, given)) == NULL || !read_parts(self, lists, instead, &factors, &of_title, &parts))
        goto done;
    qsort(parts.parts, (size_t)parts.count, sizeof *parts.parts, by_factor);
    double most = 0;
    for (Py_ssize_t p = 0; p < parts.count; p++)
        most += parts.parts[p].factor;
    /* n additions of numbers below the sum of all factors err by less than n units in its last place. */
    float slack = (float)(most * (double)(parts.count + 4) * FLT_EPSILON);
    if (self->documents == 0)
        found = PyBytes_FromStringAndSize(NULL, 0);
    else
        found = look_for(self, &parts, inside.buf, (size_t)(wanted < self->documents ? wanted : self->documents), slack);
done:
    free_parts(&parts);
    Py_XDECREF(lists);
    if (inside.obj != NULL)
        PyBuffer_Release(&inside);
    PyBuffer_Release(&factors);
    PyBuffer_Release(&of_title);
    return found;
}

/* What a part gives each of the documents, which are ascending, in double precision. */
static void contribute(const Matcher *matcher, const ScoredLists *parts, const ScoredList *part, const int64_t *docs,
                       Py_ssize_t count, double *gained)
{
    const double *norms = part->of_title ? matcher->title_norms : matcher->norms;
    Py_ssize_t s = 0;
    Cursor cursor = {part->list->parts, 0};
    for (Py_ssize_t i = 0; i < count; i++) {
        while (docs[i] >= matcher->segments[s].first + matcher->segments[s].documents)
            cursor = (Cursor){&part->list->parts[++s], 0};
        uint32_t doc = (uint32_t)(docs[i] - matcher->segments[s].first);
        double tf = look_up(&cursor, doc);
        int is_said = part->instead < part->instead_end;
        for (Py_ssize_t l = part->instead; l < part->instead_end && is_said && tf > 0; l++)
            is_said = holds(&(Cursor){&parts->instead[l]->parts[s], 0}, doc);
        gained[i] = is_said ? 0 : part->factor * tf / (tf + norms[docs[i]]);
    }
}

PyObject *matcher_contributions(Matcher *self, PyObject *args)
{
    PyObject *given, *instead, *lists = NULL, *found = NULL;
    Py_buffer factors, of_title, docs;
    if (!PyArg_ParseTuple(args, "OOy*y*y*", &given, &instead, &factors, &of_title, &docs))
        return NULL;
    ScoredLists parts = {0};
    const int64_t *doc = docs.buf;
    Py_ssize_t count = docs.len / 8;
    if (are_no_documents(self, &docs) || (lists = lists_in(self, given)) == NULL ||
        !read_parts(self, lists, instead, &factors, &of_title, &parts))
        goto done;
    found = PyBytes_FromStringAndSize(NULL, parts.count * count * 8);
    if (found == NULL)
        goto done;
    double *gained = (double *)PyBytes_AS_STRING(found);
    Py_BEGIN_ALLOW_THREADS
    for (Py_ssize_t p = 0; p < parts.count; p++)
        contribute(self, &parts, &parts.parts[p], doc, count, gained + p * count);
    Py_END_ALLOW_THREADS
done:
    free_parts(&parts);
    Py_XDECREF(lists);
    PyBuffer_Release(&factors);
    PyBuffer_Release(&of_title);
    PyBuffer_Release(&docs);
    return found;
}

/* The compiled twin of index/analysis/chunk_table.py: what that page promises, this one does, slot for slot.
 *
 * Texts come as Python strings and are read where they lie, whatever the width of their characters. A chunk that was read
 * before is found in an open-addressing table (linear probing, at most half full) by its characters; so is a word that was
 * met before, among characters that say nothing, which Python names. Any other is handed to `read`, in Python, which alone
 * knows what a token is. Nothing here knows a letter of any alphabet.
 */
#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <stdint.h>
#include <string.h>

#define MOST 255           /* the greatest gap or length a slot can hold */
#define LONGEST 64         /* characters of the longest chunk that is remembered */
#define MOST_PLAIN 15      /* characters that say nothing before a word, or behind it */
#define BREAK_TERM 0
#define SENTENCE_END (-1)  /* in place of a term among the pieces that `read` gives */

typedef struct {
    uint32_t hash;
    uint32_t key_at;       /* its characters in `keys` */
    int32_t term;          /* of a chunk of one main token; else SENTENCE_END, and its pieces are at `pieces_at` */
    uint32_t pieces_at;
    uint8_t key_size;      /* 0: an empty place of the table */
    uint8_t before, length, behind, ends_sentence;
    uint8_t piece_count;
} Chunk;

typedef struct {
    int32_t term;
    Py_ssize_t start, end;
    int32_t span;
} Piece;

typedef struct {
    PyObject_HEAD
    PyObject *read;
    size_t most_chunks;
    uint16_t opening[MOST_PLAIN + 1], closing[MOST_PLAIN + 1];  /* what says nothing around a word; a 0 at the end */
    Chunk *chunks;
    size_t room, held;     /* places of the table, a power of two; chunks in it */
    uint16_t *keys;
    size_t key_count, key_room;
    Piece *pieces;
    size_t piece_count, piece_room;
    /* The slots collected. */
    int32_t *terms;
    uint8_t *gaps, *lengths;
    size_t count, slot_room, text_start;
    int32_t *joined;       /* three numbers each: slot, parts, term */
    size_t joined_count, joined_room;
} Table;

static int grow(void **items, size_t *room, size_t wanted, size_t size)
{
    if (wanted <= *room)
        return 0;
    size_t larger = *room ? *room : 256;
    while (larger < wanted)
        larger *= 2;
    void *moved = PyMem_Realloc(*items, larger * size);
    if (moved == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    *items = moved;
    *room = larger;
    return 0;
}

static int slots_for(Table *self, size_t more)
{
    size_t wanted = self->count + more;
    if (wanted <= self->slot_room)
        return 0;
    size_t terms_room = self->slot_room, gaps_room = self->slot_room, lengths_room = self->slot_room;
    if (grow((void **)&self->terms, &terms_room, wanted, sizeof(int32_t)) < 0 ||
        grow((void **)&self->gaps, &gaps_room, wanted, 1) < 0 ||
        grow((void **)&self->lengths, &lengths_room, wanted, 1) < 0)
        return -1;
    self->slot_room = terms_room;
    return 0;
}

static inline void put(Table *self, int32_t term, uint8_t gap, uint8_t length)
{
    self->terms[self->count] = term;
    self->gaps[self->count] = gap;
    self->lengths[self->count] = length;
    self->count++;
}

/* A token, behind a break where a sentence ended and behind what carries a gap over 255. */
static int put_token(Table *self, int32_t term, Py_ssize_t gap, Py_ssize_t length, int after_break)
{
    Py_ssize_t carriers = gap > 1 ? (gap - 1) / MOST : 0;
    if (slots_for(self, (size_t)carriers + 2) < 0)
        return -1;
    if (after_break && self->count > self->text_start)
        put(self, BREAK_TERM, 0, 0);
    for (Py_ssize_t i = 0; i < carriers; i++)
        put(self, BREAK_TERM, MOST, 0);
    put(self, term, (uint8_t)(gap - carriers * MOST), (uint8_t)length);
    return 0;
}

static int put_joined(Table *self, int32_t span, int32_t term)
{
    if (self->count == self->text_start) {
        PyErr_SetString(PyExc_ValueError, "a joined form follows a main token");
        return -1;
    }
    if (grow((void **)&self->joined, &self->joined_room, 3 * (self->joined_count + 1), sizeof(int32_t)) < 0)
        return -1;
    int32_t *at = self->joined + 3 * self->joined_count++;
    at[0] = (int32_t)(self->count - 1);
    at[1] = span;
    at[2] = term;
    return 0;
}

static void forget_all(Table *self)
{
    if (self->chunks != NULL)
        memset(self->chunks, 0, self->room * sizeof(Chunk));
    self->held = self->key_count = self->piece_count = 0;
}

static int enlarge(Table *self)
{
    size_t room = self->room ? 2 * self->room : 4096;
    Chunk *chunks = PyMem_Calloc(room, sizeof(Chunk));
    if (chunks == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    for (size_t i = 0; i < self->room; i++) {
        if (self->chunks[i].key_size == 0)
            continue;
        size_t place = self->chunks[i].hash & (room - 1);
        while (chunks[place].key_size != 0)
            place = (place + 1) & (room - 1);
        chunks[place] = self->chunks[i];
    }
    PyMem_Free(self->chunks);
    self->chunks = chunks;
    self->room = room;
    return 0;
}

/* What `read` says of a chunk, at the end of `pieces`; the number of pieces, or -1 with an exception. */
static Py_ssize_t read_pieces(Table *self, PyObject *text, Py_ssize_t start, Py_ssize_t end)
{
    PyObject *chunk = PyUnicode_Substring(text, start, end);
    if (chunk == NULL)
        return -1;
    PyObject *read = PyObject_CallOneArg(self->read, chunk);
    Py_DECREF(chunk);
    if (read == NULL)
        return -1;
    PyObject *fast = PySequence_Fast(read, "pieces are a sequence");
    Py_DECREF(read);
    if (fast == NULL)
        return -1;
    Py_ssize_t count = PySequence_Fast_GET_SIZE(fast);
    if (grow((void **)&self->pieces, &self->piece_room, self->piece_count + (size_t)count, sizeof(Piece)) < 0)
        goto failed;
    for (Py_ssize_t i = 0; i < count; i++) {
        Piece *piece = self->pieces + self->piece_count + i;
        PyObject *numbers = PySequence_Fast_GET_ITEM(fast, i);
        if (!PyTuple_Check(numbers)) {
            PyErr_SetString(PyExc_TypeError, "a piece is a tuple");
            goto failed;
        }
        if (!PyArg_ParseTuple(numbers, "inni;a piece is four numbers", &piece->term,
                              &piece->start, &piece->end, &piece->span))
            goto failed;
        if (piece->term != SENTENCE_END &&
            (piece->term < 0 || piece->start < 0 || piece->end <= piece->start || piece->end > end - start)) {
            PyErr_SetString(PyExc_ValueError, "a piece lies outside its chunk");
            goto failed;
        }
    }
    Py_DECREF(fast);
    return count;
failed:
    Py_DECREF(fast);
    return -1;
}

/* Where the text stands while its chunks are added. */
typedef struct {
    Py_ssize_t gap;
    int is_broken;
} Place;

static int put_pieces(Table *self, size_t first, Py_ssize_t count, Py_ssize_t room, Place *place)
{
    Py_ssize_t at = 0;
    for (Py_ssize_t i = 0; i < count; i++) {
        Piece piece = self->pieces[first + (size_t)i];
        if (piece.term == SENTENCE_END) {
            place->is_broken = 1;
        } else if (piece.span) {
            if (put_joined(self, piece.span, piece.term) < 0)
                return -1;
        } else {
            Py_ssize_t length = piece.end - piece.start < MOST ? piece.end - piece.start : MOST;
            if (put_token(self, piece.term, place->gap + piece.start - at, length, place->is_broken) < 0)
                return -1;
            place->gap = 0;
            at = piece.start + length;
            place->is_broken = 0;
        }
    }
    place->gap += room - at;
    return 0;
}

static int remember(Table *self, uint32_t hash, const uint16_t *key, size_t key_size, size_t first, Py_ssize_t count,
                    Py_ssize_t room)
{
    if (2 * (self->held + 1) > self->room && enlarge(self) < 0)
        return -1;
    if (grow((void **)&self->keys, &self->key_room, self->key_count + key_size, sizeof(uint16_t)) < 0)
        return -1;
    Chunk chunk = {.hash = hash, .key_at = (uint32_t)self->key_count, .key_size = (uint8_t)key_size};
    memcpy(self->keys + self->key_count, key, key_size * sizeof(uint16_t));
    self->key_count += key_size;
    const Piece *pieces = self->pieces + first;
    int ends = count == 2 && pieces[1].term == SENTENCE_END;
    if ((count == 1 || ends) && pieces[0].term != SENTENCE_END && pieces[0].span == 0) {
        chunk.term = pieces[0].term;
        chunk.before = (uint8_t)pieces[0].start;
        chunk.length = (uint8_t)(pieces[0].end - pieces[0].start);
        chunk.behind = (uint8_t)(room - pieces[0].end);
        chunk.ends_sentence = (uint8_t)ends;
    } else {
        chunk.term = SENTENCE_END;
        chunk.pieces_at = (uint32_t)first;
        chunk.piece_count = (uint8_t)count;
        chunk.behind = (uint8_t)room;
        self->piece_count = first + (size_t)count;
    }
    size_t place = hash & (self->room - 1);
    while (self->chunks[place].key_size != 0)
        place = (place + 1) & (self->room - 1);
    self->chunks[place] = chunk;
    self->held++;
    return 0;
}

static uint32_t hash_of(const uint16_t *key, size_t size)
{
    uint32_t hash = 0;
    for (size_t i = 0; i < size; i++) {
        hash = (hash ^ key[i]) * 0x9E3779B1u;
        hash ^= hash >> 15;
    }
    return hash;
}

static const Chunk *find(const Table *self, uint32_t hash, const uint16_t *key, size_t size)
{
    if (self->room == 0)
        return NULL;
    size_t mask = self->room - 1;
    for (size_t at = hash & mask; self->chunks[at].key_size != 0; at = (at + 1) & mask) {
        const Chunk *chunk = self->chunks + at;
        if (chunk->hash != hash || chunk->key_size != size)
            continue;
        const uint16_t *held = self->keys + chunk->key_at;
        size_t same = 0;
        while (same < size && held[same] == key[same])
            same++;
        if (same == size)
            return chunk;
    }
    return NULL;
}

static int stands_in(uint16_t letter, const uint16_t *plain)
{
    for (; *plain; plain++) {
        if (*plain == letter)
            return 1;
    }
    return 0;
}

/* A chunk that is a word met before with nothing to say around it ("bộ", of which the word is bộ): true when it is one, and
 * then its only piece. A word of one character might be a sign that is none behind another. */
static int is_known_word(const Table *self, const uint16_t *key, size_t size, Piece *piece)
{
    size_t start = 0, end = size;
    while (start < end && stands_in(key[start], self->opening))
        start++;
    while (end > start && stands_in(key[end - 1], self->closing))
        end--;
    if (end - start < 2 || end - start == size)
        return 0;
    const Chunk *word = find(self, hash_of(key + start, end - start), key + start, end - start);
    if (word == NULL || word->term == SENTENCE_END || word->before != 0 || word->length != end - start || word->ends_sentence)
        return 0;
    *piece = (Piece){word->term, (Py_ssize_t)start, (Py_ssize_t)end, 0};
    return 1;
}

/* A chunk that is not in the table: read in Python, put, and remembered when that can pay. */
static int put_unknown(Table *self, PyObject *text, Py_ssize_t start, Py_ssize_t end, Py_ssize_t room, int narrow,
                       uint32_t hash, const uint16_t *key, Place *place)
{
    Py_ssize_t count = 1;
    if (grow((void **)&self->pieces, &self->piece_room, self->piece_count + 1, sizeof(Piece)) < 0)
        return -1;
    Piece *piece = self->pieces + self->piece_count;
    if (!narrow || end - start > LONGEST || !is_known_word(self, key, (size_t)(end - start), piece))
        count = read_pieces(self, text, start, end);
    if (count < 0)
        return -1;
    size_t first = self->piece_count;
    if (put_pieces(self, first, count, room, place) < 0)
        return -1;
    if (!narrow || end - start > LONGEST || count > 255)
        return 0;
    if (self->held >= self->most_chunks) {
        memmove(self->pieces, self->pieces + first, (size_t)count * sizeof(Piece));
        forget_all(self);
        first = 0;
    }
    return remember(self, hash, key, (size_t)(end - start), first, count, room);
}

static PyObject *table_add(Table *self, PyObject *text)
{
    if (!PyUnicode_Check(text)) {
        PyErr_SetString(PyExc_TypeError, "a text is a str");
        return NULL;
    }
    int kind = PyUnicode_KIND(text);
    const void *data = PyUnicode_DATA(text);
    Py_ssize_t size = PyUnicode_GET_LENGTH(text);
    Place place = {0, 0};
    uint16_t key[LONGEST];
    self->text_start = self->count;
    Py_ssize_t start = 0;
    while (start <= size) {
        uint32_t hash = 0;
        int narrow = 1;
        Py_ssize_t end = start;
        Py_UCS4 letter = ' ';
        for (; end < size; end++) {
            letter = PyUnicode_READ(kind, data, end);
            if (letter == ' ' || letter == '\n')
                break;
            if (letter > 0xFFFF)
                narrow = 0;
            if (end - start < LONGEST)
                key[end - start] = (uint16_t)letter;
            hash = (hash ^ letter) * 0x9E3779B1u;
            hash ^= hash >> 15;
        }
        Py_ssize_t room = end - start + 1, next = end + 1;
        if (end < size && letter == '\n') {
            if (end - start < LONGEST)
                key[end - start] = '\n';
            hash = (hash ^ (uint32_t)'\n') * 0x9E3779B1u;
            hash ^= hash >> 15;
            end++;
        }
        Py_ssize_t length = end - start;
        if (length == 0) {
            place.gap += 1;
            start = next;
            continue;
        }
        const Chunk *found = narrow && length <= LONGEST ? find(self, hash, key, (size_t)length) : NULL;
        if (found == NULL) {
            if (put_unknown(self, text, start, end, room, narrow, hash, key, &place) < 0)
                return NULL;
        } else if (found->term != SENTENCE_END) {
            Py_ssize_t gap = place.gap + found->before;
            if (place.is_broken || gap > MOST) {
                if (put_token(self, found->term, gap, found->length, place.is_broken) < 0)
                    return NULL;
            } else {
                if (self->count == self->slot_room && slots_for(self, 1) < 0)
                    return NULL;
                put(self, found->term, (uint8_t)gap, found->length);
            }
            place.gap = found->behind;
            place.is_broken = found->ends_sentence;
        } else if (put_pieces(self, found->pieces_at, found->piece_count, room, &place) < 0) {
            return NULL;
        }
        start = next;
    }
    Py_RETURN_NONE;
}

static PyObject *table_begin_text(Table *self, PyObject *Py_UNUSED(ignored))
{
    self->text_start = self->count;
    Py_RETURN_NONE;
}

static PyObject *table_add_token(Table *self, PyObject *args)
{
    int term, after_break;
    Py_ssize_t gap, length;
    if (!PyArg_ParseTuple(args, "innp", &term, &gap, &length, &after_break))
        return NULL;
    if (gap < 0 || length < 0 || length > MOST) {
        PyErr_SetString(PyExc_ValueError, "a gap is 0 or more, a length 0 to 255");
        return NULL;
    }
    if (put_token(self, term, gap, length, after_break) < 0)
        return NULL;
    Py_RETURN_NONE;
}

static PyObject *table_add_joined(Table *self, PyObject *args)
{
    int span, term;
    if (!PyArg_ParseTuple(args, "ii", &span, &term))
        return NULL;
    if (put_joined(self, span, term) < 0)
        return NULL;
    Py_RETURN_NONE;
}

static PyObject *table_add_break(Table *self, PyObject *Py_UNUSED(ignored))
{
    if (slots_for(self, 1) < 0)
        return NULL;
    put(self, BREAK_TERM, 0, 0);
    Py_RETURN_NONE;
}

static PyObject *table_take(Table *self, PyObject *Py_UNUSED(ignored))
{
    PyObject *taken = Py_BuildValue(
        "(y#y#y#y#)", (const char *)self->terms, (Py_ssize_t)(self->count * sizeof(int32_t)), (const char *)self->gaps,
        (Py_ssize_t)self->count, (const char *)self->lengths, (Py_ssize_t)self->count, (const char *)self->joined,
        (Py_ssize_t)(self->joined_count * 3 * sizeof(int32_t)));
    if (taken != NULL)
        self->count = self->joined_count = self->text_start = 0;
    return taken;
}

static Py_ssize_t table_length(Table *self)
{
    return (Py_ssize_t)self->count;
}

static int take_plain(uint16_t *plain, PyObject *letters)
{
    Py_ssize_t size = PyUnicode_GET_LENGTH(letters);
    for (Py_ssize_t i = 0; i < size && i < MOST_PLAIN; i++) {
        Py_UCS4 letter = PyUnicode_READ_CHAR(letters, i);
        plain[i] = letter <= 0xFFFF ? (uint16_t)letter : 0;
    }
    if (size > MOST_PLAIN) {
        PyErr_SetString(PyExc_ValueError, "at most 15 characters say nothing around a word");
        return -1;
    }
    return 0;
}

static PyObject *table_new(PyTypeObject *type, PyObject *args, PyObject *Py_UNUSED(kwargs))
{
    PyObject *read, *opening, *closing;
    Py_ssize_t most;
    if (!PyArg_ParseTuple(args, "OnUU", &read, &most, &opening, &closing))
        return NULL;
    if (!PyCallable_Check(read) || most < 1) {
        PyErr_SetString(PyExc_ValueError, "ChunkTable(read, most, opening, closing): what reads a chunk, and how many are "
                                          "remembered");
        return NULL;
    }
    Table *self = (Table *)type->tp_alloc(type, 0);
    if (self == NULL)
        return NULL;
    self->read = Py_NewRef(read);
    self->most_chunks = (size_t)most;
    if (take_plain(self->opening, opening) < 0 || take_plain(self->closing, closing) < 0) {
        Py_DECREF(self);
        return NULL;
    }
    /* What is taken of nothing is not a null pointer. */
    if (slots_for(self, 1) < 0 || grow((void **)&self->joined, &self->joined_room, 3, sizeof(int32_t)) < 0) {
        Py_DECREF(self);
        return NULL;
    }
    return (PyObject *)self;
}

static int table_traverse(Table *self, visitproc visit, void *arg)
{
    Py_VISIT(Py_TYPE(self));
    Py_VISIT(self->read);
    return 0;
}

static int table_clear(Table *self)
{
    Py_CLEAR(self->read);
    return 0;
}

static void table_dealloc(Table *self)
{
    PyTypeObject *type = Py_TYPE(self);
    PyObject_GC_UnTrack(self);
    table_clear(self);
    PyMem_Free(self->chunks);
    PyMem_Free(self->keys);
    PyMem_Free(self->pieces);
    PyMem_Free(self->terms);
    PyMem_Free(self->gaps);
    PyMem_Free(self->lengths);
    PyMem_Free(self->joined);
    type->tp_free((PyObject *)self);
    Py_DECREF(type);
}

/* True when every character of the text has its bit in a bitmap of the code points 0 to 0xFFFF. */
static PyObject *all_within(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *text;
    const char *bitmap;
    Py_ssize_t bytes;
    if (!PyArg_ParseTuple(args, "Uy#", &text, &bitmap, &bytes))
        return NULL;
    if (bytes != 0x10000 / 8) {
        PyErr_SetString(PyExc_ValueError, "a bitmap of 65,536 characters is 8,192 bytes");
        return NULL;
    }
    int kind = PyUnicode_KIND(text);
    const void *data = PyUnicode_DATA(text);
    Py_ssize_t size = PyUnicode_GET_LENGTH(text);
    if (kind == PyUnicode_4BYTE_KIND)
        Py_RETURN_FALSE;
    for (Py_ssize_t i = 0; i < size; i++) {
        Py_UCS4 letter = PyUnicode_READ(kind, data, i);
        if (!((unsigned char)bitmap[letter >> 3] >> (letter & 7) & 1))
            Py_RETURN_FALSE;
    }
    Py_RETURN_TRUE;
}

static PyMethodDef table_methods[] = {
    {"add", (PyCFunction)table_add, METH_O, NULL},
    {"begin_text", (PyCFunction)table_begin_text, METH_NOARGS, NULL},
    {"add_token", (PyCFunction)table_add_token, METH_VARARGS, NULL},
    {"add_joined", (PyCFunction)table_add_joined, METH_VARARGS, NULL},
    {"add_break", (PyCFunction)table_add_break, METH_NOARGS, NULL},
    {"take", (PyCFunction)table_take, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL},
};

static PyType_Slot table_slots[] = {
    {Py_tp_new, table_new},
    {Py_tp_dealloc, table_dealloc},
    {Py_tp_traverse, table_traverse},
    {Py_tp_clear, table_clear},
    {Py_tp_methods, table_methods},
    {Py_sq_length, table_length},
    {0, NULL},
};

static PyType_Spec table_spec = {
    .name = "index.analysis._chunk_table.ChunkTable",
    .basicsize = sizeof(Table),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .slots = table_slots,
};

static int module_exec(PyObject *module)
{
    PyObject *type = PyType_FromModuleAndSpec(module, &table_spec, NULL);
    if (type == NULL)
        return -1;
    int failed = PyModule_AddObjectRef(module, "ChunkTable", type);
    Py_DECREF(type);
    return failed;
}

static PyMethodDef module_methods[] = {
    {"all_within", all_within, METH_VARARGS, NULL},
    {NULL, NULL, 0, NULL},
};

static PyModuleDef_Slot module_slots[] = {
    {Py_mod_exec, module_exec},
    {0, NULL},
};

static struct PyModuleDef module_definition = {
    .m_base = PyModuleDef_HEAD_INIT,
    .m_name = "_chunk_table",
    .m_doc = "The compiled twin of index.analysis.chunk_table.",
    .m_size = 0,
    .m_methods = module_methods,
    .m_slots = module_slots,
};

PyMODINIT_FUNC PyInit__chunk_table(void)
{
    return PyModuleDef_Init(&module_definition);
}

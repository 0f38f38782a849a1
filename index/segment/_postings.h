/* Stored posting lists as the compiled parts read them: see index/segment/postings.py for the forms.
 *
 * A list of one segment is looked at in place, in the mapped file. What the file says is never trusted to be in order or in range:
 * a document number is only used after it was compared with one that is, and a rank only below the number of postings.
 */
#ifndef TIMBAO_POSTINGS_H
#define TIMBAO_POSTINGS_H

#include <stdint.h>
#include <string.h>

#include "_arrays.h"

#if !defined(__BYTE_ORDER__) || __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#error "segments are little-endian: where the machine is not, the parts in Python do the work"
#endif

/* The first three are as stored; LISTED ones were made by a query and have their frequencies in full. */
enum { ONCE, COUNTED, DENSE, LISTED };

#define WORD_BITS 64
#define WORDS_A_RANK 2
#define RANK_DOCS (WORD_BITS * WORDS_A_RANK)

typedef struct {
    uint8_t form;
    uint32_t count;
    const uint16_t *docs; /* all but DENSE: ascending numbers */
    const uint16_t *bits; /* DENSE: a bit a document of the segment */
    uint32_t bitmap_units;
    const uint8_t *codes; /* COUNTED, DENSE: frequency codes of four bits, the first in the low half of its byte */
    const uint8_t *tfs;   /* LISTED */
    uint16_t *ranks;      /* DENSE: how many documents stand before each RANK_DOCS-th */
    uint8_t most_tf;      /* the greatest frequency */
} Postings;

/* The frequencies that codes stand for: TF_VALUES in postings.py. */
static const uint8_t TF_VALUES[16] = {1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 16, 20, 28, 40, 64, 128};

static inline uint32_t bits_set(uint64_t word)
{
    word -= (word >> 1) & 0x5555555555555555u;
    word = (word & 0x3333333333333333u) + ((word >> 2) & 0x3333333333333333u);
    word = (word + (word >> 4)) & 0x0F0F0F0F0F0F0F0Fu;
    return (uint32_t)((word * 0x0101010101010101u) >> 56);
}

/* The bits of documents [64 w, 64 w + 64) of a DENSE list. */
static inline uint64_t word_of(const Postings *list, uint32_t w)
{
    uint64_t word = 0;
    uint32_t unit = 4 * w;
    if (unit + 4 <= list->bitmap_units)
        memcpy(&word, list->bits + unit, sizeof word);
    else if (unit < list->bitmap_units)
        memcpy(&word, list->bits + unit, 2 * (size_t)(list->bitmap_units - unit));
    return word;
}

/* The frequency of the posting at a place of a list that has it coded. */
static inline uint8_t coded_tf(const Postings *list, uint32_t place)
{
    return place < list->count ? TF_VALUES[list->codes[place >> 1] >> (4 * (place & 1)) & 15] : 1;
}

static inline uint8_t tf_at(const Postings *list, uint32_t place)
{
    return list->form == ONCE ? 1 : list->form == LISTED ? list->tfs[place] : coded_tf(list, place);
}

static inline uint8_t most_tf_of(const Postings *list)
{
    uint8_t most = 0;
    if (list->form == LISTED) {
        for (uint32_t place = 0; place < list->count; place++)
            most = most > list->tfs[place] ? most : list->tfs[place];
        return most;
    }
    for (uint32_t byte = 0; list->form != ONCE && byte < (list->count + 1) / 2; byte++) {
        uint8_t low = list->codes[byte] & 15, high = list->codes[byte] >> 4;
        most = most > low ? most : low;
        most = most > high ? most : high;
    }
    return TF_VALUES[most];
}

/* How many documents of a DENSE list stand before document 64 w. */
static inline uint32_t rank_before(const Postings *list, uint32_t w)
{
    uint32_t rank = list->ranks[w / WORDS_A_RANK];
    for (uint32_t before = w - w % WORDS_A_RANK; before < w; before++)
        rank += bits_set(word_of(list, before));
    return rank;
}

FIRST_AT_LEAST(first_doc_at_least, uint16_t, uint32_t)

/* The first place from ``place`` on whose document is not below ``doc``; found in steps that double, then by halving. */
static inline uint32_t place_from(const Postings *list, uint32_t place, uint32_t doc)
{
    const uint16_t *docs = list->docs;
    uint32_t count = list->count, step = 1;
    if (place >= count || docs[place] >= doc)
        return place;
    while (place + step < count && docs[place + step] < doc) {
        place += step;
        step *= 2;
    }
    return (uint32_t)first_doc_at_least(docs, place + 1, place + step < count ? place + step : count, doc);
}

/* A list and how far it has been looked through, for questions about ascending documents. */
typedef struct {
    const Postings *list;
    uint32_t place;
} Cursor;

/* How often the document meets the list's condition; 0 for not at all. */
static inline uint8_t look_up(Cursor *cursor, uint32_t doc)
{
    const Postings *list = cursor->list;
    if (list->form == DENSE) {
        uint32_t w = doc / WORD_BITS;
        uint64_t word = word_of(list, w), bit = (uint64_t)1 << doc % WORD_BITS;
        return word & bit ? coded_tf(list, rank_before(list, w) + bits_set(word & (bit - 1))) : 0;
    }
    uint32_t place = cursor->place = place_from(list, cursor->place, doc);
    return place < list->count && list->docs[place] == doc ? tf_at(list, place) : 0;
}

/* Whether the document meets the list's condition at all. */
static inline int holds(Cursor *cursor, uint32_t doc)
{
    const Postings *list = cursor->list;
    if (list->form == DENSE)
        return word_of(list, doc / WORD_BITS) >> doc % WORD_BITS & 1;
    uint32_t place = cursor->place = place_from(list, cursor->place, doc);
    return place < list->count && list->docs[place] == doc;
}

#endif

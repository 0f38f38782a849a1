/* Texts: UTF-8 of which only pieces are looked at. Characters are found by counting the bytes that begin one. */
#ifndef HIGHLIGHT_TEXT_H
#define HIGHLIGHT_TEXT_H
#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <stdint.h>

static int64_t smaller(int64_t one, int64_t other)
{
    return one < other ? one : other;
}

#define BLOCK 64
#define WIDEST_WINDOW 1000

typedef struct {
    const uint8_t *bytes;
    int64_t size, length;
    int64_t near_char, near_byte; /* where a character was found last */
    const Py_UCS4 *window;        /* characters that are decoded already */
    int64_t window_start, window_count;
} Text;

static int begins_char(uint8_t byte)
{
    return (byte & 0xC0) != 0x80;
}

static int64_t chars_of_block(const uint8_t *bytes)
{
    uint8_t count = 0;
    for (int i = 0; i < BLOCK; i++)
        count += (uint8_t)begins_char(bytes[i]);
    return count;
}

static Text text_of(const char *bytes, Py_ssize_t size)
{
    Text text = {.bytes = (const uint8_t *)bytes, .size = size};
    int64_t at = 0;
    for (; size - at >= BLOCK; at += BLOCK)
        text.length += chars_of_block(text.bytes + at);
    for (; at < size; at++)
        text.length += begins_char(text.bytes[at]);
    return text;
}

/* Where the bytes of a character begin; the size of the text for one behind its last. */
static int64_t byte_of(Text *text, int64_t character)
{
    int64_t at = 0, more = character;
    if (character >= text->near_char) {
        at = text->near_byte;
        more -= text->near_char;
    }
    while (text->size - at >= BLOCK) {
        int64_t count = chars_of_block(text->bytes + at);
        if (count > more)
            break;
        more -= count;
        at += BLOCK;
    }
    while (at < text->size && !(begins_char(text->bytes[at]) && more-- == 0))
        at++;
    text->near_char = character;
    text->near_byte = at;
    return at;
}

/* The character whose bytes begin at `at`, which is moved behind it. */
static Py_UCS4 decode(const Text *text, int64_t *at)
{
    Py_UCS4 character = text->bytes[(*at)++];
    if (character >= 0xC0)
        character &= character >= 0xF0 ? 0x07 : character >= 0xE0 ? 0x0F : 0x1F;
    while (*at < text->size && !begins_char(text->bytes[*at]))
        character = (character << 6 | (text->bytes[(*at)++] & 0x3F)) & 0x1FFFFF;
    return character > 0x10FFFF ? 0xFFFD : character;
}

static Py_UCS4 char_at(Text *text, int64_t character)
{
    int64_t step = character - text->window_start;
    if (step >= 0 && step < text->window_count)
        return text->window[step];
    int64_t at = byte_of(text, character);
    return at < text->size ? decode(text, &at) : ' ';
}

static int is_space(Py_UCS4 character)
{
    return Py_UNICODE_ISSPACE(character);
}

static int is_alnum(Py_UCS4 character)
{
    return Py_UNICODE_ISALNUM(character);
}

static void open_window(Text *text, Py_UCS4 *window, int64_t start, int64_t count)
{
    int64_t at = byte_of(text, start), kept = 0;
    while (kept < count && at < text->size)
        window[kept++] = decode(text, &at);
    text->window = window;
    text->window_start = start;
    text->window_count = kept;
}

/* Where the first character stands that is no white space; the length when there is none. */
static int64_t content_start(const Text *text)
{
    int64_t at = 0, start = 0;
    while (at < text->size && is_space(decode(text, &at)))
        start++;
    return start;
}

/* Where the last character ends that is no white space; 0 when there is none. */
static int64_t content_end(const Text *text)
{
    int64_t at = text->size, end = text->length;
    while (end > 0) {
        while (at > 0 && !begins_char(text->bytes[--at]))
            ;
        int64_t behind = at;
        if (!is_space(decode(text, &behind)))
            break;
        end--;
    }
    return end;
}

#endif

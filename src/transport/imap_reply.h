#pragma once
/*
 * imap_reply: one response of an IMAP server (RFC 9051, RFC 3501) as a list of items.
 *
 * A response is read line by line with its literals by count, so that nothing inside a mail is ever taken for protocol.
 */
#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/error.h"

/* The literals of a response together are at most IMAP_LITERAL_MAX bytes. */
enum { IMAP_LINE_MAX = 7000, IMAP_LITERAL_MAX = 25 * 1024 * 1024, IMAP_ITEMS_MAX = 4096, IMAP_DEPTH_MAX = 20 };

enum imap_type { IMAP_ATOM, IMAP_STRING, IMAP_LIST, IMAP_NIL };

struct imap_item {
	enum imap_type type;
	const char *text; /* atom, string: NUL-terminated; atoms as they came */
	size_t length;
	struct imap_item *first, *next; /* a list's members */
};

struct imap_response {
	const char *tag;         /* "*", "+" or a tag of ours */
	struct imap_item *items; /* what follows it */
	const char *text;        /* the rest of the first line, for people and response codes */
};

/* How the parser gets more: the next line without CRLF, or exactly `length` bytes of a literal. */
struct imap_source {
	bool (*line)(void *context, const char **line, size_t *length, struct error *err);
	bool (*literal)(void *context, char *out, size_t length, struct error *err);
	void *context;
};

/* Reads one response. Fails with TEMPORARY/protocol for what is not IMAP or beyond the limits. All in the arena. */
MUST_CHECK bool imap_response_read(
	const struct imap_source *source, struct arena *arena, struct imap_response *out, struct error *err);

bool imap_item_is(const struct imap_item *item, const char *atom); /* any case */
/* The first member of the list in "* 7 FETCH (…)"; NULL for other responses. */
const struct imap_item *imap_response_fetched(const struct imap_response *response);
/* The member after the one with this name, in a list of names and values; NULL when it is not there. */
const struct imap_item *imap_item_after(const struct imap_item *first, const char *name);

/*
 * imap_reply_fuzz: whatever a server says is a response within the limits or is refused, and literals are read by count:
 * the same response, each string said as a literal, is read back the same.
 */
#include <stdint.h>
#include <string.h>

#include "base/check.h"
#include "base/text.h"
#include "transport/imap_reply.h"

struct server {
	const char *at, *end;
	char line[IMAP_LINE_MAX + 1];
};

static bool give_line(void *context, const char **line, size_t *length, struct error *err)
{
	struct server *server = context;
	const char *newline = memchr(server->at, '\n', (size_t)(server->end - server->at));
	size_t size = newline ? (size_t)(newline - server->at) : 0;

	if (!newline || size > IMAP_LINE_MAX)
		return error_set(err, ERROR_TEMPORARY, "connection_closed", "There is no more.");
	memcpy(server->line, server->at, size);
	server->at = newline + 1;
	if (size && server->line[size - 1] == '\r')
		size--;
	*line = server->line;
	*length = size;
	return true;
}

static bool give_literal(void *context, char *out, size_t length, struct error *err)
{
	struct server *server = context;

	if (length > (size_t)(server->end - server->at))
		return error_set(err, ERROR_TEMPORARY, "connection_closed", "There is no more.");
	memcpy(out, server->at, length);
	server->at += length;
	return true;
}

static bool read_one(struct server *server, struct arena *arena, struct imap_response *response)
{
	struct imap_source source = {.line = give_line, .literal = give_literal, .context = server};
	struct error err = {0};

	return imap_response_read(&source, arena, response, &err);
}

static void check(const struct imap_item *item, int depth)
{
	ASSERT(depth <= IMAP_DEPTH_MAX);
	for (; item; item = item->next) {
		ASSERT(item->text[item->length] == '\0');
		ASSERT(item->type == IMAP_LIST || !item->first);
		ASSERT(item->type != IMAP_ATOM || item->length > 0);
		check(item->first, depth + 1);
	}
}

/* Atoms as they are, every string as a literal. */
static void say(struct text *out, const struct imap_item *item)
{
	for (; item; item = item->next) {
		text_add_char(out, ' ');
		if (item->type == IMAP_LIST) {
			text_add_char(out, '(');
			say(out, item->first);
			text_add_char(out, ')');
		} else if (item->type == IMAP_STRING) {
			text_printf(out, "{%zu}\r\n", item->length);
			text_add_n(out, item->text, item->length);
		} else {
			text_add_n(out, item->text, item->length);
		}
	}
}

static bool are_equal(const struct imap_item *a, const struct imap_item *b)
{
	for (; a && b; a = a->next, b = b->next)
		if (a->type != b->type || a->length != b->length || memcmp(a->text, b->text, a->length) != 0 ||
			!are_equal(a->first, b->first))
			return false;
	return !a && !b;
}

static void check_again(const struct imap_response *response, struct arena *arena)
{
	struct imap_response again;
	struct server server;
	struct text out;

	text_init(&out, arena);
	text_add(&out, "* X"); /* so that it is no status response, whose text is not taken apart */
	say(&out, response->items);
	text_add(&out, "\r\n");
	server = (struct server){.at = text_string(&out), .end = text_string(&out) + out.length};
	/* Atoms of 7,000 bytes and their kin, said in one line, may go beyond its limit. */
	if (read_one(&server, arena, &again))
		ASSERT(are_equal(response->items, again.items->next));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct server server = {.at = (const char *)data, .end = (const char *)data + size};

	for (;;) {
		OWNED(arena) struct arena *arena = arena_new();
		struct imap_response response;

		if (!read_one(&server, arena, &response))
			return 0;
		check(response.items, 0);
		check_again(&response, arena);
	}
}

#include "base/unit.h"

#include <string.h>

#include "base/text.h"
#include "transport/imap_reply.h"

/* What a server says, as bytes. */
struct server {
	const char *at, *end;
};

static bool give_line(void *context, const char **line, size_t *length, struct error *err)
{
	struct server *server = context;
	const char *end = memmem(server->at, (size_t)(server->end - server->at), "\r\n", 2);

	if (!end)
		return error_set(err, ERROR_TEMPORARY, "connection_closed", "The server has closed the connection.");
	*line = server->at;
	*length = (size_t)(end - server->at);
	server->at = end + 2;
	return true;
}

static bool give_literal(void *context, char *out, size_t length, struct error *err)
{
	struct server *server = context;

	if (length > (size_t)(server->end - server->at))
		return error_set(err, ERROR_TEMPORARY, "connection_closed", "The server has closed the connection.");
	memcpy(out, server->at, length);
	server->at += length;
	return true;
}

static bool read_n(struct arena *arena, const char *said, size_t size, struct imap_response *out, struct error *err)
{
	struct server server = {.at = said, .end = said + size};
	struct imap_source source = {.line = give_line, .literal = give_literal, .context = &server};

	return imap_response_read(&source, arena, out, err);
}

static bool read_text(struct arena *arena, const char *said, struct imap_response *out, struct error *err)
{
	return read_n(arena, said, strlen(said), out, err);
}

TEST(imap_reply, words_strings_and_lists)
{
	OWNED(arena) struct arena *arena = arena_new();
	struct imap_response response;
	const struct imap_item *flags;
	struct error err = {0};

	assert_true(read_text(
		arena, "* LIST (\\HasNoChildren \\Sent) \"/\" \"Sent \\\"Items\\\" \\\\\"\r\n", &response, &err));

	assert_string_equal(response.tag, "*");
	assert_true(imap_item_is(response.items, "list"));
	flags = response.items->next;
	assert_int_equal(flags->type, IMAP_LIST);
	assert_string_equal(flags->first->text, "\\HasNoChildren");
	assert_string_equal(flags->first->next->text, "\\Sent");
	assert_null(flags->first->next->next);
	assert_string_equal(flags->next->text, "/");
	assert_string_equal(flags->next->next->text, "Sent \"Items\" \\");
	assert_null(flags->next->next->next);
}

TEST(imap_reply, nil_is_a_word_and_never_a_string)
{
	OWNED(arena) struct arena *arena = arena_new();
	struct imap_response response;
	struct error err = {0};

	assert_true(read_text(arena, "* X NIL nil \"NIL\" NILS\r\n", &response, &err));

	assert_int_equal(response.items->next->type, IMAP_NIL);
	assert_int_equal(response.items->next->next->type, IMAP_NIL);
	assert_int_equal(response.items->next->next->next->type, IMAP_STRING);
	assert_int_equal(response.items->next->next->next->next->type, IMAP_ATOM);
}

TEST(imap_reply, a_literal_is_taken_by_count_whatever_stands_in_it)
{
	static const char said[] = "* 1 FETCH (BODY[HEADER]<0> {38}\r\n"
				   "o1 OK done\r\n* 2 FETCH (UID 9)\r\n{5}\r\n\0)"
				   " UID 7)\r\n";
	OWNED(arena) struct arena *arena = arena_new();
	struct imap_response response;
	const struct imap_item *list, *headers;
	struct error err = {0};

	assert_true(read_n(arena, said, sizeof(said) - 1, &response, &err));

	list = response.items->next->next->first;
	headers = imap_item_after(list, "BODY[HEADER]");
	assert_non_null(headers);
	assert_int_equal(headers->length, 38);
	assert_memory_equal(headers->text, "o1 OK done\r\n* 2 FETCH (UID 9)\r\n{5}\r\n\0)", 38);
	assert_string_equal(imap_item_after(list, "UID")->text, "7");
}

TEST(imap_reply, a_name_is_found_among_names_only_not_in_what_a_mail_says)
{
	OWNED(arena) struct arena *arena = arena_new();
	struct imap_response response;
	struct error err = {0};

	assert_true(read_text(arena, "* 1 FETCH (BODY[TEXT] \"UID\" X 5 UID 7)\r\n", &response, &err));

	assert_string_equal(imap_item_after(response.items->next->next->first, "UID")->text, "7");
}

TEST(imap_reply, brackets_belong_to_their_word)
{
	OWNED(arena) struct arena *arena = arena_new();
	struct imap_response response;
	struct error err = {0};

	assert_true(read_text(arena, "* 1 FETCH (BODY[HEADER.FIELDS (MESSAGE-ID)] \"x\")\r\n", &response, &err));

	assert_string_equal(response.items->next->next->first->text, "BODY[HEADER.FIELDS (MESSAGE-ID)]");
}

TEST(imap_reply, status_texts_need_not_be_well_formed)
{
	OWNED(arena) struct arena *arena = arena_new();
	struct imap_response response;
	struct error err = {0};

	assert_true(read_text(arena, "o7 NO [AUTHENTICATIONFAILED] it's (not \"fine {3}\r\n", &response, &err));

	assert_string_equal(response.tag, "o7");
	assert_true(imap_item_is(response.items, "NO"));
	assert_null(response.items->next);
	assert_string_equal(response.text, "NO [AUTHENTICATIONFAILED] it's (not \"fine {3}");
}

TEST(imap_reply, what_is_not_imap_is_refused)
{
	static const struct {
		const char *name, *said;
	} rows[] = {
		{"no tag", " OK\r\n"},
		{"empty line", "\r\n"},
		{"a tag without end", "abcdefghijklmnopqrstuvwxyzabcdefghijkl OK\r\n"},
		{"a string without end", "* X \"abc\r\n"},
		{"a string that ends in a backslash", "* X \"abc\\\r\n"},
		{"a list without end", "* X (a b\r\n"},
		{"a bracket too many", "* X a)\r\n"},
		{"a literal without a number", "* X {}\r\n"},
		{"a negative literal", "* X {-1}\r\n"},
		{"a literal inside a line", "* X {3} abc\r\n"},
		{"a literal beyond the limit", "* X {26214401}\r\nabc"},
		{"a literal beyond any number", "* X {99999999999999999999999}\r\nabc"},
		{"literals beyond the limit together", "* X {3}\r\nabc {26214400}\r\nabc"},
	};

	for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
		OWNED(arena) struct arena *arena = arena_new();
		struct imap_response response;
		struct error err = {0};

		if (read_text(arena, rows[i].said, &response, &err) || !error_is(&err, "protocol"))
			fail_msg("%s", rows[i].name);
	}
}

TEST(imap_reply, a_literal_that_breaks_off_is_a_broken_connection)
{
	OWNED(arena) struct arena *arena = arena_new();
	struct imap_response response;
	struct error err = {0};

	assert_false(read_text(arena, "* X {10}\r\nabc", &response, &err));
	assert_true(error_is(&err, "connection_closed"));
}

static const char *nested(struct arena *arena, int depth)
{
	struct text out;

	text_init(&out, arena);
	text_add(&out, "* X ");
	for (int i = 0; i < depth; i++)
		text_add_char(&out, '(');
	for (int i = 0; i < depth; i++)
		text_add_char(&out, ')');
	text_add(&out, "\r\n");
	return text_string(&out);
}

TEST(imap_reply, lists_nest_twenty_deep_and_no_deeper)
{
	OWNED(arena) struct arena *arena = arena_new();
	struct imap_response response;
	struct error err = {0};

	assert_true(read_text(arena, nested(arena, IMAP_DEPTH_MAX), &response, &err));
	assert_false(read_text(arena, nested(arena, IMAP_DEPTH_MAX + 1), &response, &err));
	assert_true(error_is(&err, "protocol"));
}

TEST(imap_reply, a_response_has_a_most_of_items)
{
	OWNED(arena) struct arena *arena = arena_new();
	struct imap_response response;
	struct error err = {0};
	struct text out;

	text_init(&out, arena);
	text_add(&out, "* SEARCH");
	for (int i = 1; i < IMAP_ITEMS_MAX; i++)
		text_add(&out, " 1");
	assert_true(read_text(arena, arena_printf(arena, "%s\r\n", text_string(&out)), &response, &err));
	assert_false(read_text(arena, arena_printf(arena, "%s 1\r\n", text_string(&out)), &response, &err));
}

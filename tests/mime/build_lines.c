/*
 * build_lines: builds emails that come as lines of JSON, so that other programs can be asked what they read in them.
 *
 * In: the fields of struct message by name. Out, a line each: {"bytes": "<base64>"} or {"error": "…"}.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "mime/message_build.h"

static const char *field(const json_t *line, const char *name)
{
	return json_string_value(json_object_get(line, name));
}

static void build(const json_t *line, struct arena *arena, struct json_out *out)
{
	struct message message = {.from_name = field(line, "from_name"),
		.from_address = field(line, "from_address"),
		.reply_to = field(line, "reply_to"),
		.to_name = field(line, "to_name"),
		.to_address = field(line, "to_address"),
		.subject = field(line, "subject"),
		.message_id = field(line, "message_id"),
		.date_ms = json_integer_value(json_object_get(line, "date_ms")),
		.in_reply_to = field(line, "in_reply_to"),
		.references = field(line, "references"),
		.list_unsubscribe_url = field(line, "list_unsubscribe_url"),
		.text = field(line, "text"),
		.html = field(line, "html")};
	struct error err = {0};
	struct text bytes;

	text_init(&bytes, arena);
	if (message_build(&message, &bytes, &err))
		json_put_string(out, "bytes", text_base64(arena, text_string(&bytes), bytes.length));
	else
		json_put_string(out, "error", err.message);
}

static void answer(const char *line, size_t length)
{
	OWNED(arena) struct arena *arena = arena_new();
	struct json_out out;
	struct error err = {0};
	struct text text;
	json_t *object;

	text_init(&text, arena);
	json_out_init(&out, &text);
	json_open_object(&out, NULL);
	if (json_parse(line, length, &object, &err)) {
		build(object, arena, &out);
		json_decref(object);
	} else {
		json_put_string(&out, "error", err.message);
	}
	json_close_object(&out);
	puts(text_string(&text));
}

int main(void)
{
	char *line = NULL;
	size_t size = 0;
	ssize_t length;

	while ((length = getline(&line, &size, stdin)) > 0)
		answer(line, (size_t)length);
	free(line);
	return 0;
}

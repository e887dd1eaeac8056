#include "json_lines.h"

#include <stdio.h>
#include <stdlib.h>

static void answer_line(const char *line, size_t length, json_lines_answer *answer, void *context)
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
		answer(object, context, arena, &out);
		json_decref(object);
	} else {
		json_put_string(&out, "error", err.message);
	}
	json_close_object(&out);
	puts(text_string(&text));
}

void json_lines_run(json_lines_answer *answer, void *context)
{
	char *line = NULL;
	size_t size = 0;
	ssize_t length;

	while ((length = getline(&line, &size, stdin)) > 0)
		answer_line(line, (size_t)length, answer, context);
	free(line);
}

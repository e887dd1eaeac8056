/*
 * render_lines: renders templates that come as lines of JSON, for the comparison with another Liquid.
 *
 * In: {"source": "…", "values": {"first_name": "Ada"}, "html": false, "now": "2026-11-23T07:45:27.123Z", "zone": "UTC"}.
 * Out, a line each: {"text": "…"}, {"missing": "field"} or {"error": "…"}.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "model/template.h"

static const char *lookup(void *context, const char *name)
{
	const json_t *values = context;

	if (text_starts(name, "custom."))
		name += strlen("custom.");
	return json_string_value(json_object_get(values, name));
}

static void render(const json_t *line, struct arena *arena, struct json_out *out)
{
	struct template_values values = {.lookup = lookup,
		.context = json_object_get(line, "values"),
		.now = json_integer_value(json_object_get(line, "now")),
		.zone = json_string_value(json_object_get(line, "zone"))};
	struct template *template;
	const char *missing;
	struct error err;
	struct text text;

	text_init(&text, arena);
	if (!template_parse(json_string_value(json_object_get(line, "source")), NULL, arena, &template, &err)) {
		json_put_string(out, "error", err.message);
		return;
	}
	if (template_render(template, &values, json_is_true(json_object_get(line, "html")), &text, &missing, &err))
		json_put_string(out, "text", text_string(&text));
	else
		json_put_string(out, missing ? "missing" : "error", missing ? missing : err.message);
}

static void answer(const char *line, size_t length)
{
	OWNED(arena) struct arena *arena = arena_new();
	struct json_out out;
	struct error err;
	struct text text;
	json_t *object;

	text_init(&text, arena);
	json_out_init(&out, &text);
	json_open_object(&out, NULL);
	if (json_parse(line, length, &object, &err)) {
		render(object, arena, &out);
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

/*
 * render_lines: renders templates that come as lines of JSON, for the comparison with another Liquid.
 *
 * In: {"source": "…", "values": {"first_name": "Ada"}, "html": false, "now": "2026-11-23T07:45:27.123Z", "zone": "UTC"}.
 * Out, a line each: {"text": "…"}, {"missing": "field"} or {"error": "…"}.
 */
#include <string.h>

#include "json_lines.h"
#include "model/template.h"

static const char *lookup(void *context, const char *name)
{
	const json_t *values = context;

	if (text_starts(name, "custom."))
		name += strlen("custom.");
	return json_string_value(json_object_get(values, name));
}

static void render(const json_t *line, void *context, struct arena *arena, struct json_out *out)
{
	struct template_values values = {.lookup = lookup,
		.context = json_object_get(line, "values"),
		.now = json_integer_value(json_object_get(line, "now")),
		.zone = json_string_value(json_object_get(line, "zone"))};
	struct template *template;
	const char *missing;
	struct error err;
	struct text text;

	(void)context;
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

int main(void)
{
	json_lines_run(render, NULL);
	return 0;
}

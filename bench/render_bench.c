/*
 * render_bench: CPU time of filling one email's two templates, compiled before. usage: render_bench FILE COUNT
 *
 * FILE holds {"text": "…", "html": "…", "values": {…}}; printed are microseconds of CPU per email.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/json.h"
#include "model/template.h"

enum { MAX_FILE = 65536 };

static const char *lookup(void *context, const char *name)
{
	if (text_starts(name, "custom."))
		name += strlen("custom.");
	return json_string_value(json_object_get(context, name));
}

static json_t *read_file(const char *path)
{
	static char bytes[MAX_FILE];
	FILE *file = fopen(path, "r");
	json_t *object = NULL;
	struct error err;
	size_t length;

	ASSERT(file);
	length = fread(bytes, 1, sizeof(bytes), file);
	fclose(file);
	ASSERT(json_parse(bytes, length, &object, &err));
	return object;
}

static struct template *compile(const json_t *object, const char *part, struct arena *arena)
{
	struct template *template;
	struct error err;

	ASSERT(template_parse(json_string_value(json_object_get(object, part)), NULL, arena, &template, &err));
	return template;
}

static void fill(const struct template *template, const struct template_values *values, bool html, struct arena *arena)
{
	const char *missing;
	struct error err;
	struct text out;

	text_init(&out, arena);
	ASSERT(template_render(template, values, html, &out, &missing, &err));
}

int main(int argc, char **argv)
{
	json_t *object = read_file(argc == 3 ? argv[1] : "");
	int count = argc == 3 ? atoi(argv[2]) : 0;
	struct template_values values = {.lookup = lookup, .context = json_object_get(object, "values")};
	struct arena *kept = arena_new(), *arena = arena_new();
	const struct template *text = compile(object, "text", kept), *html = compile(object, "html", kept);
	clock_t begun = clock();

	for (int i = 0; i < count; i++) {
		fill(text, &values, false, arena);
		fill(html, &values, true, arena);
		arena_reset(arena);
	}
	printf("%.3f\n", (double)(clock() - begun) / CLOCKS_PER_SEC * 1e6 / count);
	arena_free(arena);
	arena_free(kept);
	json_decref(object);
	return 0;
}

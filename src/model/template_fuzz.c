/*
 * template_fuzz: any source parses or is refused with a position; what parses renders within its bounds, in UTF-8, and
 * values never reach HTML unescaped.
 */
#include <stdint.h>
#include <string.h>

#include "base/check.h"
#include "model/template.h"

static const char *const customs[] = {"deal_size", NULL};

static const char *value_of(void *context, const char *name)
{
	(void)context;
	return strlen(name) % 4 == 0 ? NULL : "\x02<i>Ä</i>\x03";
}

static void render(const struct template *template, bool html, struct arena *arena)
{
	static const struct template_values values = {value_of, NULL};
	const char *missing;
	struct error err;
	struct text out;

	text_init(&out, arena);
	if (!template_render(template, &values, html, &out, &missing, &err)) {
		ASSERT(err.kind == ERROR_INVALID && (missing != NULL) == error_is(&err, "missing_field"));
		return;
	}
	ASSERT(out.length <= TEMPLATE_MAX_OUTPUT);
	ASSERT(out.length == 0 || text_is_utf8(out.data, out.length));
	ASSERT(!html || !strstr(text_string(&out), "\x02<i>"));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	OWNED(arena) struct arena *arena = arena_new();
	const char *source = arena_text_n(arena, (const char *)data, size);
	struct template *template;
	struct error err = {0};

	/* The source must not hold what the value is known by. */
	if (strchr(source, '\x02'))
		return 0;
	if (template_parse(source, customs, arena, &template, &err)) {
		render(template, false, arena);
		render(template, true, arena);
	} else {
		ASSERT(err.kind == ERROR_INVALID && err.message[0]);
	}
	return 0;
}

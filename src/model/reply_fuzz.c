/*
 * reply_fuzz: any body can be asked for its first line and for an opt-out; HTML of any kind becomes text.
 */
#include <stdint.h>
#include <string.h>

#include "base/check.h"
#include "base/text.h"
#include "model/html_text.h"
#include "model/reply.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	OWNED(arena) struct arena *arena = arena_new();
	const char *body = arena_text_n(arena, (const char *)data, size);
	const char *line = reply_first_line(body, size, arena);

	ASSERT(!line || (*line && *line != '>' && !strchr(line, '\n')));
	if (reply_is_opt_out(body, size, arena))
		ASSERT(line);
	ASSERT(strlen(html_text(body, arena)) <= 2 * size + 16);
	return 0;
}

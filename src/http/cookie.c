#include "http/cookie.h"

#include <inttypes.h>
#include <string.h>

#include "base/text.h"

char *cookie_find(struct arena *arena, const char *header, const char *name)
{
	size_t name_length = strlen(name);

	while (header && *header) {
		size_t length;

		header += strspn(header, "; \t");
		length = strcspn(header, ";");
		if (length > name_length && header[name_length] == '=' && strncmp(header, name, name_length) == 0) {
			char *value = arena_text_n(arena, header + name_length + 1, length - name_length - 1);

			return text_trim(arena, value);
		}
		header += length;
	}
	return NULL;
}

char *cookie_set(struct arena *arena, const char *name, const char *value, int64_t max_age_s, bool secure)
{
	return arena_printf(arena, "%s=%s; Path=/; Max-Age=%" PRId64 "; HttpOnly; SameSite=Lax%s", name, value,
		max_age_s, secure ? "; Secure" : "");
}

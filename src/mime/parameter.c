#include "mime/parameter.h"

#include <string.h>

#include "mime/encoding.h"

enum { LINE_MAX_CHARS = 76 };

/* Short enough for a line, and nothing in it that some reader takes for more than a letter. */
static bool is_plain(const char *name, const char *value)
{
	return encoding_is_plain(value) && !strpbrk(value, "\"\\%'*") && !strstr(value, "=?") &&
		strlen(name) + strlen(value) < LINE_MAX_CHARS - 5;
}

static bool is_attribute_char(unsigned char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || (c && strchr("-._", c));
}

/* The value in parts of one line each (RFC 2231 §3 and §4): name*0*=utf-8''%C3%9C…; name*1*=…. */
static void add_extended(struct text *out, const char *name, const char *value)
{
	const unsigned char *at = (const unsigned char *)value;

	for (int part = 0; *at || part == 0; part++) {
		text_printf(out, ";\r\n %s*%d*=%s", name, part, part == 0 ? "utf-8''" : "");
		while (*at && encoding_column(out) + 4 < LINE_MAX_CHARS) {
			if (is_attribute_char(*at))
				text_add_char(out, (char)*at);
			else
				text_printf(out, "%%%02X", *at);
			at++;
		}
	}
}

void parameter_add(struct text *out, const char *name, const char *value)
{
	if (is_plain(name, value))
		text_printf(out, ";\r\n %s=\"%s\"", name, value);
	else
		add_extended(out, name, value);
}

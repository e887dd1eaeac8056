#include "model/email_address.h"

#include <glib.h>
#include <idn2.h>
#include <stdbool.h>
#include <string.h>

#include "base/text.h"
#include "model/fold.h"

enum { DOMAIN_MAX = 253, LABEL_MAX = 63 };

static bool is_letter_or_digit(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

/* One label of letters, digits and inner hyphens, from `label` up to the dot or the end; its length, or 0. */
static size_t label_length(const char *label)
{
	size_t length = strcspn(label, ".");

	if (length == 0 || length > LABEL_MAX || label[0] == '-' || label[length - 1] == '-')
		return 0;
	for (size_t i = 0; i < length; i++)
		if (!is_letter_or_digit(label[i]) && label[i] != '-')
			return 0;
	return length;
}

/* A name in A-labels and lower case: two labels or more, the last not a number (that would be an IP address). */
static bool is_host_name(const char *name)
{
	size_t labels = 0, length;
	const char *last = name;

	if (strlen(name) > DOMAIN_MAX)
		return false;
	for (;; name += length + 1) {
		length = label_length(name);
		if (!length)
			return false;
		labels++;
		last = name;
		if (!name[length])
			break;
	}
	return labels >= 2 && strspn(last, "0123456789") != strlen(last);
}

static bool needs_idna(const char *name)
{
	for (const char *c = name; *c; c++)
		if ((unsigned char)*c >= 0x80)
			return true;
	return strstr(name, "xn--") != NULL;
}

const char *email_address_domain(const char *text, struct arena *arena)
{
	char *name = text_lower(arena, text);
	size_t length = strlen(name);
	char *ascii = NULL;

	if (length && name[length - 1] == '.')
		name[length - 1] = '\0';
	if (length > 4 * DOMAIN_MAX)
		return NULL;
	if (needs_idna(name)) {
		if (idn2_to_ascii_8z(name, &ascii, IDN2_NFC_INPUT | IDN2_NONTRANSITIONAL) != IDN2_OK)
			return NULL;
		name = text_lower(arena, ascii);
		idn2_free(ascii);
	}
	return is_host_name(name) ? name : NULL;
}

/* The white space and invisible marks that come along when an address is copied from somewhere. */
static const char *trim(const char *text, struct arena *arena)
{
	const char *end = text + strlen(text);

	if (!text_is_utf8(text, strlen(text)))
		return text;
	while (*text) {
		gunichar c = g_utf8_get_char(text);

		if (!g_unichar_isspace(c) && !g_unichar_iszerowidth(c))
			break;
		text = g_utf8_next_char(text);
	}
	while (end > text) {
		gunichar c = g_utf8_get_char(g_utf8_prev_char(end));

		if (!g_unichar_isspace(c) && !g_unichar_iszerowidth(c))
			break;
		end = g_utf8_prev_char(end);
	}
	return arena_text_n(arena, text, (size_t)(end - text));
}

/* A dot-atom of RFC 5321 with the letters of RFC 6531. */
static bool is_local_part(const char *local)
{
	bool after_dot = true;

	if (!*local || strlen(local) > EMAIL_ADDRESS_LOCAL_MAX || !text_is_utf8(local, strlen(local)))
		return false;
	for (; *local; local = g_utf8_next_char(local)) {
		gunichar c = g_utf8_get_char(local);

		if (c == '.' && after_dot)
			return false;
		after_dot = c == '.';
		if (c >= 0x80 ? !g_unichar_isgraph(c) : !(g_ascii_isalnum(c) || strchr("!#$%&'*+-/=?^_`{|}~.", (int)c)))
			return false;
	}
	return !after_dot;
}

static bool refuse(const char *text, const char *why, struct arena *arena, struct error *err)
{
	const char *shown = text_for_people(arena, text, strlen(text), 80);

	return error_invalid(err, "email", "email", shown, "“%s” is not an email address: %s.", shown, why);
}

static const char *joined(const char *local, const char *domain, struct arena *arena)
{
	struct text address;

	text_init(&address, arena);
	text_add(&address, local);
	text_add_char(&address, '@');
	text_add(&address, domain);
	return text_string(&address);
}

bool email_address_parse(const char *text, struct arena *arena, struct email_address *out, struct error *err)
{
	const char *typed = text ? trim(text, arena) : "";
	const char *at = strrchr(typed, '@');
	const char *local, *folded, *domain;

	if (!*typed)
		return error_invalid(err, "email", "required", NULL, "An email address is needed.");
	if (!at)
		return refuse(typed, "there is no @ in it", arena, err);
	local = arena_text_n(arena, typed, (size_t)(at - typed));
	folded = fold_text(local, arena);
	if (!is_local_part(local) || !is_local_part(folded))
		return refuse(typed, "the part before the @ is not allowed", arena, err);
	domain = email_address_domain(at + 1, arena);
	if (!domain || text_ends(typed, "."))
		return refuse(typed, "the part after the @ is not a domain name", arena, err);
	if (strlen(local) + 1 + strlen(domain) > EMAIL_ADDRESS_MAX)
		return refuse(typed, "it is longer than 254 bytes", arena, err);
	*out = (struct email_address){
		.address = joined(local, domain, arena),
		.key = joined(folded, domain, arena),
		.domain = domain,
	};
	return true;
}

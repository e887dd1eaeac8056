#include "model/suppression.h"

#include <libpsl.h>
#include <string.h>

#include "base/text.h"
#include "model/email_address.h"

static const char *const kind_names[] = {
	[SUPPRESSION_ADDRESS] = "address",
	[SUPPRESSION_DOMAIN] = "domain",
};
_Static_assert(ARRAY_COUNT(kind_names) == SUPPRESSION_KIND_COUNT, "each kind has a name");

const char *suppression_kind_name(enum suppression_kind kind)
{
	return kind_names[kind];
}

bool suppression_kind_parse(const char *name, enum suppression_kind *out)
{
	for (size_t i = 0; i < ARRAY_COUNT(kind_names); i++) {
		if (text_equal(kind_names[i], name)) {
			*out = (enum suppression_kind)i;
			return true;
		}
	}
	return false;
}

/* A name such as "com", which is too short for a domain but becomes one with a part in front. */
static bool is_top_level(const char *name, struct arena *arena)
{
	return !strchr(name, '.') && email_address_domain(arena_printf(arena, "x.%s", name), arena);
}

static bool is_public_suffix(const char *domain)
{
	const psl_ctx_t *list = psl_builtin();

	return list && psl_is_public_suffix2(list, domain, PSL_TYPE_ICANN);
}

static bool refuse(const char *typed, struct arena *arena, struct error *err)
{
	const char *shown = text_for_people(arena, typed, strlen(typed), 80);

	return error_invalid(err, "value", "address_or_domain", shown,
		"“%s” is neither an email address nor a domain such as example.com.", shown);
}

static bool parse_domain(const char *typed, struct arena *arena, struct suppression_value *out, struct error *err)
{
	const char *name = typed;
	const char *domain;

	name += text_starts(name, "*.") ? 2 : text_starts(name, "@") || text_starts(name, ".") ? 1 : 0;
	domain = email_address_domain(name, arena);
	if (domain ? is_public_suffix(domain) : is_top_level(name, arena))
		return error_invalid(err, "value", "public_suffix", name,
			"“%.80s” is shared by many: name the domain of one organisation, such as example.%.80s.", name,
			name);
	if (!domain)
		return refuse(typed, arena, err);
	*out = (struct suppression_value){SUPPRESSION_DOMAIN, domain, domain};
	return true;
}

bool suppression_parse(const char *text, struct arena *arena, struct suppression_value *out, struct error *err)
{
	const char *typed = text ? text_trim(arena, text) : "";
	struct email_address address;

	if (!*typed)
		return error_invalid(err, "value", "required", NULL, "An email address or a domain is needed.");
	if (!text_is_utf8(typed, strlen(typed)))
		return refuse(typed, arena, err);
	if (!strchr(typed + 1, '@'))
		return parse_domain(typed, arena, out, err);
	if (!email_address_parse(typed, arena, &address, err))
		return refuse(typed, arena, err);
	*out = (struct suppression_value){SUPPRESSION_ADDRESS, address.address, address.key};
	return true;
}

size_t suppression_domain_chain(const char *domain, const char *chain[static SUPPRESSION_MAX_CHAIN])
{
	size_t count = 0;

	for (const char *part = domain; part && count < SUPPRESSION_MAX_CHAIN;) {
		const char *dot = strchr(part, '.');

		if (dot || count == 0)
			chain[count++] = part;
		part = dot ? dot + 1 : NULL;
	}
	return count;
}

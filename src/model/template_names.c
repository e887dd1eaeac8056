/*
 * template_names: the variables there are, those that a text assigns, and the nearest to one that was mistyped.
 */
#include <string.h>

#include "base/text.h"
#include "model/contact.h"
#include "model/template.h"
#include "model/template_parser.h"

static const char *const variables[] = {"first_name", "last_name", "title", "company", "location", "country",
	"timezone", "language", "email", "linkedin", "twitter", "context", "sender_name", "sender_email",
	"unsubscribe_url"};

const char *template_variable_at(size_t at)
{
	return at < ARRAY_COUNT(variables) ? variables[at] : NULL;
}

/* ---- What was meant ---- */

static size_t least(size_t a, size_t b, size_t c)
{
	size_t smaller = a < b ? a : b;

	return smaller < c ? smaller : c;
}

/* How many letters must be changed, added, left out or swapped with the next. */
static size_t distance(const char *a, const char *b)
{
	size_t rows[3][TEMPLATE_MAX_NAME + 2];
	size_t *before = rows[0], *last = rows[1], *now = rows[2];
	size_t width = strlen(b);

	for (size_t k = 0; k <= width; k++)
		last[k] = k;
	for (size_t i = 1; a[i - 1]; i++) {
		size_t *oldest = before;

		now[0] = i;
		for (size_t k = 1; k <= width; k++) {
			now[k] = least(last[k] + 1, now[k - 1] + 1, last[k - 1] + (a[i - 1] != b[k - 1]));
			if (i > 1 && k > 1 && a[i - 1] == b[k - 2] && a[i - 2] == b[k - 1] &&
				before[k - 2] + 1 < now[k])
				now[k] = before[k - 2] + 1;
		}
		before = last;
		last = now;
		now = oldest;
	}
	return last[width];
}

static void consider(const char *typed, const char *known, const char **best, size_t *best_distance)
{
	size_t far = strlen(known) > TEMPLATE_MAX_NAME ? SIZE_MAX : distance(typed, known);

	if (far < *best_distance) {
		*best = known;
		*best_distance = far;
	}
}

/* The known name that was most likely meant, or NULL. Other programs write "contact.email" for "email". */
static const char *nearest(const struct template_parser *parser, const char *name)
{
	const char *dot = strrchr(name, '.');
	const char *typed = text_lower(parser->arena, dot ? dot + 1 : name), *best = NULL;
	size_t best_distance = strlen(typed) / 3 + 2;

	for (size_t i = 0; i < ARRAY_COUNT(variables); i++)
		consider(typed, variables[i], &best, &best_distance);
	for (const char *const *custom = parser->custom_names; custom && *custom; custom++)
		consider(typed, *custom, &best, &best_distance);
	for (size_t i = 0; i < parser->template->local_count; i++)
		if (!parser->is_hidden[i])
			consider(typed, parser->locals[i], &best, &best_distance);
	return best;
}

const char *template_nearest_filter(const char *name, struct arena *arena)
{
	const char *typed = text_lower(arena, name), *best = NULL;
	size_t best_distance = strlen(typed) / 3 + 1;

	for (size_t i = 0; template_filter_at(i); i++)
		consider(typed, template_filter_at(i)->name, &best, &best_distance);
	return best;
}

bool template_unknown_name(struct template_parser *parser, const char *name)
{
	const char *near = nearest(parser, name);

	if (near)
		return template_mistake(
			parser, parser->token.begin, "there is no variable “%s”. Did you mean “%s”?", name, near);
	return template_mistake(parser, parser->token.begin,
		"there is no variable “%s”. A custom field is written custom. and its name.", name);
}

/* ---- Fields ---- */

static bool is_listed(const char *const *names, const char *name)
{
	if (!names)
		return true;
	for (; *names; names++)
		if (text_equal(*names, name))
			return true;
	return false;
}

bool template_find_field(const struct template_parser *parser, const char *name, const char **out)
{
	bool is_custom = text_starts(name, "custom.");
	const char *custom;

	for (size_t i = 0; i < ARRAY_COUNT(variables); i++) {
		if (text_equal(variables[i], name)) {
			*out = variables[i];
			return true;
		}
	}
	custom = contact_custom_name(is_custom ? name + strlen("custom.") : name, parser->arena);
	if (!custom || (!is_custom && (strchr(name, '.') || !is_listed(parser->custom_names, custom))))
		return false;
	*out = arena_printf(parser->arena, "custom.%s", custom);
	return true;
}

/* ---- Assigned names ---- */

bool template_find_local(const struct template_parser *parser, const char *name, size_t *place)
{
	for (size_t i = parser->template->local_count; i-- > 0;) {
		if (!parser->is_hidden[i] && text_equal(parser->locals[i], name)) {
			*place = i;
			return true;
		}
	}
	return false;
}

bool template_add_local(struct template_parser *parser, const char *name, size_t *place)
{
	size_t count = parser->template->local_count;

	if (count == TEMPLATE_MAX_LOCALS)
		return template_mistake(
			parser, parser->token.begin, "more than %d names are assigned.", TEMPLATE_MAX_LOCALS);
	parser->locals[count] = name;
	parser->template->local_count++;
	*place = count;
	return true;
}

#include "model/contact.h"

#include <glib.h>
#include <string.h>

#include "base/json.h"
#include "base/text.h"
#include "model/email_address.h"
#include "model/fold.h"
#include "model/schedule.h"

static const struct {
	const char *name, *label;
	size_t max;
	bool multiline;
} fields[] = {
	[CONTACT_EMAIL] = {"email", "Email", EMAIL_ADDRESS_MAX, false},
	[CONTACT_FIRST_NAME] = {"first_name", "First name", 200, false},
	[CONTACT_LAST_NAME] = {"last_name", "Last name", 200, false},
	[CONTACT_TITLE] = {"title", "Title", 300, false},
	[CONTACT_COMPANY] = {"company", "Company", 300, false},
	[CONTACT_LOCATION] = {"location", "Location", 300, false},
	[CONTACT_COUNTRY] = {"country", "Country", 100, false},
	[CONTACT_TIMEZONE] = {"timezone", "Time zone", 63, false},
	[CONTACT_LANGUAGE] = {"language", "Language", 35, false},
	[CONTACT_LINKEDIN] = {"linkedin", "LinkedIn", 500, false},
	[CONTACT_TWITTER] = {"twitter", "Twitter", 200, false},
	[CONTACT_CONTEXT] = {"context", "Context", 8192, true},
	[CONTACT_SOURCE] = {"source", "Source", 500, false},
	[CONTACT_LEGAL_BASIS] = {"legal_basis", "Legal basis", 500, false},
};
_Static_assert(ARRAY_COUNT(fields) == CONTACT_FIELD_COUNT, "each field has its line");

const char *contact_field_name(enum contact_field field)
{
	return fields[field].name;
}

const char *contact_field_label(enum contact_field field)
{
	return fields[field].label;
}

size_t contact_field_max(enum contact_field field)
{
	return fields[field].max;
}

bool contact_field_parse(const char *name, enum contact_field *out)
{
	for (size_t i = 0; i < ARRAY_COUNT(fields); i++) {
		if (text_equal(fields[i].name, name)) {
			*out = (enum contact_field)i;
			return true;
		}
	}
	return false;
}

/* Line ends become \n and other controls are told by their absence: *bad is set when one is left. */
static const char *with_plain_line_ends(const char *value, bool multiline, struct arena *arena, bool *bad)
{
	char *copy = text_trim(arena, value);
	char *to = copy;

	*bad = false;
	for (const char *from = copy; *from; from++) {
		if (*from == '\r' && from[1] == '\n')
			continue;
		*to++ = *from == '\r' ? '\n' : *from;
		if ((unsigned char)to[-1] < 0x20 || to[-1] == 0x7f)
			*bad |= !(to[-1] == '\t' || (multiline && to[-1] == '\n'));
	}
	*to = '\0';
	return copy;
}

bool contact_clean(
	enum contact_field field, const char *value, struct arena *arena, const char **out, struct error *err)
{
	const char *name = fields[field].name, *label = fields[field].label;
	const char *clean;
	bool bad;

	if (text_is_empty(value)) {
		*out = NULL;
		return true;
	}
	if (!text_is_utf8(value, strlen(value)))
		return error_invalid(err, name, "text", NULL, "%s is not readable text (UTF-8).", label);
	clean = with_plain_line_ends(value, fields[field].multiline, arena, &bad);
	if (bad)
		return error_invalid(err, name, "text", NULL, "%s must be one line of plain text.", label);
	if (strlen(clean) > fields[field].max)
		return error_invalid(
			err, name, "max_length", clean, "%s may be at most %zu bytes long.", label, fields[field].max);
	if (field == CONTACT_TIMEZONE && *clean && !schedule_zone_is_known(clean))
		return error_invalid(
			err, name, "timezone", clean, "“%s” is not a time zone; write it like Europe/Berlin.", clean);
	*out = *clean ? clean : NULL;
	return true;
}

bool contact_set_email(struct contact *contact, const char *email, struct arena *arena, struct error *err)
{
	struct email_address address;

	if (!email_address_parse(email, arena, &address, err))
		return false;
	contact->fields[CONTACT_EMAIL] = address.address;
	contact->email_key = address.key;
	contact->domain = address.domain;
	return true;
}

const char *contact_custom_name(const char *label, struct arena *arena)
{
	char *name = arena_text(arena, fold_words(label, arena));

	for (char *c = name; *c; c++)
		if (*c == ' ')
			*c = '_';
	return *name ? name : NULL;
}

/* A JSON value as text: NULL for null, arrays and objects. */
static const char *json_as_text(const json_t *value, struct arena *arena)
{
	if (json_is_string(value))
		return json_string_value(value);
	if (json_is_integer(value))
		return arena_printf(arena, "%lld", (long long)json_integer_value(value));
	if (json_is_real(value))
		return arena_printf(arena, "%.15g", json_real_value(value));
	if (json_is_boolean(value))
		return json_is_true(value) ? "true" : "false";
	return NULL;
}

static bool clean_custom_value(
	const json_t *value, const char *name, struct arena *arena, const char **out, struct error *err)
{
	const char *text = json_as_text(value, arena);
	bool bad = false;

	*out = NULL;
	if (json_is_null(value))
		return true;
	if (text && strlen(text) <= CONTACT_CUSTOM_VALUE_MAX)
		*out = with_plain_line_ends(text, true, arena, &bad);
	if (!*out || bad)
		return error_invalid(err, "custom", "text", name,
			"The custom field “%.80s” must be plain text of at most %d bytes.", name,
			CONTACT_CUSTOM_VALUE_MAX);
	return true;
}

static bool put_custom(const char *label, const json_t *value, struct arena *arena, json_t *clean, struct error *err)
{
	const char *name = contact_custom_name(label, arena);
	const char *text;

	if (!name || strlen(name) > CONTACT_CUSTOM_NAME_MAX)
		return error_invalid(err, "custom", "name", label,
			"A custom field's name must have letters or digits, at most %d bytes.",
			CONTACT_CUSTOM_NAME_MAX);
	if (!clean_custom_value(value, name, arena, &text, err))
		return false;
	if (!text_is_empty(text) && !json_object_get(clean, name))
		json_object_set_new(clean, name, json_string(text));
	return true;
}

static bool clean_object(json_t *object, struct arena *arena, json_t *clean, struct error *err)
{
	const char *label;
	json_t *value;

	if (!json_is_object(object) || json_object_size(object) > CONTACT_CUSTOM_MAX_FIELDS)
		return error_invalid(err, "custom", "object", NULL,
			"Custom fields must be an object of at most %d texts.", CONTACT_CUSTOM_MAX_FIELDS);
	json_object_foreach(object, label, value) {
		if (!put_custom(label, value, arena, clean, err))
			return false;
	}
	return true;
}

static const char *write_object(json_t *object, struct arena *arena)
{
	struct json_out json;
	struct text text;
	const char *name;
	json_t *value;

	text_init(&text, arena);
	json_out_init(&json, &text);
	json_open_object(&json, NULL);
	json_object_foreach(object, name, value) {
		json_put_string(&json, name, json_string_value(value));
	}
	json_close_object(&json);
	return text_string(&text);
}

bool contact_clean_custom(const char *json, struct arena *arena, const char **out, struct error *err)
{
	json_t *object = NULL, *clean;
	bool fine;

	if (text_is_empty(json) || text_equal(json, "{}")) {
		*out = "{}";
		return true;
	}
	if (!json_parse(json, strlen(json), &object, err))
		return error_invalid(err, "custom", "object", NULL, "Custom fields must be a JSON object.");
	clean = json_object();
	fine = clean_object(object, arena, clean, err);
	if (fine)
		*out = write_object(clean, arena);
	json_decref(clean);
	json_decref(object);
	return fine;
}

const char *contact_custom(const struct contact *contact, const char *name, struct arena *arena)
{
	json_t *object = NULL;
	const char *value = NULL;
	struct error err;

	if (text_is_empty(contact->custom) || text_equal(contact->custom, "{}") ||
		!json_parse(contact->custom, strlen(contact->custom), &object, &err))
		return NULL;
	value = arena_text(arena, json_string_value(json_object_get(object, name)));
	json_decref(object);
	return value;
}

const char *contact_search_key(const struct contact *contact, struct arena *arena)
{
	static const enum contact_field searched[] = {
		CONTACT_FIRST_NAME, CONTACT_LAST_NAME, CONTACT_COMPANY, CONTACT_EMAIL};
	struct text key;

	text_init(&key, arena);
	for (size_t i = 0; i < ARRAY_COUNT(searched); i++) {
		const char *value = contact->fields[searched[i]];

		if (text_is_empty(value))
			continue;
		if (key.length)
			text_add_char(&key, ' ');
		text_add(&key, value);
	}
	return fold_text(text_string(&key), arena);
}

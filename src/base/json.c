#include "base/json.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { MAX_DEPTH = 32 };

void json_out_init(struct json_out *out, struct text *text)
{
	*out = (struct json_out){.text = text};
}

/* Invalid bytes were replaced by the caller's validation at the door; what is left wrong here becomes U+FFFD. */
static void add_quoted(struct text *text, const char *value)
{
	const char *run = value;
	const char *at = value;

	text_add_char(text, '"');
	while (*at) {
		unsigned char c = (unsigned char)*at;
		size_t length = 1;

		if (c >= 0x80) {
			length = c >= 0xf0 ? 4 : c >= 0xe0 ? 3 : 2;
			if (strnlen(at, length) == length && text_is_utf8(at, length)) {
				at += length;
				continue;
			}
		} else if (c >= 0x20 && c != '"' && c != '\\' && c != 0x7f) {
			at++;
			continue;
		}
		text_add_n(text, run, (size_t)(at - run));
		if (c >= 0x80)
			text_add(text, "\xef\xbf\xbd");
		else if (c == '\n')
			text_add(text, "\\n");
		else if (c == '"' || c == '\\')
			text_printf(text, "\\%c", c);
		else
			text_printf(text, "\\u%04x", c);
		at++;
		run = at;
	}
	text_add_n(text, run, (size_t)(at - run));
	text_add_char(text, '"');
}

static void begin_value(struct json_out *out, const char *key)
{
	if (out->needs_comma)
		text_add_char(out->text, ',');
	if (key) {
		add_quoted(out->text, key);
		text_add_char(out->text, ':');
	}
	out->needs_comma = true;
}

void json_open_object(struct json_out *out, const char *key)
{
	begin_value(out, key);
	text_add_char(out->text, '{');
	out->needs_comma = false;
}

void json_close_object(struct json_out *out)
{
	text_add_char(out->text, '}');
	out->needs_comma = true;
}

void json_open_array(struct json_out *out, const char *key)
{
	begin_value(out, key);
	text_add_char(out->text, '[');
	out->needs_comma = false;
}

void json_close_array(struct json_out *out)
{
	text_add_char(out->text, ']');
	out->needs_comma = true;
}

void json_put_string(struct json_out *out, const char *key, const char *value)
{
	begin_value(out, key);
	if (value)
		add_quoted(out->text, value);
	else
		text_add(out->text, "null");
}

void json_put_int(struct json_out *out, const char *key, int64_t value)
{
	begin_value(out, key);
	text_printf(out->text, "%" PRId64, value);
}

void json_put_double(struct json_out *out, const char *key, double value)
{
	begin_value(out, key);
	if (isfinite(value))
		text_printf(out->text, "%.15g", value);
	else
		text_add(out->text, "null");
}

void json_put_bool(struct json_out *out, const char *key, bool value)
{
	begin_value(out, key);
	text_add(out->text, value ? "true" : "false");
}

void json_put_null(struct json_out *out, const char *key)
{
	begin_value(out, key);
	text_add(out->text, "null");
}

void json_put_time(struct json_out *out, const char *key, int64_t wall_ms)
{
	char stamp[25];

	if (wall_ms == 0) {
		json_put_null(out, key);
		return;
	}
	clock_format(wall_ms, stamp);
	json_put_string(out, key, stamp);
}

void json_put_id(struct json_out *out, const char *key, enum id_kind kind, int64_t id)
{
	char text[ID_TEXT_SIZE];

	id_format(kind, id, text);
	json_put_string(out, key, id ? text : NULL);
}

void json_put_raw(struct json_out *out, const char *key, const char *json)
{
	begin_value(out, key);
	text_add(out->text, json ? json : "null");
}

/* jansson's own limit is 2,048 levels of recursion; ours is counted before it starts. */
static bool depth_is_fine(const char *bytes, size_t length)
{
	bool in_string = false;
	int depth = 0;

	for (size_t i = 0; i < length; i++) {
		if (in_string) {
			if (bytes[i] == '\\')
				i++;
			else if (bytes[i] == '"')
				in_string = false;
		} else if (bytes[i] == '"') {
			in_string = true;
		} else if (bytes[i] == '{' || bytes[i] == '[') {
			if (++depth > MAX_DEPTH)
				return false;
		} else if (bytes[i] == '}' || bytes[i] == ']') {
			depth--;
		}
	}
	return true;
}

static void *allocate(size_t size)
{
	void *memory = malloc(size);

	if (!memory)
		check_failed(__FILE__, __LINE__, "out of memory");
	return memory;
}

void json_abort_without_memory(void)
{
	json_set_alloc_funcs(allocate, free);
}

bool json_parse(const char *bytes, size_t length, json_t **out, struct error *err)
{
	json_error_t reason;
	json_t *value;

	if (!depth_is_fine(bytes, length))
		return error_set(
			err, ERROR_MALFORMED, "malformed_json", "The JSON is nested deeper than %d levels.", MAX_DEPTH);
	value = json_loadb(bytes, length, JSON_REJECT_DUPLICATES, &reason);
	if (!value)
		return error_set(err, ERROR_MALFORMED, "malformed_json",
			"The body is not valid JSON: line %d, column %d: %s.", reason.line, reason.column, reason.text);
	*out = value;
	return true;
}

/* The field's value, or NULL when it is missing or null. */
static const json_t *present(const json_t *object, const char *field, bool *has)
{
	const json_t *value = json_object_get(object, field);

	if (has)
		*has = value != NULL;
	return value && !json_is_null(value) ? value : NULL;
}

static bool has_control(const char *bytes, size_t length, bool multiline)
{
	for (size_t i = 0; i < length; i++) {
		unsigned char c = (unsigned char)bytes[i];

		if (c == 0x7f || (c < 0x20 && !(multiline && (c == '\n' || c == '\r' || c == '\t'))))
			return true;
	}
	return false;
}

static bool get_text(const json_t *object, const char *field, size_t max_bytes, bool multiline, struct arena *arena,
	const char **out, bool *has, struct error *err)
{
	const json_t *value = present(object, field, has);
	size_t length;

	if (!value) {
		if (has && *has)
			*out = NULL;
		return true;
	}
	if (!json_is_string(value))
		return error_invalid(err, field, "type", NULL, "“%s” must be a text.", field);
	length = json_string_length(value);
	if (length > max_bytes)
		return error_invalid(
			err, field, "max_length", NULL, "“%s” is longer than %zu bytes.", field, max_bytes);
	if (has_control(json_string_value(value), length, multiline))
		return error_invalid(
			err, field, "characters", NULL, "“%s” has control characters. Remove them.", field);
	*out = arena_text_n(arena, json_string_value(value), length);
	return true;
}

bool json_get_text(const json_t *object, const char *field, size_t max_bytes, struct arena *arena, const char **out,
	bool *has, struct error *err)
{
	return get_text(object, field, max_bytes, false, arena, out, has, err);
}

bool json_get_multiline(const json_t *object, const char *field, size_t max_bytes, struct arena *arena,
	const char **out, bool *has, struct error *err)
{
	return get_text(object, field, max_bytes, true, arena, out, has, err);
}

bool json_get_int(
	const json_t *object, const char *field, int64_t min, int64_t max, int64_t *out, bool *has, struct error *err)
{
	const json_t *value = present(object, field, has);
	char shown[32];

	if (!value)
		return true;
	if (!json_is_integer(value))
		return error_invalid(err, field, "type", NULL, "“%s” must be a whole number.", field);
	if (json_integer_value(value) < min || json_integer_value(value) > max) {
		snprintf(shown, sizeof(shown), "%" JSON_INTEGER_FORMAT, json_integer_value(value));
		return error_invalid(err, field, "range", shown, "“%s” must be between %" PRId64 " and %" PRId64 ".",
			field, min, max);
	}
	*out = json_integer_value(value);
	return true;
}

bool json_get_double(
	const json_t *object, const char *field, double min, double max, double *out, bool *has, struct error *err)
{
	const json_t *value = present(object, field, has);
	double number;

	if (!value)
		return true;
	if (!json_is_number(value))
		return error_invalid(err, field, "type", NULL, "“%s” must be a number.", field);
	number = json_number_value(value);
	if (!(number >= min && number <= max))
		return error_invalid(err, field, "range", NULL, "“%s” must be between %g and %g.", field, min, max);
	*out = number;
	return true;
}

bool json_get_bool(const json_t *object, const char *field, bool *out, bool *has, struct error *err)
{
	const json_t *value = present(object, field, has);

	if (!value)
		return true;
	if (!json_is_boolean(value))
		return error_invalid(err, field, "type", NULL, "“%s” must be true or false.", field);
	*out = json_is_true(value);
	return true;
}

bool json_get_id(const json_t *object, const char *field, enum id_kind kind, int64_t *out, bool *has, struct error *err)
{
	const json_t *value = present(object, field, has);

	if (!value) {
		if (has && *has)
			*out = 0;
		return true;
	}
	if (!id_parse(kind, json_string_value(value), out))
		return error_invalid(
			err, field, "id", json_string_value(value), "“%s” is not a known kind of id.", field);
	return true;
}

bool json_get_ids(const json_t *object, const char *field, enum id_kind kind, size_t max_count, struct arena *arena,
	int64_t **out, size_t *count, bool *has, struct error *err)
{
	const json_t *value = present(object, field, has);
	int64_t *ids;

	*count = 0;
	if (!value)
		return true;
	if (!json_is_array(value))
		return error_invalid(err, field, "type", NULL, "“%s” must be a list of ids.", field);
	if (json_array_size(value) > max_count)
		return error_invalid(err, field, "max_items", NULL, "“%s” takes %zu ids at most.", field, max_count);
	ids = ARENA_ARRAY(arena, int64_t, json_array_size(value));
	for (size_t i = 0; i < json_array_size(value); i++) {
		const char *text = json_string_value(json_array_get(value, i));

		if (!id_parse(kind, text, &ids[i]))
			return error_invalid(
				err, field, "id", text, "“%s” holds something that is not such an id.", field);
	}
	*out = ids;
	*count = json_array_size(value);
	return true;
}

bool json_get_time(const json_t *object, const char *field, int64_t *out, bool *has, struct error *err)
{
	const json_t *value = present(object, field, has);
	const char *text;
	struct tm parts = {0};
	int offset_h = 0, offset_m = 0, used = 0, ms = 0;
	char sign = 'Z';
	const char *rest;

	if (!value) {
		if (has && *has)
			*out = 0;
		return true;
	}
	text = json_string_value(value);
	if (!text ||
		sscanf(text, "%4d-%2d-%2dT%2d:%2d:%2d%n", &parts.tm_year, &parts.tm_mon, &parts.tm_mday, &parts.tm_hour,
			&parts.tm_min, &parts.tm_sec, &used) != 6)
		return error_invalid(
			err, field, "time", text, "“%s” must be a time such as 2026-11-23T09:00:00Z.", field);
	rest = text + used;
	if (*rest == '.') {
		int scale = 100;

		for (rest++; *rest >= '0' && *rest <= '9'; rest++, scale /= 10)
			ms += (*rest - '0') * scale;
	}
	sign = *rest;
	if (!((sign == 'Z' && rest[1] == '\0') ||
		    ((sign == '+' || sign == '-') && sscanf(rest + 1, "%2d:%2d%n", &offset_h, &offset_m, &used) == 2 &&
			    rest[1 + used] == '\0')))
		return error_invalid(
			err, field, "time", text, "“%s” must end in Z or an offset such as +01:00.", field);
	parts.tm_year -= 1900;
	parts.tm_mon -= 1;
	*out = (int64_t)timegm(&parts) * 1000 + ms;
	*out -= (sign == '-' ? -1 : 1) * (offset_h * 60LL + offset_m) * 60000LL;
	return true;
}

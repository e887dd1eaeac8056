#include "api/condition_json.h"

#include "base/text.h"

enum { TEXT_MAX = 4096 };

void condition_json_put(struct json_out *out, const char *key, const struct condition *condition, bool has_then)
{
	if (!condition_is_set(condition)) {
		json_put_null(out, key);
		return;
	}
	json_open_object(out, key);
	json_put_string(out, "field", condition->field);
	json_put_string(out, "is", condition_test_name(condition->test));
	json_put_string(out, "value", condition->value);
	if (has_then)
		json_put_string(out, "then", condition_then_name(condition->then));
	json_close_object(out);
}

static bool read_names(const char *test, const char *then, struct condition *out, struct error *err)
{
	if (!test || !condition_test_parse(test, &out->test))
		return error_invalid(
			err, "is", "one_of", test, "“is” must be is, is_not, contains, exists or missing.");
	return !then || condition_then_parse(then, &out->then) ||
		error_invalid(err, "then", "one_of", then, "“then” must be skip or stop.");
}

static bool read(const json_t *object, struct arena *arena, struct condition *out, struct error *err)
{
	const char *test = NULL, *then = NULL;

	*out = (struct condition){0};
	return json_get_text(object, "field", TEXT_MAX, arena, &out->field, NULL, err) &&
		json_get_text(object, "is", TEXT_MAX, arena, &test, NULL, err) &&
		json_get_text(object, "value", TEXT_MAX, arena, &out->value, NULL, err) &&
		json_get_text(object, "then", TEXT_MAX, arena, &then, NULL, err) && read_names(test, then, out, err) &&
		condition_clean(out, arena, err);
}

void condition_json_read(const json_t *object, const char *key, const char *prefix, struct arena *arena,
	struct condition *out, bool *has, struct problems *problems)
{
	const json_t *value = json_object_get(object, key);
	struct error err;

	*has = value != NULL;
	*out = (struct condition){0};
	if (!value || json_is_null(value))
		return;
	if (!json_is_object(value)) {
		if (!error_invalid(&err, key, "type", NULL, "“%s” must be an object or null.", key))
			problems_add(problems, prefix, &err);
		return;
	}
	if (!read(value, arena, out, &err)) {
		*out = (struct condition){0};
		problems_add(problems, arena_printf(arena, "%s%s.", prefix, key), &err);
	}
}

#include "model/condition.h"

#include <string.h>

#include "base/json.h"
#include "base/text.h"
#include "model/country.h"
#include "model/fold.h"

enum { VALUE_MAX_BYTES = 500 };

static const char custom_prefix[] = "custom.";

static const char *const test_names[] = {
	[CONDITION_IS] = "is",
	[CONDITION_IS_NOT] = "is_not",
	[CONDITION_CONTAINS] = "contains",
	[CONDITION_EXISTS] = "exists",
	[CONDITION_MISSING] = "missing",
};
_Static_assert(ARRAY_COUNT(test_names) == CONDITION_TEST_COUNT, "each test has a name");

static const char *const then_names[] = {[CONDITION_SKIP] = "skip", [CONDITION_STOP] = "stop"};
_Static_assert(ARRAY_COUNT(then_names) == CONDITION_THEN_COUNT, "each consequence has a name");

const char *condition_test_name(enum condition_test test)
{
	return test_names[test];
}

bool condition_test_parse(const char *name, enum condition_test *out)
{
	for (size_t i = 0; i < ARRAY_COUNT(test_names); i++)
		if (text_equal(name, test_names[i])) {
			*out = (enum condition_test)i;
			return true;
		}
	return false;
}

bool condition_test_takes_value(enum condition_test test)
{
	return test != CONDITION_EXISTS && test != CONDITION_MISSING;
}

const char *condition_then_name(enum condition_then then)
{
	return then_names[then];
}

bool condition_then_parse(const char *name, enum condition_then *out)
{
	for (size_t i = 0; i < ARRAY_COUNT(then_names); i++)
		if (text_equal(name, then_names[i])) {
			*out = (enum condition_then)i;
			return true;
		}
	return false;
}

bool condition_is_set(const struct condition *condition)
{
	return condition->field != NULL;
}

static const char *value_of(const struct contact *contact, const char *name, struct arena *arena)
{
	enum contact_field field;

	if (text_starts(name, custom_prefix))
		return contact_custom(contact, name + strlen(custom_prefix), arena);
	return contact_field_parse(name, &field) ? contact->fields[field] : NULL;
}

static bool is_same(const struct condition *condition, const char *value, struct arena *arena)
{
	const char *wanted = condition->value ? condition->value : "";
	const char *code = NULL, *wanted_code = NULL;

	if (text_equal(condition->field, contact_field_name(CONTACT_COUNTRY))) {
		code = country_code(value, arena);
		wanted_code = country_code(wanted, arena);
	}
	if (code && wanted_code)
		return text_equal(code, wanted_code);
	return text_equal(fold_text(text_trim(arena, value), arena), fold_text(text_trim(arena, wanted), arena));
}

bool condition_is_met(const struct condition *condition, const struct contact *contact, struct arena *arena)
{
	const char *value = value_of(contact, condition->field, arena);
	bool has = value && !text_is_empty(text_trim(arena, value));

	switch (condition->test) {
	case CONDITION_IS:
		return has && is_same(condition, value, arena);
	case CONDITION_IS_NOT:
		return !has || !is_same(condition, value, arena);
	case CONDITION_CONTAINS:
		return has && condition->value &&
			strstr(fold_text(value, arena), fold_text(text_trim(arena, condition->value), arena));
	case CONDITION_EXISTS:
		return has;
	case CONDITION_MISSING:
		return !has;
	case CONDITION_TEST_COUNT:
		break;
	}
	UNREACHABLE();
}

static const char *clean_field(const char *name, struct arena *arena)
{
	enum contact_field field;
	const char *custom;

	if (text_is_empty(name))
		return NULL;
	if (!text_starts(name, custom_prefix))
		return contact_field_parse(name, &field) ? name : NULL;
	custom = contact_custom_name(name + strlen(custom_prefix), arena);
	return custom ? arena_printf(arena, "%s%s", custom_prefix, custom) : NULL;
}

bool condition_clean(struct condition *condition, struct arena *arena, struct error *err)
{
	const char *field = clean_field(condition->field, arena);
	const char *value = condition->value ? text_trim(arena, condition->value) : "";

	if (!field)
		return error_invalid(err, "field", "unknown", condition->field,
			"Choose a field of contacts, such as company or custom.tier.");
	condition->field = field;
	condition->value = NULL;
	if (!condition_test_takes_value(condition->test))
		return true;
	if (text_is_empty(value))
		return error_invalid(err, "value", "required", NULL, "Say what the field is compared with.");
	if (strlen(value) > VALUE_MAX_BYTES)
		return error_invalid(err, "value", "max_length", NULL, "The value is too long.");
	condition->value = value;
	return true;
}

const char *condition_format(const struct condition *condition, struct arena *arena)
{
	struct json_out out;
	struct text text;

	if (!condition_is_set(condition))
		return NULL;
	text_init(&text, arena);
	json_out_init(&out, &text);
	json_open_object(&out, NULL);
	json_put_string(&out, "field", condition->field);
	json_put_string(&out, "is", test_names[condition->test]);
	if (condition->value)
		json_put_string(&out, "value", condition->value);
	json_put_string(&out, "then", then_names[condition->then]);
	json_close_object(&out);
	return text_string(&text);
}

static const char *copied(const json_t *object, const char *name, struct arena *arena)
{
	const char *value = json_string_value(json_object_get(object, name));

	return value ? arena_text(arena, value) : NULL;
}

struct condition condition_parse(const char *json, struct arena *arena)
{
	struct condition condition = {0};
	struct error ignored;
	json_t *object;

	if (!json || !json_parse(json, strlen(json), &object, &ignored))
		return condition;
	if (condition_test_parse(json_string_value(json_object_get(object, "is")), &condition.test) &&
		condition_then_parse(json_string_value(json_object_get(object, "then")), &condition.then)) {
		condition.field = copied(object, "field", arena);
		condition.value = copied(object, "value", arena);
	}
	json_decref(object);
	return condition;
}

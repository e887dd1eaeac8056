#include "ops/import_row.h"

#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/text.h"
#include "model/email_address.h"

/* Names a mapping may use beside fields and custom names. */
static const struct {
	const char *name;
	enum contact_column_kind kind;
} special_names[] = {
	{"", COLUMN_SKIP},
	{"skip", COLUMN_SKIP},
	{"full_name", COLUMN_FULL_NAME},
	{"name", COLUMN_FULL_NAME},
	{"unsubscribed", COLUMN_UNSUBSCRIBED},
	{"status", COLUMN_STATUS},
};

static struct contact_column column_named(const char *name, struct arena *arena)
{
	struct contact_column column = {.kind = COLUMN_SKIP};

	for (size_t i = 0; i < ARRAY_COUNT(special_names); i++)
		if (strcmp(special_names[i].name, name) == 0)
			return (struct contact_column){.kind = special_names[i].kind};
	if (contact_field_parse(name, &column.field)) {
		column.kind = COLUMN_FIELD;
		return column;
	}
	column.custom_name = contact_custom_name(text_starts(name, "custom.") ? name + 7 : name, arena);
	column.kind = column.custom_name ? COLUMN_CUSTOM : COLUMN_SKIP;
	return column;
}

static void apply_mapping(
	struct import_columns *out, const char *const *headers, const char *mapping, struct arena *arena)
{
	json_t *object = mapping ? json_loads(mapping, 0, NULL) : NULL;

	for (size_t i = 0; i < out->count; i++) {
		const char *name = json_string_value(json_object_get(object, headers[i]));

		if (name)
			out->columns[i] = column_named(name, arena);
	}
	json_decref(object);
}

static bool has_email(const struct import_columns *columns)
{
	for (size_t i = 0; i < columns->count; i++)
		if (columns->columns[i].kind == COLUMN_FIELD && columns->columns[i].field == CONTACT_EMAIL)
			return true;
	return false;
}

/* A file without header: the column whose first value is an address. */
static void guess_email(struct import_columns *out, const char *const *values, struct arena *arena)
{
	for (size_t i = 0; i < out->count; i++) {
		struct email_address address;
		struct error ignored;

		out->columns[i] = (struct contact_column){.kind = COLUMN_SKIP};
		if (!has_email(out) && email_address_parse(values[i], arena, &address, &ignored))
			out->columns[i] = (struct contact_column){.kind = COLUMN_FIELD, .field = CONTACT_EMAIL};
	}
}

bool import_row_columns(const struct csv_row *first, const char *mapping, struct arena *arena,
	struct import_columns *out, struct error *err)
{
	const char *values[CSV_MAX_FIELDS] = {NULL};

	*out = (struct import_columns){.count = first->count < CSV_MAX_FIELDS ? first->count : CSV_MAX_FIELDS};
	for (size_t i = 0; i < out->count; i++)
		values[i] = text_trim(arena, first->fields[i].bytes);
	out->has_header = contact_columns_is_header(values, out->count);
	if (!out->has_header) {
		guess_email(out, values, arena);
		return true;
	}
	/* Without a column of addresses the mapping may still name one. */
	(void)contact_columns_match(values, out->count, arena, out->columns);
	apply_mapping(out, values, mapping, arena);
	return has_email(out) ||
		error_set(err, ERROR_INVALID, "no_email_column",
			"No column holds email addresses. Name one “email”, or map it.");
}

/* What a row holds, before it is checked. */
struct raw {
	const char *fields[CONTACT_FIELD_COUNT];
	const char *full_name;
	json_t *custom; /* NULL: none */
	bool is_stop;
};

static void take_value(struct raw *raw, const struct contact_column *column, const char *value)
{
	switch (column->kind) {
	case COLUMN_SKIP:
		break;
	case COLUMN_FIELD:
		if (text_is_empty(raw->fields[column->field]))
			raw->fields[column->field] = value;
		break;
	case COLUMN_FULL_NAME:
		raw->full_name = value;
		break;
	case COLUMN_UNSUBSCRIBED:
		raw->is_stop = raw->is_stop || contact_columns_is_yes(value);
		break;
	case COLUMN_STATUS:
		raw->is_stop = raw->is_stop || contact_columns_is_stop_status(value);
		break;
	case COLUMN_CUSTOM:
		if (text_is_empty(value))
			break;
		if (!raw->custom)
			raw->custom = json_object();
		json_object_set_new(raw->custom, column->custom_name, json_string(value));
		break;
	}
}

static void take_names(struct raw *raw, struct arena *arena)
{
	const char *first = NULL, *last = NULL;

	if (text_is_empty(raw->full_name))
		return;
	contact_columns_split_name(raw->full_name, arena, &first, &last);
	if (text_is_empty(raw->fields[CONTACT_FIRST_NAME]))
		raw->fields[CONTACT_FIRST_NAME] = first;
	if (text_is_empty(raw->fields[CONTACT_LAST_NAME]))
		raw->fields[CONTACT_LAST_NAME] = last;
}

static bool clean(const struct raw *raw, struct arena *arena, struct contact *out, struct error *err)
{
	char *custom = raw->custom ? json_dumps(raw->custom, JSON_COMPACT) : NULL;
	bool is_clean = contact_clean_custom(custom, arena, &out->custom, err);

	free(custom);
	if (!is_clean || !contact_set_email(out, raw->fields[CONTACT_EMAIL], arena, err))
		return false;
	for (size_t i = CONTACT_EMAIL + 1; i < CONTACT_FIELD_COUNT; i++)
		if (!contact_clean((enum contact_field)i, raw->fields[i], arena, &out->fields[i], err))
			return false;
	return true;
}

bool import_row_contact(const struct import_columns *columns, const struct csv_row *row, struct arena *arena,
	struct contact *out, bool *is_stop, struct error *err)
{
	struct raw raw = {0};
	bool is_clean;

	if (row->fault != CSV_ROW_FINE)
		return error_invalid(err, "row", "csv", NULL, "%s", csv_fault_text(row->fault));
	for (size_t i = 0; i < columns->count && i < row->count; i++)
		take_value(&raw, &columns->columns[i], row->fields[i].bytes);
	take_names(&raw, arena);
	is_clean = clean(&raw, arena, out, err);
	json_decref(raw.custom);
	*is_stop = raw.is_stop;
	return is_clean;
}

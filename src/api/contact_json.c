#include "api/contact_json.h"

#include <stdlib.h>

#include "base/text.h"
#include "ops/problems.h"
#include "store/list_store.h"
#include "store/suppression_store.h"

static bool put_lists(struct json_out *out, struct tx *tx, const struct contact *contact, struct error *err)
{
	const char **names = NULL;
	size_t count = 0;

	if (!list_store_of_contact(tx, contact->workspace_id, contact->id, tx_arena(tx), &names, &count, err))
		return false;
	json_open_array(out, "lists");
	for (size_t i = 0; i < count; i++)
		json_put_string(out, NULL, names[i]);
	json_close_array(out);
	return true;
}

bool contact_json_put(
	struct json_out *out, const char *key, struct tx *tx, const struct contact *contact, struct error *err)
{
	bool suppressed = false;

	if (!suppression_store_covers(tx, contact->workspace_id, contact->email_key, contact->domain, &suppressed, err))
		return false;
	json_open_object(out, key);
	json_put_id(out, "id", ID_CONTACT, contact->id);
	for (size_t i = 0; i < CONTACT_FIELD_COUNT; i++)
		json_put_string(out, contact_field_name((enum contact_field)i), contact->fields[i]);
	json_put_raw(out, "custom", contact->custom);
	if (!put_lists(out, tx, contact, err))
		return false;
	json_put_bool(out, "suppressed", suppressed);
	json_put_time(out, "created_at", contact->created_at);
	json_put_time(out, "updated_at", contact->updated_at);
	json_close_object(out);
	return true;
}

static void read_fields(const json_t *body, struct arena *arena, struct contact_edit *out, struct problems *problems)
{
	for (size_t i = 0; i < CONTACT_FIELD_COUNT; i++) {
		const char *name = contact_field_name((enum contact_field)i);
		const json_t *value = json_object_get(body, name);
		struct error err;

		if (!value)
			continue;
		out->has[i] = true;
		if (!json_is_null(value) && !json_is_string(value) &&
			!error_invalid(&err, name, "type", NULL, "“%s” must be a text.", name))
			problems_add(problems, "", &err);
		out->fields[i] = arena_text(arena, json_string_value(value));
	}
}

static void read_custom(const json_t *body, struct arena *arena, struct contact_edit *out, struct problems *problems)
{
	const json_t *custom = json_object_get(body, "custom");
	struct error err;
	char *text;

	if (!custom || json_is_null(custom))
		return;
	if (!json_is_object(custom)) {
		if (!error_invalid(&err, "custom", "type", NULL, "“custom” must be an object of texts."))
			problems_add(problems, "", &err);
		return;
	}
	text = json_dumps(custom, JSON_COMPACT);
	out->custom = arena_text(arena, text);
	free(text);
}

bool contact_json_read(const json_t *body, struct arena *arena, struct contact_edit *out, struct error *err)
{
	struct problems problems;
	struct error why;

	*out = (struct contact_edit){0};
	problems_init(&problems, arena);
	read_fields(body, arena, out, &problems);
	read_custom(body, arena, out, &problems);
	if (!json_get_text(body, "list", 200, arena, &out->list, NULL, &why))
		problems_add(&problems, "", &why);
	return problems_check(&problems, err);
}

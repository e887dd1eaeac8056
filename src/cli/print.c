#include "cli/print.h"

#include <stdio.h>

const char *text_of(const json_t *object, const char *name)
{
	return json_string_value(json_object_get(object, name));
}

const char *text_or_empty(const json_t *object, const char *name)
{
	const char *text = text_of(object, name);

	return text ? text : "";
}

void print_json(const json_t *value)
{
	json_dumpf(value, stdout, JSON_INDENT(2) | JSON_ENCODE_ANY);
	printf("\n");
}

void print_list_json(json_t *items)
{
	json_t *list = json_pack("{s:O}", "items", items);

	print_json(list);
	json_decref(list);
}

bool print_fetch_all(struct client *client, struct arena *arena, const char *path, json_t **items, struct error *err)
{
	json_t *all = json_array();
	const char *next = path;

	while (next) {
		json_t *page = NULL;
		const char *cursor;

		if (!client_call(client, "GET", next, NULL, &page, err)) {
			json_decref(all);
			return false;
		}
		json_array_extend(all, json_object_get(page, "items"));
		cursor = json_string_value(json_object_get(page, "next_cursor"));
		next = cursor ? arena_printf(arena, "%s&cursor=%s", path, client_escape(arena, cursor)) : NULL;
		json_decref(page);
	}
	*items = all;
	return true;
}

#include "ops/problems.h"

#include "base/json.h"

/* Leaves room for {"errors":[]} in an error's details. */
enum { ROOM = sizeof(((struct error *)0)->details) - 16 };

void problems_init(struct problems *problems, struct arena *arena)
{
	*problems = (struct problems){0};
	text_init(&problems->list, arena);
}

static void add_entry(struct problems *problems, const char *prefix, const struct error *err)
{
	struct text entry;
	struct json_out out;

	text_init(&entry, problems->list.arena);
	json_out_init(&out, &entry);
	json_open_object(&out, NULL);
	json_put_string(&out, "field", arena_printf(entry.arena, "%s%s", prefix, err->field ? err->field : ""));
	json_put_string(&out, "rule", err->rule);
	json_put_string(&out, "value", err->value[0] ? err->value : NULL);
	json_close_object(&out);
	if (problems->list.length + entry.length + 1 > ROOM)
		return;
	if (problems->list.length)
		text_add_char(&problems->list, ',');
	text_add_n(&problems->list, entry.data, entry.length);
}

void problems_add(struct problems *problems, const char *prefix, const struct error *err)
{
	if (problems->count == 0 || (err->kind != ERROR_INVALID && problems->first.kind == ERROR_INVALID))
		problems->first = *err;
	problems->count++;
	if (err->kind == ERROR_INVALID)
		add_entry(problems, prefix, err);
}

bool problems_check(const struct problems *problems, struct error *err)
{
	if (problems->count == 0)
		return true;
	*err = problems->first;
	if (err->kind != ERROR_INVALID)
		return false;
	err->rule[0] = '\0';
	return error_details(err, "{\"errors\":[%s]}", text_string(&problems->list));
}

#include "model/identity.h"

#include <stddef.h>
#include <string.h>

#include "base/json.h"

static const struct {
	const char *name;
	size_t at;
} fields[] = {
	{"name", offsetof(struct identity, name)},
	{"address", offsetof(struct identity, address)},
	{"reply_to", offsetof(struct identity, reply_to)},
	{"signature", offsetof(struct identity, signature)},
	{"signature_html", offsetof(struct identity, signature_html)},
	{"organization", offsetof(struct identity, organization)},
	{"postal_address", offsetof(struct identity, postal_address)},
	{"opt_out_text", offsetof(struct identity, opt_out_text)},
};

static const char *get(const struct identity *identity, size_t at)
{
	const char *value;

	memcpy(&value, (const char *)identity + at, sizeof(value));
	return value;
}

static void set(struct identity *identity, size_t at, const char *value)
{
	memcpy((char *)identity + at, &value, sizeof(value));
}

void identity_lay(struct identity *identity, const struct identity *over)
{
	if (!text_is_empty(over->signature) || !text_is_empty(over->signature_html))
		identity->signature = identity->signature_html = NULL;
	for (size_t i = 0; i < ARRAY_COUNT(fields); i++)
		if (!text_is_empty(get(over, fields[i].at)))
			set(identity, fields[i].at, get(over, fields[i].at));
}

const char *identity_format(const struct identity *identity, struct arena *arena)
{
	struct json_out out;
	struct text text;

	text_init(&text, arena);
	json_out_init(&out, &text);
	json_open_object(&out, NULL);
	for (size_t i = 0; i < ARRAY_COUNT(fields); i++)
		if (!text_is_empty(get(identity, fields[i].at)))
			json_put_string(&out, fields[i].name, get(identity, fields[i].at));
	json_close_object(&out);
	return text_string(&text);
}

struct identity identity_parse(const char *json, struct arena *arena)
{
	struct identity identity = {0};
	struct error ignored;
	json_t *object;

	if (!json_parse(json, strlen(json), &object, &ignored))
		return identity;
	for (size_t i = 0; i < ARRAY_COUNT(fields); i++)
		set(&identity, fields[i].at,
			arena_text(arena, json_string_value(json_object_get(object, fields[i].name))));
	json_decref(object);
	return identity;
}

#include "api/country_policy_json.h"

#include "base/text.h"
#include "ops/country_policy.h"

bool country_policy_json_put(struct json_out *out, struct api_request *request, struct error *err)
{
	struct country_policy_row *list = NULL;
	const char *others = "allow", *unknown = NULL;
	int64_t changed_at = 0;
	size_t count = 0;

	if (!country_policy_list(request->ops, &request->call, &list, &count, err))
		return false;
	json_open_object(out, "country_policy");
	json_open_object(out, "countries");
	for (size_t i = 0; i < count; i++) {
		const char *rule = country_rule_name(list[i].rule);

		changed_at = list[i].set_at > changed_at ? list[i].set_at : changed_at;
		if (text_equal(list[i].code, COUNTRY_OTHERS))
			others = rule;
		else if (text_equal(list[i].code, COUNTRY_UNKNOWN))
			unknown = rule;
		else
			json_put_string(out, list[i].code, rule);
	}
	json_close_object(out);
	json_put_string(out, "default", others);
	json_put_string(out, "unknown", unknown ? unknown : others);
	json_put_time(out, "changed_at", changed_at);
	json_close_object(out);
	return true;
}

bool country_policy_json_read(struct api_request *request, struct settings_edit *out, struct error *err)
{
	struct arena *arena = request->call.arena;
	json_t *policy = json_object_get(request->body, "country_policy"), *countries, *rule;
	struct country_policy_edit *edit = ARENA_NEW(arena, struct country_policy_edit);
	struct country_policy_text *texts;
	const char *code;

	if (!policy)
		return true;
	countries = json_object_get(policy, "countries");
	if (!json_is_object(policy) || (countries && !json_is_object(countries)) ||
		json_object_size(countries) >= COUNTRY_POLICY_MAX)
		return error_invalid(err, "country_policy", "type", NULL,
			"“country_policy” has “default”, “unknown”, and an object “countries”.");
	texts = ARENA_ARRAY(arena, struct country_policy_text, json_object_size(countries) + 1);
	json_object_foreach(countries, code, rule) {
		const char *name = json_string_value(rule);

		texts[edit->count++] = (struct country_policy_text){code, name ? name : ""};
	}
	edit->countries = texts;
	edit->has_countries = countries != NULL;
	out->country_policy = edit;
	return json_get_text(policy, "default", 16, arena, &edit->others, NULL, err) &&
		json_get_text(policy, "unknown", 16, arena, &edit->unknown, NULL, err);
}

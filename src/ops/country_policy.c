#include "ops/country_policy.h"

#include "base/text.h"
#include "model/country.h"

bool country_policy_judge(struct tx *tx, const struct contact *contact, enum country_rule *out, struct error *err)
{
	const char *code = country_code(contact->fields[CONTACT_COUNTRY], tx_arena(tx));

	return country_policy_store_find(tx, contact->workspace_id, code ? code : COUNTRY_UNKNOWN, out, err);
}

bool country_policy_list(
	struct ops *ops, const struct call *call, struct country_policy_row **list, size_t *count, struct error *err)
{
	OWNED(tx) struct tx *tx = NULL;

	return tx_read(ops->store, &tx, err) &&
		country_policy_store_list(tx, call->workspace_id, call->arena, list, count, err);
}

static bool set(struct tx *tx, const struct call *call, const char *code, const char *name, struct error *err)
{
	enum country_rule rule = COUNTRY_ALLOW;

	if (!name)
		return true;
	if (!country_rule_parse(name, &rule))
		return error_invalid(
			err, "country_policy", "one_of", name, "A country is one of allow, warn and block.");
	return country_policy_store_set(tx, call->workspace_id, code, rule, err);
}

static bool is_named(const struct country_policy_edit *edit, const char *code)
{
	for (size_t i = 0; i < edit->count; i++)
		if (text_equal(edit->countries[i].code, code))
			return true;
	return text_equal(code, COUNTRY_OTHERS) || text_equal(code, COUNTRY_UNKNOWN);
}

/* Those that are not named any more go. */
static bool drop_others(
	struct tx *tx, const struct call *call, const struct country_policy_edit *edit, struct error *err)
{
	struct country_policy_row *list = NULL;
	size_t count = 0;

	if (!country_policy_store_list(tx, call->workspace_id, call->arena, &list, &count, err))
		return false;
	for (size_t i = 0; i < count; i++)
		if (!is_named(edit, list[i].code) &&
			!country_policy_store_drop(tx, call->workspace_id, list[i].code, err))
			return false;
	return true;
}

static bool set_countries(
	struct tx *tx, const struct call *call, const struct country_policy_edit *edit, struct error *err)
{
	if (!edit->has_countries)
		return true;
	for (size_t i = 0; i < edit->count; i++) {
		if (!country_is_code(edit->countries[i].code))
			return error_invalid(err, "country_policy", "country", edit->countries[i].code,
				"“%.40s” is no country's code. Use two capitals, such as DE.", edit->countries[i].code);
		if (!set(tx, call, edit->countries[i].code, edit->countries[i].rule, err))
			return false;
	}
	return drop_others(tx, call, edit, err);
}

bool country_policy_change(
	struct tx *tx, const struct call *call, const struct country_policy_edit *edit, struct error *err)
{
	tx_ring(tx, BELL_ENGINE);
	return set(tx, call, COUNTRY_OTHERS, edit->others, err) && set(tx, call, COUNTRY_UNKNOWN, edit->unknown, err) &&
		set_countries(tx, call, edit, err);
}

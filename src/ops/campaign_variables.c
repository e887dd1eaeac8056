#include "ops/campaign_variables.h"

#include "model/template.h"
#include "store/campaign_store.h"
#include "store/contact_store.h"
#include "store/missing_store.h"

static size_t count_known(void)
{
	size_t count = 0;

	while (template_variable_at(count))
		count++;
	return count;
}

static size_t count_names(const char **names)
{
	size_t count = 0;

	while (names[count])
		count++;
	return count;
}

static void put(struct campaign_variables *out, const char *name, int64_t missing)
{
	out->list[out->count++] = (struct campaign_variable){.name = name, .missing = missing};
}

static void fill(
	struct campaign_variables *out, const struct missing_counts *counts, const char **names, struct arena *arena)
{
	enum contact_field field;

	for (size_t i = 0; template_variable_at(i); i++) {
		const char *name = template_variable_at(i);

		put(out, name, contact_field_parse(name, &field) ? counts->fields[field] : -1);
	}
	for (size_t i = 0; names[i]; i++)
		put(out, arena_printf(arena, "custom.%s", names[i]), counts->custom[i]);
}

bool campaign_variables_list(struct ops *ops, const struct call *call, int64_t campaign_id,
	struct campaign_variables *out, struct error *err)
{
	OWNED(tx) struct tx *tx = NULL;
	struct campaign campaign;
	struct missing_counts counts;
	const char **names = NULL;

	if (!tx_read(ops->store, &tx, err) ||
		!campaign_store_get(tx, call->workspace_id, campaign_id, call->arena, &campaign, err) ||
		!contact_store_custom_names(tx, call->workspace_id, call->arena, &names, err) ||
		!missing_store_count(tx, call->workspace_id, campaign_id, names, call->arena, &counts, err))
		return false;
	*out = (struct campaign_variables){.contacts = counts.contacts, .is_sample = counts.contacts == MISSING_SAMPLE};
	out->list = ARENA_ARRAY(call->arena, struct campaign_variable, count_known() + count_names(names));
	fill(out, &counts, names, call->arena);
	return true;
}

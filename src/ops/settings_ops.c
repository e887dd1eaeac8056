#include "ops/settings_ops.h"

#include <string.h>

#include "base/text.h"
#include "model/country.h"
#include "model/schedule.h"
#include "ops/audit_ops.h"
#include "ops/compose.h"
#include "ops/mailbox_rules.h"
#include "ops/problems.h"
#include "store/event_store.h"

bool settings_ops_get(struct ops *ops, const struct call *call, struct workspace *out, struct error *err)
{
	OWNED(tx) struct tx *tx = NULL;

	return tx_read(ops->store, &tx, err) && workspace_store_get(tx, call->workspace_id, call->arena, out, err);
}

/* One text with its longest size; trimmed into *out. */
static void take(const char *field, const char *value, size_t max_bytes, struct arena *arena, const char **out,
	struct problems *problems)
{
	struct error err;

	if (!value)
		return;
	*out = text_trim(arena, value);
	if (strlen(*out) > max_bytes &&
		!error_invalid(
			&err, field, "max_length", NULL, "“%s” can be at most %zu bytes long.", field, max_bytes))
		problems_add(problems, "", &err);
}

/* Where nobody is tracked without consent. */
static void take_countries(
	struct workspace *workspace, const struct settings_edit *edit, struct arena *arena, struct problems *problems)
{
	struct text list;
	struct error err;

	if (edit->default_no_tracking)
		workspace->no_tracking_countries = NULL;
	if (!edit->no_tracking_countries)
		return;
	text_init(&list, arena);
	for (size_t i = 0; i < edit->no_tracking_count; i++) {
		const char *typed = edit->no_tracking_countries[i], *code = country_code(typed, arena);

		if (code && !strstr(text_string(&list), code))
			text_printf(&list, "%s%s", list.length ? "," : "", code);
		else if (!code &&
			!error_invalid(&err, "no_tracking_countries", "country", typed,
				"“%s” is no country that we know.", typed))
			problems_add(problems, "", &err);
	}
	workspace->no_tracking_countries = text_string(&list);
}

static void apply(
	struct workspace *workspace, const struct settings_edit *edit, struct arena *arena, struct problems *problems)
{
	struct error err;

	take("name", edit->name, 200, arena, &workspace->name, problems);
	take("organization", edit->organization, 200, arena, &workspace->organization, problems);
	take("postal_address", edit->postal_address, 500, arena, &workspace->postal_address, problems);
	take("timezone", edit->timezone, 64, arena, &workspace->timezone, problems);
	take("opt_out_text", edit->opt_out_text, 1000, arena, &workspace->opt_out_text, problems);
	take_countries(workspace, edit, arena, problems);
	if (text_is_empty(workspace->name) &&
		!error_invalid(&err, "name", "required", NULL, "Give the workspace a name."))
		problems_add(problems, "", &err);
	if (!schedule_zone_is_known(workspace->timezone) &&
		!error_invalid(&err, "timezone", "time_zone", workspace->timezone,
			"Choose a time zone such as Europe/Berlin."))
		problems_add(problems, "", &err);
	if (!compose_check_opt_out_text(workspace->opt_out_text, &err))
		problems_add(problems, "", &err);
}

bool settings_ops_update(struct ops *ops, const struct call *call, const struct settings_edit *edit,
	struct workspace *out, struct error *err)
{
	OWNED(tx) struct tx *tx = NULL;
	struct problems problems;

	if (!mailbox_rules_is_manager(call))
		return error_set(
			err, ERROR_DENIED, "managers_only", "Only a manager can change the settings. Ask one.");
	problems_init(&problems, call->arena);
	if (!tx_begin(ops->store, &tx, err) || !workspace_store_get(tx, call->workspace_id, call->arena, out, err))
		return false;
	apply(out, edit, call->arena, &problems);
	return problems_check(&problems, err) && workspace_store_update(tx, out, err) &&
		(!edit->country_policy || country_policy_change(tx, call, edit->country_policy, err)) &&
		event_store_add(
			tx, &(struct event){.workspace_id = call->workspace_id, .type = "settings.changed"}, err) &&
		audit_ops_add(tx, call, "settings.update", ID_WORKSPACE, call->workspace_id, NULL, err) &&
		tx_commit(tx, err);
}

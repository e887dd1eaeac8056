/*
 * Making, changing, copying and putting away. Running stands in campaign_run.c, filling in campaign_contacts.c.
 */
#include "ops/campaign_ops.h"

#include <stdio.h>

#include "base/text.h"
#include "ops/campaign_edit.h"
#include "ops/campaign_rules.h"
#include "ops/mailbox_rules.h"
#include "ops/schedule_edit.h"
#include "ops/sender_identity.h"
#include "ops/step_attachments.h"
#include "ops/variant_edit.h"
#include "store/approval_store.h"
#include "store/attachment_store.h"
#include "store/campaign_store.h"
#include "store/company_store.h"
#include "store/contact_store.h"
#include "store/mailbox_store.h"
#include "store/step_store.h"
#include "store/workspace_store.h"

static bool invalid_state(const struct campaign *campaign, const char *advice, struct error *err)
{
	error_set(err, ERROR_CONFLICT, "invalid_state", "The campaign is %s. %s",
		campaign_status_name(campaign->status), advice);
	return error_details(err, "{\"status\":\"%s\"}", campaign_status_name(campaign->status));
}

/* Members send from their own mailboxes; managers from any. */
static bool check_mailboxes(struct tx *tx, const struct call *call, const struct campaign_edit *edit,
	struct problems *problems, struct error *err)
{
	for (size_t i = 0; i < edit->mailbox_count; i++) {
		struct mailbox mailbox;
		struct error why;

		if (mailbox_store_get(tx, call->workspace_id, edit->mailbox_ids[i], tx_arena(tx), &mailbox, &why)) {
			if (!mailbox_rules_allow(call, &mailbox, err))
				return false;
			continue;
		}
		if (why.kind != ERROR_NOT_FOUND) {
			*err = why;
			return false;
		}
		if (!error_invalid(&why, "mailbox_ids", "unknown", NULL, "One of the mailboxes does not exist."))
			problems_add(problems, "", &why);
	}
	return true;
}

static bool has(const int64_t *ids, size_t count, int64_t id)
{
	for (size_t i = 0; i < count; i++)
		if (ids[i] == id)
			return true;
	return false;
}

static bool drop_mailbox(struct tx *tx, const struct campaign *campaign, int64_t mailbox_id, struct error *err)
{
	struct mailbox mailbox;
	char id[ID_TEXT_SIZE];
	int64_t threads = 0;

	if (!campaign_store_mailbox_drop(
		    tx, campaign->workspace_id, campaign->id, mailbox_id, store_now(tx_store(tx)), &threads, err))
		return false;
	if (threads == 0)
		return true;
	if (!mailbox_store_get(tx, campaign->workspace_id, mailbox_id, tx_arena(tx), &mailbox, err))
		return false;
	id_format(ID_MAILBOX, mailbox_id, id);
	error_set(err, ERROR_CONFLICT, "mailbox_has_threads",
		"%lld contacts are in a conversation with %s and keep it until the end. Leave it in the campaign.",
		(long long)threads, mailbox.address);
	return error_details(err, "{\"mailbox_id\":\"%s\",\"contacts\":%lld}", id, (long long)threads);
}

static bool write_mailboxes(
	struct tx *tx, const struct campaign *campaign, const struct campaign_edit *edit, struct error *err)
{
	int64_t *old = NULL;
	size_t count = 0;

	if (!(edit->settings & SETTING_MAILBOXES))
		return true;
	if (!campaign_store_mailboxes(tx, campaign->workspace_id, campaign->id, tx_arena(tx), &old, &count, err))
		return false;
	for (size_t i = 0; i < count; i++)
		if (!has(edit->mailbox_ids, edit->mailbox_count, old[i]) && !drop_mailbox(tx, campaign, old[i], err))
			return false;
	for (size_t i = 0; i < edit->mailbox_count; i++)
		if (!campaign_store_mailbox_add(tx, campaign->workspace_id, campaign->id, edit->mailbox_ids[i], err))
			return false;
	return true;
}

/* A step that anyone was sent can be reworded, but neither go nor move. */
static bool check_sent_steps(struct tx *tx, const struct campaign *campaign, const struct step *old, size_t old_count,
	const struct step *steps, size_t count, struct error *err)
{
	for (size_t i = 0; i < old_count; i++) {
		bool stays = i < count && steps[i].id == old[i].id, was_sent = false;

		if (stays && !variant_edit_keeps_sent(tx, campaign, &old[i], &steps[i], err))
			return false;
		if (stays)
			continue;
		if (!step_store_was_sent(tx, campaign->workspace_id, campaign->id, old[i].id, &was_sent, err))
			return false;
		if (was_sent) {
			error_set(err, ERROR_CONFLICT, "step_already_sent",
				"Step %d has been sent. It can be reworded, but neither removed nor moved.",
				old[i].position);
			return error_details(err, "{\"position\":%d}", old[i].position);
		}
	}
	return true;
}

static bool resolve_files(struct tx *tx, const struct call *call, struct step *steps, size_t count,
	struct problems *problems, struct error *err)
{
	for (size_t i = 0; i < count; i++)
		if (!step_attachments_resolve(
			    tx, call, &steps[i], arena_printf(tx_arena(tx), "steps[%zu].", i), problems, err))
			return false;
	return true;
}

/* Reads the steps that are there, works the edit in, and checks the whole. */
static bool work_out_steps(struct tx *tx, const struct call *call, const struct campaign *campaign,
	const struct campaign_edit *edit, struct step **steps, size_t *count, struct problems *problems,
	struct error *err)
{
	struct step *old = NULL;
	const char **names = NULL;
	size_t old_count = 0;

	if (!step_store_list(tx, campaign->workspace_id, campaign->id, tx_arena(tx), &old, &old_count, err) ||
		!contact_store_custom_names(tx, campaign->workspace_id, tx_arena(tx), &names, err))
		return false;
	*steps = old;
	*count = old_count;
	if (edit->settings & SETTING_STEPS) {
		campaign_edit_steps(old, old_count, edit, tx_arena(tx), steps, count, problems);
		if (!resolve_files(tx, call, *steps, *count, problems, err))
			return false;
	}
	if (edit->settings & (SETTING_STEPS | SETTING_OPT_OUT_LINE))
		campaign_edit_check_steps(campaign, *steps, *count, names, problems);
	return problems->count > 0 || check_sent_steps(tx, campaign, old, old_count, *steps, *count, err);
}

/* Checks the edit against the campaign as it is and writes mailboxes and steps; *campaign gets the settings. */
static bool apply_edit(struct tx *tx, const struct call *call, struct campaign *campaign,
	const struct campaign_edit *edit, struct error *err)
{
	struct problems problems;
	struct step *steps = NULL;
	size_t count = 0;

	problems_init(&problems, call->arena);
	campaign_edit_settings(campaign, edit, &problems);
	if (!check_mailboxes(tx, call, edit, &problems, err) ||
		!sender_identity_check(tx, campaign->workspace_id, &campaign->sender, "sender.", &problems, err) ||
		!work_out_steps(tx, call, campaign, edit, &steps, &count, &problems, err) ||
		!problems_check(&problems, err))
		return false;
	if (!write_mailboxes(tx, campaign, edit, err))
		return false;
	return !(edit->settings & SETTING_STEPS) ||
		(step_store_replace(tx, campaign->workspace_id, campaign->id, steps, count, err) &&
			approval_store_free_unasked(
				tx, campaign->workspace_id, campaign->id, store_now(tx_store(tx)), err));
}

static struct campaign defaults(const struct call *call, const struct workspace *workspace)
{
	return (struct campaign){
		.workspace_id = call->workspace_id,
		.owner_id = call->actor.user_id,
		.name = "",
		.description = "",
		.schedule = {.timezone = workspace->timezone,
			.sending_days = SCHEDULE_DEFAULT_DAYS,
			.sending_hours = SCHEDULE_DEFAULT_HOURS},
		.opt_out_line = true,
		.stop_on_reply = true,
		.on_mailbox_loss = LOSS_PAUSE,
		.overlap = OVERLAP_SKIP,
	};
}

static bool create_in(
	struct tx *tx, const struct call *call, const struct campaign_edit *edit, int64_t *id, struct error *err)
{
	struct workspace workspace;
	struct campaign campaign;

	if (!workspace_store_get(tx, call->workspace_id, tx_arena(tx), &workspace, err))
		return false;
	campaign = defaults(call, &workspace);
	if (!campaign_store_add(tx, &campaign, err) || !apply_edit(tx, call, &campaign, edit, err) ||
		!campaign_store_update(tx, &campaign, err) ||
		!campaign_rules_tell(tx, call, &campaign, NULL, "campaign.create", NULL, err))
		return false;
	*id = campaign.id;
	return true;
}

bool campaign_ops_create(
	struct ops *ops, const struct call *call, const struct campaign_edit *edit, int64_t *id, struct error *err)
{
	OWNED(tx) struct tx *tx = NULL;

	return tx_begin(ops->store, &tx, err) && create_in(tx, call, edit, id, err) && tx_commit(tx, err);
}

static bool require_revision(const struct campaign *campaign, int64_t seen, struct error *err)
{
	if (!seen || campaign->revision == seen)
		return true;
	error_set(err, ERROR_VERSION, "version_mismatch",
		"Somebody else has changed this campaign meanwhile. Look at what it is now, then save again.");
	return error_details(err, "{\"revision\":%lld}", (long long)campaign->revision);
}

/* Which settings an edit held, for the log. */
static const char *settings_json(const struct campaign_edit *edit, struct arena *arena)
{
	static const struct {
		unsigned setting;
		const char *name;
	} names[] = {
		{SETTING_NAME, "name"},
		{SETTING_DESCRIPTION, "description"},
		{SETTING_EVERGREEN, "evergreen"},
		{SETTING_TIMEZONE, "timezone"},
		{SETTING_DAYS, "sending_days"},
		{SETTING_GOAL, "goal"},
		{SETTING_HOURS, "sending_hours"},
		{SETTING_OPT_OUT_LINE, "opt_out_line"},
		{SETTING_STOP_ON_REPLY, "stop_on_reply"},
		{SETTING_STOP_ON_COLLEAGUE, "stop_on_colleague_reply"},
		{SETTING_TRACK_OPENS, "track_opens"},
		{SETTING_TRACK_CLICKS, "track_clicks"},
		{SETTING_SENDER, "sender"},
		{SETTING_FORMAT, "format"},
		{SETTING_ON_MAILBOX_LOSS, "on_mailbox_loss"},
		{SETTING_OVERLAP, "overlap"},
		{SETTING_NEW_CONTACT_CAP, "new_contact_cap"},
		{SETTING_MAILBOXES, "mailbox_ids"},
		{SETTING_STEPS, "steps"},
		{SETTING_TIMEZONE_SOURCE, "timezone_source"},
		{SETTING_HOLIDAYS, "holidays"},
		{SETTING_STARTS_ON, "starts_on"},
		{SETTING_ENDS_ON, "ends_on"},
		{SETTING_DOMAIN_SPACING, "domain_spacing"},
	};
	const char *list = "";

	for (size_t i = 0; i < ARRAY_COUNT(names); i++)
		if (edit->settings & names[i].setting)
			list = arena_printf(arena, "%s%s\"%s\"", list, *list ? "," : "", names[i].name);
	return arena_printf(arena, "{\"settings\":[%s]}", list);
}

/* A campaign that a colleague's answer stops asks for the companies of its contacts: those of who is in when that is switched
 * on are found a few at a time, the last ones in the transaction of the edit. */
static bool asks_for_companies(const struct campaign_edit *edit)
{
	return (edit->settings & SETTING_STOP_ON_COLLEAGUE) && edit->values.stop_on_colleague_reply;
}

static bool learn_some_companies(
	struct ops *ops, const struct call *call, int64_t id, int64_t *after, bool *over, struct error *err)
{
	OWNED(tx) struct tx *tx = NULL;
	struct campaign campaign;

	if (!tx_begin(ops->store, &tx, err) ||
		!campaign_store_get(tx, call->workspace_id, id, tx_arena(tx), &campaign, err) ||
		!campaign_rules_allow(call, &campaign, err) || !campaign_require_editable(&campaign, err))
		return false;
	if (campaign.stop_on_colleague_reply) { /* known already */
		*after = tx_new_id(tx);
		*over = true;
		return true;
	}
	return company_store_learn_some(tx, call->workspace_id, id, after, over, err) && tx_commit(tx, err);
}

static bool learn_companies(struct ops *ops, const struct call *call, int64_t id, int64_t *after, struct error *err)
{
	bool over = false;

	while (!over)
		if (!learn_some_companies(ops, call, id, after, &over, err))
			return false;
	return true;
}

static bool learn_last_companies(struct tx *tx, const struct campaign *campaign, int64_t after, struct error *err)
{
	bool over = false;

	while (!over)
		if (!company_store_learn_some(tx, campaign->workspace_id, campaign->id, &after, &over, err))
			return false;
	return true;
}

bool campaign_ops_update(
	struct ops *ops, const struct call *call, int64_t id, const struct campaign_edit *edit, struct error *err)
{
	OWNED(tx) struct tx *tx = NULL;
	struct campaign campaign;
	int64_t known_until = 0;

	if (asks_for_companies(edit) && !learn_companies(ops, call, id, &known_until, err))
		return false;
	if (!tx_begin(ops->store, &tx, err) ||
		!campaign_store_get(tx, call->workspace_id, id, call->arena, &campaign, err) ||
		!campaign_rules_allow(call, &campaign, err) || !campaign_require_editable(&campaign, err) ||
		!require_revision(&campaign, edit->seen_revision, err) ||
		!attachment_store_touch(tx, call->workspace_id, id, clock_wall(ops->clock), err) ||
		!apply_edit(tx, call, &campaign, edit, err) ||
		(asks_for_companies(edit) && !learn_last_companies(tx, &campaign, known_until, err)))
		return false;
	campaign.revision++;
	return schedule_edit_replan(tx, &campaign, edit, clock_wall(ops->clock), err) &&
		campaign_store_update(tx, &campaign, err) &&
		campaign_rules_tell(
			tx, call, &campaign, NULL, "campaign.update", settings_json(edit, tx_arena(tx)), err) &&
		tx_commit(tx, err);
}

bool campaign_ops_delete(struct ops *ops, const struct call *call, int64_t id, struct error *err)
{
	OWNED(tx) struct tx *tx = NULL;
	struct campaign campaign;

	if (!tx_begin(ops->store, &tx, err) ||
		!campaign_store_get(tx, call->workspace_id, id, call->arena, &campaign, err) ||
		!campaign_rules_allow(call, &campaign, err))
		return false;
	if (campaign.status != CAMPAIGN_DRAFT)
		return invalid_state(&campaign, "Only a draft can be deleted; archive it instead.", err);
	return attachment_store_touch(tx, call->workspace_id, id, clock_wall(ops->clock), err) &&
		campaign_store_delete(tx, call->workspace_id, id, err) &&
		campaign_rules_tell(tx, call, &campaign, NULL, "campaign.delete", NULL, err) && tx_commit(tx, err);
}

/* The same words, as of a step that was never sent. */
static void make_new(struct step *step)
{
	step->id = 0;
	for (size_t i = 0; i < step->variant_count; i++)
		step->variants[i].id = 0;
	step->winner_id = step->winner_at = step->winner_by = 0;
	step->winner_by_rule = false;
}

static bool copy_in(
	struct tx *tx, const struct call *call, const struct campaign *from, int64_t *copy_id, struct error *err)
{
	struct campaign copy = *from;
	struct step *steps = NULL;
	int64_t *mailboxes = NULL;
	size_t step_count = 0, mailbox_count = 0;

	copy.name = arena_printf(tx_arena(tx), "Copy of %.180s", from->name);
	copy.owner_id = call->actor.user_id;
	if (!step_store_list(tx, from->workspace_id, from->id, tx_arena(tx), &steps, &step_count, err) ||
		!campaign_store_mailboxes(
			tx, from->workspace_id, from->id, tx_arena(tx), &mailboxes, &mailbox_count, err) ||
		!campaign_store_add(tx, &copy, err))
		return false;
	for (size_t i = 0; i < mailbox_count; i++)
		if (!campaign_store_mailbox_add(tx, copy.workspace_id, copy.id, mailboxes[i], err))
			return false;
	for (size_t i = 0; i < step_count; i++)
		make_new(&steps[i]);
	*copy_id = copy.id;
	return step_store_replace(tx, copy.workspace_id, copy.id, steps, step_count, err) &&
		campaign_rules_tell(tx, call, &copy, NULL, "campaign.create", NULL, err);
}

bool campaign_ops_duplicate(struct ops *ops, const struct call *call, int64_t id, int64_t *copy_id, struct error *err)
{
	OWNED(tx) struct tx *tx = NULL;
	struct campaign campaign;

	return tx_begin(ops->store, &tx, err) &&
		campaign_store_get(tx, call->workspace_id, id, call->arena, &campaign, err) &&
		campaign_rules_allow(call, &campaign, err) && copy_in(tx, call, &campaign, copy_id, err) &&
		tx_commit(tx, err);
}

bool campaign_ops_archive(struct ops *ops, const struct call *call, int64_t id, bool archived, struct error *err)
{
	OWNED(tx) struct tx *tx = NULL;
	struct campaign campaign;

	if (!tx_begin(ops->store, &tx, err) ||
		!campaign_store_get(tx, call->workspace_id, id, call->arena, &campaign, err) ||
		!campaign_rules_allow(call, &campaign, err))
		return false;
	if (campaign_is_running(&campaign))
		return invalid_state(&campaign, "Pause it first.", err);
	campaign.archived = archived;
	return campaign_store_update(tx, &campaign, err) &&
		campaign_rules_tell(
			tx, call, &campaign, NULL, archived ? "campaign.archive" : "campaign.unarchive", NULL, err) &&
		tx_commit(tx, err);
}

#include "ops/campaign_activity.h"

#include <stdlib.h>

#include "base/json.h"
#include "base/text.h"
#include "model/campaign.h"
#include "store/api_key_store.h"
#include "store/campaign_store.h"
#include "store/mailbox_store.h"
#include "store/user_store.h"

/* What somebody did: behind a name. */
static const struct {
	const char *action, *words;
} deeds[] = {
	{"campaign.create", "made it"},
	{"campaign.launch", "launched it"},
	{"campaign.cancel_launch", "cancelled the launch"},
	{"campaign.pause", "paused it"},
	{"campaign.resume", "resumed it"},
	{"campaign.archive", "put it into the archive"},
	{"campaign.unarchive", "took it out of the archive"},
	{"campaign.delete", "deleted it"},
	{"campaign.approve_email", "approved an email"},
	{"campaign.skip_email", "skipped an email"},
};

/* What happened by itself. */
static const struct {
	const char *action, *words;
} happenings[] = {
	{"campaign.launched", "Every contact is checked: it began to send."},
	{"campaign.launch_failed", "It could not be launched and is a draft again."},
	{"campaign.completed", "It is completed: everybody has got what was to be sent."},
};

static const char *words_of(const char *action)
{
	for (size_t i = 0; i < ARRAY_COUNT(deeds); i++)
		if (text_equal(action, deeds[i].action))
			return deeds[i].words;
	return NULL;
}

/* Of a number in the entry's data, 0 when it is not there. */
static long long number_of(const json_t *data, const char *name)
{
	return (long long)json_integer_value(json_object_get(data, name));
}

static const char *contacts(const json_t *data, const char *name, struct arena *arena)
{
	long long count = number_of(data, name);

	return arena_printf(arena, "%lld %s", count, count == 1 ? "contact" : "contacts");
}

/* "the steps, the hours": what an edit changed. */
static const char *changed(const json_t *data, struct arena *arena)
{
	static const char *const words[][2] = {
		{"name", "the name"},
		{"description", "the description"},
		{"evergreen", "whether it ever ends"},
		{"timezone", "the time zone"},
		{"sending_days", "the days"},
		{"goal", "the goal"},
		{"sending_hours", "the hours"},
		{"opt_out_line", "the opt-out line"},
		{"stop_on_reply", "what a reply does"},
		{"stop_on_colleague_reply", "what a colleague's reply does"},
		{"track_opens", "whether opens are tracked"},
		{"track_clicks", "whether clicks are tracked"},
		{"sender", "the sender"},
		{"format", "the format"},
		{"on_mailbox_loss", "what the loss of a mailbox does"},
		{"overlap", "the overlap rule"},
		{"new_contact_cap", "the cap of new contacts"},
		{"mailbox_ids", "the mailboxes"},
		{"steps", "the emails"},
		{"timezone_source", "whose time zone counts"},
		{"holidays", "the holidays"},
		{"starts_on", "the first day"},
		{"ends_on", "the last day"},
		{"domain_spacing", "the spacing within a company"},
	};
	const json_t *settings = json_object_get(data, "settings"), *setting;
	const char *all = NULL;
	size_t at;

	json_array_foreach(settings, at, setting) {
		const char *name = json_string_value(setting);

		for (size_t i = 0; i < ARRAY_COUNT(words); i++)
			if (text_equal(name, words[i][0]))
				name = words[i][1];
		all = all ? arena_printf(arena, "%s, %s", all, name) : name;
	}
	return all ? all : "the settings";
}

static bool find_address(struct tx *tx, int64_t workspace_id, int64_t mailbox_id, struct arena *arena, const char **out,
	struct error *err)
{
	struct mailbox mailbox;
	struct error why;

	*out = "a mailbox";
	if (!mailbox_id)
		return true;
	if (mailbox_store_get(tx, workspace_id, mailbox_id, arena, &mailbox, &why)) {
		*out = mailbox.address;
		return true;
	}
	*err = why;
	return why.kind == ERROR_NOT_FOUND;
}

/* Why Outrider paused it. */
static const char *pause_text(const json_t *data, const char *address, struct arena *arena)
{
	static const char *const texts[PAUSE_CAUSE_COUNT] = {
		[PAUSE_MAILBOX_DISCONNECTED] = "was disconnected",
		[PAUSE_MAILBOX_AUTH_ERROR] = "is not let in by its provider any more",
		[PAUSE_MAILBOX_BLOCKED] = "was blocked by its provider",
		[PAUSE_MAILBOX_REMOVED] = "was removed",
	};
	enum pause_cause cause = PAUSE_NONE;

	if (!pause_cause_parse(json_string_value(json_object_get(data, "cause")), &cause) || !texts[cause])
		return "It was paused.";
	return arena_printf(arena, "It was paused: %s %s.", address, texts[cause]);
}

static bool put_words(struct tx *tx, int64_t workspace_id, struct campaign_activity_line *line, const json_t *data,
	struct arena *arena, struct error *err)
{
	const char *action = line->entry.action, *words = words_of(action), *address = NULL;

	if (!find_address(tx, workspace_id, line->entry.mailbox_id, arena, &address, err))
		return false;
	for (size_t i = 0; i < ARRAY_COUNT(happenings); i++)
		if (text_equal(action, happenings[i].action))
			line->text = happenings[i].words;
	if (text_equal(action, "campaign.paused"))
		line->text = pause_text(data, address, arena);
	if (text_equal(action, "campaign.resumed"))
		line->text = arena_printf(arena, "It goes on: %s is back.", address);
	if (text_equal(action, "campaign.update"))
		words = arena_printf(arena, "changed %s", changed(data, arena));
	if (text_equal(action, "campaign.add_contacts"))
		words = arena_printf(arena, "added %s", contacts(data, "added", arena));
	if (text_equal(action, "campaign.leave_out"))
		words = arena_printf(arena, "took %s out", contacts(data, "left_out", arena));
	if (!line->text)
		line->text = words ? arena_printf(arena, "%s %s.", line->actor_name, words)
				   : arena_printf(arena, "%s: %s", line->actor_name, action);
	return true;
}

static bool name_user(
	struct tx *tx, int64_t workspace_id, int64_t id, struct arena *arena, const char **name, struct error *err)
{
	struct user user;
	struct error why;

	*name = "Somebody who has left";
	if (user_store_get(tx, workspace_id, id, arena, &user, &why)) {
		*name = text_is_empty(user.name) ? user.email : user.name;
		return true;
	}
	*err = why;
	return why.kind == ERROR_NOT_FOUND;
}

static bool name_actor(struct tx *tx, int64_t workspace_id, struct campaign_activity_line *line, struct arena *arena,
	struct error *err)
{
	const char *kind = line->entry.actor_kind;

	line->actor_name = text_equal(kind, "shell") ? "The command line"
		: text_equal(kind, "key")            ? "An API key"
						     : "Outrider";
	return !text_equal(kind, "user") ||
		name_user(tx, workspace_id, line->entry.actor_id, arena, &line->actor_name, err);
}

static bool fill(struct tx *tx, int64_t workspace_id, struct campaign_activity_line *line, struct arena *arena,
	struct error *err)
{
	json_t *data = json_loads(line->entry.data, 0, NULL);
	bool ok = name_actor(tx, workspace_id, line, arena, err) && put_words(tx, workspace_id, line, data, arena, err);

	json_decref(data);
	return ok;
}

bool campaign_activity_list(struct ops *ops, const struct call *call, int64_t campaign_id, int64_t before, int limit,
	struct campaign_activity_line **list, size_t *count, struct error *err)
{
	OWNED(tx) struct tx *tx = NULL;
	struct campaign_activity *entries = NULL;
	struct campaign campaign;

	if (!tx_read(ops->store, &tx, err) ||
		!campaign_store_get(tx, call->workspace_id, campaign_id, call->arena, &campaign, err) ||
		!campaign_activity_store_list(
			tx, call->workspace_id, campaign_id, before, limit, call->arena, &entries, count, err))
		return false;
	*list = ARENA_ARRAY(call->arena, struct campaign_activity_line, *count + 1);
	for (size_t i = 0; i < *count; i++) {
		(*list)[i].entry = entries[i];
		if (!fill(tx, call->workspace_id, &(*list)[i], call->arena, err))
			return false;
	}
	return true;
}

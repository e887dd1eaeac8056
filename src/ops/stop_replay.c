/*
 * stop_replay: the lines are sorted by what they are about; of each the last is applied. People stand in the journal as
 * hashes, so the contacts are gone through once to find whose they are.
 */
#include "ops/stop_replay.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "ops/compose.h"
#include "ops/contact_ops.h"
#include "ops/contact_stop.h"
#include "ops/campaign_ops.h"
#include "ops/mailbox_ops.h"
#include "ops/mailbox_rules.h"
#include "ops/stop_journal.h"
#include "ops/suppression_ops.h"
#include "store/campaign_store.h"
#include "store/contact_store.h"
#include "store/mailbox_store.h"
#include "store/suppression_store.h"

enum { HASH_SIZE = 32, HASH_HEX = 2 * HASH_SIZE + 1, PAGE = 500, PATH_BYTES = 4096 };

/* The last line about one thing. */
struct last {
	const char *about; /* "mailbox …": sorts together what is about the same */
	size_t at;         /* its place in the journal */
	bool is_kept;      /* the database has it by name */
	struct stop_line line;
};

struct replay {
	struct ops *ops;
	struct arena *arena;
	struct stop_replay *out;
	struct last *lasts;
	size_t count, capacity;
};

static void *grow(struct arena *arena, void *list, size_t count, size_t *capacity, size_t size)
{
	size_t before = *capacity;

	if (count < before)
		return list;
	*capacity = before ? 2 * before : 16;
	return arena_grow(arena, list, before * size, *capacity * size);
}

static void add_named(struct replay *replay, struct stop_replay_list *list, int64_t id, const char *name)
{
	list->items = grow(replay->arena, list->items, list->count, &list->capacity, sizeof(*list->items));
	list->items[list->count++] = (struct stop_replay_named){.id = id, .name = arena_text(replay->arena, name)};
}

/* Holds and erasures end by lines of their own, so they are things of their own. */
static const char *subject(const struct stop_line *line, struct arena *arena)
{
	if (line->kind == STOP_HOLD || line->kind == STOP_RELEASE)
		return arena_printf(arena, "hold %lld", (long long)line->mailbox_id);
	if (line->mailbox_id)
		return arena_printf(arena, "mailbox %lld", (long long)line->mailbox_id);
	if (line->enrollment_id)
		return arena_printf(arena, "enrollment %lld", (long long)line->enrollment_id);
	if (line->campaign_id)
		return arena_printf(arena, "campaign %lld", (long long)line->campaign_id);
	if (line->domain)
		return arena_printf(arena, "domain %s", line->domain);
	return arena_printf(arena, "%s %s", line->kind == STOP_ERASE ? "erased" : "address", line->address_hash);
}

static void take_line(struct replay *replay, const char *text, size_t length)
{
	struct last *last;

	if (length == 0)
		return;
	replay->out->lines++;
	replay->lasts = grow(replay->arena, replay->lasts, replay->count, &replay->capacity, sizeof(*last));
	last = &replay->lasts[replay->count];
	if (!stop_journal_parse(text, length, replay->arena, &last->line)) {
		replay->out->unreadable++;
		return;
	}
	last->about = subject(&last->line, replay->arena);
	last->at = replay->count++;
}

static bool read_journal(struct replay *replay, struct error *err)
{
	char path[PATH_BYTES];
	char *line = NULL;
	size_t capacity = 0;
	ssize_t length;
	bool is_read;
	FILE *file;

	snprintf(path, sizeof(path), "%s/stops.journal", store_data_dir(replay->ops->store));
	file = fopen(path, "re");
	if (!file)
		return errno == ENOENT ||
			error_set(err, ERROR_STORAGE, "cannot_open", "%s cannot be opened: %s.", path, strerror(errno));
	while ((length = getline(&line, &capacity, file)) > 0)
		take_line(replay, line, (size_t)length - (line[length - 1] == '\n'));
	is_read = !ferror(file);
	free(line);
	fclose(file);
	replay->out->has_journal = replay->out->lines > 0;
	return is_read || error_set(err, ERROR_STORAGE, "io_error", "%s cannot be read.", path);
}

static int compare(const void *left, const void *right)
{
	const struct last *a = left, *b = right;
	int order = strcmp(a->about, b->about);

	return order ? order : (a->at > b->at) - (a->at < b->at);
}

/* Keeps the last line about each thing. */
static void keep_last(struct replay *replay)
{
	size_t kept = 0;

	if (replay->count)
		qsort(replay->lasts, replay->count, sizeof(*replay->lasts), compare);
	for (size_t i = 0; i < replay->count; i++)
		if (i + 1 == replay->count || strcmp(replay->lasts[i].about, replay->lasts[i + 1].about) != 0)
			replay->lasts[kept++] = replay->lasts[i];
	replay->count = kept;
}

/* *is_there is false for a mailbox that this database does not have. */
static bool read_mailbox(
	struct replay *replay, const struct stop_line *line, struct mailbox *mailbox, bool *is_there, struct error *err)
{
	OWNED(tx) struct tx *tx = NULL;

	if (!tx_read(replay->ops->store, &tx, err))
		return false;
	*is_there = mailbox_store_get(tx, line->workspace_id, line->mailbox_id, replay->arena, mailbox, err);
	return *is_there || err->kind == ERROR_NOT_FOUND;
}

static bool disconnect(struct replay *replay, const struct call *call, const struct mailbox *mailbox, struct error *err)
{
	struct mailbox ignored;
	int64_t receipt_id;

	return mailbox_ops_disconnect(
		replay->ops, call, mailbox->id, &(struct disconnect_request){0}, &ignored, &receipt_id, err);
}

/* Those of its emails that are still unknown stay with it: then it is only disconnected. */
static bool remove_mailbox(
	struct replay *replay, const struct call *call, const struct mailbox *mailbox, struct error *err)
{
	struct removal removal;

	if (mailbox->status == MAILBOX_ACTIVE && !disconnect(replay, call, mailbox, err))
		return false;
	if (!mailbox_ops_remove(replay->ops, call, mailbox->id, mailbox->address, &removal, err)) {
		if (err->kind != ERROR_CONFLICT)
			return false;
		add_named(replay, &replay->out->disconnected, mailbox->id, mailbox->address);
		return true;
	}
	add_named(replay, &replay->out->removed, mailbox->id, mailbox->address);
	return true;
}

static bool deactivate(struct replay *replay, const struct call *call, const struct mailbox *mailbox,
	enum stop_kind stop, struct error *err)
{
	bool blocked = stop == STOP_PROVIDER_BLOCK;

	add_named(replay, &replay->out->disconnected, mailbox->id, mailbox->address);
	if (stop == STOP_DISCONNECT)
		return disconnect(replay, call, mailbox, err);
	return mailbox_ops_auth_failed(replay->ops, call->workspace_id, mailbox->id, mailbox->epoch, blocked,
		blocked ? "provider_block" : "auth_error",
		"The provider had refused this mailbox before the database was restored.", err);
}

static bool apply_to_mailbox(
	struct replay *replay, const struct call *call, const struct stop_line *line, struct error *err)
{
	struct mailbox mailbox;
	bool is_there;

	if (!read_mailbox(replay, line, &mailbox, &is_there, err))
		return false;
	if (!is_there)
		return true;
	if (line->kind == STOP_REMOVE)
		return remove_mailbox(replay, call, &mailbox, err);
	return line->kind >= STOP_UNDO || mailbox.status != MAILBOX_ACTIVE ||
		deactivate(replay, call, &mailbox, line->kind, err);
}

static bool apply_hold(struct replay *replay, const struct call *call, const struct stop_line *line, struct error *err)
{
	struct mailbox mailbox, ignored;
	bool is_there;

	if (line->kind != STOP_HOLD || (line->until_at && line->until_at <= clock_wall(replay->ops->clock)))
		return true;
	if (!read_mailbox(replay, line, &mailbox, &is_there, err))
		return false;
	if (!is_there || mailbox.status != MAILBOX_ACTIVE)
		return true;
	for (size_t i = 0; i < mailbox.hold_count; i++)
		if (mailbox.holds[i].cause == HOLD_USER)
			return true;
	add_named(replay, &replay->out->held, mailbox.id, mailbox.address);
	return mailbox_ops_hold(replay->ops, call, mailbox.id, line->until_at, &ignored, err);
}

static bool read_campaign(
	struct replay *replay, const struct stop_line *line, struct campaign *campaign, bool *runs, struct error *err)
{
	OWNED(tx) struct tx *tx = NULL;

	*runs = false;
	if (!tx_read(replay->ops->store, &tx, err))
		return false;
	if (!campaign_store_get(tx, line->workspace_id, line->campaign_id, replay->arena, campaign, err))
		return err->kind == ERROR_NOT_FOUND;
	*runs = campaign->status == CAMPAIGN_ACTIVE || campaign->status == CAMPAIGN_EVERGREEN ||
		campaign->status == CAMPAIGN_PREPARING;
	return true;
}

static bool apply_to_campaign(
	struct replay *replay, const struct call *call, const struct stop_line *line, struct error *err)
{
	struct campaign campaign;
	bool runs;

	if (!read_campaign(replay, line, &campaign, &runs, err))
		return false;
	if (!runs || line->kind != STOP_PAUSE)
		return true;
	add_named(replay, &replay->out->paused, campaign.id, campaign.name);
	return campaign_ops_pause(replay->ops, call, campaign.id, err);
}

static bool apply_to_enrollment(
	struct replay *replay, const struct call *call, const struct stop_line *line, struct error *err)
{
	if (line->kind == STOP_CONTACT_RESUME)
		return true;
	return contact_stop_again(replay->ops, call, line->enrollment_id,
		line->kind == STOP_CONTACT_PAUSE ? CONTACT_STOP_PAUSE : CONTACT_STOP_END, err);
}

static bool suppress(struct replay *replay, const struct call *call, const char *value, struct error *err)
{
	struct suppression entry;
	bool added = false;

	if (!suppression_ops_add(
		    replay->ops, call, value, "Stopped before the database was restored", &entry, &added, err))
		return false;
	replay->out->suppressed += added;
	return true;
}

/* Nobody here has this address now; whoever is imported with it later is covered. */
static bool remember_hash(
	struct replay *replay, const struct call *call, const struct stop_line *line, struct error *err)
{
	OWNED(tx) struct tx *tx = NULL;
	struct suppression_new new = {.value = {.kind = SUPPRESSION_ADDRESS, .value = "", .key = line->address_hash},
		.hashed = true,
		.source = line->source ? line->source : "unsubscribe"};
	struct suppression entry;
	bool added = false;

	if (!tx_begin(replay->ops->store, &tx, err) ||
		!suppression_ops_add_tx(tx, replay->ops, call, &new, &entry, &added, err) || !tx_commit(tx, err))
		return false;
	replay->out->suppressed += added && line->kind == STOP_SUPPRESS;
	replay->out->erased += added && line->kind == STOP_ERASE;
	return true;
}

typedef bool apply_line(
	struct replay *replay, const struct call *call, const struct stop_line *line, struct error *err);

/* Applies to every line whose subject begins so. */
static bool apply_all(struct replay *replay, const char *about, apply_line *apply, struct error *err)
{
	for (size_t i = 0; i < replay->count; i++) {
		const struct stop_line *line = &replay->lasts[i].line;
		struct call call = mailbox_rules_system(line->workspace_id, replay->arena);

		if (text_starts(replay->lasts[i].about, about) && !replay->lasts[i].is_kept &&
			!apply(replay, &call, line, err))
			return false;
	}
	return true;
}

static bool apply_domain(
	struct replay *replay, const struct call *call, const struct stop_line *line, struct error *err)
{
	return line->kind != STOP_SUPPRESS || suppress(replay, call, line->domain, err);
}

static bool apply_hash(struct replay *replay, const struct call *call, const struct stop_line *line, struct error *err)
{
	return line->kind == STOP_UNSUPPRESS || remember_hash(replay, call, line, err);
}

static int compare_subject(const void *about, const void *last)
{
	return strcmp(about, ((const struct last *)last)->about);
}

/* The last line of this sort about an address, NULL when there is none. */
static struct last *last_about(const struct replay *replay, const char *sort, const char *email_key)
{
	unsigned char hash[HASH_SIZE];
	char hex[HASH_HEX], about[HASH_HEX + 16];

	compose_address_hash(replay->ops->vault, email_key, hash);
	text_hex(hash, sizeof(hash), hex);
	snprintf(about, sizeof(about), "%s %s", sort, hex);
	return replay->count ? bsearch(about, replay->lasts, replay->count, sizeof(*replay->lasts), compare_subject)
			     : NULL;
}

static bool apply_to_contact(
	struct replay *replay, const struct call *call, const struct contact *contact, struct error *err)
{
	struct last *last = last_about(replay, "address", contact->email_key);
	struct contact_erasure erasure;

	if (last && last->line.kind == STOP_SUPPRESS) {
		last->is_kept = true;
		if (!suppress(replay, call, contact->fields[CONTACT_EMAIL], err))
			return false;
	}
	last = last_about(replay, "erased", contact->email_key);
	if (!last)
		return true;
	last->is_kept = true;
	replay->out->erased++;
	return contact_ops_erase(replay->ops, call, contact->id, &erasure, err);
}

/* What Do Not Contact has by name need not be kept as a hash beside it. */
static bool note_suppressions(struct replay *replay, int64_t workspace_id, struct error *err)
{
	OWNED(tx) struct tx *tx = NULL;
	struct suppression *list = NULL;
	int64_t before = 0;
	size_t count;

	if (!tx_read(replay->ops->store, &tx, err))
		return false;
	do {
		OWNED(arena) struct arena *arena = arena_new();

		if (!suppression_store_list(tx, workspace_id, NULL, before, PAGE, arena, &list, &count, err))
			return false;
		for (size_t i = 0; i < count; i++) {
			struct last *last = list[i].kind == SUPPRESSION_ADDRESS && !list[i].hashed
				? last_about(replay, "address", list[i].value_key)
				: NULL;

			if (last)
				last->is_kept = true;
			before = list[i].id;
		}
	} while (count == PAGE);
	return true;
}

static bool list_contacts(struct replay *replay, int64_t workspace_id, int64_t after, struct arena *arena,
	struct contact **list, size_t *count, struct error *err)
{
	OWNED(tx) struct tx *tx = NULL;

	return tx_read(replay->ops->store, &tx, err) &&
		contact_store_list(tx, workspace_id, &(struct contact_filter){0}, after, PAGE, arena, list, count, err);
}

static bool apply_to_people(struct replay *replay, int64_t workspace_id, struct error *err)
{
	struct contact *list = NULL;
	int64_t after = 0;
	size_t count;

	do {
		OWNED(arena) struct arena *arena = arena_new();
		struct call call = mailbox_rules_system(workspace_id, arena);

		if (!list_contacts(replay, workspace_id, after, arena, &list, &count, err))
			return false;
		for (size_t i = 0; i < count; i++)
			if (!apply_to_contact(replay, &call, &list[i], err))
				return false;
		if (count)
			after = list[count - 1].id;
	} while (count == PAGE);
	return true;
}

/* Whether this database is of the journal's workspace at all. */
static bool find_workspace(struct replay *replay, int64_t *workspace_id, bool *has, struct error *err)
{
	*has = ops_workspace(replay->ops, workspace_id, err);
	return *has || error_is(err, "not_set_up");
}

/* Lines of another workspace are about nothing that this database has. */
static void drop_foreign(struct replay *replay, int64_t workspace_id)
{
	size_t kept = 0;

	for (size_t i = 0; i < replay->count; i++)
		if (replay->lasts[i].line.workspace_id == workspace_id)
			replay->lasts[kept++] = replay->lasts[i];
	replay->count = kept;
}

bool stop_replay_run(struct ops *ops, struct arena *arena, struct stop_replay *out, struct error *err)
{
	struct replay replay = {.ops = ops, .arena = arena, .out = out};
	int64_t workspace_id = 0;
	bool has_workspace;

	*out = (struct stop_replay){0};
	if (!read_journal(&replay, err) || !find_workspace(&replay, &workspace_id, &has_workspace, err))
		return false;
	if (!has_workspace || replay.count == 0)
		return true;
	keep_last(&replay);
	drop_foreign(&replay, workspace_id);
	return apply_all(&replay, "campaign ", apply_to_campaign, err) &&
		apply_all(&replay, "enrollment ", apply_to_enrollment, err) &&
		apply_all(&replay, "mailbox ", apply_to_mailbox, err) && apply_all(&replay, "hold ", apply_hold, err) &&
		apply_all(&replay, "domain ", apply_domain, err) && apply_to_people(&replay, workspace_id, err) &&
		note_suppressions(&replay, workspace_id, err) && apply_all(&replay, "address ", apply_hash, err) &&
		apply_all(&replay, "erased ", apply_hash, err);
}

/*
 * lineage: facts `lineage` and `high_water` of the instance beside the mark; `restore_hold` while sending is held, `restored`
 * as long as emails may be in doubt. Both are JSON.
 */
#include "ops/lineage.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/log.h"
#include "base/random.h"
#include "base/text.h"
#include "ops/audit_ops.h"
#include "ops/mailbox_endpoints.h"
#include "ops/mailbox_rules.h"
#include "ops/send_settle.h"
#include "ops/stop_replay.h"
#include "store/campaign_store.h"
#include "store/enrollment_store.h"
#include "store/instance_store.h"
#include "store/mailbox_store.h"
#include "store/mark.h"

enum { LINEAGE_BYTES = 16, DOUBT_BATCH = 200 };

#define DOUBT_LASTS_MS (30 * 24 * 3600 * 1000LL)

/* What database and mark say together. */
enum finding { FINDING_NEW, FINDING_SAME, FINDING_OLDER, FINDING_OTHER, FINDING_NO_MARK, FINDING_COUNT };

static const char *const finding_names[] = {
	[FINDING_NEW] = NULL,
	[FINDING_SAME] = NULL,
	[FINDING_OLDER] = "older",
	[FINDING_OTHER] = "other_database",
	[FINDING_NO_MARK] = "no_mark",
};
_Static_assert(ARRAY_COUNT(finding_names) == FINDING_COUNT, "each finding has its name");

static const char *const finding_texts[] = {
	[FINDING_NEW] = NULL,
	[FINDING_SAME] = NULL,
	[FINDING_OLDER] = "The database is older than what was sent last: it was restored from a backup.",
	[FINDING_OTHER] = "The database is another one than the one that sent last.",
	[FINDING_NO_MARK] =
		"sending.mark is missing, so it is not known whether this database is the one that sent last.",
};
_Static_assert(ARRAY_COUNT(finding_texts) == FINDING_COUNT, "each finding has its text");

/* What the database says. */
struct known {
	struct mark mark;
	bool has_lineage;
	const char *hold, *restored; /* NULL: not */
};

static bool read_known(struct tx *tx, struct arena *arena, struct known *out, struct error *err)
{
	const char *lineage = NULL, *high = NULL;

	*out = (struct known){0};
	if (!instance_store_find(tx, "lineage", arena, &lineage, err) ||
		!instance_store_find(tx, "high_water", arena, &high, err) ||
		!instance_store_find(tx, "restore_hold", arena, &out->hold, err) ||
		!instance_store_find(tx, "restored", arena, &out->restored, err))
		return false;
	out->has_lineage = lineage != NULL;
	snprintf(out->mark.lineage, sizeof(out->mark.lineage), "%s", lineage ? lineage : "");
	out->mark.high_water = high ? strtoll(high, NULL, 10) : 0;
	return true;
}

static enum finding compare(const struct known *known, const struct mark *mark, bool has_mark)
{
	if (!known->has_lineage)
		return has_mark && mark->high_water > 0 ? FINDING_OTHER : FINDING_NEW;
	if (!has_mark)
		return FINDING_NO_MARK;
	if (strcmp(known->mark.lineage, mark->lineage) != 0)
		return FINDING_OTHER;
	return known->mark.high_water < mark->high_water ? FINDING_OLDER : FINDING_SAME;
}

static bool write_high_water(struct tx *tx, const struct mark *mark, struct error *err)
{
	return instance_store_set(tx, "lineage", mark->lineage, err) &&
		instance_store_set(tx, "high_water", arena_printf(tx_arena(tx), "%" PRId64, mark->high_water), err);
}

static int64_t larger(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

/* A new database's mark is made before its lineage, so that a crash between the two leaves a new database. */
static bool make_lineage(
	const char *data_dir, const struct mark *old, bool has_mark, struct mark *out, struct error *err)
{
	unsigned char bytes[LINEAGE_BYTES];

	if (has_mark && old->high_water == 0) {
		*out = *old;
		return true;
	}
	random_bytes(bytes, sizeof(bytes));
	text_hex(bytes, sizeof(bytes), out->lineage);
	out->high_water = 0;
	return has_mark || mark_write(data_dir, out, err);
}

/* Raises the mark: in the database with what `also` writes there, then beside it. */
struct raising {
	struct ops *ops;
	bool (*also)(struct tx *tx, void *context, struct error *err);
	void *context;
	struct mark old, fresh;
	bool has_mark;
};

static bool raise_body(struct tx *tx, void *context, struct error *err)
{
	struct raising *raising = context;
	struct known known;

	if (!read_known(tx, tx_arena(tx), &known, err))
		return false;
	raising->fresh = known.mark;
	if (!known.has_lineage &&
		!make_lineage(
			store_data_dir(raising->ops->store), &raising->old, raising->has_mark, &raising->fresh, err))
		return false;
	raising->fresh.high_water = larger(known.mark.high_water, raising->old.high_water) + 1;
	return write_high_water(tx, &raising->fresh, err) &&
		(!raising->also || raising->also(tx, raising->context, err));
}

static bool raise(struct raising *raising, struct error *err)
{
	const char *data_dir = store_data_dir(raising->ops->store);

	return mark_read(data_dir, &raising->old, &raising->has_mark, err) &&
		tx_run(raising->ops->store, raise_body, raising, err) && mark_write(data_dir, &raising->fresh, err);
}

/* What an earlier start had held for stays the reason. */
static enum finding finding_of(const char *held)
{
	for (size_t i = 0; i < FINDING_COUNT; i++)
		if (finding_names[i] && strstr(held, finding_names[i]))
			return (enum finding)i;
	return FINDING_OLDER;
}

static bool look(struct ops *ops, struct arena *arena, struct known *known, enum finding *finding, struct error *err)
{
	OWNED(tx) struct tx *tx = NULL;
	struct mark mark;
	bool has_mark;

	if (!tx_read(ops->store, &tx, err) || !read_known(tx, arena, known, err) ||
		!mark_read(store_data_dir(ops->store), &mark, &has_mark, err))
		return false;
	*finding = compare(known, &mark, has_mark);
	if (!finding_names[*finding] && !text_is_empty(known->hold))
		*finding = finding_of(known->hold);
	return true;
}

/* A database that is held stays behind its mark until it is released. */
bool lineage_raise(struct ops *ops, struct error *err)
{
	OWNED(arena) struct arena *arena = arena_new();
	struct raising raising = {.ops = ops};
	enum finding finding = FINDING_SAME;
	struct known known;
	bool is_raised = look(ops, arena, &known, &finding, err);

	if (is_raised && finding_names[finding])
		return true;
	is_raised = is_raised && raise(&raising, err);
	sending_gate_raised(ops->gate, is_raised);
	return is_raised;
}

void lineage_keep_up(struct ops *ops, int64_t below)
{
	struct error err;

	if (sending_gate_wants_raise(ops->gate, below) && !lineage_raise(ops, &err))
		log_error(LOG_ERROR, "mark_not_raised", &err);
}

/* {"mailbox_id":…,"address":…} for each. */
static json_t *named(const struct stop_replay_list *list, enum id_kind kind, const char *id_key, const char *name_key)
{
	json_t *array = json_array();

	for (size_t i = 0; i < list->count; i++) {
		char id[ID_TEXT_SIZE];

		id_format(kind, list->items[i].id, id);
		json_array_append_new(array, json_pack("{s:s,s:s}", id_key, id, name_key, list->items[i].name));
	}
	return array;
}

static void extend(json_t *hold, const char *key, json_t *more)
{
	json_t *list = json_object_get(hold, key);

	if (list)
		json_array_extend(list, more);
	else
		json_object_set(hold, key, more);
	json_decref(more);
}

static void add_count(json_t *hold, const char *key, int64_t more)
{
	json_object_set_new(hold, key, json_integer(json_integer_value(json_object_get(hold, key)) + more));
}

/* What an earlier start had found, and what this one did. */
static const char *describe(const char *before, enum finding finding, const struct stop_replay *replay, int64_t doubted,
	int64_t now, struct arena *arena)
{
	struct error ignored;
	json_t *hold = NULL;
	const char *text;
	char *dumped;

	if (!before || !json_parse(before, strlen(before), &hold, &ignored) || !json_is_object(hold)) {
		char at[25];

		json_decref(hold);
		clock_format(now, at);
		hold = json_pack("{s:s,s:s}", "reason", finding_names[finding], "since", at);
	}
	extend(hold, "disconnected", named(&replay->disconnected, ID_MAILBOX, "mailbox_id", "address"));
	extend(hold, "removed", named(&replay->removed, ID_MAILBOX, "mailbox_id", "address"));
	extend(hold, "held", named(&replay->held, ID_MAILBOX, "mailbox_id", "address"));
	extend(hold, "paused", named(&replay->paused, ID_CAMPAIGN, "campaign_id", "name"));
	add_count(hold, "suppressed", replay->suppressed);
	add_count(hold, "erased", replay->erased);
	add_count(hold, "in_doubt", doubted);
	json_object_set_new(hold, "unreadable_lines", json_integer(replay->unreadable));
	json_object_set_new(hold, "journal_found", json_boolean(replay->has_journal));
	dumped = json_dumps(hold, JSON_COMPACT);
	text = arena_text(arena, dumped ? dumped : "{}");
	free(dumped);
	json_decref(hold);
	return text;
}

/* Replies that came in since the backup are read again before any follow-up leaves. */
static bool catch_up_all(struct ops *ops, struct tx *tx, int64_t now, struct error *err)
{
	struct mailbox *list = NULL;
	size_t count = 0;

	if (!mailbox_store_list_active(tx, tx_arena(tx), &list, &count, err))
		return false;
	for (size_t i = 0; i < count; i++)
		if (mailbox_endpoints_is_read(&list[i], ops->providers) &&
			!mailbox_store_hold(
				tx, &list[i], &(struct mailbox_hold){.cause = HOLD_CATCH_UP, .created_at = now}, err))
			return false;
	return true;
}

/* What is planned may have left since the backup. */
static bool doubt_planned(struct ops *ops, int64_t *doubted, struct error *err)
{
	size_t found;

	do {
		OWNED(tx) struct tx *tx = NULL;
		struct send *list = NULL;

		if (!tx_begin(ops->store, &tx, err) ||
			!send_store_list_all_due(tx, DOUBT_BATCH, tx_arena(tx), &list, &found, err))
			return false;
		for (size_t i = 0; i < found; i++)
			if (!send_settle_doubt(tx, &list[i], clock_wall(ops->clock), err))
				return false;
		*doubted += (int64_t)found;
		if (!tx_commit(tx, err))
			return false;
	} while (found == DOUBT_BATCH);
	return true;
}

static void set_restored(struct ops *ops, int64_t at)
{
	sending_gate_set_restored_at(ops->gate, at && clock_wall(ops->clock) < at + DOUBT_LASTS_MS ? at : 0);
}

static const char *restored_fact(int64_t at, bool resend_missing, struct arena *arena)
{
	return arena_printf(arena, "{\"at\":%" PRId64 ",\"resend_missing\":%s}", at, resend_missing ? "true" : "false");
}

static bool keep_hold(
	struct ops *ops, enum finding finding, const struct stop_replay *replay, int64_t doubted, struct error *err)
{
	OWNED(tx) struct tx *tx = NULL;
	int64_t now = clock_wall(ops->clock);
	struct known known;

	if (!tx_begin(ops->store, &tx, err) || !read_known(tx, tx_arena(tx), &known, err))
		return false;
	return instance_store_set(
		       tx, "restore_hold", describe(known.hold, finding, replay, doubted, now, tx_arena(tx)), err) &&
		instance_store_set(tx, "restored", restored_fact(now, false, tx_arena(tx)), err) &&
		catch_up_all(ops, tx, now, err) && tx_commit(tx, err);
}

static bool hold(struct ops *ops, enum finding finding, struct error *err)
{
	OWNED(arena) struct arena *arena = arena_new();
	struct stop_replay replay;
	int64_t doubted = 0, released, unknown;

	sending_gate_hold(ops->gate, GATE_RESTORE, clock_wall(ops->clock));
	set_restored(ops, clock_wall(ops->clock));
	if (!send_settle_orphans(ops, &released, &unknown, err) || !stop_replay_run(ops, arena, &replay, err) ||
		!doubt_planned(ops, &doubted, err) || !keep_hold(ops, finding, &replay, doubted, err))
		return false;
	log_line(LOG_WARN, "restore_hold",
		"%s Nothing is sent until “outrider release-hold”. Applied again from the stop journal: %zu "
		"disconnects, "
		"%zu removals, %zu holds, %zu pauses, %lld suppressions, %lld erasures. In doubt: %lld emails.",
		finding_texts[finding], replay.disconnected.count, replay.removed.count, replay.held.count,
		replay.paused.count, (long long)replay.suppressed, (long long)replay.erased, (long long)doubted);
	return true;
}

static int64_t time_of(const char *restored)
{
	int64_t at = 0;

	return restored && sscanf(restored, "{\"at\":%" SCNd64, &at) == 1 ? at : 0;
}

bool lineage_open(struct ops *ops, struct error *err)
{
	OWNED(arena) struct arena *arena = arena_new();
	enum finding finding;
	struct known known;

	if (!look(ops, arena, &known, &finding, err))
		return false;
	sending_gate_count_tickets(ops->gate, 0);
	if (finding_names[finding])
		return hold(ops, finding, err);
	set_restored(ops, time_of(known.restored));
	return lineage_raise(ops, err);
}

bool lineage_examine(struct ops *ops, struct arena *arena, const char **why, struct error *err)
{
	enum finding finding;
	struct known known;

	*why = NULL;
	if (!look(ops, arena, &known, &finding, err))
		return false;
	*why = finding_texts[finding];
	return true;
}

bool lineage_details(struct ops *ops, struct arena *arena, const char **json, struct error *err)
{
	OWNED(tx) struct tx *tx = NULL;

	if (!tx_read(ops->store, &tx, err) || !instance_store_find(tx, "restore_hold", arena, json, err))
		return false;
	if (text_is_empty(*json))
		*json = NULL;
	return true;
}

/* What a release writes with the raised mark. */
struct releasing {
	const struct call *call;
	bool resend_missing;
};

static bool release_in(struct tx *tx, void *context, struct error *err)
{
	const struct releasing *releasing = context;
	struct known known;

	if (!read_known(tx, tx_arena(tx), &known, err))
		return false;
	if (text_is_empty(known.hold))
		return error_set(err, ERROR_CONFLICT, "not_held", "Sending is not held for a restore.");
	tx_ring(tx, BELL_ENGINE);
	return instance_store_set(tx, "restore_hold", "", err) &&
		instance_store_set(tx, "restored",
			restored_fact(time_of(known.restored), releasing->resend_missing, tx_arena(tx)), err) &&
		audit_ops_add(tx, releasing->call, "sending.release", ID_WORKSPACE, releasing->call->workspace_id,
			releasing->resend_missing ? "{\"cause\":\"restore_hold\",\"missing\":\"resend\"}"
						  : "{\"cause\":\"restore_hold\",\"missing\":\"decide\"}",
			err);
}

bool lineage_release(struct ops *ops, const struct call *call, bool resend_missing, struct error *err)
{
	struct releasing releasing = {.call = call, .resend_missing = resend_missing};
	struct raising raising = {.ops = ops, .also = release_in, .context = &releasing};

	if (!raise(&raising, err))
		return false;
	sending_gate_release(ops->gate, GATE_RESTORE);
	sending_gate_raised(ops->gate, true);
	wakeup_ring(store_wakeup(ops->store, BELL_ENGINE));
	log_line(LOG_INFO, "released", "%s released sending after a restore.", call->actor.name);
	return true;
}

bool lineage_doubts(const struct ops *ops, const struct doubt *doubt)
{
	int64_t restored_at = sending_gate_restored_at(ops->gate);

	return restored_at && doubt->campaign_created_at <= restored_at &&
		(doubt->position == 1 || doubt->earliest_at <= restored_at);
}

/* The first email to somebody may have left by any mailbox of its campaign, and is looked for in one. */
static bool has_one_mailbox(struct tx *tx, const struct send *send, bool *has_one, struct error *err)
{
	int64_t *ids = NULL;
	size_t count = 0;

	if (!campaign_store_mailboxes(tx, send->workspace_id, send->campaign_id, tx_arena(tx), &ids, &count, err))
		return false;
	*has_one = count == 1;
	return true;
}

bool lineage_trusts_absence(struct tx *tx, const struct send *send, bool *trusts, struct error *err)
{
	struct enrollment enrollment;
	const char *restored = NULL;

	*trusts = false;
	if (!send->enrollment_id)
		return true;
	if (!instance_store_find(tx, "restored", tx_arena(tx), &restored, err) ||
		!enrollment_store_get(tx, send->workspace_id, send->enrollment_id, tx_arena(tx), &enrollment, err))
		return false;
	*trusts = restored &&
		(strstr(restored, "\"resend_missing\":true") || enrollment.created_at > time_of(restored));
	return !*trusts || send->position > 1 || has_one_mailbox(tx, send, trusts, err);
}

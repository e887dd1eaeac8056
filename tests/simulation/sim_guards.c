#include "sim_guards.h"

#include <stddef.h>
#include <string.h>

#include "base/fence.h"
#include "base/text.h"
#include "model/mailbox.h"
#include "model/pace.h"
#include "model/schedule.h"
#include "ops/ops.h"
#include "store/mailbox_store.h"
#include "store/suppression_store.h"
#include "store/store_internal.h"
#include "store/tx.h"

static const char *const names[] = {
	[GUARD_NONE] = "none",
	[GUARD_WAITING] = "waiting",
	[GUARD_ORPHANS] = "orphans",
	[GUARD_SUPPRESSION] = "suppression",
	[GUARD_HOLD] = "hold",
	[GUARD_CAP] = "cap",
	[GUARD_HOURS] = "hours",
	[GUARD_GAP] = "gap",
	[GUARD_SPACING] = "spacing",
	[GUARD_APPROVAL] = "approval",
	[GUARD_JOURNAL] = "journal",
	[GUARD_SYNC] = "sync",
	[GUARD_ANSWERS] = "answers",
};
_Static_assert(ARRAY_COUNT(names) == GUARD_COUNT, "each guard has a name");

enum { DIGEST_SIZE = 32 }; /* of an email that is approved */

static enum guard out_now;

const char *guard_name(enum guard guard)
{
	return names[guard];
}

void guard_take_out(enum guard guard)
{
	out_now = guard;
}

bool guard_is_out(enum guard guard)
{
	return out_now == guard;
}

void guard_begin_checks(void)
{
	out_now = GUARD_NONE;
}

bool __real_send_settle_orphans(struct ops *ops, int64_t *released, int64_t *unknown, struct error *err);
bool __wrap_send_settle_orphans(struct ops *ops, int64_t *released, int64_t *unknown, struct error *err);
void __real_fence_stop(struct fence *fence, const struct fence_match *match, int64_t cut_after_ms, struct arena *arena,
	struct fence_report *report);
void __wrap_fence_stop(struct fence *fence, const struct fence_match *match, int64_t cut_after_ms, struct arena *arena,
	struct fence_report *report);
bool __real_suppression_store_covers(struct tx *tx, int64_t workspace_id, const char *email_key, const char *domain,
	bool *covered, struct error *err);
bool __wrap_suppression_store_covers(struct tx *tx, int64_t workspace_id, const char *email_key, const char *domain,
	bool *covered, struct error *err);
const struct mailbox_hold *__real_mailbox_hold_for_step(const struct mailbox *mailbox, int step, int64_t now);
const struct mailbox_hold *__wrap_mailbox_hold_for_step(const struct mailbox *mailbox, int step, int64_t now);
bool __real_mailbox_store_taken(
	struct tx *tx, int64_t workspace_id, int64_t id, int day, int64_t *taken, struct error *err);
bool __wrap_mailbox_store_taken(
	struct tx *tx, int64_t workspace_id, int64_t id, int day, int64_t *taken, struct error *err);
bool __real_schedule_is_open(const struct schedule *schedule, int64_t at);
bool __wrap_schedule_is_open(const struct schedule *schedule, int64_t at);
struct pace_answer __real_pace_ask(const struct pace *pace, int64_t now);
struct pace_answer __wrap_pace_ask(const struct pace *pace, int64_t now);
int64_t __real_schedule_gap_ms(int min_gap_seconds, uint32_t random);
int64_t __wrap_schedule_gap_ms(int min_gap_seconds, uint32_t random);
void __real_approval_digest(const void *input, const void *email, unsigned char *out);
void __wrap_approval_digest(const void *input, const void *email, unsigned char *out);
void __real_tx_journal(struct tx *tx, const char *line);
void __wrap_tx_journal(struct tx *tx, const char *line);

bool __wrap_send_settle_orphans(struct ops *ops, int64_t *released, int64_t *unknown, struct error *err)
{
	if (guard_is_out(GUARD_ORPHANS)) {
		OWNED(tx) struct tx *tx = NULL;

		if (!tx_begin(ops->store, &tx, err) ||
			!sqlite_connection_run(tx->connection,
				"UPDATE send SET status = 'claimed' WHERE status = 'transmitting'", err) ||
			!tx_commit(tx, err))
			return false;
	}
	return __real_send_settle_orphans(ops, released, unknown, err);
}

void __wrap_fence_stop(struct fence *fence, const struct fence_match *match, int64_t cut_after_ms, struct arena *arena,
	struct fence_report *report)
{
	*report = (struct fence_report){0};
	if (!guard_is_out(GUARD_WAITING))
		__real_fence_stop(fence, match, cut_after_ms, arena, report);
}

bool __wrap_suppression_store_covers(struct tx *tx, int64_t workspace_id, const char *email_key, const char *domain,
	bool *covered, struct error *err)
{
	if (!__real_suppression_store_covers(tx, workspace_id, email_key, domain, covered, err))
		return false;
	*covered = *covered && !guard_is_out(GUARD_SUPPRESSION);
	return true;
}

const struct mailbox_hold *__wrap_mailbox_hold_for_step(const struct mailbox *mailbox, int step, int64_t now)
{
	return guard_is_out(GUARD_HOLD) ? NULL : __real_mailbox_hold_for_step(mailbox, step, now);
}

bool __wrap_mailbox_store_taken(
	struct tx *tx, int64_t workspace_id, int64_t id, int day, int64_t *taken, struct error *err)
{
	if (!__real_mailbox_store_taken(tx, workspace_id, id, day, taken, err))
		return false;
	if (guard_is_out(GUARD_CAP))
		*taken = 0;
	return true;
}

bool __wrap_schedule_is_open(const struct schedule *schedule, int64_t at)
{
	return guard_is_out(GUARD_HOURS) || __real_schedule_is_open(schedule, at);
}

struct pace_answer __wrap_pace_ask(const struct pace *pace, int64_t now)
{
	struct schedule always = {.timezone = "UTC", .sending_days = 0x7f, .sending_hours = 0xffffff};
	struct pace without = *pace;

	if (guard_is_out(GUARD_HOURS))
		without.schedule = &always;
	if (guard_is_out(GUARD_SPACING))
		without.domain_free_at = 0;
	return __real_pace_ask(&without, now);
}

int64_t __wrap_schedule_gap_ms(int min_gap_seconds, uint32_t random)
{
	return guard_is_out(GUARD_GAP) ? 0 : __real_schedule_gap_ms(min_gap_seconds, random);
}

void __wrap_approval_digest(const void *input, const void *email, unsigned char *out)
{
	if (guard_is_out(GUARD_APPROVAL))
		memset(out, 0, DIGEST_SIZE);
	else
		__real_approval_digest(input, email, out);
}

void __wrap_tx_journal(struct tx *tx, const char *line)
{
	if (!guard_is_out(GUARD_JOURNAL))
		__real_tx_journal(tx, line);
}

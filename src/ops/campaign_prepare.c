#include "ops/campaign_prepare.h"

#include "base/log.h"
#include "base/text.h"
#include "ops/campaign_launch.h"
#include "ops/campaign_rules.h"
#include "ops/compose.h"
#include "ops/mailbox_rules.h"
#include "store/campaign_store.h"
#include "store/contact_store.h"
#include "store/enrollment_store.h"
#include "store/mailbox_store.h"
#include "store/send_store.h"
#include "store/step_store.h"
#include "store/suppression_store.h"
#include "store/workspace_store.h"

enum { BATCH = 100 };

#define OVERLAP_MS (30 * 24 * 3600 * 1000LL)

/* One batch: what every contact of it is checked with. */
struct preparation {
	struct ops *ops;
	struct tx *tx;
	struct arena *arena;
	struct campaign campaign;
	struct workspace workspace;
	struct mailbox mailbox; /* the first of the campaign: it stands for whichever will send */
	struct step *steps;
	size_t step_count;
	int64_t now;
};

static bool load_mailbox(struct preparation *preparation, struct error *err)
{
	int64_t *ids = NULL;
	size_t count = 0;

	if (!campaign_store_mailboxes(preparation->tx, preparation->campaign.workspace_id, preparation->campaign.id,
		    preparation->arena, &ids, &count, err))
		return false;
	if (count == 0)
		return error_set(err, ERROR_CONFLICT, "no_active_mailbox", "Add an active mailbox to send from.");
	return mailbox_store_get(preparation->tx, preparation->campaign.workspace_id, ids[0], preparation->arena,
		&preparation->mailbox, err);
}

static bool load(struct preparation *preparation, struct error *err)
{
	return workspace_store_get(preparation->tx, preparation->campaign.workspace_id, preparation->arena,
		       &preparation->workspace, err) &&
		step_store_list(preparation->tx, preparation->campaign.workspace_id, preparation->campaign.id,
			preparation->arena, &preparation->steps, &preparation->step_count, err) &&
		load_mailbox(preparation, err);
}

/* Renders every step for this contact. *missing is the first field that is not there, NULL when all are. */
static bool render_all(
	struct preparation *preparation, const struct contact *contact, const char **missing, struct error *err)
{
	struct campaign *campaign = &preparation->campaign;

	*missing = NULL;
	for (size_t i = 0; i < preparation->step_count; i++) {
		OWNED(arena) struct arena *arena = arena_new();
		struct compose_input input = {
			.organization = preparation->workspace.organization,
			.postal_address = preparation->workspace.postal_address,
			.opt_out_text = preparation->workspace.opt_out_text,
			.campaign = campaign,
			.step = &preparation->steps[i],
			.contact = contact,
			.mailbox = &preparation->mailbox,
			.thread_subject = i ? "-" : NULL,
			.message_id = "<preparing@localhost>",
			.unsubscribe_url = compose_unsubscribe_url(
				preparation->ops->vault, preparation->ops->base_url, contact, campaign->id, arena),
			.now = preparation->now,
		};
		struct composed composed;
		struct error why;

		if (compose_email(&input, arena, &composed, missing, &why))
			continue;
		if (*missing) {
			*missing = arena_text(preparation->arena, *missing);
			return true;
		}
		*err = why;
		return false;
	}
	return true;
}

/* What a contact's status should be; LIVE when nothing is in the way. */
static bool judge(struct preparation *preparation, const struct enrollment *enrollment, enum enrollment_status *status,
	const char **missing, struct error *err)
{
	int64_t workspace_id = enrollment->workspace_id;
	struct contact contact;
	bool covered = false, elsewhere = false, written = false;

	*status = ENROLLMENT_LIVE;
	*missing = NULL;
	if (!contact_store_get(
		    preparation->tx, workspace_id, enrollment->contact_id, preparation->arena, &contact, err) ||
		!suppression_store_covers(
			preparation->tx, workspace_id, contact.email_key, contact.domain, &covered, err))
		return false;
	if (covered) {
		*status = ENROLLMENT_SUPPRESSED;
		return true;
	}
	if (preparation->campaign.overlap == OVERLAP_SKIP &&
		(!contact_store_in_other_running(
			 preparation->tx, workspace_id, contact.id, preparation->campaign.id, &elsewhere, err) ||
			!send_store_overlaps(preparation->tx, workspace_id, contact.id, preparation->campaign.id,
				preparation->now - OVERLAP_MS, &written, err)))
		return false;
	if (elsewhere || written) {
		*status = ENROLLMENT_STOPPED;
		return true;
	}
	if (!render_all(preparation, &contact, missing, err))
		return false;
	*status = *missing ? ENROLLMENT_REVIEW : ENROLLMENT_LIVE;
	return true;
}

static bool check_one(struct preparation *preparation, const struct enrollment *enrollment, struct error *err)
{
	enum enrollment_status status;
	const char *missing = NULL;

	if (enrollment->status != ENROLLMENT_LIVE && enrollment->status != ENROLLMENT_REVIEW)
		return true;
	if (!judge(preparation, enrollment, &status, &missing, err))
		return false;
	return enrollment_store_set_status(preparation->tx, enrollment, status, missing,
		status == ENROLLMENT_LIVE ? preparation->now : 0, preparation->now, err);
}

/* Everybody was checked: the launch checks once more, then it runs; or it is a draft again. */
static bool end_preparing(struct preparation *preparation, struct error *refusal, struct error *err)
{
	struct campaign *campaign = &preparation->campaign;
	struct call call = mailbox_rules_system(campaign->workspace_id, preparation->arena);

	*refusal = (struct error){0};
	if (!campaign_launch_check(preparation->ops, preparation->tx, campaign, refusal)) {
		if (refusal->kind != ERROR_CONFLICT) {
			*err = *refusal;
			return false;
		}
		return campaign_apply(campaign, CAMPAIGN_UNPREPARED, PAUSE_NONE, 0, preparation->now, err) &&
			campaign_store_update(preparation->tx, campaign, err) &&
			campaign_rules_tell(preparation->tx, &call, campaign, "campaign.launch_failed",
				"campaign.launch_failed",
				arena_printf(preparation->arena, "{\"code\":\"%s\"}", refusal->code), err);
	}
	return campaign_apply(campaign, CAMPAIGN_PREPARED, PAUSE_NONE, 0, preparation->now, err) &&
		campaign_store_update(preparation->tx, campaign, err) &&
		campaign_rules_tell(
			preparation->tx, &call, campaign, "campaign.launched", "campaign.launched", NULL, err);
}

static bool check_batch(
	struct preparation *preparation, int64_t *after, bool *over, struct error *refusal, struct error *err)
{
	struct enrollment *list = NULL;
	size_t count = 0;

	if (!load(preparation, err) ||
		!enrollment_store_list(preparation->tx, preparation->campaign.workspace_id, preparation->campaign.id,
			NULL, *after, BATCH, preparation->arena, &list, &count, err))
		return false;
	for (size_t i = 0; i < count; i++)
		if (!check_one(preparation, &list[i], err))
			return false;
	*over = count < BATCH;
	if (count)
		*after = list[count - 1].id;
	return !*over || end_preparing(preparation, refusal, err);
}

/* One transaction. *over when the campaign is prepared, or not preparing any more. */
static bool run_batch(struct ops *ops, int64_t workspace_id, int64_t campaign_id, int64_t *after, bool *over,
	struct error *refusal, struct error *err)
{
	OWNED(arena) struct arena *arena = arena_new();
	OWNED(tx) struct tx *tx = NULL;
	struct preparation preparation = {.ops = ops, .arena = arena, .now = clock_wall(ops->clock)};

	*over = true;
	if (!tx_begin(ops->store, &tx, err))
		return false;
	preparation.tx = tx;
	if (!campaign_store_get(tx, workspace_id, campaign_id, arena, &preparation.campaign, err))
		return error_is(err, "not_found");
	if (preparation.campaign.status != CAMPAIGN_PREPARING)
		return true;
	return check_batch(&preparation, after, over, refusal, err) && tx_commit(tx, err);
}

/* A campaign that cannot be prepared at all is a draft again, with the reason as an event. */
static bool give_up(
	struct ops *ops, int64_t workspace_id, int64_t campaign_id, const struct error *why, struct error *err)
{
	OWNED(arena) struct arena *arena = arena_new();
	OWNED(tx) struct tx *tx = NULL;
	struct call call = mailbox_rules_system(workspace_id, arena);
	struct campaign campaign;

	if (!tx_begin(ops->store, &tx, err) ||
		!campaign_store_get(tx, workspace_id, campaign_id, arena, &campaign, err))
		return false;
	if (campaign.status != CAMPAIGN_PREPARING)
		return true;
	return campaign_apply(&campaign, CAMPAIGN_UNPREPARED, PAUSE_NONE, 0, clock_wall(ops->clock), err) &&
		campaign_store_update(tx, &campaign, err) &&
		campaign_rules_tell(tx, &call, &campaign, "campaign.launch_failed", "campaign.launch_failed",
			arena_printf(arena, "{\"code\":\"%s\"}", why->code), err) &&
		tx_commit(tx, err);
}

static bool run(struct ops *ops, int64_t workspace_id, int64_t campaign_id, int64_t until_boot_ms,
	struct error *refusal, struct error *err)
{
	int64_t after = 0;
	bool over = false;

	while (!over && (!until_boot_ms || clock_boot(ops->clock) < until_boot_ms)) {
		if (run_batch(ops, workspace_id, campaign_id, &after, &over, refusal, err))
			continue;
		if (err->kind != ERROR_INVALID && err->kind != ERROR_CONFLICT)
			return false;
		*refusal = *err;
		return give_up(ops, workspace_id, campaign_id, refusal, err);
	}
	return true;
}

static bool run_to_end(struct ops *ops, int64_t workspace_id, int64_t campaign_id, struct error *err)
{
	struct error refusal = {0};

	if (!run(ops, workspace_id, campaign_id, 0, &refusal, err))
		return false;
	if (refusal.code)
		log_error(LOG_INFO, "campaign_not_launched", &refusal);
	return true;
}

bool campaign_prepare_within(
	struct ops *ops, int64_t workspace_id, int64_t campaign_id, int64_t until_boot_ms, struct error *err)
{
	struct error refusal = {0};

	if (!run(ops, workspace_id, campaign_id, until_boot_ms, &refusal, err))
		return false;
	if (!refusal.code)
		return true;
	*err = refusal;
	return false;
}

static bool list_preparing(
	struct ops *ops, struct arena *arena, struct campaign **list, size_t *count, struct error *err)
{
	OWNED(tx) struct tx *tx = NULL;
	size_t kept = 0;

	if (!tx_read(ops->store, &tx, err) || !campaign_store_list_running(tx, arena, list, count, err))
		return false;
	for (size_t i = 0; i < *count; i++)
		if ((*list)[i].status == CAMPAIGN_PREPARING)
			(*list)[kept++] = (*list)[i];
	*count = kept;
	return true;
}

bool campaign_prepare_run_next(struct ops *ops, bool *did, struct error *err)
{
	OWNED(arena) struct arena *arena = arena_new();
	struct campaign *list = NULL;
	size_t count = 0;

	*did = false;
	if (!list_preparing(ops, arena, &list, &count, err))
		return false;
	if (count == 0)
		return true;
	*did = true;
	return run_to_end(ops, list[0].workspace_id, list[0].id, err);
}

bool campaign_prepare_recover(struct ops *ops, struct error *err)
{
	OWNED(arena) struct arena *arena = arena_new();
	const struct error why = {.kind = ERROR_TEMPORARY, .code = "interrupted"};
	struct campaign *list = NULL;
	size_t count = 0;

	if (!list_preparing(ops, arena, &list, &count, err))
		return false;
	for (size_t i = 0; i < count; i++)
		if (!text_equal(list[i].prepared_by_boot, ops->boot) &&
			!give_up(ops, list[i].workspace_id, list[i].id, &why, err))
			return false;
	return true;
}

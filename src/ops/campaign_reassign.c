#include "ops/campaign_reassign.h"

#include "ops/campaign_rules.h"
#include "store/campaign_store.h"
#include "store/contact_store.h"
#include "store/enrollment_store.h"
#include "store/mailbox_store.h"

enum { BATCH = 500 };

struct moving {
	struct ops *ops;
	struct tx *tx;
	const struct call *call;
	const struct reassign_request *request;
	struct reassigned *out;
	struct campaign campaign;
	int64_t *targets;
	size_t target_count, next_target;
	int64_t now;
};

static bool holds(const int64_t *ids, size_t count, int64_t id)
{
	for (size_t i = 0; i < count; i++)
		if (ids[i] == id)
			return true;
	return false;
}

/* Where to. */

static bool add_target(struct moving *moving, int64_t id, struct error *err)
{
	struct mailbox mailbox;

	if (!mailbox_store_get(moving->tx, moving->call->workspace_id, id, moving->call->arena, &mailbox, err))
		return false;
	if (id != moving->request->from_mailbox_id && mailbox.status == MAILBOX_ACTIVE &&
		(!moving->request->to_count || holds(moving->request->to_mailbox_ids, moving->request->to_count, id)))
		moving->targets[moving->target_count++] = id;
	return true;
}

static bool check_all_belong(
	const struct reassign_request *request, const int64_t *ids, size_t count, struct error *err)
{
	if (!holds(ids, count, request->from_mailbox_id))
		return error_invalid(err, "from_mailbox_id", "of_campaign", NULL,
			"The campaign does not send from “from_mailbox_id”.");
	for (size_t i = 0; i < request->to_count; i++)
		if (!holds(ids, count, request->to_mailbox_ids[i]) ||
			request->to_mailbox_ids[i] == request->from_mailbox_id)
			return error_invalid(err, "to_mailbox_ids", "of_campaign", NULL,
				"“to_mailbox_ids” must be other mailboxes of the campaign. Add them to it first.");
	return true;
}

static bool find_targets(struct moving *moving, struct error *err)
{
	int64_t *ids = NULL;
	size_t count = 0;

	if (!campaign_store_mailboxes(moving->tx, moving->call->workspace_id, moving->campaign.id, moving->call->arena,
		    &ids, &count, err) ||
		!check_all_belong(moving->request, ids, count, err))
		return false;
	moving->targets = ARENA_ARRAY(moving->call->arena, int64_t, count);
	for (size_t i = 0; i < count; i++)
		if (!add_target(moving, ids[i], err))
			return false;
	return moving->target_count > 0 ||
		error_set(err, ERROR_CONFLICT, "no_active_mailbox",
			"None of the other mailboxes is active. Reconnect one, or add another to the campaign.");
}

/* Nothing of these contacts may be under way. */
static bool check_still(struct moving *moving, struct error *err)
{
	struct mailbox mailbox;

	if (!mailbox_store_get(moving->tx, moving->call->workspace_id, moving->request->from_mailbox_id,
		    moving->call->arena, &mailbox, err))
		return false;
	return mailbox.status != MAILBOX_ACTIVE || !campaign_is_running(&moving->campaign) ||
		error_set(err, ERROR_CONFLICT, "campaign_locked",
			"The campaign runs and %s is active. Pause the campaign first.", mailbox.address);
}

/* Whom. */

static bool keep_thread(struct moving *moving, const struct enrollment *enrollment, struct error *err)
{
	struct reassigned *out = moving->out;
	struct contact contact;

	out->kept++;
	if (out->thread_count == REASSIGN_LISTED)
		return true;
	if (!contact_store_get(
		    moving->tx, enrollment->workspace_id, enrollment->contact_id, moving->call->arena, &contact, err))
		return false;
	out->threads[out->thread_count++] = (struct reassign_thread){
		enrollment->contact_id, enrollment->last_sent_at, contact.fields[CONTACT_EMAIL]};
	return true;
}

/* Who is new goes to whichever mailbox has room, unless the caller chose; a conversation needs one now. */
static int64_t target_of(struct moving *moving, bool is_thread)
{
	if (!is_thread && !moving->request->to_count)
		return 0;
	return moving->targets[moving->next_target++ % moving->target_count];
}

static bool move_one(struct moving *moving, const struct enrollment *enrollment, struct error *err)
{
	const struct reassign_request *request = moving->request;
	bool is_thread = enrollment->last_sent_at != 0;

	if (request->contact_count && !holds(request->contact_ids, request->contact_count, enrollment->contact_id) &&
		!holds(request->threads, request->thread_count, enrollment->contact_id))
		return true;
	if (is_thread && !holds(request->threads, request->thread_count, enrollment->contact_id))
		return keep_thread(moving, enrollment, err);
	moving->out->moved += !is_thread;
	moving->out->moved_threads += is_thread;
	return request->is_preview ||
		enrollment_store_move(moving->tx, enrollment, target_of(moving, is_thread),
			is_thread && enrollment->due_at ? enrollment->due_at : moving->now, err);
}

static bool move_all(struct moving *moving, struct error *err)
{
	int64_t after = 0;
	size_t count = 0;

	moving->out->threads = ARENA_ARRAY(moving->call->arena, struct reassign_thread, REASSIGN_LISTED);
	do {
		OWNED(arena) struct arena *arena = arena_new();
		struct enrollment *list = NULL;

		if (!enrollment_store_list_movable(moving->tx, moving->call->workspace_id, moving->campaign.id,
			    moving->request->from_mailbox_id, after, BATCH, arena, &list, &count, err))
			return false;
		for (size_t i = 0; i < count; i++)
			if (!move_one(moving, &list[i], err))
				return false;
		after = count ? list[count - 1].id : after;
	} while (count == BATCH);
	return true;
}

/* Whatever was prepared for them under the former revision is refused its permit. */
static bool keep(struct moving *moving, struct error *err)
{
	struct campaign *campaign = &moving->campaign;

	campaign->revision++;
	return campaign_store_update(moving->tx, campaign, err) &&
		campaign_rules_tell(moving->tx, moving->call, campaign, NULL, "campaign.reassign",
			arena_printf(moving->call->arena, "{\"moved\":%lld,\"threads\":%lld}",
				(long long)moving->out->moved, (long long)moving->out->moved_threads),
			err);
}

static bool move_in(struct moving *moving, struct error *err)
{
	return campaign_store_get(moving->tx, moving->call->workspace_id, moving->request->campaign_id,
		       moving->call->arena, &moving->campaign, err) &&
		campaign_rules_allow(moving->call, &moving->campaign, err) && find_targets(moving, err) &&
		check_still(moving, err) && move_all(moving, err) && (moving->request->is_preview || keep(moving, err));
}

bool campaign_reassign(struct ops *ops, const struct call *call, const struct reassign_request *request,
	struct reassigned *out, struct error *err)
{
	OWNED(tx) struct tx *tx = NULL;
	struct moving moving = {
		.ops = ops, .call = call, .request = request, .out = out, .now = clock_wall(ops->clock)};

	*out = (struct reassigned){0};
	if (request->is_preview ? !tx_read(ops->store, &tx, err) : !tx_begin(ops->store, &tx, err))
		return false;
	moving.tx = tx;
	return move_in(&moving, err) && (request->is_preview || tx_commit(tx, err));
}

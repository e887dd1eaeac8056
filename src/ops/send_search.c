#include "ops/send_search.h"

#include "base/text.h"
#include "ops/lineage.h"
#include "ops/mailbox_endpoints.h"
#include "ops/send_settle.h"
#include "store/mailbox_store.h"

bool send_search_begin(
	struct tx *tx, const struct send *send, enum unknown_reason reason, int64_t now, struct error *err)
{
	return send_search_store_begin(tx,
		&(struct send_search){.workspace_id = send->workspace_id,
			.send_id = send->id,
			.mailbox_id = send->mailbox_id,
			.attempt_id = send->attempt_id,
			.reason = reason,
			.unknown_since = now,
			.next_search_at = send->mailbox_id ? send_search_next_at(0, now) : 0},
		err);
}

bool send_search_list_due(struct ops *ops, const struct mailbox *mailbox, int limit, struct arena *arena,
	struct send_search_due **list, size_t *count, struct error *err)
{
	OWNED(tx) struct tx *tx = NULL;

	return tx_read(ops->store, &tx, err) &&
		send_search_store_list_due(
			tx, mailbox->workspace_id, mailbox->id, clock_wall(ops->clock), limit, arena, list, count, err);
}

/* What became of the email, after this look. */
static bool conclude(struct tx *tx, struct send *send, const struct send_search *search, const struct sent_copy *copy,
	struct error *err)
{
	bool may_go = false;

	if (copy->found)
		return send_settle_found(
			tx, send, copy, send_search_sent_at(copy->date, send->permitted_at, search->found_at), err);
	if (search->next_search_at)
		return true;
	if (search->reason == UNKNOWN_RESTORED && !copy->no_folder && !lineage_trusts_absence(tx, send, &may_go, err))
		return false;
	return may_go ? send_settle_missing(tx, send, err) : send_settle_tell(tx, send, "send.not_found", err);
}

static bool keep(struct ops *ops, struct tx *tx, struct send *send, struct send_search *search,
	const struct sent_copy *copy, struct error *err)
{
	int64_t now = clock_wall(ops->clock);

	search->searches++;
	search->last_searched_at = now;
	search->next_search_at = copy->found ? 0 : send_search_next_at(search->searches, now);
	search->no_sent_folder = copy->no_folder;
	if (copy->found) {
		search->found_at = now;
		search->found_in = copy->folder;
		search->found_id = copy->provider_id;
		search->found_date = copy->date;
	}
	return send_search_store_update(tx, search, err) && conclude(tx, send, search, copy, err) && tx_commit(tx, err);
}

bool send_search_keep(struct ops *ops, int64_t workspace_id, const struct send_search_due *due,
	const struct sent_copy *copy, struct error *err)
{
	OWNED(tx) struct tx *tx = NULL;
	struct send_search search;
	struct send send;
	bool has = false;

	if (!tx_begin(ops->store, &tx, err))
		return false;
	if (!send_store_get(tx, workspace_id, due->send_id, tx_arena(tx), &send, err))
		return error_is(err, "not_found");
	if (!send_search_store_find(tx, workspace_id, send.id, tx_arena(tx), &search, &has, err))
		return false;
	if (!has || search.attempt_id != due->attempt_id || fence_has_send(ops->fence, send.id))
		return true;
	if (send.status != SEND_UNKNOWN)
		return send_search_store_end(tx, workspace_id, send.id, err) && tx_commit(tx, err);
	return keep(ops, tx, &send, &search, copy, err);
}

static enum search_state state_of(
	struct ops *ops, const struct send *send, const struct send_search *search, const struct mailbox *mailbox)
{
	if (search->found_at)
		return SEARCH_FOUND;
	if (send->status != SEND_UNKNOWN)
		return SEARCH_ENDED;
	if (!mailbox || !mailbox_endpoints_is_read(mailbox, ops->providers))
		return SEARCH_CANNOT_READ;
	if (search->no_sent_folder)
		return SEARCH_NO_SENT_FOLDER;
	if (!search->next_search_at)
		return SEARCH_NOT_FOUND;
	return mailbox->status == MAILBOX_ACTIVE ? SEARCH_WAITING : SEARCH_MAILBOX_INACTIVE;
}

/* "15 minutes", "3 hours", "2 days". */
static const char *span(const struct send_search *search, struct arena *arena)
{
	int64_t minutes = (search->last_searched_at - search->unknown_since + 59999) / 60000;

	if (minutes < 120)
		return arena_printf(arena, "%lld minute%s", (long long)minutes, minutes == 1 ? "" : "s");
	if (minutes < 48 * 60)
		return arena_printf(arena, "%lld hours", (long long)minutes / 60);
	return arena_printf(arena, "%lld days", (long long)minutes / 60 / 24);
}

static const char *not_found(const struct send_search *search, const struct mailbox *mailbox, struct arena *arena)
{
	return arena_printf(arena, "Not found in Sent after %d searches over %s; that is no proof it was not sent.%s",
		search->searches, span(search, arena),
		mailbox && mailbox->provider == PROVIDER_SMTP ? " Many providers file no copy of what is sent by SMTP."
							      : "");
}

static const char *words_for(const struct send_search_view *view, const struct mailbox *mailbox, struct arena *arena)
{
	const char *address = mailbox ? mailbox->address : "Its mailbox";

	switch (view->state) {
	case SEARCH_WAITING:
		return view->search.searches == 0
			? "Outrider is about to look for it in Sent."
			: arena_printf(arena, "Not found in Sent yet: %d of %d searches are done.",
				  view->search.searches, SEND_SEARCHES);
	case SEARCH_MAILBOX_INACTIVE:
		return arena_printf(
			arena, "%s is inactive: Outrider looks for it in Sent once it is reconnected.", address);
	case SEARCH_CANNOT_READ:
		return arena_printf(arena,
			"%s cannot be read, so Outrider cannot look for it. Look in the provider's Sent mail, then "
			"decide.",
			address);
	case SEARCH_NO_SENT_FOLDER:
		return arena_printf(arena,
			"%s shows no Sent folder, so Outrider cannot look for it. Look at the provider's, then decide.",
			address);
	case SEARCH_NOT_FOUND:
		return not_found(&view->search, mailbox, arena);
	case SEARCH_FOUND:
		return arena_printf(
			arena, "Found in %s.", text_is_empty(view->search.found_in) ? "Sent" : view->search.found_in);
	case SEARCH_ENDED:
		return "It was decided.";
	case SEARCH_STATE_COUNT:
		break;
	}
	UNREACHABLE();
}

bool send_search_look(struct ops *ops, struct tx *tx, const struct send *send, struct arena *arena,
	struct send_search_view *out, bool *has, struct error *err)
{
	struct mailbox mailbox;

	if (!send_search_store_find(tx, send->workspace_id, send->id, arena, &out->search, has, err))
		return false;
	if (!*has)
		return true;
	if (send->mailbox_id && !mailbox_store_get(tx, send->workspace_id, send->mailbox_id, arena, &mailbox, err))
		return false;
	out->state = state_of(ops, send, &out->search, send->mailbox_id ? &mailbox : NULL);
	out->text = words_for(out, send->mailbox_id ? &mailbox : NULL, arena);
	return true;
}

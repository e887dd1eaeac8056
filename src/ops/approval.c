#include "ops/approval.h"

#include <sodium.h>
#include <string.h>

#include "base/text.h"
#include "store/event_store.h"

_Static_assert((int)APPROVAL_DIGEST_SIZE == (int)crypto_generichash_BYTES, "the digest is a hash of the usual size");

/* With its end, so that no two lists of texts look alike; "" and none are told apart. */
static void add(crypto_generichash_state *hash, const char *text)
{
	crypto_generichash_update(hash, (const unsigned char *)(text ? "+" : "-"), 1);
	if (text)
		crypto_generichash_update(hash, (const unsigned char *)text, strlen(text) + 1);
}

static void add_file(crypto_generichash_state *hash, const struct message_file *file)
{
	add(hash, file->name);
	add(hash, file->content_id);
	crypto_generichash_update(hash, file->sha256, sizeof(file->sha256));
}

void approval_digest(
	const struct compose_input *input, const struct composed *email, unsigned char out[APPROVAL_DIGEST_SIZE])
{
	const struct identity *identity = &input->identity;
	const char *const shown[] = {identity->address, identity->name, identity->reply_to,
		input->contact->fields[CONTACT_EMAIL], input->contact->fields[CONTACT_FIRST_NAME],
		input->contact->fields[CONTACT_LAST_NAME], email->subject, email->text, email->html};
	crypto_generichash_state hash;

	crypto_generichash_init(&hash, NULL, 0, APPROVAL_DIGEST_SIZE);
	for (size_t i = 0; i < ARRAY_COUNT(shown); i++)
		add(&hash, shown[i]);
	for (size_t i = 0; i < email->piece_count; i++)
		add_file(&hash, email->pieces[i].file);
	crypto_generichash_final(&hash, out, APPROVAL_DIGEST_SIZE);
}

void approval_apply(const struct approval *approval, struct compose_input *input, struct arena *arena)
{
	struct step *edited;

	input->written_at = approval->shown_at;
	if (!approval->is_edited)
		return;
	edited = ARENA_NEW(arena, struct step);
	*edited = *input->step;
	edited->subject = approval->subject;
	edited->body_text = approval->body_text ? approval->body_text : "";
	edited->body_html = approval->body_html;
	input->step = edited;
	input->is_literal = true;
}

bool approval_room(struct tx *tx, const struct campaign *campaign, const struct step *steps, size_t count,
	int64_t mailbox_id, int64_t *room, struct error *err)
{
	int64_t waiting = 0;
	bool asks = false;

	for (size_t i = 0; i < count; i++)
		asks = asks || steps[i].review;
	*room = 0;
	if (!asks)
		return true;
	if (!approval_store_count(tx, campaign->workspace_id, campaign->id, mailbox_id, &waiting, err))
		return false;
	*room = APPROVAL_AHEAD - waiting;
	return true;
}

static bool was_given(struct tx *tx, int64_t workspace_id, int64_t enrollment_id, int64_t step_id, struct arena *arena,
	struct approval *out, bool *given, struct error *err)
{
	if (!approval_store_find(tx, workspace_id, enrollment_id, step_id, arena, out, given, err))
		return false;
	*given = *given && out->decision == APPROVAL_APPROVED;
	return true;
}

bool approval_is_needed(
	struct tx *tx, const struct enrollment *enrollment, const struct step *step, bool *is_needed, struct error *err)
{
	struct approval approval;
	bool given = false;

	*is_needed = false;
	if (!step->review)
		return true;
	if (!was_given(tx, enrollment->workspace_id, enrollment->id, step->id, tx_arena(tx), &approval, &given, err))
		return false;
	*is_needed = !given;
	return true;
}

bool approval_of_claim(
	struct tx *tx, struct claim *claim, struct arena *arena, int64_t now, bool *waits, struct error *err)
{
	const struct send *send = &claim->send;
	struct approval *approval;
	bool given = false, changed = false;

	*waits = false;
	if (!claim->step || !claim->step->review)
		return true;
	approval = ARENA_NEW(arena, struct approval);
	if (!was_given(tx, send->workspace_id, send->enrollment_id, claim->step->id, arena, approval, &given, err))
		return false;
	if (given) {
		claim->approval = approval;
		return true;
	}
	*waits = true;
	return approval_store_wait(tx, send, now, &changed, err) &&
		(!changed || approval_tell(tx, send->workspace_id, send->campaign_id, err));
}

bool approval_holds(
	struct tx *tx, const struct claim *claim, const unsigned char *digest, bool *holds, struct error *err)
{
	struct approval approval;

	*holds = true;
	if (!claim->step || !claim->step->review)
		return true;
	if (!was_given(tx, claim->send.workspace_id, claim->send.enrollment_id, claim->step->id, tx_arena(tx),
		    &approval, holds, err))
		return false;
	*holds = *holds && memcmp(approval.digest, digest, APPROVAL_DIGEST_SIZE) == 0;
	return true;
}

bool approval_ask_again(struct tx *tx, const struct claim *claim, int64_t now, struct error *err)
{
	bool returned = false, changed = false;

	if (!send_store_return(tx, &claim->send, &returned, err))
		return false;
	return !returned ||
		(approval_store_wait(tx, &claim->send, now, &changed, err) &&
			approval_tell(tx, claim->send.workspace_id, claim->send.campaign_id, err));
}

bool approval_void(struct ops *ops, const struct claim *claim, struct error *err)
{
	OWNED(tx) struct tx *tx = NULL;

	return tx_begin(ops->store, &tx, err) && approval_ask_again(tx, claim, clock_wall(ops->clock), err) &&
		tx_commit(tx, err);
}

bool approval_tell(struct tx *tx, int64_t workspace_id, int64_t campaign_id, struct error *err)
{
	return event_store_add(tx,
		&(struct event){.workspace_id = workspace_id, .type = "campaign.approvals", .campaign_id = campaign_id},
		err);
}

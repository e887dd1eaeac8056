#include "ops/approval_ops.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "model/template.h"
#include "ops/approval.h"
#include "ops/campaign_rules.h"
#include "ops/experiment_ops.h"
#include "ops/send_settle.h"
#include "ops/send_tracking.h"
#include "ops/step_attachments.h"
#include "store/campaign_store.h"
#include "store/contact_store.h"
#include "store/mailbox_store.h"
#include "store/step_store.h"
#include "store/user_store.h"
#include "store/workspace_store.h"

enum { SUBJECT_MAX_BYTES = 500 };

#define VERSION_MAX_AGE_MS (24 * 3600 * 1000LL) /* a page may stay open so long */

/* One email with all that it is composed from. */
struct scene {
	struct ops *ops;
	struct tx *tx;
	const struct call *call;
	struct claim claim; /* as the send worker would have it */
	struct campaign campaign;
	struct workspace workspace;
	struct mailbox mailbox;
	struct contact contact;
	struct enrollment enrollment;
	struct approval approval; /* the latest decision; has_approval: there is one */
	bool has_approval;
	int64_t shown_at;
	struct compose_input input;
	struct composed composed;
	const char *missing_field;
	unsigned char digest[APPROVAL_DIGEST_SIZE];
};

static bool gone(struct error *err)
{
	return error_set(err, ERROR_CONFLICT, "invalid_state", "This email waits for nobody any more.");
}

static bool load_step(struct scene *scene, struct error *err)
{
	struct send *send = &scene->claim.send;
	struct step *steps = NULL;
	const struct step *step;
	size_t count = 0;

	if (!step_store_list(scene->tx, send->workspace_id, send->campaign_id, scene->call->arena, &steps, &count, err))
		return false;
	step = campaign_step_at(steps, count, send->position, scene->enrollment.thread_subject, scene->call->arena);
	if (!step)
		return gone(err);
	scene->claim.step = experiment_ops_word(scene->ops, step, send, scene->call->arena);
	return true;
}

/* Everything about it but what it says. */
static bool load(struct scene *scene, int64_t send_id, struct error *err)
{
	struct tx *tx = scene->tx;
	struct arena *arena = scene->call->arena;
	struct send *send = &scene->claim.send;
	int64_t workspace = scene->call->workspace_id;

	if (!send_store_get(tx, workspace, send_id, arena, send, err))
		return false;
	if (!send->contact_id || !send->enrollment_id || !send->mailbox_id)
		return gone(err);
	if (!campaign_store_get(tx, workspace, send->campaign_id, arena, &scene->campaign, err) ||
		!workspace_store_get(tx, workspace, arena, &scene->workspace, err) ||
		!mailbox_store_get(tx, workspace, send->mailbox_id, arena, &scene->mailbox, err) ||
		!contact_store_get(tx, workspace, send->contact_id, arena, &scene->contact, err) ||
		!enrollment_store_get(tx, workspace, send->enrollment_id, arena, &scene->enrollment, err) ||
		!load_step(scene, err))
		return false;
	scene->claim.workspace = &scene->workspace;
	scene->claim.campaign = &scene->campaign;
	scene->claim.contact = &scene->contact;
	scene->claim.enrollment = &scene->enrollment;
	return approval_store_find(tx, workspace, send->enrollment_id, scene->claim.step->id, arena, &scene->approval,
		&scene->has_approval, err);
}

/* The email as it goes with these words. False with missing_field set, or with what else is wrong. */
static bool compose(struct scene *scene, const struct approval *words, struct error *err)
{
	struct arena *arena = scene->call->arena;

	scene->input = send_tracking_input(scene->ops, &scene->claim, &scene->mailbox, arena);
	approval_apply(words, &scene->input, arena);
	if (!compose_email(&scene->input, arena, &scene->composed, &scene->missing_field, err))
		return false;
	approval_digest(&scene->input, &scene->composed, scene->digest);
	return true;
}

/* What was edited once stays until somebody edits it again. */
static struct approval words_of(const struct scene *scene)
{
	struct approval words = {0};

	if (scene->has_approval && scene->approval.decision == APPROVAL_APPROVED)
		words = scene->approval;
	words.shown_at = scene->shown_at;
	return words;
}

/* ---- Looking ---- */

/* The digest, and the time that was shown in it: somebody who approves later approves what they have read. */
static const char *version_of(const struct scene *scene)
{
	struct text out;

	text_init(&out, scene->call->arena);
	for (size_t i = 0; i < sizeof(scene->digest); i++)
		text_printf(&out, "%02x", scene->digest[i]);
	text_printf(&out, ".%lld", (long long)scene->shown_at);
	return text_string(&out);
}

static bool name_of(struct scene *scene, int64_t user_id, const char **name, struct error *err)
{
	struct user user;

	*name = NULL;
	if (!user_id)
		return true;
	if (!user_store_get(scene->tx, scene->call->workspace_id, user_id, scene->call->arena, &user, err))
		return error_is(err, "not_found");
	*name = text_is_empty(user.name) ? user.email : user.name;
	return true;
}

static bool view_approval(struct scene *scene, struct approval_view *out, struct error *err)
{
	const struct approval *approval = &scene->approval;

	if (!scene->has_approval || approval->decision != APPROVAL_APPROVED)
		return true;
	out->was_approved = true;
	out->is_edited = approval->is_edited;
	out->approved_at = approval->decided_at;
	return name_of(scene, approval->decided_by, &out->approved_by_name, err);
}

static void view_email(struct scene *scene, struct approval_view *out)
{
	struct approval words = words_of(scene);
	struct error why;

	if (!compose(scene, &words, &why)) {
		out->missing_field = scene->missing_field;
		out->problem = arena_text(scene->call->arena, why.message);
		return;
	}
	out->subject = scene->composed.subject;
	out->text = scene->composed.text;
	out->html = scene->composed.html;
	out->body_text = scene->composed.body_text;
	out->body_html = scene->composed.body_html;
	out->in_thread = scene->composed.in_thread;
	out->attachments = step_attachments_carried(
		scene->input.step, scene->composed.html, scene->call->arena, &out->attachment_count);
	out->version = version_of(scene);
}

static bool view(struct scene *scene, int64_t send_id, struct approval_view *out, struct error *err)
{
	const char *const *fields = (const char *const *)scene->contact.fields;
	struct arena *arena = scene->call->arena;

	if (!load(scene, send_id, err))
		return false;
	*out = (struct approval_view){.send = scene->claim.send,
		.contact_name = text_trim(arena,
			arena_printf(arena, "%s %s", fields[CONTACT_FIRST_NAME] ? fields[CONTACT_FIRST_NAME] : "",
				fields[CONTACT_LAST_NAME] ? fields[CONTACT_LAST_NAME] : "")),
		.company = fields[CONTACT_COMPANY],
		.campaign_name = scene->campaign.name,
		.mailbox_address = scene->mailbox.address};
	view_email(scene, out);
	out->from = scene->input.identity.address;
	out->from_name = scene->input.identity.name;
	return view_approval(scene, out, err);
}

bool approval_ops_list(struct ops *ops, const struct call *call, int64_t campaign_id, const char *search, int64_t after,
	int limit, struct approval_view **list, size_t *count, struct error *err)
{
	OWNED(tx) struct tx *tx = NULL;
	struct campaign campaign;
	int64_t *ids = NULL;

	if (!tx_read(ops->store, &tx, err) ||
		(campaign_id &&
			!campaign_store_get(tx, call->workspace_id, campaign_id, call->arena, &campaign, err)) ||
		!approval_store_list(
			tx, call->workspace_id, campaign_id, search, after, limit, call->arena, &ids, count, err))
		return false;
	*list = ARENA_ARRAY(call->arena, struct approval_view, *count);
	for (size_t i = 0; i < *count; i++) {
		struct scene scene = {.ops = ops, .tx = tx, .call = call, .shown_at = clock_wall(ops->clock)};

		if (!view(&scene, ids[i], &(*list)[i], err))
			return false;
	}
	return true;
}

/* ---- Deciding ---- */

/* The time that a version was shown at; now where it says none that can be believed. */
static int64_t shown_at(const char *version, int64_t now)
{
	const char *dot = version ? strchr(version, '.') : NULL;
	int64_t at = 0;

	return dot && text_to_int(dot + 1, now - VERSION_MAX_AGE_MS, now, &at) ? at : now;
}

static bool is_edit(const struct approval_wish *wish)
{
	return wish->subject || wish->body_text || wish->body_html;
}

static bool check_edit(const struct scene *scene, const struct approval_wish *wish, struct error *err)
{
	bool in_thread = scene->composed.in_thread;

	if (wish->subject && in_thread && !text_equal(wish->subject, scene->composed.subject))
		return error_invalid(err, "subject", "in_thread", wish->subject,
			"A follow-up keeps the subject of its thread. Leave “subject” out.");
	if (wish->subject && !in_thread && text_is_empty(text_trim(scene->call->arena, wish->subject)))
		return error_invalid(err, "subject", "required", NULL, "Write a subject.");
	if (wish->subject && strlen(wish->subject) > SUBJECT_MAX_BYTES)
		return error_invalid(err, "subject", "max_length", NULL, "The subject is too long.");
	if (wish->body_text && strlen(wish->body_text) > TEMPLATE_MAX_SOURCE)
		return error_invalid(err, "body_text", "max_length", NULL, "The text is too long.");
	if (wish->body_html && strlen(wish->body_html) > TEMPLATE_MAX_SOURCE)
		return error_invalid(err, "body_html", "max_length", NULL, "The HTML is too long.");
	if ((wish->body_text || wish->body_html) && text_is_empty(wish->body_html) &&
		text_is_empty(text_trim(scene->call->arena, wish->body_text ? wish->body_text : "")))
		return error_invalid(err, "body_text", "required", NULL, "Write a text, or skip this email.");
	return true;
}

/* The email's own words with the edit in them. */
static void take_edit(const struct scene *scene, const struct approval_wish *wish, struct approval *words)
{
	const struct composed *shown = &scene->composed;

	words->is_edited = true;
	words->subject = shown->in_thread ? NULL : wish->subject ? wish->subject : shown->subject;
	if (wish->body_text || wish->body_html) {
		words->body_text = wish->body_text;
		words->body_html = text_is_empty(wish->body_html) ? NULL : wish->body_html;
	} else {
		words->body_text = shown->body_text;
		words->body_html = shown->body_html;
	}
}

/* What is approved: the email that was shown, with the edit. */
static bool settle_words(
	struct scene *scene, const struct approval_wish *wish, struct approval *words, struct error *err)
{
	*words = words_of(scene);
	if (!compose(scene, words, err))
		return !scene->missing_field
			? false
			: error_set(err, ERROR_CONFLICT, "missing_field", "“%.60s” is missing, and the text needs it.",
				  scene->missing_field);
	if (wish->version && !text_equal(wish->version, version_of(scene)))
		return error_set(err, ERROR_VERSION, "version_mismatch",
			"This email has changed since it was shown. Read it again.");
	if (!is_edit(wish))
		return true;
	if (!check_edit(scene, wish, err))
		return false;
	take_edit(scene, wish, words);
	return compose(scene, words, err);
}

static bool tell(struct scene *scene, const char *event, const char *action, bool is_edited, struct error *err)
{
	char send_id[ID_TEXT_SIZE], contact_id[ID_TEXT_SIZE];
	const struct send *send = &scene->claim.send;

	id_format(ID_SEND, send->id, send_id);
	id_format(ID_CONTACT, send->contact_id, contact_id);
	return send_settle_tell(scene->tx, send, event, err) &&
		approval_tell(scene->tx, send->workspace_id, send->campaign_id, err) &&
		campaign_rules_tell(scene->tx, scene->call, &scene->campaign, NULL, action,
			arena_printf(scene->call->arena, "{\"send_id\":\"%s\",\"contact_id\":\"%s\",\"step\":%d%s}",
				send_id, contact_id, send->position, is_edited ? ",\"edited\":true" : ""),
			err);
}

static bool keep(struct scene *scene, struct approval *decided, enum approval_decision decision, struct error *err)
{
	const struct send *send = &scene->claim.send;

	decided->workspace_id = send->workspace_id;
	decided->enrollment_id = send->enrollment_id;
	decided->step_id = scene->claim.step->id;
	decided->decision = decision;
	decided->decided_by = scene->call->actor.user_id;
	decided->decided_at = clock_wall(scene->ops->clock);
	memcpy(decided->digest, scene->digest, sizeof(decided->digest));
	return approval_store_put(scene->tx, decided, err);
}

static bool refuse(const struct send *send, struct error *err)
{
	error_set(err, ERROR_CONFLICT, "invalid_state", "This email does not wait for approval: it is %s.",
		send->status == SEND_DUE ? "of a step that asks for none" : send_status_name(send->status));
	return error_details(err, "{\"status\":\"%s\"}", send_status_name(send->status));
}

/* Not waiting: fine where that is because it was approved. */
static bool was_approved(const struct scene *scene, const struct approval_wish *wish, struct error *err)
{
	const struct send *send = &scene->claim.send;
	bool given = scene->has_approval && scene->approval.decision == APPROVAL_APPROVED;

	if (!given || send->status == SEND_CANCELLED || send->status == SEND_FAILED)
		return refuse(send, err);
	return !is_edit(wish) ||
		error_set(err, ERROR_CONFLICT, "already_approved",
			"This email has been approved already. The edit comes too late.");
}

static bool approve_in(struct scene *scene, const struct approval_wish *wish, struct error *err)
{
	const struct send *send = &scene->claim.send;
	struct approval decided;
	bool changed = false;

	if (send->status != SEND_DUE || !send->awaits_approval)
		return was_approved(scene, wish, err);
	if (!settle_words(scene, wish, &decided, err) || !keep(scene, &decided, APPROVAL_APPROVED, err) ||
		!approval_store_free(scene->tx, send, clock_wall(scene->ops->clock), &changed, err))
		return false;
	return tell(scene, "send.approved", "campaign.approve_email", is_edit(wish), err);
}

/* Those whose email was skipped go on as if it had been sent now. */
static bool go_on(struct scene *scene, int64_t now, struct error *err)
{
	struct enrollment *enrollment = &scene->enrollment;

	if (enrollment->next_position != scene->claim.send.position)
		return true;
	enrollment->next_position++;
	if (!send_settle_next_due(scene->tx, enrollment, enrollment->next_position, now, &enrollment->due_at, err) ||
		!enrollment_store_advance(scene->tx, enrollment, err))
		return false;
	tx_ring(scene->tx, BELL_ENGINE);
	return enrollment->due_at ||
		enrollment_store_set_status(scene->tx, enrollment, ENROLLMENT_FINISHED, NULL, 0, now, err);
}

static bool skip_in(struct scene *scene, struct error *err)
{
	const struct send *send = &scene->claim.send;
	int64_t now = clock_wall(scene->ops->clock);
	struct approval decided = {.shown_at = now};
	bool skipped = scene->has_approval && scene->approval.decision == APPROVAL_SKIPPED, changed = false;

	if (send->status == SEND_CANCELLED && skipped)
		return true;
	if (send->status != SEND_DUE || !scene->claim.step->review || scene->enrollment.status != ENROLLMENT_LIVE)
		return refuse(send, err);
	return approval_store_skip(scene->tx, send, &changed, err) && keep(scene, &decided, APPROVAL_SKIPPED, err) &&
		go_on(scene, now, err) && tell(scene, "send.skipped", "campaign.skip_email", false, err);
}

bool approval_ops_approve(struct ops *ops, const struct call *call, int64_t send_id, const struct approval_wish *wish,
	struct send *out, struct error *err)
{
	OWNED(tx) struct tx *tx = NULL;
	struct scene scene = {.ops = ops, .call = call, .shown_at = shown_at(wish->version, clock_wall(ops->clock))};

	if (!tx_begin(ops->store, &tx, err))
		return false;
	scene.tx = tx;
	return load(&scene, send_id, err) && campaign_rules_allow(call, &scene.campaign, err) &&
		approve_in(&scene, wish, err) &&
		send_store_get(tx, call->workspace_id, send_id, call->arena, out, err) && tx_commit(tx, err);
}

bool approval_ops_skip(struct ops *ops, const struct call *call, int64_t send_id, struct send *out, struct error *err)
{
	OWNED(tx) struct tx *tx = NULL;
	struct scene scene = {.ops = ops, .call = call, .shown_at = clock_wall(ops->clock)};

	if (!tx_begin(ops->store, &tx, err))
		return false;
	scene.tx = tx;
	return load(&scene, send_id, err) && campaign_rules_allow(call, &scene.campaign, err) && skip_in(&scene, err) &&
		send_store_get(tx, call->workspace_id, send_id, call->arena, out, err) && tx_commit(tx, err);
}

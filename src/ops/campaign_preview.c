#include "ops/campaign_preview.h"

#include "base/text.h"
#include "ops/campaign_edit.h"
#include "ops/compose.h"
#include "ops/sender_identity.h"
#include "ops/step_attachments.h"
#include "store/campaign_store.h"
#include "store/contact_store.h"
#include "store/enrollment_store.h"
#include "store/mailbox_store.h"
#include "store/step_store.h"
#include "store/workspace_store.h"

static bool first_contact(
	struct tx *tx, const struct call *call, int64_t campaign_id, struct contact *contact, struct error *err)
{
	struct enrollment *list = NULL;
	size_t count = 0;

	if (!enrollment_store_list(tx, call->workspace_id, campaign_id, NULL, 0, 1, call->arena, &list, &count, err))
		return false;
	if (count > 0)
		return contact_store_get(tx, call->workspace_id, list[0].contact_id, call->arena, contact, err);
	*contact = (struct contact){.workspace_id = call->workspace_id,
		.email_key = "grace@example.com",
		.domain = "example.com",
		.custom = "{}",
		.fields = {[CONTACT_EMAIL] = "grace@example.com",
			[CONTACT_FIRST_NAME] = "Grace",
			[CONTACT_LAST_NAME] = "Hopper",
			[CONTACT_TITLE] = "Director",
			[CONTACT_COMPANY] = "Example Ltd",
			[CONTACT_LOCATION] = "London",
			[CONTACT_COUNTRY] = "GB"}};
	return true;
}

static bool first_mailbox(
	struct tx *tx, const struct call *call, int64_t campaign_id, struct mailbox *mailbox, struct error *err)
{
	int64_t *ids = NULL;
	size_t count = 0;

	if (!campaign_store_mailboxes(tx, call->workspace_id, campaign_id, call->arena, &ids, &count, err))
		return false;
	if (count > 0)
		return mailbox_store_get(tx, call->workspace_id, ids[0], call->arena, mailbox, err);
	*mailbox = (struct mailbox){.workspace_id = call->workspace_id,
		.address = "you@example.com",
		.address_key = "you@example.com",
		.name = call->actor.name ? call->actor.name : "",
		.signature = "",
		.timezone = "UTC"};
	return true;
}

static const struct step *find_step(const struct step *steps, size_t count, int position)
{
	for (size_t i = 0; i < count; i++)
		if (steps[i].position == position)
			return &steps[i];
	return NULL;
}

struct scene {
	struct campaign campaign;
	struct workspace workspace;
	struct contact contact;
	struct mailbox mailbox;
	struct step *steps;
	size_t step_count;
};

static bool load(struct tx *tx, const struct call *call, int64_t campaign_id, int64_t contact_id, struct scene *scene,
	struct error *err)
{
	if (!campaign_store_get(tx, call->workspace_id, campaign_id, call->arena, &scene->campaign, err) ||
		!workspace_store_get(tx, call->workspace_id, call->arena, &scene->workspace, err) ||
		!step_store_list(
			tx, call->workspace_id, campaign_id, call->arena, &scene->steps, &scene->step_count, err) ||
		!first_mailbox(tx, call, campaign_id, &scene->mailbox, err))
		return false;
	return contact_id ? contact_store_get(tx, call->workspace_id, contact_id, call->arena, &scene->contact, err)
			  : first_contact(tx, call, campaign_id, &scene->contact, err);
}

static struct compose_input composing(
	struct ops *ops, const struct call *call, const struct scene *scene, const struct step *step)
{
	return (struct compose_input){.identity = sender_identity(&scene->workspace, &scene->mailbox, &scene->campaign),
		.campaign = &scene->campaign,
		.step = step,
		.contact = &scene->contact,
		.message_id = "<preview@localhost>",
		.unsubscribe_url = arena_printf(call->arena, "%s/u/preview", ops->base_url),
		.now = clock_wall(ops->clock)};
}

/* The latest step before this one that began a thread; NULL when none did. */
static const struct step *thread_of(const struct scene *scene, int position)
{
	while (--position > 0) {
		const struct step *step = find_step(scene->steps, scene->step_count, position);

		if (step && !text_is_empty(step->subject))
			return step;
	}
	return NULL;
}

/* The subject that a follow-up answers to, as this contact has read it; as it is written where the contact lacks a field. */
static const char *thread_subject(
	struct ops *ops, const struct call *call, const struct scene *scene, const struct step *step)
{
	const struct step *first = text_is_empty(step->subject) ? thread_of(scene, step->position) : NULL;
	struct compose_input input;
	struct composed composed;
	const char *missing;
	struct error err;

	if (!first)
		return NULL;
	input = composing(ops, call, scene, first);
	return compose_email(&input, call->arena, &composed, &missing, &err) ? composed.subject : first->subject;
}

static bool render(struct ops *ops, const struct call *call, const struct scene *scene, const struct step *step,
	struct campaign_preview *out, struct error *err)
{
	struct compose_input input = composing(ops, call, scene, step);
	struct composed composed;
	const char *missing = NULL;

	input.thread_subject = thread_subject(ops, call, scene, step);
	*out = (struct campaign_preview){
		.from = input.identity.address, .from_name = input.identity.name, .reply_to = input.identity.reply_to};
	if (!compose_email(&input, call->arena, &composed, &missing, err)) {
		out->missing_field = missing;
		return missing != NULL;
	}
	out->subject = composed.subject;
	out->text = composed.text;
	out->html = composed.html;
	out->words = compose_count_words(composed.body_text);
	out->attachments = step_attachments_carried(step, composed.html, call->arena, &out->attachment_count);
	return true;
}

static bool no_step(int position, struct error *err)
{
	return error_set(err, ERROR_NOT_FOUND, "not_found", "The campaign has no step %d.", position);
}

bool campaign_preview_compose_test(struct ops *ops, struct tx *tx, const struct call *call, int64_t campaign_id,
	int64_t contact_id, int position, const struct campaign_test_email *wish, struct composed *out,
	struct error *err)
{
	struct compose_input input;
	const char *missing = NULL;
	const struct step *step;
	struct scene scene;

	if (!load(tx, call, campaign_id, contact_id, &scene, err))
		return false;
	step = find_step(scene.steps, scene.step_count, position);
	if (!step)
		return no_step(position, err);
	scene.mailbox = *wish->mailbox;
	input = composing(ops, call, &scene, step);
	input.thread_subject = thread_subject(ops, call, &scene, step);
	input.message_id = wish->message_id;
	input.test_to = wish->to;
	input.data_dir = store_data_dir(ops->store);
	return compose_email(&input, call->arena, out, &missing, err);
}

bool campaign_preview_render(struct ops *ops, const struct call *call, int64_t campaign_id, int64_t contact_id,
	int position, int64_t variant_id, struct campaign_preview *out, struct error *err)
{
	OWNED(tx) struct tx *tx = NULL;
	struct scene scene;
	const struct step *step;
	struct step worded;
	size_t at = 0;

	if (!tx_read(ops->store, &tx, err) || !load(tx, call, campaign_id, contact_id, &scene, err))
		return false;
	step = find_step(scene.steps, scene.step_count, position);
	if (!step)
		return no_step(position, err);
	if (variant_id && !variant_find(step, variant_id, &at))
		return error_set(err, ERROR_NOT_FOUND, "not_found", "The step has no such variant.");
	worded = variant_step(step, at);
	return render(ops, call, &scene, &worded, out, err);
}

/* The step with the edit in it, checked as the editor's save checks it. */
static bool work_in(struct tx *tx, const struct call *call, const struct scene *scene, const struct step_edit *edit,
	int position, struct step *step, struct error *err)
{
	const struct step *known = find_step(scene->steps, scene->step_count, position);
	struct problems problems;
	const char **names = NULL;

	*step = known ? *known : (struct step){.body_text = "", .delay_ms = -1, .delay_days = 0};
	step->position = position;
	problems_init(&problems, call->arena);
	campaign_edit_step(step, edit, "", &problems);
	return step_attachments_resolve(tx, call, step, "", &problems, err) && problems_check(&problems, err) &&
		contact_store_custom_names(tx, call->workspace_id, call->arena, &names, err) &&
		compose_check_step(step, names, err);
}

bool campaign_preview_draft(struct ops *ops, const struct call *call, int64_t campaign_id, int64_t contact_id,
	int position, const struct step_edit *edit, struct campaign_preview *out, struct error *err)
{
	OWNED(tx) struct tx *tx = NULL;
	struct scene scene;
	struct step step;

	return tx_read(ops->store, &tx, err) && load(tx, call, campaign_id, contact_id, &scene, err) &&
		work_in(tx, call, &scene, edit, position, &step, err) && render(ops, call, &scene, &step, out, err);
}

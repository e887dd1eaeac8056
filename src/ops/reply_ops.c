#include "ops/reply_ops.h"

#include <string.h>

#include "base/text.h"
#include "mime/header.h"
#include "mime/message_parse.h"
#include "model/company_domain.h"
#include "model/email_address.h"
#include "model/html_text.h"
#include "model/reply.h"
#include "ops/mailbox_rules.h"
#include "ops/suppression_ops.h"
#include "store/campaign_store.h"
#include "store/contact_store.h"
#include "store/enrollment_store.h"
#include "store/event_store.h"
#include "store/incoming_store.h"
#include "store/send_store.h"

/* One mail, as far as it has been understood. */
struct reading {
	const struct mailbox *mailbox;
	const struct incoming *mail;
	struct arena *arena;
	enum reply_kind kind;
	bool opts_out, hard_bounce;
	struct send send; /* the one it answers */
	bool has_send;
	struct contact contact; /* who it concerns */
	bool has_contact;
	int64_t colleagues; /* who get nothing more because of it */
};

static const char *header(const struct reading *reading, const char *name)
{
	return header_find(reading->mail->headers, reading->mail->headers_size, name, reading->arena);
}

static const char *lookup(void *context, const char *name)
{
	return header(context, name);
}

/* The whole mail as far as it was fetched. */
static const char *whole(const struct reading *reading, size_t *size)
{
	struct text text;

	text_init(&text, reading->arena);
	text_add_n(&text, reading->mail->headers, reading->mail->headers_size);
	if (text.length < 4 || memcmp(text.data + text.length - 4, "\r\n\r\n", 4) != 0)
		text_add(&text, "\r\n");
	if (reading->mail->body_start)
		text_add_n(&text, reading->mail->body_start, reading->mail->body_start_size);
	*size = text.length;
	return text_string(&text);
}

static const char *from_key(const struct reading *reading)
{
	const char *address = header_address(header(reading, "From"), reading->arena);
	struct email_address parsed;
	struct error ignored;

	return address && email_address_parse(address, reading->arena, &parsed, &ignored) ? parsed.key : NULL;
}

/* A report must be about an email of this mailbox; an answer may come to another one, by a reply-to. */
static bool may_be_about(const struct reading *reading, const struct send *send)
{
	bool is_report = reading->kind == REPLY_BOUNCE || reading->kind == REPLY_COMPLAINT;

	return !is_report || send->mailbox_id == reading->mailbox->id;
}

/* A Message-ID of ours. */
static bool find_send(struct tx *tx, struct reading *reading, const char *message_id, struct error *err)
{
	bool found = false;

	if (reading->has_send || !message_id)
		return true;
	if (!send_store_find_by_message_id(
		    tx, reading->mailbox->workspace_id, message_id, reading->arena, &reading->send, &found, err))
		return false;
	reading->has_send = found && may_be_about(reading, &reading->send);
	return true;
}

/* In-Reply-To first, then the newest of the References. */
static bool match_thread(struct tx *tx, struct reading *reading, struct error *err)
{
	const char *at = header(reading, "In-Reply-To"), *id;
	const char *ids[64];
	size_t count = 0;

	while (at && (id = header_next_id(&at, reading->arena)) != NULL)
		if (!find_send(tx, reading, id, err))
			return false;
	at = header(reading, "References");
	while (at && count < ARRAY_COUNT(ids) && (id = header_next_id(&at, reading->arena)) != NULL)
		ids[count++] = id;
	while (count > 0)
		if (!find_send(tx, reading, ids[--count], err))
			return false;
	return true;
}

static bool load_contact(struct tx *tx, struct reading *reading, struct error *err)
{
	if (!reading->has_send || !reading->send.contact_id)
		return true;
	reading->has_contact = contact_store_get(
		tx, reading->mailbox->workspace_id, reading->send.contact_id, reading->arena, &reading->contact, err);
	return reading->has_contact || err->kind == ERROR_NOT_FOUND;
}

/* Somebody enrolled who writes without answering: the sender's address is enough. */
static bool match_sender(struct tx *tx, struct reading *reading, const char *key, struct error *err)
{
	struct enrollment *list = NULL;
	size_t count = 0;
	bool found = false;

	if (reading->has_contact || !key)
		return true;
	if (!contact_store_find_by_key(
		    tx, reading->mailbox->workspace_id, key, reading->arena, &reading->contact, &found, err))
		return false;
	if (!found)
		return true;
	if (!enrollment_store_list_of_contact(
		    tx, reading->mailbox->workspace_id, reading->contact.id, reading->arena, &list, &count, err))
		return false;
	reading->has_contact = count > 0;
	return true;
}

/* A report counts only when it cites an email of ours from this mailbox, to the person it names: reports can be forged. */
static bool match_report(struct tx *tx, struct reading *reading, struct error *err)
{
	struct bounce_report report;
	struct email_address failed;
	const char *bytes, *recipient;
	struct error ignored;
	size_t size;

	bytes = whole(reading, &size);
	if (!message_parse_bounce(bytes, size, reading->arena, &report)) {
		report.recipient = header(reading, "X-Failed-Recipients");
		report.action = "failed";
	}
	if (!find_send(tx, reading, report.message_id, err) || !match_thread(tx, reading, err) ||
		!load_contact(tx, reading, err))
		return false;
	if (reading->kind == REPLY_COMPLAINT)
		return true;
	recipient = report.recipient;
	if (!reading->has_contact || !recipient || !email_address_parse(recipient, reading->arena, &failed, &ignored) ||
		!text_equal(failed.key, reading->contact.email_key)) {
		reading->has_contact = false;
		return true;
	}
	reading->hard_bounce = text_equal(report.action, "failed") && (!report.status || report.status[0] == '5');
	return true;
}

/* The address that is ours: the mailbox's, or the one it sends as. */
static const char *own_key(const struct reading *reading, const char *from_key)
{
	const char *send_as = reading->mailbox->send_as;
	struct email_address parsed;
	struct error ignored;

	if (send_as && email_address_parse(send_as, reading->arena, &parsed, &ignored) &&
		text_equal(parsed.key, from_key))
		return parsed.key;
	return reading->mailbox->address_key;
}

static bool understand(struct tx *tx, struct reading *reading, struct error *err)
{
	struct reply_headers headers = {.lookup = lookup, .context = reading};
	const char *key = from_key(reading), *text;
	bool is_html = false;
	size_t size;

	reading->kind = reply_classify(&headers, own_key(reading, key), key);
	if (reading->kind == REPLY_OWN)
		return true;
	if (reading->kind == REPLY_BOUNCE || reading->kind == REPLY_COMPLAINT)
		return match_report(tx, reading, err);
	if (!match_thread(tx, reading, err) || !load_contact(tx, reading, err) || !match_sender(tx, reading, key, err))
		return false;
	if (!reading->has_contact || reading->kind != REPLY_HUMAN)
		return true;
	text = whole(reading, &size);
	text = message_parse_text(text, size, reading->arena, &is_html);
	if (is_html)
		text = html_text(text, reading->arena);
	reading->opts_out = reply_is_opt_out(text, strlen(text), reading->arena);
	return true;
}

static const char *row_kind(const struct reading *reading)
{
	if (reading->kind == REPLY_BOUNCE)
		return "bounce";
	if (reading->kind == REPLY_AUTO)
		return "auto_reply";
	if (reading->kind == REPLY_COMPLAINT)
		return "opt_out";
	return reading->opts_out ? "opt_out" : "reply";
}

static bool keep(struct tx *tx, const struct reading *reading, bool *added, struct error *err)
{
	return incoming_store_add(tx,
		&(struct incoming_row){.workspace_id = reading->mailbox->workspace_id,
			.mailbox_id = reading->mailbox->id,
			.provider_id = reading->mail->provider_id,
			.kind = row_kind(reading),
			.send_id = reading->has_send ? reading->send.id : 0,
			.contact_id = reading->contact.id,
			.enrollment_id = reading->has_send ? reading->send.enrollment_id : 0,
			.message_id = header(reading, "Message-ID"),
			.subject = header_decode(header(reading, "Subject"), reading->arena),
			.received_at = reading->mail->received_at},
		added, err);
}

/* Ends what is going on with this person; a sequence that was over already still learns that it was answered. */
static bool end_sequences(
	struct tx *tx, const struct reading *reading, enum enrollment_status status, int64_t now, struct error *err)
{
	struct enrollment enrollment;
	int64_t ended;

	if (!enrollment_store_end_of_contact(
		    tx, reading->mailbox->workspace_id, reading->contact.id, status, now, &ended, err))
		return false;
	if (!reading->has_send || !reading->send.enrollment_id)
		return true;
	if (!enrollment_store_get(
		    tx, reading->mailbox->workspace_id, reading->send.enrollment_id, reading->arena, &enrollment, err))
		return err->kind == ERROR_NOT_FOUND;
	return enrollment.status != ENROLLMENT_FINISHED ||
		enrollment_store_set_status(tx, &enrollment, status, NULL, 0, now, err);
}

/* Where a campaign asks for it, an answer ends it for the writer's colleagues too. */
static bool end_colleagues(struct tx *tx, struct reading *reading, int64_t now, struct error *err)
{
	const char *company = company_domain(reading->contact.domain);
	int64_t workspace_id = reading->mailbox->workspace_id;
	struct enrollment *list = NULL;
	size_t count = 0;

	if (!company)
		return true;
	if (!enrollment_store_list_of_contact(
		    tx, workspace_id, reading->contact.id, reading->arena, &list, &count, err))
		return false;
	for (size_t i = 0; i < count; i++) {
		struct campaign campaign;

		if (list[i].status != ENROLLMENT_REPLIED)
			continue;
		if (!campaign_store_get(tx, workspace_id, list[i].campaign_id, reading->arena, &campaign, err))
			return false;
		if (campaign.stop_on_colleague_reply &&
			!enrollment_store_end_colleagues(
				tx, workspace_id, campaign.id, company, now, &reading->colleagues, err))
			return false;
	}
	return true;
}

/* Do Not Contact, and the end of every sequence with this person. */
static bool suppress(struct ops *ops, struct tx *tx, const struct reading *reading, const char *source,
	const char *reason, enum enrollment_status ends_as, struct error *err)
{
	struct call call = mailbox_rules_system(reading->mailbox->workspace_id, reading->arena);
	struct suppression suppression;
	bool added;

	return suppression_ops_add_tx(tx, ops, &call,
		&(struct suppression_new){.value = {.kind = SUPPRESSION_ADDRESS,
						  .value = reading->contact.fields[CONTACT_EMAIL],
						  .key = reading->contact.email_key},
			.reason = reason,
			.source = source,
			.ends_as = ends_as},
		&suppression, &added, err);
}

static bool apply(struct ops *ops, struct tx *tx, struct reading *reading, struct error *err)
{
	int64_t now = clock_wall(ops->clock);

	if (reading->kind == REPLY_AUTO || (reading->kind == REPLY_BOUNCE && !reading->hard_bounce))
		return true;
	if (reading->kind == REPLY_COMPLAINT)
		return end_sequences(tx, reading, ENROLLMENT_UNSUBSCRIBED, now, err) &&
			suppress(ops, tx, reading, "complaint", "Reported an email as spam.", ENROLLMENT_UNSUBSCRIBED,
				err);
	if (reading->kind == REPLY_BOUNCE)
		return end_sequences(tx, reading, ENROLLMENT_BOUNCED, now, err) &&
			suppress(ops, tx, reading, "bounce", "The address does not exist.", ENROLLMENT_BOUNCED, err);
	if (reading->opts_out)
		return end_sequences(tx, reading, ENROLLMENT_UNSUBSCRIBED, now, err) &&
			suppress(ops, tx, reading, "reply", "Asked to stop in a reply.", ENROLLMENT_UNSUBSCRIBED, err);
	return end_sequences(tx, reading, ENROLLMENT_REPLIED, now, err) && end_colleagues(tx, reading, now, err);
}

static bool tell(struct tx *tx, const struct reading *reading, struct error *err)
{
	return event_store_add(tx,
		&(struct event){.workspace_id = reading->mailbox->workspace_id,
			.type = reading->kind == REPLY_BOUNCE ? "send.bounced"
				: reading->opts_out           ? "contact.unsubscribed"
							      : "reply.received",
			.mailbox_id = reading->mailbox->id,
			.campaign_id = reading->has_send ? reading->send.campaign_id : 0,
			.contact_id = reading->contact.id,
			.data = arena_printf(reading->arena, "{\"kind\":\"%s\"}", row_kind(reading))},
		err);
}

/* Looking is done on a reader: most mail is none of our business and must not hold up the writer. */
static bool look(struct ops *ops, struct reading *reading, struct error *err)
{
	OWNED(tx) struct tx *tx = NULL;

	return tx_read(ops->store, &tx, err) && understand(tx, reading, err);
}

static bool take_in(struct ops *ops, struct reading *reading, struct error *err)
{
	OWNED(tx) struct tx *tx = NULL;
	bool added = false;

	if (!tx_begin(ops->store, &tx, err) || !keep(tx, reading, &added, err))
		return false;
	if (!added)
		return true;
	return apply(ops, tx, reading, err) && tell(tx, reading, err) && tx_commit(tx, err);
}

bool reply_ops_take(
	struct ops *ops, const struct mailbox *mailbox, const struct incoming *mail, bool *matched, struct error *err)
{
	OWNED(arena) struct arena *arena = arena_new();
	struct reading reading = {.mailbox = mailbox, .mail = mail, .arena = arena};
	struct fence_report report;

	if (!look(ops, &reading, err))
		return false;
	*matched = reading.has_contact;
	if (!*matched)
		return true;
	if (!take_in(ops, &reading, err))
		return false;
	if (reading.kind != REPLY_AUTO)
		fence_stop(ops->fence, &(struct fence_match){.contact_id = reading.contact.id}, FENCE_CUT_AFTER_MS,
			arena, &report);
	if (reading.colleagues > 0)
		fence_stop(ops->fence, &(struct fence_match){.domain = company_domain(reading.contact.domain)},
			FENCE_CUT_AFTER_MS, arena, &report);
	return true;
}

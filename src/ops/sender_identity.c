#include "ops/sender_identity.h"

#include <string.h>

#include "base/text.h"
#include "model/email_address.h"
#include "model/template.h"
#include "ops/compose.h"
#include "store/mailbox_store.h"

struct identity sender_identity(
	const struct workspace *workspace, const struct mailbox *mailbox, const struct campaign *campaign)
{
	struct identity identity = {.organization = workspace->organization,
		.postal_address = workspace->postal_address,
		.opt_out_text = workspace->opt_out_text};

	identity_lay(&identity,
		&(struct identity){.name = mailbox->name,
			.address = text_is_empty(mailbox->send_as) ? mailbox->address : mailbox->send_as,
			.reply_to = mailbox->reply_to,
			.signature = mailbox->signature,
			.signature_html = mailbox->signature_html});
	identity_lay(&identity, &campaign->sender);
	return identity;
}

static bool find_reader(struct tx *tx, int64_t workspace_id, const char *reply_to, struct mailbox *reader, bool *found,
	struct error *err)
{
	struct email_address address;
	struct error ignored;

	*found = false;
	return !email_address_parse(reply_to, tx_arena(tx), &address, &ignored) ||
		mailbox_store_find_by_address(tx, workspace_id, address.key, tx_arena(tx), reader, found, err);
}

bool sender_identity_check_reply_to(struct tx *tx, int64_t workspace_id, const char *reply_to, struct error *err)
{
	struct email_address address;
	struct mailbox reader;
	bool found = false;

	if (!email_address_parse(reply_to, tx_arena(tx), &address, err))
		return error_invalid(err, "reply_to", "email", reply_to, "“%s” is not an email address.", reply_to);
	if (!find_reader(tx, workspace_id, reply_to, &reader, &found, err))
		return false;
	if (!found)
		return error_invalid(err, "reply_to", "connected_mailbox", reply_to,
			"Replies to %s would not be seen. Connect that mailbox first.", reply_to);
	return true;
}

static void check_sizes(const struct identity *identity, const char *prefix, struct problems *problems)
{
	const struct {
		const char *field, *value;
		size_t max;
	} texts[] = {
		{"name", identity->name, IDENTITY_NAME_MAX},
		{"signature", identity->signature, IDENTITY_SIGNATURE_MAX},
		{"signature_html", identity->signature_html, IDENTITY_SIGNATURE_HTML_MAX},
		{"organization", identity->organization, 200},
		{"postal_address", identity->postal_address, 500},
	};
	struct error err;

	for (size_t i = 0; i < ARRAY_COUNT(texts); i++)
		if (texts[i].value && strlen(texts[i].value) > texts[i].max &&
			!error_invalid(&err, texts[i].field, "max_length", NULL, "“%s” can be at most %zu bytes long.",
				texts[i].field, texts[i].max))
			problems_add(problems, prefix, &err);
}

bool sender_identity_check(struct tx *tx, int64_t workspace_id, const struct identity *identity, const char *prefix,
	struct problems *problems, struct error *err)
{
	struct error why;

	check_sizes(identity, prefix, problems);
	if (!text_is_empty(identity->opt_out_text) && !compose_check_opt_out_text(identity->opt_out_text, &why))
		problems_add(problems, "", &why);
	if (text_is_empty(identity->reply_to) ||
		sender_identity_check_reply_to(tx, workspace_id, identity->reply_to, &why))
		return true;
	if (why.kind != ERROR_INVALID) {
		*err = why;
		return false;
	}
	problems_add(problems, prefix, &why);
	return true;
}

static const char *reply_to_of(const struct mailbox *mailbox, const struct campaign *campaign)
{
	return text_is_empty(campaign->sender.reply_to) ? mailbox->reply_to : campaign->sender.reply_to;
}

bool sender_identity_reader(struct tx *tx, const struct mailbox *mailbox, const struct campaign *campaign,
	struct mailbox *reader, bool *found, struct error *err)
{
	const char *reply_to = reply_to_of(mailbox, campaign);

	if (!text_is_empty(reply_to))
		return find_reader(tx, campaign->workspace_id, reply_to, reader, found, err);
	*reader = *mailbox;
	*found = true;
	return true;
}

bool sender_identity_is_unread(struct tx *tx, const struct mailbox *mailbox, const struct campaign *campaign,
	bool *is_unread, const char **reader_address, struct error *err)
{
	const char *reply_to = reply_to_of(mailbox, campaign);
	struct mailbox reader = {0};
	bool found = false;

	*is_unread = false;
	if (text_is_empty(reply_to))
		return true;
	if (!sender_identity_reader(tx, mailbox, campaign, &reader, &found, err))
		return false;
	if (reader_address)
		*reader_address = found ? reader.address : reply_to;
	*is_unread = !found || reader.status != MAILBOX_ACTIVE;
	for (size_t i = 0; found && i < reader.hold_count; i++)
		*is_unread = *is_unread || reader.holds[i].cause == HOLD_CATCH_UP;
	return true;
}

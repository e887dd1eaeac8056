#pragma once
/*
 * mailbox_endpoints: hosts, ports and usernames of a password mailbox, as the JSON kept in its row; never secrets.
 *
 *	{"smtp":{"host":"smtp.acme.test","port":587,"security":"starttls","username":"ada@acme.test"},"imap":{…}|null}
 */
#include "base/json.h"
#include "model/mailbox.h"
#include "oauth/providers.h"
#include "transport/account.h"

const char *tls_mode_name(enum tls_mode mode);
bool tls_mode_parse(const char *name, enum tls_mode *out);

/* The row's JSON into endpoints; kind NONE for a direction that is not there. INTERNAL/bad_endpoints when unreadable. */
MUST_CHECK bool mailbox_endpoints_read(const struct mailbox *mailbox, struct arena *arena, struct endpoint *sending,
	struct endpoint *reading, struct error *err);
const char *mailbox_endpoints_write(
	const struct endpoint *sending, const struct endpoint *reading, struct arena *arena);

/* One direction from an API body: {"host","port","security","username"}; `field` is "smtp" or "imap". Fields that are
 * missing keep what *endpoint holds. INVALID naming the field; security none only where private hosts are allowed. */
MUST_CHECK bool mailbox_endpoints_parse(const json_t *object, const char *field, enum transport_kind kind,
	bool allow_private_hosts, struct arena *arena, struct endpoint *endpoint, struct error *err);

/* Whether anything reads this mailbox's replies. */
bool mailbox_endpoints_is_read(const struct mailbox *mailbox, const struct oauth_providers *providers);

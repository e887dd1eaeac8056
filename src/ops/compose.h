#pragma once
/*
 * compose: the email that goes out: a step's templates filled for one contact, in its thread, with what every campaign email
 * must carry: who writes, from where, and how to opt out.
 *
 * The identities in it are derived from keys outside rotation, so that they come out the same after a crash, a restore or a
 * removal: the Message-ID, the hash of an address, the token of an opt-out link.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "mime/message_source.h"
#include "model/campaign.h"
#include "model/contact.h"
#include "model/identity.h"
#include "store/tracking_store.h"
#include "vault/vault.h"

enum { COMPOSE_MAX_REFERENCES = 20 };

/* What an email is tracked with. */
struct compose_tracking {
	const struct vault *vault;
	const char *base_url;   /* whose name pixel and links carry */
	const char *server_url; /* the server's own */
	int64_t send_id;
	bool opens, clicks;
};

struct compose_input {
	struct identity identity;
	const struct campaign *campaign;
	const struct step *step;
	const struct contact *contact;
	const char *thread_subject;    /* the first email's; NULL or "": this is the first */
	const char *thread_references; /* our Message-IDs so far, oldest first, separated by spaces; NULL or "" */
	const char *message_id;        /* with brackets */
	const char *test_to; /* NULL, or who gets this in the contact's place: the subject says that it is a test */
	const char *unsubscribe_url;
	const struct compose_tracking *tracking; /* NULL: none */
	bool is_literal;                         /* the step's subject and bodies are no templates */
	const char *data_dir; /* where the step's files lie; NULL: for a look at the texts, without them */
	int64_t now;
	int64_t written_at; /* the time that templates print; 0: now */
};

struct composed {
	const char *subject; /* as it went into the email, with "Re: " on follow-ups */
	const char *bytes;   /* RFC 5322, CRLF; NUL-terminated; without the files */
	size_t size;
	const char *text;                   /* the plain text in it, for previews */
	const char *html;                   /* the HTML in it, or NULL */
	const char *body_text, *body_html;  /* of these what the step wrote: without signature and opt-out line */
	bool in_thread;                     /* follows on what was sent before: belongs in the provider's thread too */
	const struct message_piece *pieces; /* the files, and where they belong */
	size_t piece_count;
	struct tracked_mail tracked;
};

/* False with INVALID/missing_field and *missing_field set when the contact lacks a value that the step needs: hold it for
 * review. Other failures (a template that no longer parses, an email above 1 MiB, a file that is not there) leave
 * *missing_field NULL. */
MUST_CHECK bool compose_email(const struct compose_input *input, struct arena *arena, struct composed *out,
	const char **missing_field, struct error *err);

/* Checks a step as the editor does: subject, preheader, text and HTML parse. custom_names: known custom fields, NULL-terminated, or
 * NULL to take any name. INVALID naming subject, preheader, body_text or body_html. */
MUST_CHECK bool compose_check_step(const struct step *step, const char *const *custom_names, struct error *err);

/* Words between white space. */
int compose_count_words(const char *text);

/* Checks the workspace's wording of the opt-out line, which knows {{ unsubscribe_url }} and the sender only. INVALID naming
 * opt_out_text. */
MUST_CHECK bool compose_check_opt_out_text(const char *text, struct error *err);

/* Whether the step's body writes {{ unsubscribe_url }}; only then may the opt-out line be off. */
bool compose_step_has_unsubscribe_url(const struct step *step);

/* "<base32@domain>": the same for ever for this workspace, address, campaign and step position. */
const char *compose_message_id(const struct vault *vault, int64_t workspace_id, const char *address_key,
	int64_t campaign_id, int position, const char *sender_domain, struct arena *arena);

/* The keyed hash that stands for an address where the address itself must not or can no longer be kept. */
void compose_address_hash(const struct vault *vault, const char *address_key, unsigned char out[32]);

/* What an opt-out link says. Nothing of it needs a row to exist: links outlive mailbox, campaign and contact. */
enum { UNSUBSCRIBE_HASH_SIZE = 16 };
struct unsubscribe {
	int64_t workspace_id, contact_id, campaign_id;
	unsigned char address_hash[UNSUBSCRIBE_HASH_SIZE]; /* the first half of compose_address_hash */
};

/* URL-safe, 75 characters. */
const char *compose_unsubscribe_token(
	const struct vault *vault, const struct unsubscribe *unsubscribe, struct arena *arena);
/* False for a token that we did not make. */
bool compose_unsubscribe_verify(const struct vault *vault, const char *token, struct unsubscribe *out);
/* "<base_url>/u/<token>" for this contact and campaign. */
const char *compose_unsubscribe_url(const struct vault *vault, const char *base_url, const struct contact *contact,
	int64_t campaign_id, struct arena *arena);

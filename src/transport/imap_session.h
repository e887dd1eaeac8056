#pragma once
/*
 * imap_session: a signed-in connection to an IMAP server, and one command at a time on it.
 *
 * Tags are random, so that no mail can hold a fitting one. A session that failed is dropped; the next command begins a new one.
 */
#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/cancel.h"
#include "base/error.h"
#include "base/secret.h"
#include "net/stream.h"
#include "transport/account.h"
#include "transport/imap_reply.h"
#include "transport/receiver.h"

struct imap {
	struct receiver receiver; /* first: a receiver of type imap is one */
	const struct transport_config *config;
	struct cancel *cancel;
	struct track track;
	char host[256], username[321];
	int port;
	enum tls_mode tls;
	bool trusted_host;
	enum account_auth auth;
	struct secret *secret;

	struct stream *stream;
	char tag_prefix[12];
	unsigned tag_count;
	char capabilities[1024];
	char junk[256], sent[256]; /* folders; "": there is none */
	bool signed_in;
};

/* One command's untagged answers are given to this. False stops with the error set by the visitor. */
typedef bool visit_response(void *context, const struct imap_response *response, struct error *err);

/* Connects and signs in unless that is done. False: *result says why, and the connection is gone. */
bool imap_session_ready(struct imap *imap, struct send_result *result);

/* A whole command. False with *err for a broken connection; a NO or BAD is TEMPORARY/refused with the server's words. */
MUST_CHECK bool imap_session_run(struct imap *imap, struct arena *arena, const char *command, visit_response *visit,
	void *context, struct error *err);

/* The pieces of a command that does not end with its line. */
const char *imap_session_tag(struct imap *imap, struct arena *arena);
/* How long an answer may take. */
int64_t imap_session_timeout(const struct imap *imap);
MUST_CHECK bool imap_session_send(struct imap *imap, const char *line, struct error *err);
MUST_CHECK bool imap_session_read(
	struct imap *imap, struct arena *arena, struct imap_response *response, struct error *err);
/* Reads until the tagged answer; *ok tells whether it was OK. `challenge` (may be NULL) answers each "+". */
MUST_CHECK bool imap_session_await(struct imap *imap, const char *tag, const char *challenge, struct arena *arena,
	visit_response *visit, void *context, bool *ok, const char **text, struct error *err);

/* A quoted string (RFC 3501 §4.3); the caller has no control characters in it. */
const char *imap_session_quoted(const char *value, struct arena *arena);

/* What went wrong, as a receiver tells it. */
void imap_session_fail(struct send_result *result, enum send_class class, const char *text);
void imap_session_classify(const struct error *err, struct send_result *result);

/* Cuts the connection. */
void imap_session_drop(struct imap *imap);

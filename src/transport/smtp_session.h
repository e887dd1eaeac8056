#pragma once
/*
 * smtp_session: a connection to a submission server, greeted, secured and signed in, and one command at a time on it.
 *
 * What a server said before TLS is forgotten. A password never travels without TLS unless the account says so, and a server
 * that offers no sign-in that fits is a failed sign-in. A connection that failed is cut; the next use begins a new one.
 */
#include <stdbool.h>
#include <stdint.h>

#include "base/cancel.h"
#include "base/secret.h"
#include "net/stream.h"
#include "transport/account.h"
#include "transport/sender.h"
#include "transport/smtp_reply.h"

struct smtp_session {
	const struct transport_config *config;
	struct cancel *cancel;
	struct track track;
	char host[256], username[321];
	int port;
	enum tls_mode tls;
	bool trusted_host;
	enum account_auth auth;
	struct secret *secret;

	struct stream *stream; /* NULL: not connected */
	bool can_pipeline, can_start_tls, takes_8bit, takes_utf8, takes_size;
	int64_t max_size;     /* 0: not told */
	char mechanisms[256]; /* of AUTH */
};

/* Copies what it needs of the account. */
void smtp_session_init(struct smtp_session *session, const struct transport_config *config,
	const struct account *account, struct cancel *cancel);

/* Cuts the connection and wipes the secret. */
void smtp_session_clear(struct smtp_session *session);

/* Connects and signs in unless that is done and the connection still stands. False: *result says why, and it is cut. */
MUST_CHECK bool smtp_session_ready(struct smtp_session *session, struct send_result *result);

/* How long to wait for a reply. */
int64_t smtp_session_timeout(const struct smtp_session *session);

/* Writes `line` (one or more commands; NULL: nothing more) and reads one reply. False: the connection is cut, *result says
 * why. */
MUST_CHECK bool smtp_session_command(
	struct smtp_session *session, const char *line, struct smtp_reply *reply, struct send_result *result);

/* Reads one reply; the deadline is the caller's. */
MUST_CHECK bool smtp_session_read(struct smtp_session *session, struct smtp_reply *reply, struct error *err);

/* Says goodbye, waiting at most a second. */
void smtp_session_quit(struct smtp_session *session);

/* Drops the connection at once: what the kernel still queues is discarded. */
void smtp_session_cut(struct smtp_session *session);

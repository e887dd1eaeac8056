#pragma once
/*
 * sasl: initial responses of the mechanisms we speak, base64 as SMTP and IMAP carry them (RFC 4616, RFC 7628, Google's and
 * Microsoft's XOAUTH2).
 */
#include "base/secret.h"
#include "transport/account.h"

enum sasl_mechanism { SASL_NONE, SASL_PLAIN, SASL_LOGIN, SASL_XOAUTH2, SASL_OAUTHBEARER };

/* The mechanism to use for this kind of credential among those offered ("PLAIN LOGIN XOAUTH2", any case); NONE when none
 * fits. Bearer tokens never fall back to a password mechanism. */
enum sasl_mechanism sasl_choose(enum account_auth auth, const char *offered);
const char *sasl_name(enum sasl_mechanism mechanism);

/* What a client says to the challenge that comes with a refused token, in base64 (RFC 7628 §3.2.3). */
const char *sasl_refusal_answer(enum sasl_mechanism mechanism);

/* The initial response in base64, to be freed as a secret; NULL for LOGIN (it answers questions) or when username or
 * secret hold control characters. host and port are for OAUTHBEARER. */
struct secret *sasl_initial(
	enum sasl_mechanism mechanism, const char *username, const struct secret *secret, const char *host, int port);

/* Any text in base64 as a secret. */
struct secret *sasl_encode(const char *text);

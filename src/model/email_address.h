#pragma once
/*
 * email_address: one address as a person types it, checked and folded.
 *
 * Strict addr-spec without comments or quoted strings: a dot-atom, an @ and a domain. Letters beyond ASCII are allowed in
 * both; the domain is kept as A-labels (IDNA 2008, UTS 46). Two texts that reach the same inbox in practice have one key.
 */
#include "base/arena.h"
#include "base/error.h"

enum { EMAIL_ADDRESS_MAX = 254, EMAIL_ADDRESS_LOCAL_MAX = 64 };

struct email_address {
	const char *address; /* as typed, trimmed, the domain in lower case and as A-labels: what is written to */
	const char *key;     /* folded for comparison: the same with the local part case-folded and normalised */
	const char *domain;  /* A-labels, lower case */
};

/* INVALID/validation_failed on field "email", with what is wrong with it. The results are in the arena. */
MUST_CHECK bool email_address_parse(
	const char *text, struct arena *arena, struct email_address *out, struct error *err);

/* A domain as A-labels in lower case, with at least two labels, without trailing dot; NULL when it is none. */
const char *email_address_domain(const char *text, struct arena *arena);

#pragma once
/*
 * suppression: who must never be written to: addresses, and domains with their subdomains.
 */
#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/error.h"

enum suppression_kind { SUPPRESSION_ADDRESS, SUPPRESSION_DOMAIN, SUPPRESSION_KIND_COUNT };
enum { SUPPRESSION_MAX_CHAIN = 127 }; /* labels of the longest domain */

struct suppression_value {
	enum suppression_kind kind;
	const char *value; /* to be shown */
	const char *key;   /* folded: what is compared and stored as value_key */
};

const char *suppression_kind_name(enum suppression_kind kind);
bool suppression_kind_parse(const char *name, enum suppression_kind *out);

/* Reads what a person types: "a@b.example", "example.com", "@example.com", "*.example.com". INVALID on field "value": no
 * address and no domain, or a domain that many share ("com", "co.uk": public suffixes). */
MUST_CHECK bool suppression_parse(
	const char *text, struct arena *arena, struct suppression_value *out, struct error *err);

/* The domains whose suppression covers this one, itself first: a.mail.acme.test, mail.acme.test, acme.test. Returns how
 * many. The parts are borrowed from `domain`. */
size_t suppression_domain_chain(const char *domain, const char *chain[static SUPPRESSION_MAX_CHAIN]);

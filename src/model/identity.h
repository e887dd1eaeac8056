#pragma once
/*
 * identity: who an email is from, and what it must say about that. Pure.
 *
 * The workspace says the most general part, the mailbox more, the campaign the most special: what is set there wins.
 * A signature is one thing in two forms: whoever sets either form sets both.
 */
#include "base/arena.h"
#include "base/error.h"

struct identity {
	const char *name;     /* NULL or "" in each: not set */
	const char *address;  /* in From; the envelope's sender is always the mailbox */
	const char *reply_to; /* NULL: answers come to From */
	const char *signature, *signature_html;
	const char *organization, *postal_address;
	const char *opt_out_text; /* may hold {{ unsubscribe_url }}; not set: ours */
};

/* Lays what `over` sets on top. */
void identity_lay(struct identity *identity, const struct identity *over);

/* What a campaign sets, as it is stored: a JSON object. A broken one sets nothing. */
const char *identity_format(const struct identity *identity, struct arena *arena);
struct identity identity_parse(const char *json, struct arena *arena);

#pragma once
/*
 * idempotency: a write that carries an Idempotency-Key happens once.
 *
 * The first request with a key takes it; the same one at the same time waits and gets the first one's answer; later it is
 * replayed for 24 hours. Another request under the key is refused. A key is given back when the first one failed in a way that
 * trying again may mend. Answers that hold secrets are not kept: their replay is told that it is done already.
 */
#include "api/api.h"

struct idempotency;

struct idempotency *idempotency_new(void);
void idempotency_free(struct idempotency *idempotency);
OWN_DEFINE(idempotency)

struct idempotency_ticket {
	bool is_wanted; /* the request carried a key */
	bool is_replay; /* status and body are the first one's */
	int status;
	const char *body;
	const char *principal, *key, *route;
};

/* Takes the key, or waits for the one who has it. INVALID/idempotency_key_reused, CONFLICT/already_done,
 * TEMPORARY/still_at_work. */
MUST_CHECK bool idempotency_begin(struct idempotency *idempotency, struct api_request *request,
	const struct api_route *route, struct idempotency_ticket *ticket, struct error *err);

/* Keeps the answer, or gives the key back. body NULL: not kept. */
void idempotency_end(struct idempotency *idempotency, struct ops *ops, const struct idempotency_ticket *ticket,
	int status, const char *body);

/* At start: gives back what a dead process had taken. */
MUST_CHECK bool idempotency_recover(struct ops *ops, struct error *err);

/* Forgets what is older than 24 hours. */
MUST_CHECK bool idempotency_sweep(struct ops *ops, struct error *err);

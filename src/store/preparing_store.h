#pragma once
/*
 * preparing_store: how far the preparing of each campaign has come, so that it is shown, and so that two who work on it do
 * no batch twice.
 */
#include "store/tx.h"

struct preparing {
	int64_t workspace_id, campaign_id;
	int64_t revision; /* of the campaign that is prepared */
	int64_t after_id; /* the last enrollment that was checked */
	int64_t checked;
	int64_t told_at; /* when the last event told of it */
};

/* At the beginning of this revision when there is nothing yet, or of another revision. */
MUST_CHECK bool preparing_store_get(struct tx *tx, int64_t workspace_id, int64_t campaign_id, int64_t revision,
	struct preparing *out, struct error *err);

MUST_CHECK bool preparing_store_put(struct tx *tx, const struct preparing *preparing, struct error *err);

/* It is over, or was given up: the next begins anew. */
MUST_CHECK bool preparing_store_forget(struct tx *tx, int64_t workspace_id, int64_t campaign_id, struct error *err);

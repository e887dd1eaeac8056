#pragma once
/*
 * workspace_store: the team's settings: who writes, from where, in which time zone.
 */
#include "store/tx.h"

struct workspace {
	int64_t id;
	const char *name, *organization, *postal_address, *timezone;
	const char *opt_out_text;          /* "": ours */
	const char *no_tracking_countries; /* codes between commas; NULL: ours */
	int64_t created_at;
};

/* NOT_FOUND/not_found. */
MUST_CHECK bool workspace_store_get(
	struct tx *tx, int64_t id, struct arena *arena, struct workspace *out, struct error *err);
MUST_CHECK bool workspace_store_update(struct tx *tx, const struct workspace *workspace, struct error *err);

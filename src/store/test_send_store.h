#pragma once
/*
 * test_send_store: emails that people had sent to themselves. They are no sends: nothing counts them as written to anybody.
 */
#include "model/send.h"
#include "store/tx.h"

struct test_send {
	int64_t workspace_id, id, campaign_id;
	int64_t contact_id; /* as whom it was rendered; 0: a made-up one */
	int64_t mailbox_id;
	int position;
	const char *to;
	enum send_status status; /* from claimed on; cancelled: it was not handed over, error_code says why */
	const char *boot;
	int64_t epoch, created_by, created_at;
	int permit_day; /* yyyymmdd; 0: no place of a day was taken */
	int64_t ended_at;
	const char *error_code, *error_text;
};

/* Adds a claimed one; sets id, status and created_at. */
MUST_CHECK bool test_send_store_add(struct tx *tx, struct test_send *test, struct error *err);

/* NOT_FOUND/not_found. */
MUST_CHECK bool test_send_store_get(
	struct tx *tx, int64_t workspace_id, int64_t id, struct arena *arena, struct test_send *out, struct error *err);

/* claimed → transmitting, on its permit_day. *changed is false when it has ended meanwhile. */
MUST_CHECK bool test_send_store_permit(struct tx *tx, const struct test_send *test, bool *changed, struct error *err);

/* Writes status, ended_at and error; nothing when it has ended already. */
MUST_CHECK bool test_send_store_end(struct tx *tx, const struct test_send *test, struct error *err);

/* What other processes left under way. */
MUST_CHECK bool test_send_store_end_orphans(struct tx *tx, const char *boot, int64_t now, struct error *err);

MUST_CHECK bool test_send_store_count_since(
	struct tx *tx, int64_t workspace_id, int64_t since, int64_t *count, struct error *err);

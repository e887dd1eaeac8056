#pragma once
/*
 * user_store: the people who sign in, and the workspace they sign in to.
 */
#include "store/tx.h"

struct user {
	int64_t workspace_id, id;
	const char *email, *email_key, *name;
	const char *role; /* "owner" */
	const char *password_hash;
	int64_t created_at;
};

/* The only workspace; *id is 0 when there is none yet. */
MUST_CHECK bool user_store_first_workspace(struct tx *tx, int64_t *id, struct error *err);
MUST_CHECK bool user_store_add_workspace(struct tx *tx, int64_t id, const char *name, struct error *err);

/* *is_first is false when somebody else was. */
MUST_CHECK bool user_store_claim_first_owner(struct tx *tx, int64_t user_id, bool *is_first, struct error *err);

/* *added is false when the address signs in to a user already. created_at is set here. */
MUST_CHECK bool user_store_add(struct tx *tx, const struct user *user, bool *added, struct error *err);

MUST_CHECK bool user_store_find_by_email(
	struct tx *tx, const char *email_key, struct arena *arena, struct user *out, bool *found, struct error *err);
/* NOT_FOUND/user_not_found. */
MUST_CHECK bool user_store_get(
	struct tx *tx, int64_t workspace_id, int64_t id, struct arena *arena, struct user *out, struct error *err);
MUST_CHECK bool user_store_list(struct tx *tx, int64_t workspace_id, int64_t after, int limit, struct arena *arena,
	struct user **list, size_t *count, struct error *err);
MUST_CHECK bool user_store_count(struct tx *tx, int64_t workspace_id, int64_t *count, struct error *err);

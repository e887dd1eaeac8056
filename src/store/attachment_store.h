#pragma once
/*
 * attachment_store: files that go with emails, and which step carries which. Their content is attachment_file's.
 */
#include "model/campaign.h"
#include "store/tx.h"

/* *attachment gets its id. */
MUST_CHECK bool attachment_store_add(struct tx *tx, struct attachment *attachment, struct error *err);
/* NOT_FOUND, also for another workspace's. */
MUST_CHECK bool attachment_store_get(struct tx *tx, int64_t workspace_id, int64_t id, struct arena *arena,
	struct attachment *out, struct error *err);

/* Fills the lists of these steps, which are all of the campaign's. */
MUST_CHECK bool attachment_store_fill(struct tx *tx, int64_t workspace_id, int64_t campaign_id, struct arena *arena,
	struct step *steps, size_t count, struct error *err);
/* The campaigns that carry files and are not over. */
MUST_CHECK bool attachment_store_carriers(
	struct tx *tx, int64_t workspace_id, struct arena *arena, int64_t **ids, size_t *count, struct error *err);
/* Makes the files of this step exactly those in its list. */
MUST_CHECK bool attachment_store_replace(
	struct tx *tx, int64_t workspace_id, int64_t campaign_id, const struct step *step, struct error *err);
/* The step goes; its files stay, for a day at least. */
MUST_CHECK bool attachment_store_detach(
	struct tx *tx, int64_t workspace_id, int64_t campaign_id, int64_t step_id, struct error *err);

/* The campaign uses its files now: to be told before it lets go of any. */
MUST_CHECK bool attachment_store_touch(
	struct tx *tx, int64_t workspace_id, int64_t campaign_id, int64_t now, struct error *err);
/* Forgets what no step carries and none has since `before`. */
MUST_CHECK bool attachment_store_delete_unused(struct tx *tx, int64_t before, int64_t *deleted, struct error *err);
/* Whether any workspace has a file of this content. */
MUST_CHECK bool attachment_store_is_known(
	struct tx *tx, const unsigned char sha256[ATTACHMENT_HASH_SIZE], bool *known, struct error *err);

#pragma once
/*
 * import_store: files of contacts on their way in, with how far each has come.
 */
#include "store/tx.h"

enum import_status {
	IMPORT_QUEUED,
	IMPORT_CHECKING,
	IMPORT_RUNNING,
	IMPORT_DONE,
	IMPORT_FAILED,
	IMPORT_CANCELLED,
	IMPORT_STATUS_COUNT
};

struct import {
	int64_t workspace_id, id;
	enum import_status status;
	const char *file_name; /* inside the data directory's imports folder */
	int64_t list_id;
	const char *mapping; /* JSON */
	int64_t created_by;
	int64_t rows_total, rows_done, bytes_done, bytes_total;
	int64_t added, updated, rejected, suppressed;
	const char *error_text;
	int64_t created_at, finished_at;
};

const char *import_status_name(enum import_status status);

/* Adds it as queued; rings BELL_IMPORTS. The id is given, since the file is named by it. */
MUST_CHECK bool import_store_add(struct tx *tx, const struct import *import, struct error *err);
MUST_CHECK bool import_store_get(
	struct tx *tx, int64_t workspace_id, int64_t id, struct arena *arena, struct import *out, struct error *err);
/* Newest first, ids below `before` (0: the newest). */
MUST_CHECK bool import_store_list(struct tx *tx, int64_t workspace_id, int64_t before, int limit, struct arena *arena,
	struct import **list, size_t *count, struct error *err);
/* The oldest that is not over, of any workspace: after a restart a running one comes first. */
MUST_CHECK bool import_store_next(
	struct tx *tx, struct arena *arena, struct import *out, bool *found, struct error *err);
/* Status and progress. *changed is false when it was cancelled meanwhile. */
MUST_CHECK bool import_store_progress(struct tx *tx, const struct import *import, bool *changed, struct error *err);
/* *changed is false when it is over already. */
MUST_CHECK bool import_store_cancel(struct tx *tx, int64_t workspace_id, int64_t id, bool *changed, struct error *err);

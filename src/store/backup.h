#pragma once
/*
 * backup: copies of the database, made while it is used, and put back.
 *
 * A backup is one file, a whole SQLite database without a log beside it. It holds no key: secrets in it are sealed. What steps
 * carry lies beside it, in a folder of attachments that all backups there share.
 */
#include "store/store.h"

/*
 * Copies what is committed now into a new file, readable by this user only and on disk when this returns; the writer goes on
 * meanwhile. CONFLICT/file_exists; STORAGE errors name the file, and leave none.
 */
MUST_CHECK bool store_backup(struct store *store, const char *file, struct error *err);

/* What was put back, and where the former database lies now. */
struct store_restored {
	char set_aside[4096]; /* "" when there was none */
};

/*
 * Puts a backup in the place of the database; nothing may have the directory open. The mark is moved ahead first, so that the
 * next start holds all sending whatever happens in between. INVALID/not_a_backup; CONFLICT/data_dir_in_use.
 */
MUST_CHECK bool store_restore(
	const char *data_dir, const char *file, int64_t now, struct store_restored *out, struct error *err);

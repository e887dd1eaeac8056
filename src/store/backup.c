/*
 * backup: through SQLite's online backup (https://sqlite.org/backup.html), from a connection of its own, whose snapshot the
 * writer does not disturb. A file is checked before it is called a backup, and before it is put back.
 */
#include "store/backup.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "store/attachment_copy.h"
#include "store/durable_file.h"
#include "store/mark.h"
#include "store/migrate.h"
#include "store/store_internal.h"

enum { PATH_BYTES = 4096, COPY_BYTES = 1 << 20, BUSY_MS = 5000 };

static bool fail_file(const char *path, int reason, struct error *err)
{
	if (reason == ENOSPC || reason == EDQUOT)
		return error_set(err, ERROR_STORAGE, "disk_full",
			"The disk is full: %s cannot be written. Free some space, or choose another place.", path);
	return error_set(err, ERROR_STORAGE, "io_error", "%s cannot be written: %s.", path, strerror(reason));
}

static bool open_database(const char *path, int flags, sqlite3 **out, struct error *err)
{
	if (sqlite3_open_v2(path, out, flags | SQLITE_OPEN_NOMUTEX, NULL) == SQLITE_OK) {
		sqlite3_busy_timeout(*out, BUSY_MS);
		return true;
	}
	error_set(err, ERROR_STORAGE, "cannot_open", "%s cannot be opened: %s.", path, sqlite3_errmsg(*out));
	sqlite3_close(*out);
	*out = NULL;
	return false;
}

/* The first value of a query as text, "" when there is none. */
static bool read_value(sqlite3 *database, const char *sql, char *out, size_t size)
{
	sqlite3_stmt *statement = NULL;
	bool is_read = sqlite3_prepare_v2(database, sql, -1, &statement, NULL) == SQLITE_OK;
	const unsigned char *value = NULL;
	int step = is_read ? sqlite3_step(statement) : SQLITE_ERROR;

	if (step == SQLITE_ROW)
		value = sqlite3_column_text(statement, 0);
	snprintf(out, size, "%s", value ? (const char *)value : "");
	sqlite3_finalize(statement);
	return step == SQLITE_ROW || step == SQLITE_DONE;
}

/* One file without a log beside it, and whole. */
static bool finish_copy(sqlite3 *database, const char *path, struct error *err)
{
	char answer[256];

	if (read_value(database, "PRAGMA journal_mode = DELETE", answer, sizeof(answer)) &&
		strcmp(answer, "delete") == 0 && read_value(database, "PRAGMA quick_check", answer, sizeof(answer)) &&
		strcmp(answer, "ok") == 0)
		return true;
	return error_set(err, ERROR_INVALID, "not_a_backup", "%s is not a whole database: %.200s.", path,
		answer[0] ? answer : sqlite3_errmsg(database));
}

static bool copy_pages(sqlite3 *from, sqlite3 *to, const char *path, struct error *err)
{
	sqlite3_backup *copying = sqlite3_backup_init(to, "main", from, "main");
	int result = copying ? sqlite3_backup_step(copying, -1) : SQLITE_ERROR;

	while (result == SQLITE_BUSY || result == SQLITE_LOCKED) {
		sqlite3_sleep(20);
		result = sqlite3_backup_step(copying, -1);
	}
	sqlite3_backup_finish(copying);
	if (result == SQLITE_DONE)
		return true;
	if (result == SQLITE_FULL)
		return fail_file(path, ENOSPC, err);
	return error_set(err, ERROR_STORAGE, "io_error", "%s cannot be written: %s.", path, sqlite3_errstr(result));
}

static bool copy_database(const char *source, const char *path, struct error *err)
{
	sqlite3 *from = NULL, *to = NULL;
	bool is_copied = open_database(source, SQLITE_OPEN_READONLY, &from, err) &&
		open_database(path, SQLITE_OPEN_READWRITE, &to, err) && copy_pages(from, to, path, err) &&
		finish_copy(to, path, err);

	sqlite3_close(from);
	sqlite3_close(to);
	return is_copied;
}

static bool sync_file(const char *path, struct error *err)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	bool is_synced = fd >= 0 && fsync(fd) == 0;
	int reason = errno;

	if (fd >= 0)
		close(fd);
	return is_synced || fail_file(path, reason, err);
}

static void directory_of(const char *file, char directory[PATH_BYTES])
{
	const char *slash = strrchr(file, '/');

	if (slash)
		snprintf(directory, PATH_BYTES, "%.*s", slash == file ? 1 : (int)(slash - file), file);
	else
		snprintf(directory, PATH_BYTES, ".");
}

static bool sync_directory_of(const char *file, struct error *err)
{
	char directory[PATH_BYTES];

	directory_of(file, directory);
	return durable_file_sync_directory(directory, err);
}

static bool make_empty(const char *path, struct error *err)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	if (fd < 0)
		return fail_file(path, errno, err);
	close(fd);
	return true;
}

bool store_backup(struct store *store, const char *file, struct error *err)
{
	char source[PATH_BYTES], part[PATH_BYTES], directory[PATH_BYTES];

	directory_of(file, directory);
	if (access(file, F_OK) == 0)
		return error_set(err, ERROR_CONFLICT, "file_exists", "%s exists already. Give another name.", file);
	snprintf(source, sizeof(source), "%s/outrider.db", store->data_dir);
	snprintf(part, sizeof(part), "%s.part", file);
	if (!make_empty(part, err))
		return false;
	/* The attachments come after: what the copy speaks of is there by now. */
	if (copy_database(source, part, err) && sync_file(part, err) &&
		attachment_copy_missing(store->data_dir, directory, err)) {
		if (rename(part, file) == 0)
			return sync_directory_of(file, err);
		fail_file(file, errno, err);
	}
	unlink(part);
	return false;
}

static bool copy_bytes(int from, int to, const char *path, struct error *err)
{
	char *buffer = malloc(COPY_BYTES);
	ssize_t got = 0, put = 0;

	ASSERT(buffer);
	while ((got = read(from, buffer, COPY_BYTES)) > 0 && (put = write(to, buffer, (size_t)got)) == got)
		;
	free(buffer);
	if (got == 0)
		return true;
	return fail_file(path, got > 0 && put >= 0 ? ENOSPC : errno, err);
}

static bool copy_file(const char *source, const char *path, struct error *err)
{
	int from = open(source, O_RDONLY | O_CLOEXEC), to;
	bool is_copied;

	if (from < 0)
		return error_set(err, ERROR_INVALID, "not_a_backup", "%s cannot be read: %s.", source, strerror(errno));
	to = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	is_copied = to >= 0 ? copy_bytes(from, to, path, err) : fail_file(path, errno, err);
	close(from);
	if (to >= 0)
		close(to);
	return is_copied;
}

/* Whether this is a database of ours, of a version that this program knows; *mark is what it says of itself. */
static bool examine(const char *path, const char *file, struct mark *mark, struct error *err)
{
	sqlite3 *database = NULL;
	char version[32] = "", high[32] = "";
	bool is_ours;

	if (!open_database(path, SQLITE_OPEN_READWRITE, &database, err))
		return false;
	is_ours = finish_copy(database, file, err);
	if (is_ours &&
		(!read_value(database, "SELECT max(version) FROM schema_version", version, sizeof(version)) ||
			!version[0]))
		is_ours = error_set(err, ERROR_INVALID, "not_a_backup", "%s is a database, but not Outrider's.", file);
	if (is_ours && strtoll(version, NULL, 10) > migration_count)
		is_ours = error_set(err, ERROR_INVALID, "backup_too_new",
			"%s was made by a newer Outrider. Restore it with that one.", file);
	if (is_ours &&
		read_value(database, "SELECT value FROM instance WHERE name = 'lineage'", mark->lineage,
			sizeof(mark->lineage)) &&
		read_value(database, "SELECT value FROM instance WHERE name = 'high_water'", high, sizeof(high)))
		mark->high_water = strtoll(high, NULL, 10);
	sqlite3_close(database);
	return is_ours;
}

/* From now on any database that is found here is behind its mark. */
static bool move_mark_ahead(const char *data_dir, const struct mark *restored, struct error *err)
{
	static const char nobodys[] = "00000000000000000000000000000000";
	struct mark mark;
	struct error damaged;
	bool exists = false;

	if (!mark_read(data_dir, &mark, &exists, &damaged) || !exists)
		mark = *restored;
	if (!mark.lineage[0])
		snprintf(mark.lineage, sizeof(mark.lineage), "%s", nobodys);
	if (mark.high_water < restored->high_water)
		mark.high_water = restored->high_water;
	mark.high_water++;
	return mark_write(data_dir, &mark, err);
}

static bool move(const char *from, const char *to, struct error *err)
{
	return rename(from, to) == 0 || errno == ENOENT || fail_file(to, errno, err);
}

/* The log goes first: a database without its log is an older one, a new one with an old log would be damaged. */
static bool set_aside(const char *data_dir, int64_t now, struct store_restored *out, struct error *err)
{
	time_t seconds = (time_t)(now / 1000);
	char database[PATH_BYTES], log[PATH_BYTES], other_log[PATH_BYTES], day[32];
	struct tm parts;

	gmtime_r(&seconds, &parts);
	strftime(day, sizeof(day), "%Y%m%dT%H%M%SZ", &parts);
	snprintf(database, sizeof(database), "%.3900s/outrider.db", data_dir);
	snprintf(out->set_aside, sizeof(out->set_aside), "%.4000s.before-%s", database, day);
	snprintf(log, sizeof(log), "%.4000s-wal", database);
	snprintf(other_log, sizeof(other_log), "%.4000s-wal", out->set_aside);
	if (access(database, F_OK) != 0)
		out->set_aside[0] = '\0';
	if (!move(log, out->set_aside[0] ? other_log : log, err) ||
		(out->set_aside[0] && !move(database, out->set_aside, err)))
		return false;
	snprintf(log, sizeof(log), "%.4000s-shm", database);
	unlink(log);
	return true;
}

static bool put_in_place(
	const char *data_dir, const char *fresh, int64_t now, struct store_restored *out, struct error *err)
{
	char database[PATH_BYTES];

	snprintf(database, sizeof(database), "%s/outrider.db", data_dir);
	if (!set_aside(data_dir, now, out, err))
		return false;
	if (rename(fresh, database) < 0)
		return fail_file(database, errno, err);
	return durable_file_sync_directory(data_dir, err);
}

bool store_restore(const char *data_dir, const char *file, int64_t now, struct store_restored *out, struct error *err)
{
	char fresh[PATH_BYTES], directory[PATH_BYTES];
	struct mark mark = {0};
	int lock_fd = -1;
	bool is_restored;

	*out = (struct store_restored){0};
	directory_of(file, directory);
	snprintf(fresh, sizeof(fresh), "%s/outrider.db.restoring", data_dir);
	is_restored = store_lock_directory(data_dir, &lock_fd, err) && copy_file(file, fresh, err) &&
		examine(fresh, file, &mark, err) && sync_file(fresh, err) &&
		attachment_copy_back(directory, data_dir, err) && move_mark_ahead(data_dir, &mark, err) &&
		put_in_place(data_dir, fresh, now, out, err);
	if (!is_restored && lock_fd >= 0)
		unlink(fresh);
	if (lock_fd >= 0)
		close(lock_fd);
	return is_restored;
}

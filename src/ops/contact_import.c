#include "ops/contact_import.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "ops/contact_ops.h"
#include "ops/import_ops.h"
#include "ops/import_row.h"
#include "ops/mailbox_rules.h"
#include "ops/suppression_ops.h"
#include "store/contact_store.h"
#include "store/event_store.h"
#include "store/list_store.h"

enum { BATCH_ROWS = 500, SLICE_MS = 3000, READ_SIZE = 64 * 1024 };

/* One slice of one import. Rows come from the reader, the transaction is open from a batch's first row to its last. */
struct run {
	struct ops *ops;
	struct arena *arena; /* of the slice */
	struct arena *batch; /* of the batch */
	struct import import;
	struct import_columns columns;
	struct call call;
	struct tx *tx;
	int rejected_file;
	struct text rejected; /* of the batch, not yet in the file */
	const char **stopped; /* address keys suppressed in the batch */
	size_t stopped_count;
	int64_t rows_in_batch, added_in_batch, listed_in_batch, rows_seen;
	int64_t until_boot_ms;
	bool counts_only, is_over, was_cancelled;
	bool failed;
	struct error *err;
};

static bool fail(struct run *run)
{
	run->failed = true;
	return false;
}

/* Rejected rows. A row is one line, so that a file that has more rows than were committed can be cut. */

static void reject(struct run *run, const struct csv_row *row, const char *reason)
{
	const char *values[CSV_MAX_FIELDS + 2];
	size_t count = 0;

	values[count++] = arena_printf(run->batch, "%lld", (long long)row->line);
	values[count++] = reason;
	for (size_t i = 0; i < row->count && i < CSV_MAX_FIELDS; i++) {
		char *value = arena_text_n(run->batch, row->fields[i].bytes, row->fields[i].length);

		for (char *c = value; *c; c++)
			if (*c == '\n' || *c == '\r')
				*c = ' ';
		values[count++] = value;
	}
	csv_write_row(&run->rejected, values, count);
	run->import.rejected++;
}

static bool write_all(int file, const char *bytes, size_t length)
{
	while (length > 0) {
		ssize_t written = write(file, bytes, length);

		if (written < 0 && errno != EINTR)
			return false;
		if (written > 0) {
			bytes += written;
			length -= (size_t)written;
		}
	}
	return true;
}

static bool io_error(const char *what, struct error *err)
{
	return error_disk(err, errno, what);
}

/* Keeps the header and as many rows as were committed. */
static bool cut_rejected(struct run *run, struct error *err)
{
	int64_t lines = run->import.rejected + 1, kept = 0;
	char buffer[4096];
	ssize_t length;

	while (lines > 0 && (length = read(run->rejected_file, buffer, sizeof(buffer))) > 0)
		for (ssize_t i = 0; i < length && lines > 0; i++) {
			kept++;
			lines -= buffer[i] == '\n';
		}
	if (ftruncate(run->rejected_file, kept) != 0 || lseek(run->rejected_file, 0, SEEK_END) < 0)
		return io_error("The file of rejected rows cannot be written", err);
	return true;
}

static bool open_rejected(struct run *run, struct error *err)
{
	const char *const header[] = {"line", "reason"};
	const char *path = import_ops_rejected_path(run->ops, &run->import, run->arena);
	struct text text;

	run->rejected_file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (run->rejected_file < 0)
		return io_error("The file of rejected rows cannot be written", err);
	if (!cut_rejected(run, err))
		return false;
	if (lseek(run->rejected_file, 0, SEEK_CUR) > 0)
		return true;
	text_init(&text, run->arena);
	csv_write_row(&text, header, ARRAY_COUNT(header));
	return write_all(run->rejected_file, text_string(&text), text.length) ||
		io_error("The file of rejected rows cannot be written", err);
}

/* Batches. */

static bool begin_batch(struct run *run)
{
	if (run->tx)
		return true;
	arena_reset(run->batch);
	text_init(&run->rejected, run->batch);
	run->stopped = ARENA_ARRAY(run->batch, const char *, BATCH_ROWS);
	run->stopped_count = 0;
	run->rows_in_batch = run->added_in_batch = run->listed_in_batch = 0;
	return tx_begin(run->ops->store, &run->tx, run->err) || fail(run);
}

static bool tell(struct run *run, struct error *err)
{
	char id[ID_TEXT_SIZE];

	id_format(ID_IMPORT, run->import.id, id);
	return event_store_add(run->tx,
		&(struct event){.workspace_id = run->import.workspace_id,
			.type = "import.changed",
			.data = arena_printf(run->batch, "{\"import_id\":\"%s\"}", id)},
		err);
}

/* After the commit: nothing to those whom the file says to leave alone may go out any more. */
static void stop_fence(struct run *run)
{
	struct fence_report report;

	for (size_t i = 0; i < run->stopped_count; i++)
		fence_stop(run->ops->fence, &(struct fence_match){.address = run->stopped[i]}, FENCE_CUT_AFTER_MS,
			run->batch, &report);
}

static bool count_batch(struct run *run)
{
	int64_t workspace_id = run->import.workspace_id;

	return contact_store_total_add(run->tx, workspace_id, 0, run->added_in_batch, run->err) &&
		contact_store_total_add(run->tx, workspace_id, run->import.list_id, run->listed_in_batch, run->err);
}

static bool end_batch(struct run *run)
{
	OWNED(tx) struct tx *tx = NULL;
	bool changed = false;

	if (!begin_batch(run) || !count_batch(run) ||
		!import_store_progress(run->tx, &run->import, &changed, run->err) || !tell(run, run->err))
		return fail(run);
	tx = TAKE(run->tx);
	if (!changed) {
		run->was_cancelled = true;
		return false;
	}
	if (run->rejected.length && !write_all(run->rejected_file, run->rejected.data, run->rejected.length)) {
		(void)!io_error("The file of rejected rows cannot be written", run->err);
		return fail(run);
	}
	if (!tx_commit(tx, run->err))
		return fail(run);
	stop_fence(run);
	return true;
}

/* Rows. */

static bool add_suppression(struct run *run, const struct contact *contact)
{
	struct suppression_new new = {.source = "import", .ends_as = ENROLLMENT_SUPPRESSED};
	struct suppression entry;
	bool added = false;

	new.value = (struct suppression_value){
		.kind = SUPPRESSION_ADDRESS, .value = contact->fields[CONTACT_EMAIL], .key = contact->email_key};
	if (!suppression_ops_add_tx(run->tx, run->ops, &run->call, &new, &entry, &added, run->err))
		return false;
	if (added)
		run->stopped[run->stopped_count++] = contact->email_key;
	return true;
}

static bool keep(struct run *run, struct contact *contact, bool is_stop)
{
	bool added = false, changed = false, listed = false, covered = false;
	int64_t workspace_id = run->import.workspace_id;

	contact->workspace_id = workspace_id;
	contact->import_id = run->import.id;
	if (!contact_store_merge(run->tx, run->batch, contact, &added, &changed, run->err) ||
		!contact_ops_settle_tx(run->tx, run->ops, contact, added, changed, run->err))
		return false;
	if (run->import.list_id &&
		!list_store_add_member(run->tx, workspace_id, run->import.list_id, contact->id, &listed, run->err))
		return false;
	if (is_stop && !add_suppression(run, contact))
		return false;
	if (!suppression_store_covers(run->tx, workspace_id, contact->email_key, contact->domain, &covered, run->err))
		return false;
	run->added_in_batch += added;
	run->listed_in_batch += listed;
	run->import.added += added;
	run->import.updated += !added;
	run->import.suppressed += covered;
	return true;
}

static bool take_row(struct run *run, const struct csv_row *row)
{
	struct contact contact = {0};
	struct error why;
	bool is_stop = false;

	if (!begin_batch(run))
		return false;
	if (!import_row_contact(&run->columns, row, run->batch, &contact, &is_stop, &why))
		reject(run, row, why.message);
	else if (!keep(run, &contact, is_stop))
		return fail(run);
	run->import.rows_done++;
	run->import.bytes_done = row->end_offset;
	if (++run->rows_in_batch < BATCH_ROWS)
		return true;
	return end_batch(run) && clock_boot(run->ops->clock) < run->until_boot_ms;
}

static bool visit(void *context, const struct csv_row *row)
{
	struct run *run = context;

	if (row->number == 1) {
		if (!import_row_columns(row, run->import.mapping, run->arena, &run->columns, run->err))
			return fail(run);
		if (run->columns.has_header)
			return true;
	}
	run->rows_seen++;
	if (run->counts_only || run->rows_seen <= run->import.rows_done)
		return true;
	return take_row(run, row);
}

/* Reads the file from its beginning; rows that are done are passed over. *ended when the last row was read. */
static bool read_file(struct run *run, bool *ended)
{
	OWNED(csv_reader) struct csv_reader *reader = csv_reader_new(visit, run);
	char *buffer = arena_alloc(run->arena, READ_SIZE);
	int file = open(import_ops_path(run->ops, &run->import, run->arena), O_RDONLY | O_CLOEXEC);
	bool going = true;
	ssize_t length = 0;

	*ended = false;
	run->rows_seen = 0;
	if (file < 0 && errno == ENOENT)
		return error_set(run->err, ERROR_INVALID, "file_gone", "The uploaded file is gone. Upload it again.");
	if (file < 0)
		return io_error("The uploaded file cannot be read", run->err);
	while (going && (length = read(file, buffer, READ_SIZE)) > 0)
		going = csv_feed(reader, buffer, (size_t)length);
	close(file);
	if (length < 0)
		return io_error("The uploaded file cannot be read", run->err);
	if (going)
		*ended = csv_finish(reader);
	return !run->failed;
}

/* The first pass: is there a column of addresses, and how many rows are there. */
static bool check_file(struct run *run)
{
	bool ended = false;

	run->counts_only = true;
	if (!read_file(run, &ended))
		return false;
	run->counts_only = false;
	if (run->rows_seen == 0)
		return error_set(run->err, ERROR_INVALID, "no_rows", "The file has no rows.");
	run->import.rows_total = run->rows_seen;
	run->import.status = IMPORT_RUNNING;
	return end_batch(run);
}

static bool finish(struct run *run)
{
	run->import.status = IMPORT_DONE;
	run->import.bytes_done = run->import.bytes_total;
	run->import.finished_at = clock_wall(run->ops->clock);
	if (!end_batch(run))
		return run->was_cancelled;
	unlink(import_ops_path(run->ops, &run->import, run->arena));
	return true;
}

static bool run_slice(struct run *run)
{
	bool ended = false;

	if (run->import.status != IMPORT_RUNNING && !check_file(run))
		return run->was_cancelled;
	if (!open_rejected(run, run->err) || !read_file(run, &ended))
		return false;
	return run->was_cancelled || !ended || finish(run);
}

/* What is wrong with the file is its owner's to know; what is wrong with us is tried again. */
static bool give_up(struct run *run, struct error *err)
{
	struct error why = *run->err;

	tx_free(TAKE(run->tx));
	if (why.kind != ERROR_INVALID)
		return false;
	run->failed = false;
	run->err = err;
	run->import.status = IMPORT_FAILED;
	run->import.error_text = why.message;
	run->import.finished_at = clock_wall(run->ops->clock);
	return end_batch(run) || run->was_cancelled;
}

static bool find_next(struct run *run, bool *found, struct error *err)
{
	OWNED(tx) struct tx *tx = NULL;

	return tx_read(run->ops->store, &tx, err) && import_store_next(tx, run->arena, &run->import, found, err);
}

bool contact_import_run_next(struct ops *ops, bool *did, struct error *err)
{
	OWNED(arena) struct arena *arena = arena_new();
	OWNED(arena) struct arena *batch = arena_new();
	struct run run = {.ops = ops,
		.arena = arena,
		.batch = batch,
		.rejected_file = -1,
		.until_boot_ms = clock_boot(ops->clock) + SLICE_MS,
		.err = err};
	bool done;

	*did = false;
	if (!find_next(&run, did, err))
		return false;
	if (!*did)
		return true;
	run.call = mailbox_rules_system(run.import.workspace_id, batch);
	run.call.actor.user_id = run.import.created_by;
	done = run_slice(&run) || give_up(&run, err);
	tx_free(run.tx);
	if (run.rejected_file >= 0)
		close(run.rejected_file);
	return done;
}

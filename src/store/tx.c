/*
 * tx: a savepoint of the writer's batch, or a snapshot on a reader.
 */
#include "store/tx.h"

#include <stdlib.h>
#include <string.h>

#include "store/store_internal.h"

static struct tx *tx_new(struct store *store, bool is_write)
{
	struct tx *tx = calloc(1, sizeof(*tx));

	ASSERT(tx);
	tx->store = store;
	tx->is_write = is_write;
	return tx;
}

static void forget(struct tx *tx)
{
	arena_free(tx->arena);
	journal_lines_free(&tx->stops);
	journal_lines_free(&tx->lifts);
	free(tx);
}

bool tx_begin(struct store *store, struct tx **out, struct error *err)
{
	struct tx *tx = tx_new(store, true);

	if (!batch_begin(store->writer, &tx->connection, err)) {
		forget(tx);
		return false;
	}
	*out = tx;
	return true;
}

bool tx_read(struct store *store, struct tx **out, struct error *err)
{
	struct tx *tx = tx_new(store, false);

	tx->connection = store_take_reader(store);
	if (!sqlite_connection_step(tx->connection, SQLITE_STEP_BEGIN_READ, err)) {
		store_give_back_reader(store, tx->connection);
		forget(tx);
		return false;
	}
	*out = tx;
	return true;
}

bool tx_commit(struct tx *tx, struct error *err)
{
	struct batch_wishes wishes = {.bells = tx->bells, .stops = tx->stops, .lifts = tx->lifts};

	ASSERT(tx->is_write && !tx->is_over);
	ASSERT(tx->open_rows == 0);
	if (tx->is_broken) {
		*err = tx->why;
		return false;
	}
	tx->is_over = true;
	return batch_commit(tx->store->writer, &wishes, err);
}

struct running {
	struct tx *tx;
	tx_body *body;
	void *context;
};

static bool run_body(
	void *context, struct sqlite_connection *connection, struct batch_wishes *wishes, struct error *err)
{
	struct running *running = context;
	struct tx *tx = running->tx;
	bool is_right;

	tx->connection = connection;
	is_right = running->body(tx, running->context, err);
	ASSERT(tx->open_rows == 0);
	tx->is_over = true;
	if (tx->is_broken) {
		*err = tx->why;
		return false;
	}
	*wishes = (struct batch_wishes){.bells = tx->bells, .stops = tx->stops, .lifts = tx->lifts};
	return is_right;
}

bool tx_run(struct store *store, tx_body *body, void *context, struct error *err)
{
	struct running running = {.tx = tx_new(store, true), .body = body, .context = context};
	bool is_durable = batch_run(store->writer, &(struct batch_job){.run = run_body, .context = &running}, err);

	forget(running.tx);
	return is_durable;
}

static void end_read(struct tx *tx)
{
	struct error ignored;

	/* A read that cannot even be ended has nothing to lose; the next BEGIN on this connection tells. */
	if (!sqlite_connection_step(tx->connection, SQLITE_STEP_ROLLBACK, &ignored))
		tx->is_broken = true;
	store_give_back_reader(tx->store, tx->connection);
}

void tx_free(struct tx *tx)
{
	if (!tx)
		return;
	ASSERT(tx->open_rows == 0);
	if (!tx->is_write)
		end_read(tx);
	else if (!tx->is_over)
		batch_abandon(tx->store->writer, &tx->why);
	forget(tx);
}

bool tx_break(struct tx *tx, const struct error *err)
{
	if (!tx->is_broken)
		tx->why = *err;
	tx->is_broken = true;
	return false;
}

void tx_ring(struct tx *tx, unsigned bells)
{
	ASSERT(tx->is_write);
	tx->bells |= bells;
}

static void add_line(struct tx *tx, struct journal_lines *lines, const char *line)
{
	ASSERT(tx->is_write && !strchr(line, '\n'));
	journal_lines_add(lines, line, strlen(line));
	journal_lines_add(lines, "\n", 1);
}

void tx_journal(struct tx *tx, const char *line)
{
	add_line(tx, &tx->stops, line);
}

void tx_journal_lift(struct tx *tx, const char *line)
{
	add_line(tx, &tx->lifts, line);
}

struct arena *tx_arena(struct tx *tx)
{
	if (!tx->arena)
		tx->arena = arena_new();
	return tx->arena;
}

struct store *tx_store(struct tx *tx)
{
	return tx->store;
}

int64_t tx_new_id(struct tx *tx)
{
	return store_new_id(tx->store);
}

/*
 * sim_check: whether a seed is over, and all the checks once it is. The database is read on a connection of its own.
 */
#include "sim_check.h"

#include <stdio.h>

#include "sim_history.h"

static sqlite3 *open_database(const char *dir)
{
	char path[256];
	sqlite3 *db = NULL;

	snprintf(path, sizeof(path), "%.200s/outrider.db", dir);
	ASSERT(sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL) == SQLITE_OK);
	return db;
}

static int64_t number_of(sqlite3 *db, const char *sql)
{
	sqlite3_stmt *statement = NULL;
	int64_t number;

	ASSERT(sqlite3_prepare_v2(db, sql, -1, &statement, NULL) == SQLITE_OK);
	ASSERT(sqlite3_step(statement) == SQLITE_ROW);
	number = sqlite3_column_int64(statement, 0);
	sqlite3_finalize(statement);
	return number;
}

/* Running campaigns whose hours are closed now have nothing to do today. */
static bool is_closed(const struct world *world)
{
	for (int i = 0; i < world->facts->campaign_count; i++)
		if (schedule_is_open(&world->facts->campaigns[i].schedule, clock_wall(&world->app->clock)))
			return false;
	return true;
}

bool check_is_settled(struct world *world)
{
	sqlite3 *db = open_database(world->config.data_dir);
	int day = schedule_local_day("UTC", clock_wall(&world->app->clock));
	char sql[1024];
	bool settled;

	/* Who could get something today: in a running campaign, and with a mailbox that may still send. */
	snprintf(sql, sizeof(sql),
		"SELECT count(*) FROM enrollment e JOIN campaign k ON k.id = e.campaign_id AND k.status IN ('active', 'evergreen')"
		" WHERE e.status = 'live' AND (e.due_at IS NOT NULL OR EXISTS (SELECT 1 FROM send s WHERE s.enrollment_id = e.id"
		" AND s.status = 'due')) AND EXISTS (SELECT 1 FROM campaign_mailbox cm JOIN mailbox m ON m.id = cm.mailbox_id"
		" WHERE cm.campaign_id = k.id AND (e.mailbox_id IS NULL OR e.mailbox_id = m.id) AND m.status = 'active'"
		" AND NOT EXISTS (SELECT 1 FROM mailbox_day d WHERE d.mailbox_id = m.id AND d.day = %d AND d.taken >= m.daily_cap))",
		day);
	settled = number_of(db, "SELECT count(*) FROM send WHERE status IN ('claimed', 'transmitting')") == 0 &&
		(is_closed(world) || number_of(db, sql) == 0);
	sqlite3_close(db);
	return settled;
}

/* Emails that nothing holds and that nevertheless do not go. */
static void check_stuck(sqlite3 *db)
{
	if (history_current()->is_settled)
		return;
	history_violate("after hours of fair weather %lld enrollments are live and %lld emails wait",
		(long long)number_of(db, "SELECT count(*) FROM enrollment WHERE status = 'live'"),
		(long long)number_of(db, "SELECT count(*) FROM send WHERE status = 'due'"));
}

void check_world(struct world *world)
{
	sqlite3 *db = open_database(world->config.data_dir);

	check_stops(world->facts);
	check_limits(world->facts);
	check_rows(db);
	check_journal(world->facts, world->config.data_dir);
	check_stuck(db);
	sqlite3_close(db);
}

/*
 * sim_check: whether a seed is over, and all the checks once it is. The database is read on a connection of its own.
 */
#include "sim_check.h"

#include <stdio.h>

#include "sim_guards.h"
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

/* Somebody in a running campaign who could get something now. */
#define WAITING \
	"SELECT count(*) FROM enrollment e JOIN campaign k ON k.id = e.campaign_id AND k.status IN ('active', 'evergreen')" \
	" WHERE e.status = 'live' AND (e.due_at IS NOT NULL OR EXISTS (SELECT 1 FROM send s WHERE s.enrollment_id = e.id" \
	" AND s.status = 'due'))"
/* The same, due, with a mailbox that may still send today. */
#define WAITING_TODAY \
	WAITING " AND (e.due_at <= %lld OR EXISTS (SELECT 1 FROM send s WHERE s.enrollment_id = e.id AND s.status = 'due'" \
		" AND s.due_at <= %lld))" \
		" AND EXISTS (SELECT 1 FROM campaign_mailbox cm JOIN mailbox m ON m.id = cm.mailbox_id" \
		" WHERE cm.campaign_id = k.id AND (e.mailbox_id IS NULL OR e.mailbox_id = m.id) AND m.status = 'active'" \
		" AND NOT EXISTS (SELECT 1 FROM mailbox_day d WHERE d.mailbox_id = m.id AND d.day = %d" \
		" AND d.taken >= min(m.daily_cap, coalesce(m.ramp_start, m.daily_cap))))"

static bool is_open_for_anybody(const struct world_campaign *campaign, int64_t now)
{
	struct schedule schedule = world_schedule(campaign);

	return campaign->timezone_source == ZONE_OF_CONTACT ? now < schedule_ends_at(&schedule)
							     : schedule_is_open(&schedule, now);
}

static bool is_open(const struct world *world)
{
	for (int i = 0; i < world->facts->campaign_count; i++)
		if (is_open_for_anybody(&world->facts->campaigns[i], clock_wall(&world->app->clock)))
			return true;
	return false;
}

enum left check_left(struct world *world)
{
	sqlite3 *db = open_database(world->config.data_dir);
	enum left left = LEFT_NOTHING;
	int64_t now = clock_wall(&world->app->clock);
	char today[1536];

	snprintf(today, sizeof(today), WAITING_TODAY, (long long)now, (long long)now, schedule_local_day("UTC", now));
	if (number_of(db, "SELECT count(*) FROM send WHERE status IN ('claimed', 'transmitting')"))
		left = LEFT_FOR_NOW;
	else if (number_of(db, WAITING))
		left = is_open(world) && number_of(db, today) ? LEFT_FOR_NOW : LEFT_FOR_LATER;
	sqlite3_close(db);
	return left;
}

void check_world(struct world *world, enum left left)
{
	sqlite3 *db = open_database(world->config.data_dir);

	guard_begin_checks();
	check_stops(world->facts);
	check_limits(world->facts);
	check_approvals(world->facts);
	check_rows(db);
	check_journal(world->facts, world->config.data_dir);
	if (left == LEFT_FOR_NOW)
		history_violate("after days of fair weather %lld people in running campaigns wait for an email",
			(long long)number_of(db, WAITING));
	sqlite3_close(db);
}

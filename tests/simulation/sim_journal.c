/*
 * sim_journal: only the stop journal is synced by fdatasync; everything else goes through SQLite or fsync.
 */
#include "sim_journal.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fiber.h"
#include "sim_guards.h"
#include "sim_history.h"
#include "sim_random.h"

static char path[256];
static off_t synced;
static int fails_per_mille;

int __wrap_fdatasync(int fd);

void journal_watch(const char *dir, int per_mille)
{
	struct stat facts;

	snprintf(path, sizeof(path), "%.200s/stops.journal", dir);
	synced = stat(path, &facts) == 0 ? facts.st_size : 0;
	fails_per_mille = per_mille;
}

int __wrap_fdatasync(int fd)
{
	struct stat facts;

	fiber_tick();
	if (guard_is_out(GUARD_SYNC))
		return 0;
	if (sim_random_chance(fails_per_mille, 1000)) {
		history_tell(RECORD_FAULT, "the journal's sync failed");
		errno = EIO;
		return -1;
	}
	if (fstat(fd, &facts) == 0)
		synced = facts.st_size;
	fiber_tick();
	return 0;
}

void journal_check_synced(const char *what)
{
	struct stat facts;

	if (stat(path, &facts) != 0 || facts.st_size != synced)
		history_violate("%s was answered before its line in the stop journal was on disk", what);
}

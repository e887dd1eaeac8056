/*
 * sim_seed: lives are processes, so that a life that is cut off leaves nothing but its files.
 */
#include "sim_seed.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fiber.h"
#include "sim_inbox.h"
#include "sim_life.h"
#include "sim_random.h"

enum { FAIR_LIVES = 8, LOG_TAIL = 400 };

void seed_make_worlds(struct worlds *worlds, const char *dir)
{
	for (int kind = 0; kind < WORLD_KINDS; kind++) {
		dir_empty(dir);
		world_make(dir, kind, &worlds->facts[kind]);
		dir_read(dir, &worlds->images[kind]);
	}
}

/* What the process said last, for a life that ended by itself. */
static void tell_death(int status, int log_fd)
{
	char tail[LOG_TAIL + 1] = "";
	off_t size = lseek(log_fd, 0, SEEK_END);
	ssize_t length = pread(log_fd, tail, LOG_TAIL, size > LOG_TAIL ? size - LOG_TAIL : 0);

	tail[length > 0 ? length : 0] = '\0';
	if (WIFSIGNALED(status))
		history_violate("the program died of signal %d: %s", WTERMSIG(status), tail);
	else
		history_violate("the program ended with status %d: %s", WEXITSTATUS(status), tail);
}

static void live(const struct life_plan *plan, int log_fd)
{
	int status = 0;
	pid_t child = fork();

	ASSERT(child >= 0);
	if (child == 0) {
		ASSERT(dup2(log_fd, STDERR_FILENO) >= 0);
		_exit(life_run(plan));
	}
	ASSERT(waitpid(child, &status, 0) == child);
	if (!WIFEXITED(status) ||
		(WEXITSTATUS(status) != LIFE_STOPPED && WEXITSTATUS(status) != LIFE_CRASHED &&
			WEXITSTATUS(status) != LIFE_NOT_STARTED))
		tell_death(status, log_fd);
}

static void check_secrets(const char *dir, int log_fd)
{
	off_t size = lseek(log_fd, 0, SEEK_END);
	char *log = malloc((size_t)size + 1), where[64];

	ASSERT(log && pread(log_fd, log, (size_t)size, 0) == size);
	if (memmem(log, (size_t)size, WORLD_PASSWORD, strlen(WORLD_PASSWORD)))
		history_violate("the password stands in the log");
	if (dir_holds(dir, WORLD_PASSWORD, where))
		history_violate("the password stands in %s", where);
	free(log);
}

void seed_run(const struct worlds *worlds, const char *dir, uint64_t seed, int log_fd, int *lives)
{
	struct life_plan plan = {.seed = seed, .dir = dir};
	int kind, rough;

	sim_random_start(seed);
	kind = (int)sim_random_between(0, WORLD_USUAL_KINDS - 1);
	rough = (int)sim_random_between(1, 3);
	if (sim_random_chance(1, 12))
		kind = (int)sim_random_between(WORLD_USUAL_KINDS, WORLD_KINDS - 1);
	plan.facts = &worlds->facts[kind];
	history_clear();
	provider_clear();
	ASSERT(ftruncate(log_fd, 0) == 0 && lseek(log_fd, 0, SEEK_SET) == 0);
	dir_write(dir, &worlds->images[kind]);
	while (plan.number < rough + FAIR_LIVES && !history_has_violation() && !history_current()->is_settled) {
		plan.is_fair = plan.number >= rough;
		plan.fair_number = plan.number - rough;
		plan.is_last = plan.number == rough + FAIR_LIVES - 1;
		live(&plan, log_fd);
		plan.number++;
	}
	check_secrets(dir, log_fd);
	*lives = plan.number;
}

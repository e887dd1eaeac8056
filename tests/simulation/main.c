/*
 * simulate: runs the program's own code through seeds: one number each, from which everything else follows. A seed that
 * breaks a promise is told, and the same number gives the same run again.
 */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <sodium.h>

#include "base/text.h"
#include "sim_guards.h"
#include "sim_network.h"
#include "sim_random.h"
#include "sim_seed.h"

enum { EXIT_FINE = 0, EXIT_BROKEN = 1, EXIT_USAGE = 2, MOST_JOBS = 64, SEEDS_PER_GUARD = 4000, TOLD_BEFORE_VIOLATION = 40 };

static const char usage[] =
	"usage: simulate [--from SEED] [--count N] [--jobs N]   N seeds, one after the other (1, 1, 1)\n"
	"       simulate --seed SEED                            one, with everything that happened\n"
	"       simulate --twice [--from SEED] [--count N]      each twice: the histories must be the same\n"
	"       simulate --list FILE                            the seeds of a file, the first word of each line\n"
	"       simulate --guards                               that the checks find each guard that is taken out\n";

/* One process's own place. */
struct place {
	char dir[64];
	int log_fd;
	struct worlds worlds;
};

static struct place *place_open(void)
{
	struct place *place = calloc(1, sizeof(*place));

	ASSERT(place);
	snprintf(place->dir, sizeof(place->dir), "/dev/shm/outrider-simulation-XXXXXX");
	ASSERT(mkdtemp(place->dir));
	place->log_fd = memfd_create("log", MFD_CLOEXEC);
	ASSERT(place->log_fd >= 0);
	history_open();
	provider_open();
	seed_make_worlds(&place->worlds, place->dir);
	return place;
}

static void place_close(struct place *place)
{
	dir_empty(place->dir);
	rmdir(place->dir);
	close(place->log_fd);
	free(place);
}

/* Whether the seed kept every promise. */
static bool run(struct place *place, uint64_t seed)
{
	int lives;

	seed_run(&place->worlds, place->dir, seed, place->log_fd, &lives);
	return !history_has_violation();
}

static void tell_violation(uint64_t seed)
{
	history_print(stdout, history_current(), TOLD_BEFORE_VIOLATION);
	printf("seed %llu broke a promise: %s\nThe same again, with everything: ./dev bench simulate --seed %llu\n",
		(unsigned long long)seed, history_current()->violation, (unsigned long long)seed);
	fflush(stdout);
}

static int show(uint64_t seed)
{
	struct place *place = place_open();
	bool is_kept = run(place, seed);
	char line[4096];
	ssize_t length;

	history_print(stdout, history_current(), HISTORY_MAX);
	for (off_t at = 0; (length = pread(place->log_fd, line, sizeof(line), at)) > 0; at += length)
		fwrite(line, 1, (size_t)length, stdout);
	printf("seed %llu: %u records, hash %016llx: %s\n", (unsigned long long)seed, history_current()->count,
		(unsigned long long)history_current()->hash, is_kept ? "every promise kept" : history_current()->violation);
	place_close(place);
	return is_kept ? EXIT_FINE : EXIT_BROKEN;
}

/* Every `step`-th seed from `from` on. */
static int run_some(uint64_t from, uint64_t end, uint64_t step)
{
	struct place *place = place_open();
	int status = EXIT_FINE;

	for (uint64_t seed = from; seed < end; seed += step)
		if (!run(place, seed)) {
			tell_violation(seed);
			status = EXIT_BROKEN;
		}
	place_close(place);
	return status;
}

static int run_many(uint64_t from, uint64_t count, int jobs)
{
	time_t began = time(NULL);
	int broken = EXIT_FINE, status = 0;

	for (int job = 0; job < jobs; job++) {
		pid_t child = fork();

		ASSERT(child >= 0);
		if (child == 0)
			_exit(run_some(from + (uint64_t)job, from + count, (uint64_t)jobs));
	}
	while (wait(&status) > 0)
		if (!WIFEXITED(status) || WEXITSTATUS(status) != EXIT_FINE)
			broken = EXIT_BROKEN;
	printf("%llu seeds from %llu on, %ld s: %s\n", (unsigned long long)count, (unsigned long long)from,
		(long)(time(NULL) - began), broken ? "a promise was broken" : "every promise kept");
	return broken;
}

static int run_twice(uint64_t from, uint64_t count)
{
	struct place *place = place_open();
	int status = EXIT_FINE;

	for (uint64_t seed = from; seed < from + count; seed++) {
		uint64_t hash;

		status |= !run(place, seed);
		hash = history_current()->hash;
		status |= !run(place, seed);
		if (hash == history_current()->hash)
			continue;
		printf("seed %llu does not give the same run twice\n", (unsigned long long)seed);
		status = EXIT_BROKEN;
	}
	place_close(place);
	return status;
}

static int run_list(const char *path)
{
	struct place *place = place_open();
	FILE *file = fopen(path, "re");
	unsigned long long seed;
	char line[512];
	int status = file ? EXIT_FINE : EXIT_USAGE;

	while (file && fgets(line, sizeof(line), file))
		if (sscanf(line, "%llu", &seed) == 1 && !run(place, seed)) {
			tell_violation(seed);
			status = EXIT_BROKEN;
		}
	if (file)
		fclose(file);
	place_close(place);
	return status;
}

/* How many seeds it took; 0: not found. */
static uint64_t seeds_until_found(struct place *place, enum guard guard)
{
	for (uint64_t seed = 1; seed <= SEEDS_PER_GUARD; seed++) {
		guard_take_out(guard);
		if (!run(place, seed))
			return seed;
	}
	return 0;
}

static int run_guards(void)
{
	struct place *place = place_open();
	int status = EXIT_FINE;

	printf("%-12s %6s  %s\n", "without", "seeds", "what the checks say");
	for (enum guard guard = GUARD_NONE + 1; guard < GUARD_COUNT; guard++) {
		uint64_t found = seeds_until_found(place, guard);

		printf("%-12s %6llu  %s\n", guard_name(guard), (unsigned long long)found,
			found ? history_current()->violation : "NOT FOUND");
		fflush(stdout);
		if (!found)
			status = EXIT_BROKEN;
	}
	place_close(place);
	return status;
}

int main(int argc, char **argv)
{
	static const struct option options[] = {{"from", required_argument, NULL, 'f'},
		{"count", required_argument, NULL, 'c'}, {"jobs", required_argument, NULL, 'j'},
		{"seed", required_argument, NULL, 's'}, {"twice", no_argument, NULL, 't'},
		{"list", required_argument, NULL, 'l'}, {"guards", no_argument, NULL, 'g'}, {0}};
	uint64_t from = 1, count = 1;
	int jobs = 1, option, what = 0;
	const char *list = NULL;

	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1)
		switch (option) {
		case 'f': from = strtoull(optarg, NULL, 10); break;
		case 'c': count = strtoull(optarg, NULL, 10); break;
		case 'j': jobs = (int)strtol(optarg, NULL, 10); break;
		case 's': from = strtoull(optarg, NULL, 10); what = 's'; break;
		case 'l': list = optarg; what = 'l'; break;
		case 't':
		case 'g': what = option; break;
		default: fputs(usage, stderr); return EXIT_USAGE;
		}
	if (sodium_init() < 0 || optind < argc || jobs < 1 || jobs > MOST_JOBS) {
		fputs(usage, stderr);
		return EXIT_USAGE;
	}
	sim_random_install();
	switch (what) {
	case 's': return show(from);
	case 't': return run_twice(from, count);
	case 'l': return run_list(list);
	case 'g': return run_guards();
	default: return run_many(from, count, jobs);
	}
}

/*
 * simulate: runs the program's own code through seeds: one number each, from which everything else follows. A seed that
 * breaks a promise is told with the last things that happened; the same number gives the same run again.
 *
 *	simulate [--seed N] [--from N] [--count N] [--verbose]
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <sodium.h>

#include "sim_network.h"
#include "sim_random.h"
#include "sim_seed.h"

int main(int argc, char **argv)
{
	char dir[] = "/dev/shm/outrider-simulation-XXXXXX";
	struct worlds *worlds = calloc(1, sizeof(*worlds));
	uint64_t seed = argc > 1 ? strtoull(argv[1], NULL, 10) : 1;
	int lives, log_fd = memfd_create("log", MFD_CLOEXEC);

	sim_random_install();
	if (sodium_init() < 0 || !worlds || !mkdtemp(dir) || log_fd < 0)
		return 2;
	history_open();
	provider_open();
	seed_make_worlds(worlds, dir);
	for (uint64_t i = seed; i < seed + (argc > 2 ? strtoull(argv[2], NULL, 10) : 1); i++) {
		seed_run(worlds, dir, i, log_fd, &lives);
		if (argc <= 2 || history_has_violation())
			history_print(stdout, history_current(), 10000);
		printf("seed %llu: %d lives, %u records, hash %016llx %s\n", (unsigned long long)i, lives,
			history_current()->count, (unsigned long long)history_current()->hash,
			history_current()->violation);
		if (argc <= 2) {
			char *text = malloc(100000);
			ssize_t n = pread(log_fd, text, 100000, 0);
			fwrite(text, 1, (size_t)n, stdout);
		}
	}
	dir_empty(dir);
	rmdir(dir);
	return 0;
}

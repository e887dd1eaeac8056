#pragma once
/*
 * sim_seed: one seed from beginning to end, in a directory of its own.
 */
#include <stdbool.h>
#include <stdint.h>

#include "sim_dir.h"
#include "sim_history.h"
#include "sim_world.h"

/* The installations, made once. */
struct worlds {
	struct world_facts facts[WORLD_KINDS];
	struct dir_image images[WORLD_KINDS];
};
void seed_make_worlds(struct worlds *worlds, const char *dir);

/* Runs it; the history tells what happened, and its violation whether a promise was broken. `log_fd` takes what the lives
 * write to stderr. */
void seed_run(const struct worlds *worlds, const char *dir, uint64_t seed, int log_fd, int *lives);

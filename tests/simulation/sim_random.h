#pragma once
/*
 * sim_random: the numbers of one seed. Everything that is left to chance in a simulation is drawn here, also what libsodium
 * gives the program, so that a seed is the same run every time.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Starts the sequence of this seed. */
void sim_random_start(uint64_t seed);

uint64_t sim_random_next(void);
int64_t sim_random_between(int64_t least, int64_t most);
bool sim_random_chance(int64_t hits, int64_t of);

/* A well mixed number made of others: seeds for the parts of a seed. */
uint64_t sim_random_mix(uint64_t a, uint64_t b);

/* From now on libsodium draws from this sequence too. Call before sodium_init. */
void sim_random_install(void);

/*
 * sim_random: splitmix64. The sequence is the process's own: libsodium's hooks have no context.
 */
#include "sim_random.h"

#include <sodium.h>
#include <string.h>

static uint64_t state;

static uint64_t mixed(uint64_t value)
{
	value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9u;
	value = (value ^ (value >> 27)) * 0x94d049bb133111ebu;
	return value ^ (value >> 31);
}

void sim_random_start(uint64_t seed)
{
	state = mixed(seed + 0x9e3779b97f4a7c15u);
}

uint64_t sim_random_next(void)
{
	state += 0x9e3779b97f4a7c15u;
	return mixed(state);
}

int64_t sim_random_between(int64_t least, int64_t most)
{
	return least + (int64_t)(sim_random_next() % (uint64_t)(most - least + 1));
}

bool sim_random_chance(int64_t hits, int64_t of)
{
	return hits > 0 && sim_random_between(1, of) <= hits;
}

uint64_t sim_random_mix(uint64_t a, uint64_t b)
{
	return mixed(mixed(a + 0x9e3779b97f4a7c15u) ^ (b * 0xd6e8feb86659fd93u));
}

static const char *name(void)
{
	return "simulation";
}

static uint32_t next_word(void)
{
	return (uint32_t)sim_random_next();
}

static void fill(void *const out, const size_t length)
{
	unsigned char *bytes = out;

	for (size_t at = 0; at < length; at += sizeof(uint64_t)) {
		uint64_t word = sim_random_next();

		memcpy(bytes + at, &word, length - at < sizeof(word) ? length - at : sizeof(word));
	}
}

void sim_random_install(void)
{
	static randombytes_implementation implementation = {
		.implementation_name = name, .random = next_word, .buf = fill};

	randombytes_set_implementation(&implementation);
}

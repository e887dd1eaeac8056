/*
 * Unit tests of comparing wordings. The intervals are those of Newcombe, Statistics in Medicine 17 (1998), 857-872, and of
 * the formula by hand.
 */
#include "base/unit.h"

#include <math.h>
#include <stdbool.h>

#include "base/check.h"
#include "model/experiment.h"

static void assert_near(double got, double wanted)
{
	assert_true(fabs(got - wanted) < 0.00005);
}

TEST(experiment, intervals_are_those_of_the_literature)
{
	static const struct {
		struct experiment_arm arm;
		struct experiment_interval interval;
	} cases[] = {
		{{263, 81}, {0.2553, 0.3662}},
		{{148, 15}, {0.0624, 0.1605}},
		{{20, 0}, {0.0000, 0.1611}},
		{{29, 1}, {0.0061, 0.1718}},
		{{10, 10}, {0.7225, 1.0000}},
		{{50, 10}, {0.1124, 0.3304}},
	};

	for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
		struct experiment_interval got = experiment_interval(&cases[i].arm);

		assert_near(got.low, cases[i].interval.low);
		assert_near(got.high, cases[i].interval.high);
	}
}

TEST(experiment, nothing_is_known_before_anything_was_sent)
{
	struct experiment_interval got = experiment_interval(&(struct experiment_arm){0});

	assert_near(got.low, 0);
	assert_near(got.high, 1);
}

TEST(experiment, a_winner_is_above_all_others_or_there_is_none)
{
	static const struct {
		struct experiment_arm arms[3];
		size_t count;
		enum experiment_state state;
		size_t leader;
	} cases[] = {
		{{{49, 20}, {50, 0}}, 2, EXPERIMENT_COLLECTING, 0},
		{{{50, 14}, {50, 1}}, 2, EXPERIMENT_CLEAR, 0},
		{{{50, 1}, {50, 14}}, 2, EXPERIMENT_CLEAR, 1},
		{{{50, 10}, {50, 2}}, 2, EXPERIMENT_UNCLEAR, 0},
		{{{50, 5}, {50, 5}}, 2, EXPERIMENT_UNCLEAR, 0},
		{{{50, 14}, {50, 1}, {50, 9}}, 3, EXPERIMENT_UNCLEAR, 0},
		{{{100, 40}, {60, 3}, {70, 5}}, 3, EXPERIMENT_CLEAR, 0},
		{{{499, 250}, {499, 100}}, 2, EXPERIMENT_CLEAR, 0},
		{{{500, 250}, {500, 100}}, 2, EXPERIMENT_GIVEN_UP, 0},
		{{{5000, 90}, {500, 10}}, 2, EXPERIMENT_GIVEN_UP, 0},
	};

	for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
		size_t leader = 0;

		assert_int_equal(experiment_decide(cases[i].arms, cases[i].count, 50, &leader), cases[i].state);
		assert_int_equal(leader, cases[i].leader);
	}
}

/* A linear congruential generator: the same run each time. */
static bool is_answered(uint64_t *seed, unsigned percent)
{
	*seed = *seed * 6364136223846793005u + 1442695040888963407u;
	return (*seed >> 33) % 100 < percent;
}

/* Looks after every single email, which is more often than anybody does. */
static bool finds_winner(uint64_t seed, unsigned percent)
{
	struct experiment_arm arms[2] = {{0}};
	enum experiment_state state = EXPERIMENT_COLLECTING;
	size_t leader = 0;

	while (state == EXPERIMENT_COLLECTING || state == EXPERIMENT_UNCLEAR) {
		for (size_t i = 0; i < 2; i++) {
			arms[i].replied += is_answered(&seed, percent);
			arms[i].sent++;
		}
		state = experiment_decide(arms, 2, 50, &leader);
	}
	return state == EXPERIMENT_CLEAR;
}

TEST(experiment, wordings_that_do_equally_well_seldom_have_a_winner)
{
	int found = 0;

	for (uint64_t seed = 1; seed <= 1000; seed++)
		found += finds_winner(seed * 7919, 5);

	assert_true(found > 0);
	assert_true(found < 60);
}

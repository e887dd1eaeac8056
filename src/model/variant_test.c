/*
 * Unit tests of which wording a contact gets.
 */
#include "base/unit.h"

#include <math.h>

#include "model/campaign.h"

enum { DRAWS = 100000 };

static struct step step_of(struct variant *others, size_t count)
{
	return (struct step){.id = 1,
		.subject = "Hello",
		.body_text = "own",
		.variant_name = "A",
		.variant_weight = 50,
		.variant_enabled = true,
		.variants = others,
		.variant_count = count};
}

static struct variant other(int64_t id, int weight, bool enabled)
{
	return (struct variant){.id = id, .name = "B", .weight = weight, .enabled = enabled, .body_text = "other"};
}

/* splitmix64: numbers that are spread as those of a keyed hash are. */
static uint64_t draw(uint64_t n)
{
	uint64_t x = n * 0x9e3779b97f4a7c15u;

	x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
	x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
	return x ^ (x >> 31);
}

static void count(const struct step *step, int counts[STEP_MAX_VARIANTS])
{
	for (uint64_t i = 1; i <= DRAWS; i++)
		counts[variant_choose(step, draw(i))]++;
}

/* Within four standard deviations of its weight's share. */
static void assert_share(int got, double share)
{
	double expected = DRAWS * share, deviation = sqrt(DRAWS * share * (1 - share));

	assert_true(fabs(got - expected) < 4 * deviation);
}

TEST(variant, each_gets_the_share_of_its_weight)
{
	struct variant others[] = {other(2, 30, true), other(3, 20, true)};
	struct step step = step_of(others, 2);
	int counts[STEP_MAX_VARIANTS] = {0};

	count(&step, counts);

	assert_share(counts[0], 0.5);
	assert_share(counts[1], 0.3);
	assert_share(counts[2], 0.2);
}

TEST(variant, one_that_is_switched_off_leaves_its_share_to_the_others)
{
	struct variant others[] = {other(2, 50, false), other(3, 50, true)};
	struct step step = step_of(others, 2);
	int counts[STEP_MAX_VARIANTS] = {0};

	count(&step, counts);

	assert_int_equal(counts[1], 0);
	assert_share(counts[0], 0.5);
}

TEST(variant, the_same_draw_gives_the_same_wording)
{
	struct variant others[] = {other(2, 50, true)};
	struct step step = step_of(others, 1);

	for (uint64_t i = 1; i < 100; i++)
		assert_int_equal(variant_choose(&step, draw(i)), variant_choose(&step, draw(i)));
}

TEST(variant, the_winner_is_for_everybody_until_it_is_switched_off)
{
	struct variant others[] = {other(2, 1, true)};
	struct step step = step_of(others, 1);
	int counts[STEP_MAX_VARIANTS] = {0};

	step.winner_id = 2;
	count(&step, counts);
	assert_int_equal(counts[1], DRAWS);

	others[0].enabled = false;
	assert_int_equal(variant_choose(&step, draw(7)), 0);
}

TEST(variant, a_step_without_other_wordings_has_its_own)
{
	struct step step = {.id = 1, .body_text = "own"};

	assert_int_equal(variant_count(&step), 1);
	assert_int_equal(variant_choose(&step, draw(7)), 0);
	assert_string_equal(variant_step(&step, 0).body_text, "own");
}

TEST(variant, a_wording_without_a_subject_has_the_steps)
{
	struct variant others[] = {other(2, 50, true)};
	struct step step = step_of(others, 1);

	assert_string_equal(variant_step(&step, 1).subject, "Hello");
	assert_string_equal(variant_step(&step, 1).body_text, "other");
}

/*
 * Unit tests of variants in a campaign: who gets which, what counts, and when one wins.
 */
#include "base/unit.h"

#include "ops/campaign_fixture.h"
#include "ops/experiment_ops.h"
#include "store/campaign_store.h"
#include "store/step_store.h"

enum { PEOPLE = 20 };

#define DAY_MS (24 * 3600 * 1000LL)

static const char *const one_step[] = {"Hello there.", NULL};

static struct step first_step(struct campaign_fixture *f, int64_t campaign_id)
{
	OWNED(tx) struct tx *tx = NULL;
	struct step *steps = NULL;
	size_t count = 0;

	assert_true(tx_read(f->ops.store, &tx, &f->err));
	assert_true(step_store_list(tx, f->call.workspace_id, campaign_id, f->arena, &steps, &count, &f->err));
	assert_true(count > 0);
	return steps[0];
}

/* Gives step 1 a variant B, and the rule of a winner. */
static void add_variant(struct campaign_fixture *f, int64_t campaign_id, int after)
{
	struct variant_edit variant = {
		.settings = VARIANT_TEXT, .values = {.body_text = "Good morning, {{ first_name }}."}};
	struct step_edit step = {.settings = STEP_VARIANTS | STEP_WINNER,
		.values = {.winner_after = after},
		.variants = &variant,
		.variant_count = 1};
	struct campaign_edit edit = {.settings = SETTING_STEPS, .steps = &step, .step_count = 1};

	assert_true(campaign_ops_update(&f->ops, &f->call, campaign_id, &edit, &f->err));
}

static int64_t filled(struct campaign_fixture *f, int after)
{
	int64_t campaign_id = campaign_fixture_campaign(f, one_step), contacts[PEOPLE + 1] = {0};

	add_variant(f, campaign_id, after);
	for (int i = 0; i < PEOPLE; i++)
		contacts[i] = campaign_fixture_contact(f, arena_printf(f->arena, "p%d@x.test", i), "Grace");
	assert_int_equal(campaign_fixture_enroll(f, campaign_id, contacts), PEOPLE);
	return campaign_id;
}

static int64_t count_of(struct campaign_fixture *f, const char *sql)
{
	return store_fixture_count(f->store, sql);
}

/* A hundred emails of each wording, of which so many were answered, `age_days` ago. */
static void pretend(struct campaign_fixture *f, int64_t campaign_id, int answered_a, int answered_b, int age_days)
{
	struct step step = first_step(f, campaign_id);
	int64_t at = clock_wall(f->ops.clock) - age_days * DAY_MS;

	store_fixture_run(f->store,
		arena_printf(f->arena,
			"WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 200) "
			"INSERT INTO contact (workspace_id, id, email, email_key, domain, created_at, updated_at) "
			"SELECT 1, 9000 + i, 'q' || i, 'q' || i, 'q.test', 0, 0 FROM n;"
			"WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 200) "
			"INSERT INTO enrollment (workspace_id, id, campaign_id, contact_id, status, next_position, "
			"created_at) SELECT 1, 9000 + i, %lld, 9000 + i, CASE WHEN i <= %d OR (i > 100 AND i <= 100 + "
			"%d) "
			"THEN 'replied' ELSE 'finished' END, 2, 0 FROM n;"
			"WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 200) "
			"INSERT INTO send (workspace_id, id, campaign_id, enrollment_id, contact_id, step_id, "
			"position, "
			"address_hash, status, due_at, message_id, sent_at, variant_id) SELECT 1, 9000 + i, %lld, 9000 "
			"+ "
			"i, 9000 + i, %lld, 1, 'h' || i, 'sent', 0, 'm' || i, %lld, CASE WHEN i <= 100 THEN %lld ELSE "
			"%lld "
			"END FROM n",
			(long long)campaign_id, answered_a, answered_b, (long long)campaign_id, (long long)step.id,
			(long long)at, (long long)step.id, (long long)step.variants[0].id));
}

static void decide(struct campaign_fixture *f, int64_t campaign_id)
{
	OWNED(tx) struct tx *tx = NULL;
	struct campaign campaign = campaign_fixture_get(f, campaign_id);
	struct step step = first_step(f, campaign_id);

	assert_true(tx_begin(f->ops.store, &tx, &f->err));
	assert_true(experiment_ops_decide(&f->ops, tx, &campaign, &step, 1, &f->err));
	assert_true(tx_commit(tx, &f->err));
}

TEST(experiment_ops, both_wordings_are_planned_and_each_contact_keeps_its_own)
{
	OWNED(campaign_fixture) struct campaign_fixture *f = campaign_fixture_new();
	int64_t campaign_id = filled(f, 0), a, b;
	struct step step = first_step(f, campaign_id);

	assert_true(campaign_ops_launch(&f->ops, &f->call, campaign_id, &f->err));
	assert_true(campaign_fixture_plan(f) > 0);
	a = count_of(
		f, arena_printf(f->arena, "SELECT count(*) FROM send WHERE variant_id = %lld", (long long)step.id));
	b = count_of(f,
		arena_printf(
			f->arena, "SELECT count(*) FROM send WHERE variant_id = %lld", (long long)step.variants[0].id));

	assert_true(a > 0 && b > 0);
	assert_int_equal(a + b, count_of(f, "SELECT count(*) FROM send"));
	for (int64_t enrollment = 1; enrollment < 50; enrollment++)
		assert_int_equal(experiment_ops_choose(&f->ops, &step, enrollment, 0),
			experiment_ops_choose(&f->ops, &step, enrollment, 0));
}

TEST(experiment_ops, what_was_planned_is_kept_until_it_is_switched_off)
{
	OWNED(campaign_fixture) struct campaign_fixture *f = campaign_fixture_new();
	int64_t campaign_id = filled(f, 0);
	struct step step = first_step(f, campaign_id);

	step.variant_weight = 1;
	for (int64_t enrollment = 1; enrollment < 50; enrollment++) {
		assert_int_equal(experiment_ops_choose(&f->ops, &step, enrollment, step.id), 0);
		assert_int_equal(experiment_ops_choose(&f->ops, &step, enrollment, step.variants[0].id), 1);
	}
	step.variants[0].enabled = false;
	assert_int_equal(experiment_ops_choose(&f->ops, &step, 5, step.variants[0].id), 0);
}

TEST(experiment_ops, a_clear_lead_wins_by_itself_and_is_told)
{
	OWNED(campaign_fixture) struct campaign_fixture *f = campaign_fixture_new();
	int64_t campaign_id = filled(f, 50);
	struct step step;

	pretend(f, campaign_id, 2, 30, 4);
	decide(f, campaign_id);
	step = first_step(f, campaign_id);

	assert_int_equal(step.winner_id, step.variants[0].id);
	assert_true(step.winner_by_rule);
	assert_int_equal(count_of(f, "SELECT count(*) FROM event WHERE type = 'campaign.winner_chosen'"), 1);
	assert_int_equal(count_of(f, "SELECT count(*) FROM audit WHERE action = 'campaign.winner_chosen'"), 1);
}

TEST(experiment_ops, emails_of_the_last_three_days_decide_nothing)
{
	OWNED(campaign_fixture) struct campaign_fixture *f = campaign_fixture_new();
	int64_t campaign_id = filled(f, 50);

	pretend(f, campaign_id, 2, 30, 2);
	decide(f, campaign_id);

	assert_int_equal(first_step(f, campaign_id).winner_id, 0);
}

TEST(experiment_ops, a_lead_that_may_be_chance_wins_nothing)
{
	OWNED(campaign_fixture) struct campaign_fixture *f = campaign_fixture_new();
	int64_t campaign_id = filled(f, 50);

	pretend(f, campaign_id, 10, 14, 4);
	decide(f, campaign_id);

	assert_int_equal(first_step(f, campaign_id).winner_id, 0);
}

TEST(experiment_ops, a_winner_taken_back_is_not_found_again)
{
	OWNED(campaign_fixture) struct campaign_fixture *f = campaign_fixture_new();
	int64_t campaign_id = filled(f, 50), step_id;

	pretend(f, campaign_id, 2, 30, 4);
	decide(f, campaign_id);
	step_id = first_step(f, campaign_id).id;
	assert_true(experiment_ops_clear_winner(&f->ops, &f->call, campaign_id, step_id, &f->err));
	store_fixture_run(f->store, "UPDATE step SET winner_looked_at = NULL");
	decide(f, campaign_id);

	assert_int_equal(first_step(f, campaign_id).winner_id, 0);
}

TEST(experiment_ops, a_variant_that_was_sent_is_switched_off_but_not_removed)
{
	OWNED(campaign_fixture) struct campaign_fixture *f = campaign_fixture_new();
	int64_t campaign_id = filled(f, 50);
	struct step_edit step = {.settings = STEP_VARIANTS};
	struct campaign_edit edit = {.settings = SETTING_STEPS, .steps = &step, .step_count = 1};

	pretend(f, campaign_id, 2, 3, 4);

	assert_false(campaign_ops_update(&f->ops, &f->call, campaign_id, &edit, &f->err));
	assert_string_equal(f->err.code, "variant_already_sent");
}

TEST(experiment_ops, a_copy_has_the_wordings_and_the_rule_but_no_winner)
{
	OWNED(campaign_fixture) struct campaign_fixture *f = campaign_fixture_new();
	int64_t campaign_id = filled(f, 50), copy_id = 0;
	struct step step = first_step(f, campaign_id), copy;

	assert_true(experiment_ops_set_winner(&f->ops, &f->call, campaign_id, step.id, step.variants[0].id, &f->err));
	assert_true(campaign_ops_duplicate(&f->ops, &f->call, campaign_id, &copy_id, &f->err));
	copy = first_step(f, copy_id);

	assert_int_equal(copy.variant_count, 1);
	assert_string_equal(copy.variants[0].body_text, step.variants[0].body_text);
	assert_int_not_equal(copy.variants[0].id, step.variants[0].id);
	assert_int_equal(copy.winner_after, 50);
	assert_int_equal(copy.winner_id, 0);
}

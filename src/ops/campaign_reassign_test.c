/*
 * Unit tests of contacts who change the mailbox: who goes, who stays, and what the totals say afterwards.
 */
#include "base/unit.h"

#include "ops/campaign_fixture.h"
#include "ops/campaign_reassign.h"

enum { PEOPLE = 4 };

struct scene {
	struct campaign_fixture *fixture;
	int64_t campaign_id, contacts[PEOPLE + 1], from, to;
};

/* A paused campaign whose people all belong to one mailbox; the first two of them have been written to. */
static struct scene paused(void)
{
	static const char *const texts[] = {"Hello there.", "Did you see it?", NULL};
	struct scene scene = {.fixture = campaign_fixture_new()};
	struct campaign_fixture *f = scene.fixture;

	scene.from = f->mailbox_id;
	scene.to = campaign_fixture_mailbox(f, "ben@acme.test", true);
	scene.campaign_id = campaign_fixture_campaign(f, texts);
	for (int i = 0; i < PEOPLE; i++)
		scene.contacts[i] = campaign_fixture_contact(
			f, arena_printf(f->arena, "p%d@prospect.test", i), "Grace");
	campaign_fixture_enroll(f, scene.campaign_id, scene.contacts);
	assert_true(campaign_ops_launch(&f->ops, &f->call, scene.campaign_id, &f->err));
	assert_int_equal(campaign_fixture_plan(f), PEOPLE);
	store_fixture_run(f->store,
		arena_printf(f->arena,
			"INSERT INTO campaign_mailbox (workspace_id, campaign_id, mailbox_id) VALUES (1, %lld, %lld)",
			(long long)scene.campaign_id, (long long)scene.to));
	store_fixture_run(f->store,
		arena_printf(f->arena,
			"UPDATE enrollment SET last_sent_at = 5, due_at = 9, next_position = 2, provider_thread_id = "
			"'t' "
			"WHERE contact_id IN (%lld, %lld)",
			(long long)scene.contacts[0], (long long)scene.contacts[1]));
	store_fixture_run(
		f->store, "DELETE FROM send WHERE enrollment_id IN (SELECT id FROM enrollment WHERE due_at = 9)");
	assert_true(campaign_ops_pause(&f->ops, &f->call, scene.campaign_id, &f->err));
	return scene;
}

static bool reassign(struct scene *scene, struct reassign_request request, struct reassigned *out)
{
	struct campaign_fixture *f = scene->fixture;

	request.campaign_id = scene->campaign_id;
	request.from_mailbox_id = scene->from;
	return campaign_reassign(&f->ops, &f->call, &request, out, &f->err);
}

static int64_t of_mailbox(struct scene *scene, int64_t mailbox_id)
{
	return store_fixture_count(scene->fixture->store,
		arena_printf(scene->fixture->arena,
			"SELECT count(*) FROM enrollment WHERE coalesce(mailbox_id, 0) = %lld", (long long)mailbox_id));
}

static void end(struct scene *scene)
{
	campaign_fixture_check_counts(scene->fixture, scene->campaign_id);
	campaign_fixture_free(scene->fixture);
}

TEST(campaign_reassign, who_is_new_goes_and_a_conversation_keeps_its_mailbox)
{
	struct scene scene = paused();
	struct campaign before = campaign_fixture_get(scene.fixture, scene.campaign_id);
	struct reassigned out;

	assert_true(reassign(&scene, (struct reassign_request){0}, &out));
	assert_int_equal(out.moved, 2);
	assert_int_equal(out.kept, 2);
	assert_string_equal(out.threads[0].email, "p0@prospect.test");
	assert_int_equal(of_mailbox(&scene, scene.from), 2);
	assert_int_equal(of_mailbox(&scene, 0), 2);
	assert_int_equal(store_fixture_count(scene.fixture->store, "SELECT count(*) FROM send"), 0);
	assert_true(campaign_fixture_get(scene.fixture, scene.campaign_id).revision > before.revision);
	end(&scene);
}

TEST(campaign_reassign, a_conversation_that_is_named_goes_at_its_time_and_leaves_the_providers_thread)
{
	struct scene scene = paused();
	struct reassigned out;

	assert_true(reassign(&scene,
		(struct reassign_request){
			.to_mailbox_ids = &scene.to, .to_count = 1, .threads = &scene.contacts[0], .thread_count = 1},
		&out));
	assert_int_equal(out.moved_threads, 1);
	assert_int_equal(out.kept, 1);
	assert_int_equal(of_mailbox(&scene, scene.to), 3);
	assert_int_equal(store_fixture_count(scene.fixture->store,
				 "SELECT count(*) FROM enrollment WHERE next_position = 2 AND due_at = 9 AND "
				 "provider_thread_id IS NULL"),
		1);
	end(&scene);
}

TEST(campaign_reassign, somebody_whose_email_is_in_doubt_stays)
{
	struct scene scene = paused();
	struct reassigned out;

	store_fixture_run(scene.fixture->store, "UPDATE send SET status = 'unknown'");
	store_fixture_run(scene.fixture->store, "UPDATE campaign_counter SET unknown = 2");
	assert_true(reassign(&scene, (struct reassign_request){0}, &out));
	assert_int_equal(out.moved, 0);
	end(&scene);
}

TEST(campaign_reassign, a_preview_changes_nothing)
{
	struct scene scene = paused();
	struct campaign before = campaign_fixture_get(scene.fixture, scene.campaign_id);
	struct reassigned out;

	assert_true(reassign(&scene, (struct reassign_request){.is_preview = true}, &out));
	assert_int_equal(out.moved, 2);
	assert_int_equal(of_mailbox(&scene, scene.from), PEOPLE);
	assert_int_equal(campaign_fixture_get(scene.fixture, scene.campaign_id).revision, before.revision);
	end(&scene);
}

TEST(campaign_reassign, while_the_campaign_runs_and_the_mailbox_is_active_nobody_goes)
{
	struct scene scene = paused();
	struct campaign_fixture *f = scene.fixture;
	struct reassigned out;

	assert_true(campaign_ops_resume(&f->ops, &f->call, scene.campaign_id, OVERDUE_KEEP, 0, &f->err));
	assert_false(reassign(&scene, (struct reassign_request){0}, &out));
	assert_true(error_is(&f->err, "campaign_locked"));
	assert_int_equal(of_mailbox(&scene, scene.from), PEOPLE);
	end(&scene);
}

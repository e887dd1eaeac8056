#include "base/unit.h"

#include <pthread.h>
#include <unistd.h>

#include "base/fence.h"

struct fixture {
	struct clock clock;
	struct fence *fence;
	struct cancel cancel;
	struct attempt attempt;
	struct arena *arena;
};

static void open_fixture(struct fixture *f)
{
	*f = (struct fixture){.clock = clock_fixed(1000000)};
	f->fence = fence_new(&f->clock);
	f->arena = arena_new();
	cancel_init(&f->cancel);
	f->attempt = (struct attempt){.attempt_id = 1,
		.send_id = 10,
		.mailbox_id = 7,
		.epoch = 3,
		.campaign_id = 5,
		.step = 2,
		.address = "ada@mail.acme.test",
		.domain = "mail.acme.test",
		.cancel = &f->cancel};
}

static void close_fixture(struct fixture *f)
{
	cancel_close(&f->cancel);
	arena_free(f->arena);
	fence_free(f->fence);
}

/* A worker that notices its flag, aborts and leaves, as the senders do. */
static void *aborting_worker(void *argument)
{
	struct fixture *f = argument;

	while (!cancel_is_raised(&f->cancel))
		usleep(500);
	fence_leave(f->fence, &f->attempt, fence_begin_end(f->fence, &f->attempt) ? ATTEMPT_SENT : ATTEMPT_ABORTED);
	return NULL;
}

static void *ending_worker(void *argument)
{
	struct fixture *f = argument;

	usleep(30000);
	f->attempt.last_byte_at = 1000042;
	fence_leave(f->fence, &f->attempt, ATTEMPT_SENT);
	return NULL;
}

TEST(fence, a_stopped_attempt_can_no_longer_begin_its_end)
{
	struct fixture f;
	struct fence_report report;
	pthread_t worker;

	open_fixture(&f);
	fence_enter(f.fence, &f.attempt);
	fence_permit_asked(f.fence, &f.attempt);
	pthread_create(&worker, NULL, aborting_worker, &f);
	fence_stop(f.fence, &(struct fence_match){.mailbox_id = 7, .epoch_up_to = 3}, 5000, f.arena, &report);
	pthread_join(worker, NULL);

	assert_int_equal(report.count, 1);
	assert_int_equal(report.ended[0].send_id, 10);
	assert_int_equal(report.ended[0].outcome, ATTEMPT_ABORTED);
	assert_false(report.ended[0].was_ending);
	close_fixture(&f);
}

TEST(fence, a_stop_waits_for_an_end_that_is_being_written)
{
	struct fixture f;
	struct fence_report report;
	pthread_t worker;

	open_fixture(&f);
	fence_enter(f.fence, &f.attempt);
	fence_permit_asked(f.fence, &f.attempt);
	assert_true(fence_begin_end(f.fence, &f.attempt));
	pthread_create(&worker, NULL, ending_worker, &f);
	fence_stop(f.fence, &(struct fence_match){.campaign_id = 5}, 5000, f.arena, &report);
	pthread_join(worker, NULL);

	assert_int_equal(report.ended[0].outcome, ATTEMPT_SENT);
	assert_true(report.ended[0].was_ending);
	assert_int_equal(report.last_byte_at, 1000042);
	assert_int_equal(fence_last_byte(f.fence, 7), 1000042);
	assert_int_equal(fence_last_byte(f.fence, 8), 0);
	assert_false(cancel_is_raised(&f.cancel));
	close_fixture(&f);
}

TEST(fence, an_end_that_never_ends_is_cut_and_told)
{
	struct fixture f;
	struct fence_report report;

	open_fixture(&f);
	fence_enter(f.fence, &f.attempt);
	fence_permit_asked(f.fence, &f.attempt);
	assert_true(fence_begin_end(f.fence, &f.attempt));
	fence_stop(f.fence, &(struct fence_match){.mailbox_id = 7}, 10, f.arena, &report);

	assert_true(cancel_is_raised(&f.cancel));
	assert_int_equal(report.still_there, 1);
	assert_int_equal(report.ended[0].outcome, ATTEMPT_UNKNOWN);
	fence_leave(f.fence, &f.attempt, ATTEMPT_UNKNOWN);
	close_fixture(&f);
}

TEST(fence, a_permit_expires_after_ten_seconds)
{
	struct fixture f;

	open_fixture(&f);
	fence_enter(f.fence, &f.attempt);
	assert_false(fence_begin_end(f.fence, &f.attempt));
	fence_permit_asked(f.fence, &f.attempt);
	f.clock.offset_ms += FENCE_PERMIT_VALID_MS;
	assert_false(fence_begin_end(f.fence, &f.attempt));
	fence_permit_asked(f.fence, &f.attempt);
	assert_true(fence_begin_end(f.fence, &f.attempt));
	fence_leave(f.fence, &f.attempt, ATTEMPT_SENT);
	close_fixture(&f);
}

TEST(fence, matches_by_every_field_that_is_set)
{
	static const struct {
		const char *name;
		struct fence_match match;
		bool hit;
	} cases[] = {
		{"the mailbox", {.mailbox_id = 7}, true},
		{"another mailbox", {.mailbox_id = 8}, false},
		{"an older epoch", {.mailbox_id = 7, .epoch_up_to = 2}, false},
		{"the address", {.address = "ada@mail.acme.test"}, true},
		{"another address", {.address = "da@mail.acme.test"}, false},
		{"the parent domain", {.domain = "acme.test"}, true},
		{"a domain that only ends alike", {.domain = "cme.test"}, false},
		{"a subdomain", {.domain = "x.mail.acme.test"}, false},
		{"first steps only", {.mailbox_id = 7, .last_step = 1}, false},
		{"follow-ups only", {.mailbox_id = 7, .first_step = 2}, true},
	};
	struct fixture f;

	open_fixture(&f);
	fence_enter(f.fence, &f.attempt);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		if (fence_count(f.fence, &cases[i].match) != (size_t)cases[i].hit)
			fail_msg("%s", cases[i].name);
	assert_true(fence_has_send(f.fence, 10));
	fence_leave(f.fence, &f.attempt, ATTEMPT_SENT);
	assert_false(fence_has_send(f.fence, 10));
	close_fixture(&f);
}

TEST(fence, a_hold_leaves_reading_sessions_alone)
{
	struct fixture f;
	struct fence_report report;

	open_fixture(&f);
	f.attempt.send_id = 0;
	fence_enter(f.fence, &f.attempt);
	fence_stop(f.fence, &(struct fence_match){.mailbox_id = 7}, 10, f.arena, &report);
	assert_false(cancel_is_raised(&f.cancel));
	fence_stop(f.fence, &(struct fence_match){.mailbox_id = 7, .readers_too = true}, 10, f.arena, &report);
	assert_true(cancel_is_raised(&f.cancel));
	assert_int_equal(report.count, 0);
	fence_leave(f.fence, &f.attempt, ATTEMPT_ABORTED);
	close_fixture(&f);
}

/*
 * Unit tests of tracked emails: what they carry for whom, and what requests come to. From the claim to the figures.
 */
#include "base/unit.h"

#include "base/text.h"
#include "ops/campaign_fixture.h"
#include "ops/contact_ops.h"
#include "ops/send_permit.h"
#include "ops/send_prepare.h"
#include "ops/send_settle.h"
#include "ops/tracking_ops.h"
#include "store/contact_store.h"

enum { HOUR = 3600 * 1000 };

static const char *const one_step[] = {"Hello there.", NULL};

struct scene {
	struct campaign_fixture *fixture;
	int64_t campaign_id, contact_id;
	struct mailbox mailbox;
	struct claim *claim;
	struct prepared email;
};

static struct error *err_of(struct scene *scene)
{
	return &scene->fixture->err;
}

static void claim(struct scene *scene)
{
	struct campaign_fixture *f = scene->fixture;
	int64_t next_at = 0;
	size_t count = 0;

	assert_true(send_permit_claim(&f->ops, FIXTURE_WORKSPACE, f->mailbox_id, 1, f->arena, &scene->mailbox,
		&scene->claim, &count, &next_at, &f->err));
	assert_int_equal(count, 1);
}

/* Composes the claimed email. */
static const char *compose(struct scene *scene)
{
	struct campaign_fixture *f = scene->fixture;
	bool ready = false;

	if (!send_prepare(&f->ops, scene->claim, &scene->mailbox, f->arena, &scene->email, &ready, &f->err))
		fail_msg("%s: %s", f->err.code, f->err.message);
	assert_true(ready);
	return scene->email.message;
}

/* A running campaign that tracks, whose step is this HTML, with one contact of this country, claimed. */
static struct scene claimed(const char *html, const char *country, const char *legal_basis)
{
	struct scene scene = {.fixture = campaign_fixture_new()};
	struct campaign_fixture *f = scene.fixture;

	scene.campaign_id = campaign_fixture_campaign(f, one_step);
	store_fixture_run(f->store, "UPDATE campaign SET track_opens = 1, track_clicks = 1");
	store_fixture_run(f->store, arena_printf(f->arena, "UPDATE step SET body_html = '%s'", html));
	scene.contact_id = campaign_fixture_contact(f, "grace@prospect.test", "Grace");
	store_fixture_run(f->store,
		arena_printf(f->arena,
			"UPDATE contact SET country = '%s', legal_basis = '%s', linkedin = "
			"'https://linkedin.test/grace'",
			country, legal_basis));
	campaign_fixture_enroll(f, scene.campaign_id, (int64_t[]){scene.contact_id, 0});
	assert_true(campaign_ops_launch(&f->ops, &f->call, scene.campaign_id, &f->err));
	assert_int_equal(campaign_fixture_plan(f), 1);
	claim(&scene);
	return scene;
}

static bool permit(struct scene *scene)
{
	enum held_reason reason;
	bool granted = false;

	assert_true(
		send_permit_ask(&scene->fixture->ops, scene->claim, &scene->email, &granted, &reason, err_of(scene)));
	return granted;
}

static int64_t count(struct scene *scene, const char *sql)
{
	return store_fixture_count(scene->fixture->store, sql);
}

static void end(struct scene *scene)
{
	campaign_fixture_free(scene->fixture);
}

/* ---- What an email carries ---- */

TEST(tracking_ops, a_tracked_email_carries_a_pixel_and_links_that_lead_through_here)
{
	struct scene scene = claimed(
		"<p>See <a href=\"https://acme.test/\">us</a> and <a href=\"{{ linkedin }}\">you</a>, or "
		"<a href=\"{{ unsubscribe_url }}\">stop</a> or <a href=\"mailto:a@b.test\">write</a></p>",
		"US", "");

	compose(&scene);

	assert_true(scene.email.tracked.has_pixel);
	assert_int_equal(scene.email.tracked.link_count, 2);
	assert_string_equal(scene.email.tracked.links[0].url, "https://acme.test/");
	assert_false(scene.email.tracked.links[0].is_personal);
	assert_string_equal(scene.email.tracked.links[1].url, "https://linkedin.test/grace");
	assert_true(scene.email.tracked.links[1].is_personal);
	assert_true(permit(&scene));
	assert_int_equal(count(&scene, "SELECT count(*) FROM tracked_link WHERE contact_id IS NULL"), 1);
	assert_int_equal(count(&scene, "SELECT count(*) FROM tracked_link WHERE contact_id IS NOT NULL"), 1);
	assert_int_equal(count(&scene, "SELECT count(*) FROM tracked_send WHERE has_pixel = 1 AND links = 2"), 1);
	end(&scene);
}

TEST(tracking_ops, the_same_email_comes_out_the_same)
{
	struct scene scene = claimed("<a href=\"https://acme.test/\">us</a>", "US", "");
	const char *first = compose(&scene);

	assert_string_equal(compose(&scene), first);
	end(&scene);
}

TEST(tracking_ops, nobody_is_tracked_without_consent_where_that_is_the_law)
{
	static const struct {
		const char *country, *legal_basis;
		bool is_tracked;
	} rows[] = {{"DE", "", false}, {"Germany", "legitimate interest", false}, {"", "", false},
		{"DE", "consent", true}, {"Canada", "", true}};

	for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
		struct scene scene = claimed(
			"<a href=\"https://acme.test/\">us</a>", rows[i].country, rows[i].legal_basis);
		const char *message = compose(&scene);

		assert_int_equal(strstr(message, "/o/") != NULL, rows[i].is_tracked);
		assert_int_equal(strstr(message, "/c/") != NULL, rows[i].is_tracked);
		assert_true(permit(&scene));
		assert_int_equal(count(&scene, "SELECT count(*) FROM tracked_send"), rows[i].is_tracked);
		end(&scene);
	}
}

TEST(tracking_ops, consent_that_goes_before_the_permit_is_heard)
{
	struct scene scene = claimed("<a href=\"https://acme.test/\">us</a>", "DE", "consent");

	compose(&scene);
	store_fixture_run(scene.fixture->store, "UPDATE contact SET legal_basis = ''");

	assert_false(permit(&scene));
	assert_int_equal(count(&scene, "SELECT count(*) FROM send WHERE status = 'due'"), 1);
	assert_int_equal(count(&scene, "SELECT count(*) FROM tracked_send"), 0);
	claim(&scene);
	assert_null(strstr(compose(&scene), "/c/"));
	assert_true(permit(&scene));
	end(&scene);
}

TEST(tracking_ops, plain_text_is_never_tracked)
{
	struct scene scene = claimed("", "US", "");

	store_fixture_run(
		scene.fixture->store, "UPDATE step SET body_html = NULL, body_text = 'See https://acme.test/'");
	assert_true(send_settle_return(&scene.fixture->ops, scene.claim, 0, err_of(&scene)));
	claim(&scene);

	assert_non_null(strstr(compose(&scene), "https://acme.test/"));
	assert_false(scene.email.tracked.has_pixel);
	assert_int_equal(scene.email.tracked.link_count, 0);
	end(&scene);
}

TEST(tracking_ops, a_mailbox_lends_its_own_name)
{
	struct scene scene = claimed("<a href=\"https://acme.test/\">us</a>", "US", "");

	scene.mailbox.tracking_host = "links.acme.test";

	assert_non_null(strstr(compose(&scene), "https://links.acme.test/"));
	assert_non_null(strstr(scene.email.message, "List-Unsubscribe: <https://outreach.acme.test/u/"));
	end(&scene);
}

/* ---- What comes in ---- */

/* A sent email with two links; the clock stands an hour after. */
static struct scene sent(void)
{
	struct scene scene = claimed(
		"<a href=\"https://acme.test/a\">a</a> <a href=\"https://acme.test/b\">b</a>", "US", "");

	compose(&scene);
	assert_true(permit(&scene));
	scene.fixture->store->clock.offset_ms += HOUR;
	return scene;
}

static struct tracking_request request_of(struct scene *scene, enum track_kind kind, size_t link, int visitor)
{
	struct tracking_request request = {.workspace_id = FIXTURE_WORKSPACE,
		.send_id = scene->claim->send.id,
		.event = {.kind = kind, .at = scene->fixture->store->clock.offset_ms},
		.visitor = {(unsigned char)visitor, (unsigned char)(visitor >> 8)},
		.times = 1};

	if (kind == TRACK_CLICK)
		memcpy(request.event.link, scene->email.tracked.links[link].hash, SCANNER_HASH_SIZE);
	return request;
}

static void come_in(struct scene *scene, struct tracking_request request)
{
	if (!tracking_ops_record(&scene->fixture->ops, &request, 1, err_of(scene)))
		fail_msg("%s: %s", err_of(scene)->code, err_of(scene)->message);
}

TEST(tracking_ops, opens_and_clicks_are_counted_and_end_nothing)
{
	struct scene scene = sent();

	come_in(&scene, request_of(&scene, TRACK_OPEN, 0, 1));
	come_in(&scene, request_of(&scene, TRACK_CLICK, 0, 1));

	assert_int_equal(
		count(&scene,
			"SELECT count(*) FROM tracked_send WHERE opens_raw = 1 AND opens = 1 AND clicks_raw = 1 AND "
			"clicks = 1 AND opened_at = clicked_at"),
		1);
	assert_int_equal(
		count(&scene, "SELECT count(*) FROM enrollment WHERE status = 'live' AND ended_at IS NULL"), 1);
	assert_int_equal(count(&scene, "SELECT replied FROM campaign_counter"), 0);
	end(&scene);
}

TEST(tracking_ops, a_first_open_and_a_first_click_are_told_once)
{
	static const char about[] = "SELECT count(*) FROM event WHERE type = 'send.%s' AND campaign_id IS NOT NULL AND "
				    "contact_id IS NOT NULL AND data LIKE '%%\"step\":1%%'";
	struct scene scene = sent();

	for (int visitor = 1; visitor < 3; visitor++) {
		come_in(&scene, request_of(&scene, TRACK_OPEN, 0, visitor));
		come_in(&scene, request_of(&scene, TRACK_CLICK, 0, visitor));
	}

	assert_int_equal(count(&scene, arena_printf(scene.fixture->arena, about, "opened")), 1);
	assert_int_equal(count(&scene, arena_printf(scene.fixture->arena, about, "clicked")), 1);
	end(&scene);
}

TEST(tracking_ops, what_only_a_program_asked_for_is_not_told)
{
	struct scene scene = sent();
	struct tracking_request request = request_of(&scene, TRACK_OPEN, 0, 1);

	request.event.agent = AGENT_AUTOMATIC;
	come_in(&scene, request);

	assert_int_equal(count(&scene, "SELECT opens_raw FROM tracked_send"), 1);
	assert_int_equal(count(&scene, "SELECT count(*) FROM event WHERE type = 'send.opened'"), 0);
	end(&scene);
}

TEST(tracking_ops, the_same_visitor_again_is_one_event)
{
	struct scene scene = sent();

	for (int i = 0; i < 3; i++)
		come_in(&scene, request_of(&scene, TRACK_OPEN, 0, 1));
	come_in(&scene, request_of(&scene, TRACK_OPEN, 0, 2));

	assert_int_equal(count(&scene, "SELECT count(*) FROM tracking_event"), 2);
	assert_int_equal(count(&scene, "SELECT times FROM tracking_event ORDER BY id LIMIT 1"), 3);
	assert_int_equal(count(&scene, "SELECT opens_raw FROM tracked_send"), 4);
	end(&scene);
}

TEST(tracking_ops, a_scanner_that_tries_every_link_takes_its_first_click_back)
{
	struct scene scene = sent();

	come_in(&scene, request_of(&scene, TRACK_CLICK, 0, 1));
	assert_int_equal(count(&scene, "SELECT clicks FROM tracked_send"), 1);
	scene.fixture->store->clock.offset_ms += 500;
	come_in(&scene, request_of(&scene, TRACK_CLICK, 1, 2));

	assert_int_equal(count(&scene, "SELECT clicks FROM tracked_send WHERE clicked_at IS NULL"), 0);
	assert_int_equal(count(&scene, "SELECT clicks_raw FROM tracked_send"), 2);
	assert_int_equal(count(&scene, "SELECT count(*) FROM tracking_event WHERE verdict = 'all_links'"), 2);
	end(&scene);
}

TEST(tracking_ops, the_events_of_an_email_are_bounded_and_its_requests_are_still_counted)
{
	struct scene scene = sent();

	for (int i = 0; i < TRACKING_MAX_EVENTS + 10; i++)
		come_in(&scene, request_of(&scene, TRACK_OPEN, 0, i));

	assert_int_equal(count(&scene, "SELECT count(*) FROM tracking_event"), TRACKING_MAX_EVENTS);
	assert_int_equal(count(&scene, "SELECT opens_raw FROM tracked_send"), TRACKING_MAX_EVENTS + 10);
	end(&scene);
}

TEST(tracking_ops, an_erased_contact_leaves_neither_events_nor_links_of_its_own)
{
	struct scene scene = claimed("<a href=\"{{ linkedin }}\">you</a>", "US", "");
	struct campaign_fixture *f = scene.fixture;
	struct tracking_link link = {.workspace_id = FIXTURE_WORKSPACE};
	struct contact_erasure erasure;
	const char *url = "";

	compose(&scene);
	assert_true(permit(&scene));
	come_in(&scene, request_of(&scene, TRACK_CLICK, 0, 1));
	memcpy(link.link, scene.email.tracked.links[0].hash, sizeof(link.link));
	assert_true(tracking_ops_find_url(&f->ops, &link, f->arena, &url, &f->err));
	assert_string_equal(url, "https://linkedin.test/grace");
	assert_true(send_settle_return(&f->ops, scene.claim, 0, &f->err));
	assert_true(contact_ops_erase(&f->ops, &f->call, scene.contact_id, &erasure, &f->err));

	assert_true(tracking_ops_find_url(&f->ops, &link, f->arena, &url, &f->err));
	assert_null(url);
	assert_int_equal(count(&scene, "SELECT count(*) FROM tracking_event"), 0);
	assert_int_equal(count(&scene, "SELECT count(*) FROM tracked_send"), 0);
	come_in(&scene, request_of(&scene, TRACK_CLICK, 0, 1));
	assert_int_equal(count(&scene, "SELECT count(*) FROM tracking_event"), 0);
	end(&scene);
}

TEST(tracking_ops, visitors_are_told_apart_under_one_key_only)
{
	static const unsigned char today[TRACKING_KEY_SIZE] = {1}, tomorrow[TRACKING_KEY_SIZE] = {2};
	unsigned char first[TRACKING_VISITOR_SIZE], second[TRACKING_VISITOR_SIZE];

	tracking_ops_visitor(today, "192.0.2.1", "Firefox", first);
	tracking_ops_visitor(today, "192.0.2.1", "Firefox", second);
	assert_memory_equal(first, second, sizeof(first));
	tracking_ops_visitor(today, "192.0.2.2", "Firefox", second);
	assert_memory_not_equal(first, second, sizeof(first));
	tracking_ops_visitor(tomorrow, "192.0.2.1", "Firefox", second);
	assert_memory_not_equal(first, second, sizeof(first));
}

TEST(tracking_ops, a_name_for_links_is_a_host_and_no_more)
{
	static const char *const bad[] = {"", "links", "https://links.acme.test", "links.acme.test:8080",
		"links.acme.test/x", "-a.test", "a-.test", "a..test", ".test", "a.test.", "192.0.2.1", "x.localhost",
		"liñks.test", "a b.test", "outreach.acme.test", "OUTREACH.acme.test"};
	struct campaign_fixture *f = campaign_fixture_new();
	const char *host = NULL;

	assert_true(tracking_ops_check_host(&f->ops, " Links.Acme.test ", f->arena, &host, &f->err));
	assert_string_equal(host, "links.acme.test");
	for (size_t i = 0; i < ARRAY_COUNT(bad); i++) {
		assert_false(tracking_ops_check_host(&f->ops, bad[i], f->arena, &host, &f->err));
		assert_string_equal(f->err.field, "tracking_host");
	}
	campaign_fixture_free(f);
}

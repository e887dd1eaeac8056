/*
 * Unit tests of Do Not Contact: adding, covering, lifting, and opting out by link.
 */
#include "base/unit.h"

#include "base/text.h"
#include "ops/campaign_fixture.h"
#include "ops/compose.h"
#include "ops/contact_ops.h"
#include "ops/suppression_ops.h"
#include "store/contact_store.h"

static const char *const one_step[] = {"A word about tea.", NULL};

static struct suppression suppress(struct campaign_fixture *fixture, const char *value)
{
	struct suppression entry;
	bool added = false;

	assert_true(suppression_ops_add(&fixture->ops, &fixture->call, value, "asked", &entry, &added, &fixture->err));
	return entry;
}

static bool covers(struct campaign_fixture *fixture, const char *address, const char *domain)
{
	OWNED(tx) struct tx *tx = NULL;
	bool covered = false;

	assert_true(tx_read(fixture->ops.store, &tx, &fixture->err));
	assert_true(suppression_store_covers(tx, FIXTURE_WORKSPACE, address, domain, &covered, &fixture->err));
	return covered;
}

static int64_t count_status(struct campaign_fixture *fixture, const char *status)
{
	return store_fixture_count(fixture->store,
		arena_printf(fixture->arena, "SELECT count(*) FROM enrollment WHERE status = '%s'", status));
}

TEST(suppression_ops, an_address_covers_itself_and_a_domain_its_subdomains)
{
	OWNED(campaign_fixture) struct campaign_fixture *fixture = campaign_fixture_new();

	suppress(fixture, "Gone@Prospect.test");
	suppress(fixture, "*.closed.test");

	assert_true(covers(fixture, "gone@prospect.test", "prospect.test"));
	assert_false(covers(fixture, "open@prospect.test", "prospect.test"));
	assert_true(covers(fixture, "a@closed.test", "closed.test"));
	assert_true(covers(fixture, "a@mail.eu.closed.test", "mail.eu.closed.test"));
	assert_false(covers(fixture, "a@notclosed.test", "notclosed.test"));
}

TEST(suppression_ops, a_domain_of_many_labels_cannot_hide_from_its_parent)
{
	OWNED(campaign_fixture) struct campaign_fixture *fixture = campaign_fixture_new();
	struct text domain;

	suppress(fixture, "closed.test");
	text_init(&domain, fixture->arena);
	for (int i = 0; i < 60; i++)
		text_add(&domain, "a.");
	text_add(&domain, "closed.test");

	assert_true(covers(fixture, "x@y", text_string(&domain)));
}

TEST(suppression_ops, adding_ends_what_the_person_still_had_to_get)
{
	OWNED(campaign_fixture) struct campaign_fixture *fixture = campaign_fixture_new();
	int64_t id = campaign_fixture_campaign(fixture, one_step);

	campaign_fixture_enroll(fixture, id,
		(int64_t[]){campaign_fixture_contact(fixture, "gone@prospect.test", NULL),
			campaign_fixture_contact(fixture, "a@mail.closed.test", NULL),
			campaign_fixture_contact(fixture, "open@prospect.test", NULL), 0});
	suppress(fixture, "gone@prospect.test");
	suppress(fixture, "closed.test");

	assert_int_equal(count_status(fixture, "suppressed"), 2);
	assert_int_equal(count_status(fixture, "live"), 1);
	campaign_fixture_check_counts(fixture, id);
	assert_true(campaign_fixture_journal_has(fixture, "\"stop\":\"suppress\"", "\"domain\":\"closed.test\""));
	assert_true(campaign_fixture_journal_has(fixture, "\"stop\":\"suppress\"", "\"hash\":"));
	assert_false(campaign_fixture_journal_has(fixture, "gone@prospect.test", ""));
}

TEST(suppression_ops, what_is_there_already_is_told_and_not_doubled)
{
	OWNED(campaign_fixture) struct campaign_fixture *fixture = campaign_fixture_new();
	struct suppression first = suppress(fixture, "gone@prospect.test"), second;
	bool added = true;

	assert_true(suppression_ops_add(
		&fixture->ops, &fixture->call, "GONE@prospect.test", NULL, &second, &added, &fixture->err));

	assert_false(added);
	assert_int_equal(second.id, first.id);
	assert_string_equal(second.reason, "asked");
}

TEST(suppression_ops, many_are_added_and_the_wrong_ones_named)
{
	OWNED(campaign_fixture) struct campaign_fixture *fixture = campaign_fixture_new();
	const char *const values[] = {"a@b.test", "co.uk", "b.test", "a@b.test", "not an address"};
	struct suppression_bulk result;

	assert_true(suppression_ops_add_bulk(
		&fixture->ops, &fixture->call, values, ARRAY_COUNT(values), NULL, &result, &fixture->err));

	assert_int_equal(result.added, 2);
	assert_int_equal(result.already, 1);
	assert_int_equal(result.rejected_count, 2);
	assert_string_equal(result.rejected[0].value, "co.uk");
}

TEST(suppression_ops, lifting_takes_a_manager_and_a_reason)
{
	OWNED(campaign_fixture) struct campaign_fixture *fixture = campaign_fixture_new();
	struct suppression entry = suppress(fixture, "gone@prospect.test");

	assert_false(suppression_ops_remove(&fixture->ops, &fixture->call, entry.id, "", &fixture->err));
	assert_string_equal(fixture->err.field, "reason");
	fixture->call.actor.role = ROLE_MEMBER;
	assert_false(suppression_ops_remove(&fixture->ops, &fixture->call, entry.id, "mistake", &fixture->err));
	assert_int_equal(fixture->err.kind, ERROR_DENIED);
	fixture->call.actor.role = ROLE_MANAGER;
	assert_true(suppression_ops_remove(&fixture->ops, &fixture->call, entry.id, "mistake", &fixture->err));

	assert_false(covers(fixture, "gone@prospect.test", "prospect.test"));
	assert_true(campaign_fixture_journal_has(fixture, "\"stop\":\"unsuppress\"", ""));
}

/* The token in the link that this contact gets from this campaign. */
static const char *token_for(struct campaign_fixture *fixture, int64_t contact_id, int64_t campaign_id)
{
	OWNED(tx) struct tx *tx = NULL;
	struct contact contact;
	const char *url;

	assert_true(tx_read(fixture->ops.store, &tx, &fixture->err));
	assert_true(contact_store_get(tx, FIXTURE_WORKSPACE, contact_id, fixture->arena, &contact, &fixture->err));
	url = compose_unsubscribe_url(fixture->ops.vault, "https://x", &contact, campaign_id, fixture->arena);
	return strrchr(url, '/') + 1;
}

static bool opt_out(struct campaign_fixture *fixture, const char *token)
{
	bool known = false;

	assert_true(suppression_ops_unsubscribe(&fixture->ops, fixture->arena, token, &known, &fixture->err));
	return known;
}

TEST(suppression_ops, a_link_opts_out_everywhere_and_counts_once)
{
	OWNED(campaign_fixture) struct campaign_fixture *fixture = campaign_fixture_new();
	int64_t id = campaign_fixture_campaign(fixture, one_step);
	int64_t contact = campaign_fixture_contact(fixture, "grace@prospect.test", NULL);
	const char *token = token_for(fixture, contact, id);

	campaign_fixture_enroll(fixture, id, (int64_t[]){contact, 0});
	assert_true(opt_out(fixture, token));
	assert_true(opt_out(fixture, token));

	assert_true(covers(fixture, "grace@prospect.test", "prospect.test"));
	assert_int_equal(count_status(fixture, "unsubscribed"), 1);
	assert_int_equal(store_fixture_count(fixture->store, "SELECT unsubscribed FROM campaign_counter"), 1);
	assert_int_equal(
		store_fixture_count(fixture->store, "SELECT count(*) FROM event WHERE type = 'contact.unsubscribed'"),
		1);
	campaign_fixture_check_counts(fixture, id);
}

TEST(suppression_ops, a_link_counts_also_after_the_last_email)
{
	OWNED(campaign_fixture) struct campaign_fixture *fixture = campaign_fixture_new();
	int64_t id = campaign_fixture_campaign(fixture, one_step);
	int64_t contact = campaign_fixture_contact(fixture, "grace@prospect.test", NULL);

	campaign_fixture_enroll(fixture, id, (int64_t[]){contact, 0});
	store_fixture_run(fixture->store,
		"UPDATE enrollment SET status = 'finished', due_at = NULL; UPDATE campaign_counter SET live = 0, "
		"unassigned = 0");
	assert_true(opt_out(fixture, token_for(fixture, contact, id)));

	assert_int_equal(count_status(fixture, "unsubscribed"), 1);
	campaign_fixture_check_counts(fixture, id);
}

TEST(suppression_ops, an_invented_link_changes_nothing)
{
	OWNED(campaign_fixture) struct campaign_fixture *fixture = campaign_fixture_new();
	int64_t contact = campaign_fixture_contact(fixture, "grace@prospect.test", NULL);
	char *token = arena_text(fixture->arena, token_for(fixture, contact, 5));

	token[3] = token[3] == 'A' ? 'B' : 'A';

	assert_false(opt_out(fixture, token));
	assert_false(opt_out(fixture, ""));
	assert_int_equal(store_fixture_count(fixture->store, "SELECT count(*) FROM suppression"), 0);
}

TEST(suppression_ops, a_link_to_a_former_address_stops_both)
{
	OWNED(campaign_fixture) struct campaign_fixture *fixture = campaign_fixture_new();
	int64_t id = campaign_fixture_campaign(fixture, one_step);
	int64_t contact = campaign_fixture_contact(fixture, "old@prospect.test", NULL);
	const char *token = token_for(fixture, contact, id);
	struct contact_edit edit = {.has = {[CONTACT_EMAIL] = true}, .fields = {[CONTACT_EMAIL] = "new@prospect.test"}};
	unsigned char hash[32];
	char hex[65];
	struct contact changed;

	compose_address_hash(fixture->ops.vault, "old@prospect.test", hash);
	text_hex(hash, sizeof(hash), hex);
	store_fixture_run(fixture->store,
		arena_printf(fixture->arena,
			"INSERT INTO send (workspace_id, id, campaign_id, position, address_hash, status, due_at, "
			"message_id,"
			" sent_at) VALUES (1, 9, %lld, 1, x'%s', 'sent', 1, '<a@b>', 2)",
			(long long)id, hex));
	assert_true(contact_ops_update(&fixture->ops, &fixture->call, contact, &edit, &changed, &fixture->err));
	assert_true(opt_out(fixture, token));

	assert_true(covers(fixture, "new@prospect.test", "prospect.test"));
	campaign_fixture_contact(fixture, "old@prospect.test", NULL);
	assert_true(covers(fixture, "old@prospect.test", "prospect.test"));
}

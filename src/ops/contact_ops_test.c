/*
 * Unit tests of people: merging, changing, erasing.
 */
#include "base/unit.h"

#include "base/text.h"
#include "ops/campaign_fixture.h"
#include "ops/contact_ops.h"
#include "store/contact_store.h"
#include "store/suppression_store.h"

static const char *const one_step[] = {"A word about tea.", NULL};

static struct contact add(struct campaign_fixture *fixture, struct contact_edit edit, bool *added)
{
	struct contact contact;

	assert_true(contact_ops_add(&fixture->ops, &fixture->call, &edit, &contact, added, &fixture->err));
	return contact;
}

#define EDIT(email_, company_) \
	((struct contact_edit){.has = {[CONTACT_EMAIL] = true, [CONTACT_COMPANY] = true}, \
		.fields = {[CONTACT_EMAIL] = (email_), [CONTACT_COMPANY] = (company_)}})

TEST(contact_ops, doubles_merge_and_what_is_empty_erases_nothing)
{
	OWNED(campaign_fixture) struct campaign_fixture *fixture = campaign_fixture_new();
	struct contact_edit edit = EDIT("Ada@Prospect.test", "Alpha");
	struct contact first, second;
	bool added = false;

	edit.custom = "{\"topic\":\"tea\",\"size\":3}";
	first = add(fixture, edit, &added);
	assert_true(added);
	edit = EDIT("ada@prospect.test", "");
	edit.custom = "{\"size\":4}";
	second = add(fixture, edit, &added);
	assert_false(added);

	assert_int_equal(second.id, first.id);
	assert_string_equal(second.fields[CONTACT_COMPANY], "Alpha");
	assert_string_equal(second.custom, "{\"size\":\"4\",\"topic\":\"tea\"}");
	second = add(fixture, EDIT("ada@prospect.test", "Beta"), &added);
	assert_string_equal(second.fields[CONTACT_COMPANY], "Beta");
}

TEST(contact_ops, wrong_fields_are_all_named)
{
	OWNED(campaign_fixture) struct campaign_fixture *fixture = campaign_fixture_new();
	struct contact_edit edit = EDIT("not an address", NULL);
	struct contact contact;
	bool added = false;

	edit.has[CONTACT_TIMEZONE] = true;
	edit.fields[CONTACT_TIMEZONE] = "Mars/Olympus";

	assert_false(contact_ops_add(&fixture->ops, &fixture->call, &edit, &contact, &added, &fixture->err));
	assert_non_null(strstr(fixture->err.details, "\"field\":\"email\""));
	assert_non_null(strstr(fixture->err.details, "\"field\":\"timezone\""));
}

TEST(contact_ops, a_patch_clears_what_it_says_and_leaves_the_rest)
{
	OWNED(campaign_fixture) struct campaign_fixture *fixture = campaign_fixture_new();
	struct contact_edit edit = EDIT("ada@prospect.test", "Alpha");
	struct contact contact;
	bool added = false;

	edit.has[CONTACT_TITLE] = true;
	edit.fields[CONTACT_TITLE] = "Director";
	edit.custom = "{\"topic\":\"tea\",\"size\":\"3\"}";
	contact = add(fixture, edit, &added);
	edit = (struct contact_edit){.has = {[CONTACT_COMPANY] = true}, .custom = "{\"topic\":null,\"hue\":\"red\"}"};
	assert_true(contact_ops_update(&fixture->ops, &fixture->call, contact.id, &edit, &contact, &fixture->err));

	assert_null(contact.fields[CONTACT_COMPANY]);
	assert_string_equal(contact.fields[CONTACT_TITLE], "Director");
	assert_string_equal(contact.custom, "{\"hue\":\"red\",\"size\":\"3\"}");
}

TEST(contact_ops, an_address_belongs_to_one_contact)
{
	OWNED(campaign_fixture) struct campaign_fixture *fixture = campaign_fixture_new();
	int64_t id = campaign_fixture_contact(fixture, "ada@prospect.test", NULL);
	struct contact_edit edit = {
		.has = {[CONTACT_EMAIL] = true}, .fields = {[CONTACT_EMAIL] = "GRACE@prospect.test"}};
	struct contact contact;

	campaign_fixture_contact(fixture, "grace@prospect.test", NULL);

	assert_false(contact_ops_update(&fixture->ops, &fixture->call, id, &edit, &contact, &fixture->err));
	assert_string_equal(fixture->err.code, "contact_exists");
}

TEST(contact_ops, an_erased_person_is_gone_but_for_a_hash_that_still_protects_them)
{
	OWNED(campaign_fixture) struct campaign_fixture *fixture = campaign_fixture_new();
	OWNED(tx) struct tx *tx = NULL;
	int64_t campaign = campaign_fixture_campaign(fixture, one_step);
	int64_t id = campaign_fixture_contact(fixture, "ada@prospect.test", "Ada");
	struct contact_erasure erasure;
	bool covered = false;

	campaign_fixture_enroll(fixture, campaign, (int64_t[]){id, 0});
	store_fixture_run(fixture->store,
		arena_printf(fixture->arena,
			"INSERT INTO send (workspace_id, id, campaign_id, contact_id, position, address_hash, status, "
			"due_at,"
			" message_id, sent_at, subject) VALUES (1, 9, %lld, %lld, 1, x'00', 'sent', 1, '<a@b>', 2, "
			"'Dear Ada')",
			(long long)campaign, (long long)id));
	store_fixture_run(fixture->store, "UPDATE campaign_counter SET sent = 1");
	assert_true(contact_ops_erase(&fixture->ops, &fixture->call, id, &erasure, &fixture->err));

	assert_int_equal(erasure.sends_kept, 1);
	assert_int_equal(store_fixture_count(fixture->store, "SELECT count(*) FROM contact"), 0);
	assert_int_equal(store_fixture_count(fixture->store, "SELECT count(*) FROM enrollment"), 0);
	assert_int_equal(
		store_fixture_count(fixture->store,
			"SELECT count(*) FROM send WHERE contact_id IS NULL AND subject IS NULL AND sent_at = 2"),
		1);
	assert_int_equal(
		store_fixture_count(fixture->store, "SELECT count(*) FROM suppression WHERE hashed = 1 AND value = ''"),
		1);
	assert_true(campaign_fixture_journal_has(fixture, "\"stop\":\"erase\"", "\"hash\""));
	campaign_fixture_check_counts(fixture, campaign);

	campaign_fixture_contact(fixture, "ADA@prospect.test", "Ada");
	assert_true(tx_read(fixture->ops.store, &tx, &fixture->err));
	assert_true(suppression_store_covers(
		tx, FIXTURE_WORKSPACE, "ada@prospect.test", "prospect.test", &covered, &fixture->err));
	assert_true(covered);
}

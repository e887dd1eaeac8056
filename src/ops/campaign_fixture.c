#include "ops/campaign_fixture.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/unit.h"
#include "ops/campaign_contacts.h"
#include "ops/contact_ops.h"
#include "ops/instance.h"
#include "ops/send_plan.h"
#include "store/campaign_store.h"
#include "store/mailbox_store.h"

enum { OWNER_ID = 7 };

struct campaign_fixture *campaign_fixture_new(void)
{
	struct campaign_fixture *fixture = calloc(1, sizeof(*fixture));

	ASSERT(fixture);
	fixture->store = store_fixture_new();
	fixture->arena = arena_new();
	store_fixture_run(fixture->store,
		"UPDATE workspace SET organization = 'Acme Ltd', postal_address = '1 High Street, London'");
	store_fixture_run(fixture->store,
		"INSERT INTO app_user (workspace_id, id, email, email_key, name, role, password_hash, created_at)"
		" VALUES (1, 7, 'ben@acme.test', 'ben@acme.test', 'Ben', 'owner', 'x', 0)");
	fixture->ops = (struct ops){.store = fixture->store->store,
		.clock = &fixture->store->clock,
		.providers = &fixture->providers,
		.fence = fence_new(&fixture->store->clock),
		.boot = "boot-1",
		.base_url = "https://outreach.acme.test"};
	assert_true(vault_open(fixture->store->dir, NULL, true, &fixture->ops.vault, &fixture->err));
	assert_true(instance_open(fixture->ops.store, fixture->ops.vault, &fixture->err));
	fixture->call = (struct call){.arena = fixture->arena,
		.workspace_id = FIXTURE_WORKSPACE,
		.actor = {.kind = ACTOR_USER, .id = OWNER_ID, .user_id = OWNER_ID, .role = ROLE_OWNER, .name = "Ben"}};
	fixture->mailbox_id = campaign_fixture_mailbox(fixture, "ada@acme.test", true);
	return fixture;
}

void campaign_fixture_free(struct campaign_fixture *fixture)
{
	if (!fixture)
		return;
	fence_free(fixture->ops.fence);
	vault_free(fixture->ops.vault);
	arena_free(fixture->arena);
	store_fixture_free(fixture->store);
	free(fixture);
}

int64_t campaign_fixture_mailbox(struct campaign_fixture *fixture, const char *address, bool is_read)
{
	OWNED(tx) struct tx *tx = NULL;
	struct mailbox mailbox = {.workspace_id = FIXTURE_WORKSPACE,
		.owner_id = OWNER_ID,
		.address = address,
		.address_key = address,
		.name = "Ada",
		.provider = PROVIDER_SMTP,
		.endpoints = is_read ? "{\"smtp\":{},\"imap\":{}}" : "{\"smtp\":{},\"imap\":null}",
		.timezone = "UTC",
		.sync_cursor = ""};
	bool added = false;

	assert_true(tx_begin(fixture->ops.store, &tx, &fixture->err));
	assert_true(mailbox_store_add(tx, &mailbox, &added, &fixture->err));
	assert_true(added);
	assert_true(tx_commit(tx, &fixture->err));
	return mailbox.id;
}

int64_t campaign_fixture_contact(struct campaign_fixture *fixture, const char *email, const char *first_name)
{
	struct contact_edit edit = {.has = {[CONTACT_EMAIL] = true, [CONTACT_FIRST_NAME] = first_name != NULL},
		.fields = {[CONTACT_EMAIL] = email, [CONTACT_FIRST_NAME] = first_name}};
	struct contact contact;
	bool added = false;

	assert_true(contact_ops_add(&fixture->ops, &fixture->call, &edit, &contact, &added, &fixture->err));
	return contact.id;
}

int64_t campaign_fixture_campaign(struct campaign_fixture *fixture, const char *const *texts)
{
	struct step_edit steps[CAMPAIGN_MAX_STEPS] = {0};
	struct campaign_edit edit = {
		.settings = SETTING_NAME | SETTING_DAYS | SETTING_HOURS | SETTING_MAILBOXES | SETTING_STEPS,
		.values = {.name = "Spring", .schedule = {.sending_days = 0x7f, .sending_hours = 0xffffff}},
		.mailbox_ids = &fixture->mailbox_id,
		.mailbox_count = 1,
		.steps = steps};
	int64_t id = 0;

	for (; texts[edit.step_count]; edit.step_count++) {
		steps[edit.step_count].settings = STEP_SUBJECT | STEP_TEXT;
		steps[edit.step_count].values.subject = edit.step_count ? NULL : "Hello";
		steps[edit.step_count].values.body_text = texts[edit.step_count];
	}
	assert_true(campaign_ops_create(&fixture->ops, &fixture->call, &edit, &id, &fixture->err));
	return id;
}

int64_t campaign_fixture_enroll(struct campaign_fixture *fixture, int64_t campaign_id, const int64_t *contact_ids)
{
	struct campaign_contacts contacts = {.ids = contact_ids};
	struct campaign_contacts_added added;

	while (contact_ids[contacts.count])
		contacts.count++;
	assert_true(
		campaign_contacts_add(&fixture->ops, &fixture->call, campaign_id, &contacts, &added, &fixture->err));
	assert_int_equal(added.added + added.skipped_total, contacts.count);
	return added.added;
}

int64_t campaign_fixture_plan(struct campaign_fixture *fixture)
{
	OWNED(plan_turns) struct plan_turns *turns = plan_turns_new();
	int64_t planned = 0, next_at = 0;

	assert_true(send_plan_run(&fixture->ops, turns, &planned, &next_at, &fixture->err));
	return planned;
}

struct campaign campaign_fixture_get(struct campaign_fixture *fixture, int64_t campaign_id)
{
	OWNED(tx) struct tx *tx = NULL;
	struct campaign campaign;

	assert_true(tx_read(fixture->ops.store, &tx, &fixture->err));
	assert_true(campaign_store_get(tx, FIXTURE_WORKSPACE, campaign_id, fixture->arena, &campaign, &fixture->err));
	return campaign;
}

/* Each total beside what the rows say. */
static const struct {
	const char *name, *rows;
} totals[] = {
	{"contacts", "enrollment"},
	{"live", "enrollment WHERE status IN ('live', 'review')"},
	{"unassigned", "enrollment WHERE status IN ('live', 'review') AND mailbox_id IS NULL"},
	{"replied", "enrollment WHERE status = 'replied'"},
	{"bounced", "enrollment WHERE status = 'bounced'"},
	{"unsubscribed", "enrollment WHERE status = 'unsubscribed'"},
	{"failed", "enrollment WHERE status = 'failed'"},
	{"sent", "send WHERE status = 'sent'"},
	{"unknown", "send WHERE status = 'unknown'"},
};

static int64_t count(struct campaign_fixture *fixture, const char *format, const char *name, int64_t campaign_id)
{
	return store_fixture_count(fixture->store, arena_printf(fixture->arena, format, name, (long long)campaign_id));
}

void campaign_fixture_check_counts(struct campaign_fixture *fixture, int64_t campaign_id)
{
	for (size_t i = 0; i < ARRAY_COUNT(totals); i++) {
		bool has_where = strstr(totals[i].rows, "WHERE") != NULL;
		const char *format = has_where ? "SELECT count(*) FROM %s AND campaign_id = %lld"
					       : "SELECT count(*) FROM %s WHERE campaign_id = %lld";

		assert_int_equal(count(fixture, "SELECT %s FROM campaign_counter WHERE campaign_id = %lld",
					 totals[i].name, campaign_id),
			count(fixture, format, totals[i].rows, campaign_id));
	}
	assert_int_equal(
		count(fixture,
			"SELECT count(*) FROM campaign_mailbox m WHERE m.waiting <> (SELECT count(*) FROM enrollment"
			" e WHERE e.campaign_id = m.campaign_id AND e.mailbox_id = m.mailbox_id AND %s)"
			" AND m.campaign_id = %lld",
			"e.status IN ('live', 'review')", campaign_id),
		0);
}

bool campaign_fixture_journal_has(struct campaign_fixture *fixture, const char *first, const char *second)
{
	char path[96], line[2048];
	bool found = false;
	FILE *file;

	snprintf(path, sizeof(path), "%s/stops.journal", fixture->store->dir);
	file = fopen(path, "r");
	while (file && !found && fgets(line, sizeof(line), file))
		found = strstr(line, first) && strstr(line, second);
	if (file)
		fclose(file);
	return found;
}

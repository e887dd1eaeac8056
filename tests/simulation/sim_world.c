/*
 * sim_world: kinds differ in how many mailboxes and campaigns there are, whether replies are read, gap, cap and window.
 */
#include "sim_world.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fiber.h"
#include "model/zone.h"
#include "ops/campaign_contacts.h"
#include "ops/campaign_ops.h"
#include "ops/contact_ops.h"
#include "ops/mailbox_endpoints.h"
#include "sim_random.h"
#include "store/store_internal.h"

enum { OWNER = 7, NS_PER_MS = 1000000 };

/* Monday, 2 March 2026, 09:00 UTC. */
static const int64_t monday_ms = 1772442000000;

static const char *const domains[] = {"alpha.test", "beta.test", "mail.alpha.test"};

/* Each kind is a row; step delays are in seconds. */
static const struct kind {
	int mailboxes, campaigns, contacts, steps;
	bool is_read, continues;
	int daily_cap, min_gap_seconds;
	int step_delay_s;
	unsigned hours; /* bit h; 0: all day */
	int ramp_start, spacing_minutes, days; /* 0: none */
	bool contact_zones, has_holiday; /* the second day */
	bool asks;
} kinds[WORLD_KINDS] = {
	{1, 1, 4, 1, false, false, 1000, 0, 0, 0},
	{1, 1, 5, 2, true, false, 1000, 0, 20, 0},
	{2, 1, 6, 1, false, true, 1000, 0, 0, 0},
	{2, 1, 6, 2, true, true, 1000, 1, 10, 0},
	{2, 2, 5, 1, false, false, 1000, 0, 0, 0},
	{3, 2, 6, 2, true, true, 1000, 0, 15, 0},
	{1, 1, 6, 1, true, false, 3, 0, 0, 0},
	{2, 1, 8, 1, true, true, 3, 2, 0, 0},
	{1, 1, 4, 3, true, false, 1000, 2, 5, 0},
	{1, 2, 4, 1, true, false, 1000, 3, 0, 0},
	{1, 1, 6, 1, true, false, 1000, 0, 0, 0x7u << 9},
	{2, 2, 4, 2, true, true, 6, 1, 30, 0x3u << 9},
	{3, 1, 9, 1, false, true, 2, 0, 0, 0},
	{2, 1, 4, 3, true, false, 1000, 0, 0, 0},
	{3, 2, 5, 1, true, true, 1000, 5, 0, 0},
	{1, 1, 10, 1, true, false, 1000, 0, 0, 0},
	{2, 1, 9, 1, true, true, 1000, 0, 0, 0, .ramp_start = 2},
	{2, 1, 9, 2, true, true, 1000, 0, 10, 0, .spacing_minutes = 5},
	{1, 2, 6, 1, true, false, 1000, 1, 0, 0xfffu << 9, .contact_zones = true, .has_holiday = true},
	{2, 1, 8, 2, true, true, 4, 0, 3600, 0x3fu << 9, .days = 2},
	{3, 2, 9, 2, true, true, 6, 1, 30, 0xfffu << 9, 3, 5, 4, true, true},
	{1, 1, 6, 2, true, false, 1000, 0, 10, 0, .asks = true},
	{2, 2, 6, 2, true, true, 6, 1, 10, 0, .asks = true},
};

void world_must(bool succeeded, const char *what, const struct error *err)
{
	if (succeeded)
		return;
	fprintf(stderr, "%s: %s: %s\n", what, err->code ? err->code : "?", err->message);
	abort();
}

const char *world_mailbox_address(int number)
{
	static const char *const addresses[WORLD_MAILBOXES] = {"ada@acme.test", "ben@acme.test", "cleo@acme.test"};

	return addresses[number];
}

const char *world_contact_address(int number, char out[64])
{
	snprintf(out, 64, "person-%d@%s", number, domains[number % (int)ARRAY_COUNT(domains)]);
	return out;
}

const char *world_contact_domain(int number)
{
	return domains[number % (int)ARRAY_COUNT(domains)];
}

const char *world_contact_zone(int number)
{
	static const char *const zones[] = {"Asia/Tokyo", NULL, "America/New_York", "Europe/Berlin"};

	return zones[number % (int)ARRAY_COUNT(zones)];
}

int world_mailbox_number(const struct world_facts *facts, int64_t id)
{
	for (int i = 0; i < facts->mailbox_count; i++)
		if (facts->mailboxes[i] == id)
			return i;
	UNREACHABLE();
}

int world_campaign_number(const struct world_facts *facts, int64_t id)
{
	for (int i = 0; i < facts->campaign_count; i++)
		if (facts->campaigns[i].id == id)
			return i;
	UNREACHABLE();
}

int world_contact_number(const struct world_facts *facts, int64_t id)
{
	for (int i = 0; i < facts->contact_count; i++)
		if (facts->contacts[i] == id)
			return i;
	return -1; /* erased and added again */
}

struct schedule world_schedule(const struct world_campaign *campaign)
{
	struct schedule schedule = campaign->schedule;

	if (schedule.holidays.date_count)
		schedule.holidays.dates = &campaign->holiday;
	return schedule;
}

struct call world_call(struct arena *arena)
{
	return (struct call){.arena = arena,
		.workspace_id = WORLD_WORKSPACE,
		.actor = {.kind = ACTOR_USER, .id = OWNER, .user_id = OWNER, .role = ROLE_OWNER, .name = "Olive"}};
}

void world_signed_in(int number, bool is_read, struct arena *arena, struct mailbox_new *signed_in)
{
	const char *address = world_mailbox_address(number);
	struct endpoint sending = {.kind = TRANSPORT_SMTP,
		.host = "smtp.acme.test",
		.port = 587,
		.tls = TLS_STARTTLS,
		.username = address};
	struct endpoint reading = {.kind = is_read ? TRANSPORT_IMAP : TRANSPORT_NONE,
		.host = "imap.acme.test",
		.port = 993,
		.tls = TLS_IMPLICIT,
		.username = address};

	*signed_in = (struct mailbox_new){.address = address,
		.name = "Ada",
		.provider = PROVIDER_SMTP,
		.endpoints = mailbox_endpoints_write(&sending, &reading, arena),
		.sync_cursor = ""};
}

static void run_sql(struct app *app, const char *sql)
{
	OWNED(tx) struct tx *tx = NULL;
	struct error err = {0};

	world_must(tx_begin(app->store, &tx, &err) && sqlite_connection_run(tx->connection, sql, &err) &&
			tx_commit(tx, &err),
		sql, &err);
}

static void add_mailbox(
	struct app *app, const struct call *call, const struct kind *kind, int number, struct world_facts *facts)
{
	OWNED(secret) struct secret *password = secret_new_text(WORLD_PASSWORD);
	struct mailbox_credentials credentials = {
		.smtp_password = password, .imap_password = kind->is_read ? password : NULL};
	int64_t cap = kind->daily_cap, gap = kind->min_gap_seconds;
	struct mailbox_settings settings = {.daily_cap = &cap, .min_gap_seconds = &gap, .ramp = &facts->ramp};
	struct mailbox_new signed_in;
	struct mailbox mailbox;
	struct error err = {0};

	world_signed_in(number, kind->is_read, call->arena, &signed_in);
	world_must(mailbox_ops_add(&app->ops, call, &signed_in, &credentials, &mailbox, &err), "mailbox", &err);
	facts->mailboxes[number] = mailbox.id;
	world_must(mailbox_ops_update(&app->ops, call, mailbox.id, &settings, &mailbox, &err), "settings", &err);
}

static void add_contact(struct app *app, const struct call *call, int number, struct world_facts *facts)
{
	struct contact_edit edit = {
		.has = {[CONTACT_EMAIL] = true, [CONTACT_FIRST_NAME] = true, [CONTACT_TIMEZONE] = true},
		.fields = {[CONTACT_FIRST_NAME] = "Pat", [CONTACT_TIMEZONE] = world_contact_zone(number)}};
	struct contact contact;
	struct error err = {0};
	char address[64];
	bool added;

	edit.fields[CONTACT_EMAIL] = world_contact_address(number, address);
	world_must(contact_ops_add(&app->ops, call, &edit, &contact, &added, &err), "contact", &err);
	facts->contacts[number] = contact.id;
}

/* The holiday and the last day. The facts outlive what the campaign is made with. */
static void set_days(struct world_campaign *campaign, const struct kind *kind)
{
	int64_t today = zone_day(fiber_wall_ns() / NS_PER_MS);

	if (kind->has_holiday) {
		campaign->holiday = zone_date(today + 1);
		campaign->schedule.holidays = (struct holidays){.dates = &campaign->holiday, .date_count = 1};
	}
	if (kind->days)
		campaign->schedule.ends_on = zone_date(today + kind->days - 1);
}

static void add_campaign(
	struct app *app, const struct call *call, const struct kind *kind, int number, struct world_facts *facts)
{
	struct world_campaign *campaign = &facts->campaigns[number];
	struct step_edit steps[CAMPAIGN_MAX_STEPS] = {0};
	struct campaign_edit edit = {.settings = SETTING_NAME | SETTING_DAYS | SETTING_HOURS | SETTING_MAILBOXES |
			SETTING_STEPS | SETTING_OVERLAP | SETTING_ON_MAILBOX_LOSS | SETTING_TIMEZONE_SOURCE |
			SETTING_HOLIDAYS | SETTING_ENDS_ON | SETTING_DOMAIN_SPACING,
		.values = {.name = number ? "Summer" : "Spring",
			.overlap = OVERLAP_ALLOW,
			.timezone_source = kind->contact_zones ? ZONE_OF_CONTACT : ZONE_OF_CAMPAIGN,
			.domain_spacing_minutes = kind->spacing_minutes,
			.on_mailbox_loss = kind->continues ? LOSS_CONTINUE_WITH_OTHERS : LOSS_PAUSE},
		.steps = steps,
		.step_count = (size_t)kind->steps};
	struct campaign_contacts contacts = {.ids = facts->contacts, .count = (size_t)kind->contacts};
	struct campaign_contacts_added added;
	struct error err = {0};

	campaign->steps = kind->steps;
	campaign->asks = kind->asks;
	campaign->schedule = (struct schedule){
		.timezone = "UTC", .sending_days = 0x7f, .sending_hours = kind->hours ? kind->hours : 0xffffff};
	set_days(campaign, kind);
	campaign->spacing_minutes = kind->spacing_minutes;
	campaign->timezone_source = edit.values.timezone_source;
	edit.values.schedule = campaign->schedule;
	campaign->mailbox_count = (size_t)kind->mailboxes;
	memcpy(campaign->mailbox_ids, facts->mailboxes, sizeof(campaign->mailbox_ids));
	edit.mailbox_ids = campaign->mailbox_ids;
	edit.mailbox_count = campaign->mailbox_count;
	for (int i = 0; i < kind->steps; i++) {
		steps[i].settings = STEP_SUBJECT | STEP_TEXT | STEP_DELAY | STEP_REVIEW;
		steps[i].values = (struct step){.subject = i ? NULL : "Hello",
			.body_text = "Hello {{first_name}}, this is " WORLD_EDITION "0.",
			.delay_ms = i ? 1000LL * kind->step_delay_s : 0,
			.delay_days = -1,
			.review = kind->asks};
	}
	world_must(campaign_ops_create(&app->ops, call, &edit, &campaign->id, &err), "campaign", &err);
	world_must(campaign_contacts_add(&app->ops, call, campaign->id, &contacts, &added, &err), "enroll", &err);
	ASSERT(added.added == kind->contacts);
	world_must(campaign_ops_launch(&app->ops, call, campaign->id, &err), "launch", &err);
}

void world_make(const char *dir, int number, struct world_facts *facts)
{
	OWNED(arena) struct arena *arena = arena_new();
	const struct kind *kind = &kinds[number];
	struct call call = world_call(arena);
	struct world world;
	struct error err = {0};

	sim_random_start((uint64_t)number);
	fiber_set_time(1000000000, (monday_ms + 3600000LL * 24 * number) * NS_PER_MS);
	*facts = (struct world_facts){.mailbox_count = kind->mailboxes,
		.campaign_count = kind->campaigns,
		.contact_count = kind->contacts,
		.daily_cap = kind->daily_cap,
		.min_gap_seconds = kind->min_gap_seconds,
		.ramp = {.start = kind->ramp_start, .step = 2, .ceiling = 1000},
		.is_read = kind->is_read};
	world_must(world_open(&world, dir, facts, &err), "open", &err);
	run_sql(world.app,
		"INSERT INTO workspace (id, name, organization, postal_address, created_at)"
		" VALUES (1, 'Acme', 'Acme Ltd', '1 High Street, London', 0);"
		"INSERT INTO app_user (workspace_id, id, email, email_key, name, role, password_hash, created_at)"
		" VALUES (1, 7, 'olive@acme.test', 'olive@acme.test', 'Olive', 'owner', 'x', 0)");
	for (int i = 0; i < kind->mailboxes; i++)
		add_mailbox(world.app, &call, kind, i, facts);
	for (int i = 0; i < kind->contacts; i++)
		add_contact(world.app, &call, i, facts);
	for (int i = 0; i < kind->campaigns; i++)
		add_campaign(world.app, &call, kind, i, facts);
	facts->began_ms = clock_wall(&world.app->clock);
	world_close(&world);
}

bool world_open(struct world *world, const char *dir, const struct world_facts *facts, struct error *err)
{
	struct engine_options options = {.send_workers = 4, .sync_workers = 2, .sync_interval_ms = 60000};

	*world = (struct world){.facts = facts,
		.config = {.data_dir = dir,
			.listen = "127.0.0.1:8025",
			.base_url = "https://outreach.acme.test",
			.trusted_proxies = "loopback",
			.undo_ms = 120000,
			.allow_private_hosts = true,
			.log_level = LOG_DEBUG,
			.runs_web = true,
			.runs_workers = true}};
	if (!app_open(&world->config, world->config.base_url, &world->app, err))
		return false;
	world->engine = engine_new(&world->app->ops, &options);
	return true;
}

void world_close(struct world *world)
{
	engine_free(world->engine);
	app_free(world->app);
	*world = (struct world){0};
}

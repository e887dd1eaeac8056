/*
 * sim_chaos: an act is asked of a mailbox, a campaign, a contact or a send; which one is drawn, sensible or not: that a
 * refusal changes nothing is part of what is tried.
 */
#include "sim_chaos.h"

#include <stdio.h>
#include <string.h>

#include "fiber.h"
#include "ops/approval_ops.h"
#include "ops/campaign_contacts.h"
#include "ops/campaign_ops.h"
#include "ops/contact_ops.h"
#include "ops/reply_ops.h"
#include "ops/send_settle.h"
#include "ops/suppression_ops.h"
#include "sim_history.h"
#include "sim_inbox.h"
#include "sim_journal.h"
#include "sim_random.h"
#include "store/campaign_store.h"
#include "store/mailbox_store.h"

enum { NS_PER_MS = 1000000, LONGEST_THOUGHT_MS = 4000, SIGN_IN_MS = 1500 };

/* One act under way. */
struct asking {
	struct world *world;
	struct ops *ops;
	struct arena *arena;
	struct call call;
	enum chaos_act act;
	int number;           /* of the mailbox, campaign or contact in the world */
	struct record record; /* whom it is about */
	const char *version; /* of the email that is approved */
};

typedef bool chaos_do(struct asking *asking, struct error *err);

static int64_t mailbox_of(const struct asking *asking)
{
	return asking->world->facts->mailboxes[asking->number];
}

static int64_t campaign_of(const struct asking *asking)
{
	return asking->world->facts->campaigns[asking->number].id;
}

static bool disconnect(struct asking *asking, struct error *err)
{
	const struct world_campaign *kept = &asking->world->facts->campaigns[0];
	struct disconnect_request request = {.revoke_now = sim_random_chance(1, 4),
		.lock = sim_random_chance(1, 4),
		.keep_running = &kept->id,
		.keep_running_count = sim_random_chance(1, 4)};
	struct mailbox mailbox;
	int64_t receipt_id;

	return mailbox_ops_disconnect(asking->ops, &asking->call, mailbox_of(asking), &request, &mailbox, &receipt_id, err);
}

static bool undo(struct asking *asking, struct error *err)
{
	struct mailbox mailbox;

	return mailbox_ops_undo(asking->ops, &asking->call, mailbox_of(asking), &mailbox, err);
}

static bool reconnect(struct asking *asking, struct error *err)
{
	OWNED(secret) struct secret *password = secret_new_text(WORLD_PASSWORD);
	bool is_read = asking->world->facts->is_read;
	struct mailbox_credentials credentials = {.smtp_password = password, .imap_password = is_read ? password : NULL};
	struct mailbox_new signed_in;
	struct mailbox mailbox;

	if (!mailbox_ops_get(asking->ops, &asking->call, mailbox_of(asking), &mailbox, err))
		return false;
	fiber_wait(asking, fiber_boot_ns() + NS_PER_MS * sim_random_between(0, SIGN_IN_MS));
	world_signed_in(asking->number, is_read, asking->arena, &signed_in);
	return mailbox_ops_reactivate(asking->ops, &asking->call, mailbox_of(asking), mailbox.epoch, &signed_in,
		&credentials, &mailbox, err);
}

static bool restart(struct asking *asking, struct error *err)
{
	struct restart_request request = {.overdue = (enum overdue_rule)sim_random_between(0, OVERDUE_RULE_COUNT - 1)};
	OWNED(tx) struct tx *tx = NULL;
	int64_t *ids = NULL;

	if (!tx_read(asking->ops->store, &tx, err) ||
		!campaign_store_list_paused_by(
			tx, WORLD_WORKSPACE, mailbox_of(asking), asking->arena, &ids, &request.count, err))
		return false;
	tx_free(TAKE(tx));
	request.campaign_ids = ids;
	return mailbox_ops_restart_campaigns(asking->ops, &asking->call, mailbox_of(asking), &request, err);
}

static bool hold(struct asking *asking, struct error *err)
{
	struct mailbox mailbox;

	return mailbox_ops_hold(asking->ops, &asking->call, mailbox_of(asking), 0, &mailbox, err);
}

static bool release(struct asking *asking, struct error *err)
{
	struct mailbox mailbox;

	return mailbox_ops_release(asking->ops, &asking->call, mailbox_of(asking), &mailbox, err);
}

static bool pause_campaign(struct asking *asking, struct error *err)
{
	return campaign_ops_pause(asking->ops, &asking->call, campaign_of(asking), err);
}

static bool resume(struct asking *asking, struct error *err)
{
	enum overdue_rule overdue = (enum overdue_rule)sim_random_between(0, OVERDUE_SHIFT);

	return campaign_ops_resume(asking->ops, &asking->call, campaign_of(asking), overdue, 0, err);
}

/* Every step's text gets the next edition; which one that is stands in the record. */
static bool edit(struct asking *asking, struct error *err)
{
	struct step_edit steps[CAMPAIGN_MAX_STEPS] = {0};
	struct campaign_edit edit = {.settings = SETTING_STEPS, .steps = steps};

	edit.step_count = (size_t)asking->world->facts->campaigns[asking->number].steps;
	for (size_t i = 0; i < edit.step_count; i++) {
		steps[i].settings = STEP_TEXT;
		steps[i].values.body_text = arena_printf(asking->arena, "Hello {{first_name}}, this is " WORLD_EDITION "%d.",
			(int)asking->record.subject);
	}
	return campaign_ops_update(asking->ops, &asking->call, campaign_of(asking), &edit, err);
}

static bool suppress(struct asking *asking, struct error *err)
{
	struct suppression out;
	char address[64];
	bool added;

	return suppression_ops_add(asking->ops, &asking->call, world_contact_address(asking->number, address), "Asked.",
		&out, &added, err);
}

static bool suppress_domain(struct asking *asking, struct error *err)
{
	struct suppression out;
	char address[64];
	bool added;

	return suppression_ops_add(asking->ops, &asking->call,
		strchr(world_contact_address(asking->number, address), '@') + 1, "Asked.", &out, &added, err);
}

/* Takes off what stands for this contact's address or for its very domain. */
static bool unsuppress(struct asking *asking, struct error *err)
{
	OWNED(tx) struct tx *tx = NULL;
	struct suppression *list = NULL;
	char address[64];
	size_t count = 0;

	world_contact_address(asking->number, address);
	if (!tx_read(asking->ops->store, &tx, err) ||
		!suppression_store_list(tx, WORLD_WORKSPACE, NULL, 0, 50, asking->arena, &list, &count, err))
		return false;
	tx_free(TAKE(tx));
	for (size_t i = 0; i < count; i++) {
		bool is_domain = strcmp(list[i].value_key, strchr(address, '@') + 1) == 0;

		if ((is_domain || strcmp(list[i].value_key, address) == 0) &&
			!suppression_ops_remove(asking->ops, &asking->call, list[i].id, "Wants mail again.", err))
			return false;
	}
	return true;
}

static bool erase(struct asking *asking, struct error *err)
{
	struct contact_erasure erasure;

	return contact_ops_erase(
		asking->ops, &asking->call, asking->world->facts->contacts[asking->number], &erasure, err);
}

/* Also one that is there, or that was erased. */
static bool add_contact(struct asking *asking, struct error *err)
{
	struct contact_edit edit = {.has = {[CONTACT_EMAIL] = true, [CONTACT_FIRST_NAME] = true},
		.fields = {[CONTACT_FIRST_NAME] = "Pat"}};
	struct campaign_contacts_added result;
	struct campaign_contacts contacts = {.count = 1};
	struct contact contact;
	char address[64];
	bool added;

	edit.fields[CONTACT_EMAIL] = world_contact_address(asking->number, address);
	if (!contact_ops_add(asking->ops, &asking->call, &edit, &contact, &added, err))
		return false;
	contacts.ids = &contact.id;
	return campaign_contacts_add(
		asking->ops, &asking->call, asking->world->facts->campaigns[0].id, &contacts, &result, err);
}

static bool resolve(struct asking *asking, struct error *err)
{
	static const enum send_resolution as[ACT_COUNT] = {[ACT_RESOLVE_SENT] = RESOLVE_SENT,
		[ACT_RESOLVE_RESEND] = RESOLVE_RESEND,
		[ACT_RESOLVE_DROP] = RESOLVE_DROP};
	struct send send;

	return send_settle_resolve(asking->ops, &asking->call, asking->record.answer, as[asking->act], &send, err);
}

static bool approve(struct asking *asking, struct error *err)
{
	struct approval_wish wish = {.version = asking->version};
	struct send send;

	return approval_ops_approve(asking->ops, &asking->call, asking->record.answer, &wish, &send, err);
}

static bool skip(struct asking *asking, struct error *err)
{
	struct send send;

	return approval_ops_skip(asking->ops, &asking->call, asking->record.answer, &send, err);
}

static const struct {
	const char *name;
	enum { OF_MAILBOX, OF_CAMPAIGN, OF_CONTACT, OF_SEND, OF_APPROVAL, OF_NOBODY } of;
	chaos_do *act;
	const char *stop; /* its word in the stop journal; NULL: it is none */
	int weight;
} acts[ACT_COUNT] = {
	[ACT_DISCONNECT] = {"disconnect", OF_MAILBOX, disconnect, "disconnect", 6},
	[ACT_UNDO] = {"undo", OF_MAILBOX, undo, "undo", 4},
	[ACT_RECONNECT] = {"reconnect", OF_MAILBOX, reconnect, "reconnect", 4},
	[ACT_RESTART] = {"restart", OF_MAILBOX, restart, NULL, 2},
	[ACT_HOLD] = {"hold", OF_MAILBOX, hold, "hold", 2},
	[ACT_RELEASE] = {"release", OF_MAILBOX, release, "release", 2},
	[ACT_PAUSE] = {"pause", OF_CAMPAIGN, pause_campaign, "pause", 4},
	[ACT_RESUME] = {"resume", OF_CAMPAIGN, resume, "resume", 4},
	[ACT_EDIT] = {"edit", OF_CAMPAIGN, edit, NULL, 3},
	[ACT_SUPPRESS] = {"suppress", OF_CONTACT, suppress, "suppress", 3},
	[ACT_SUPPRESS_DOMAIN] = {"suppress domain", OF_CONTACT, suppress_domain, "suppress", 1},
	[ACT_UNSUPPRESS] = {"unsuppress", OF_CONTACT, unsuppress, NULL, 1},
	[ACT_ERASE] = {"erase", OF_CONTACT, erase, "erase", 1},
	[ACT_ADD_CONTACT] = {"add contact", OF_CONTACT, add_contact, NULL, 2},
	[ACT_RESOLVE_SENT] = {"resolve as sent", OF_SEND, resolve, NULL, 1},
	[ACT_RESOLVE_RESEND] = {"resolve as resend", OF_SEND, resolve, NULL, 1},
	[ACT_RESOLVE_DROP] = {"resolve as drop", OF_SEND, resolve, NULL, 1},
	[ACT_APPROVE] = {"approve", OF_APPROVAL, approve, NULL, 8},
	[ACT_SKIP] = {"skip", OF_APPROVAL, skip, NULL, 1},
	[ACT_WRITE_BACK] = {"write back", OF_NOBODY, NULL, NULL, 3},
	[ACT_READ] = {"read", OF_NOBODY, NULL, NULL, 0},
};

const char *chaos_act_name(enum chaos_act act)
{
	return acts[act].name;
}

/* An unknown send, if there is one: its id goes into `answer`, its Message-ID into `subject`. */
static bool pick_send(struct asking *asking)
{
	struct send *list = NULL;
	OWNED(tx) struct tx *tx = NULL;
	struct error err = {0};
	size_t count = 0;

	if (!tx_read(asking->ops->store, &tx, &err) ||
		!send_store_list(tx, WORLD_WORKSPACE, SEND_LIST_UNKNOWN, 0, NULL, 0, 50, asking->arena, &list, &count, &err) ||
		count == 0)
		return false;
	list += sim_random_between(0, (int64_t)count - 1);
	asking->record.answer = list->id;
	asking->record.subject = provider_hash(list->message_id);
	return true;
}

/* Which text is shown stands in the record's words. */
static void take_view(struct asking *asking, const struct approval_view *view)
{
	const char *edition = view->text ? strstr(view->text, WORLD_EDITION) : NULL;

	asking->record.answer = view->send.id;
	asking->record.subject = provider_hash(view->send.message_id);
	asking->version = view->version;
	snprintf(asking->record.words, sizeof(asking->record.words), "%.20s", edition ? edition : "");
}

static bool pick_approval(struct asking *asking)
{
	struct approval_view *list = NULL;
	struct error err = {0};
	size_t count = 0;

	if (!approval_ops_list(asking->ops, &asking->call, 0, NULL, 0, 50, &list, &count, &err) || count == 0)
		return false;
	take_view(asking, &list[sim_random_between(0, (int64_t)count - 1)]);
	return true;
}

static bool pick_target(struct asking *asking)
{
	const struct world_facts *facts = asking->world->facts;

	switch (acts[asking->act].of) {
	case OF_MAILBOX:
		asking->number = (int)sim_random_between(0, facts->mailbox_count - 1);
		asking->record.mailbox = mailbox_of(asking);
		return true;
	case OF_CAMPAIGN:
		asking->number = (int)sim_random_between(0, facts->campaign_count - 1);
		asking->record.campaign = campaign_of(asking);
		if (asking->act == ACT_EDIT)
			asking->record.subject = ++history_current()->editions;
		return true;
	case OF_CONTACT:
		asking->number = (int)sim_random_between(0, facts->contact_count - 1);
		if (asking->act == ACT_ADD_CONTACT && sim_random_chance(1, 2))
			asking->number = (int)sim_random_between(0, WORLD_CONTACTS - 1);
		asking->record.contact = asking->number + 1;
		return true;
	case OF_SEND:
		return pick_send(asking);
	case OF_APPROVAL:
		return pick_approval(asking);
	case OF_NOBODY:
		break;
	}
	return false;
}

static bool ask(struct asking *asking)
{
	struct error err = {0};
	bool done;

	asking->record.kind = RECORD_ASK;
	asking->record.what = (int16_t)asking->act;
	history_add(&asking->record);
	done = acts[asking->act].act(asking, &err);
	if (done && acts[asking->act].stop)
		journal_check_synced(acts[asking->act].name);
	asking->record.kind = RECORD_ANSWER;
	asking->record.answer = done;
	if (!done)
		snprintf(asking->record.words, sizeof(asking->record.words), "%.39s", err.code);
	history_add(&asking->record);
	return done;
}

static struct asking asking_of(struct world *world, struct arena *arena, enum chaos_act act)
{
	return (struct asking){
		.world = world, .ops = &world->app->ops, .arena = arena, .call = world_call(arena), .act = act};
}

static void act_once(struct world *world, enum chaos_act act)
{
	OWNED(arena) struct arena *arena = arena_new();
	struct asking asking = asking_of(world, arena, act);

	if (act == ACT_WRITE_BACK)
		provider_answer((enum answer_kind)sim_random_between(0, ANSWER_KINDS - 1));
	else if (pick_target(&asking))
		ask(&asking);
}

/* What a person does who wants to change an email: pause, edit, go on. */
static void edit_all(struct world *world)
{
	static const enum chaos_act row[] = {ACT_PAUSE, ACT_EDIT, ACT_RESUME};
	OWNED(arena) struct arena *arena = arena_new();
	int number = (int)sim_random_between(0, world->facts->campaign_count - 1);

	for (size_t i = 0; i < ARRAY_COUNT(row); i++) {
		struct asking asking = asking_of(world, arena, row[i]);

		asking.number = number;
		asking.record.campaign = campaign_of(&asking);
		if (row[i] == ACT_EDIT)
			asking.record.subject = ++history_current()->editions;
		ask(&asking);
	}
}

static int weight_of(const struct world *world, int act)
{
	return acts[act].of == OF_APPROVAL && !world->facts->campaigns[0].asks ? 0 : acts[act].weight;
}

static enum chaos_act draw_act(const struct world *world)
{
	int64_t total = 0, left;
	int act = 0;

	for (int i = 0; i < ACT_COUNT; i++)
		total += weight_of(world, i);
	left = sim_random_between(1, total);
	while ((left -= weight_of(world, act)) > 0)
		act++;
	return (enum chaos_act)act;
}

void *chaos_person_run(void *context)
{
	struct person *person = context;

	for (int i = 0; i < person->count; i++) {
		enum chaos_act act = draw_act(person->world);

		if (sim_random_chance(3, 4))
			fiber_wait(person, fiber_boot_ns() + NS_PER_MS * sim_random_between(0, LONGEST_THOUGHT_MS));
		if (act == ACT_EDIT)
			edit_all(person->world);
		else
			act_once(person->world, act);
	}
	*person->is_over = true;
	return NULL;
}

static void put_right_one(struct world *world, enum chaos_act act, int number)
{
	OWNED(arena) struct arena *arena = arena_new();
	struct asking asking = asking_of(world, arena, act);

	asking.number = number;
	if (acts[act].of == OF_MAILBOX)
		asking.record.mailbox = mailbox_of(&asking);
	else
		asking.record.campaign = campaign_of(&asking);
	ask(&asking);
}

void chaos_approve_all(struct world *world)
{
	OWNED(arena) struct arena *arena = arena_new();
	struct asking asking = asking_of(world, arena, ACT_APPROVE);
	struct approval_view *list = NULL;
	struct error err = {0};
	size_t count = 0;

	if (!approval_ops_list(asking.ops, &asking.call, 0, NULL, 0, 50, &list, &count, &err))
		return;
	for (size_t i = 0; i < count; i++) {
		asking = asking_of(world, arena, ACT_APPROVE);
		take_view(&asking, &list[i]);
		ask(&asking);
	}
}

void chaos_put_right(struct world *world)
{
	for (int i = 0; i < world->facts->mailbox_count; i++) {
		put_right_one(world, ACT_RECONNECT, i);
		put_right_one(world, ACT_RELEASE, i);
	}
	for (int i = 0; i < world->facts->campaign_count; i++)
		put_right_one(world, ACT_RESUME, i);
}

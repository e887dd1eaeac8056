/*
 * sim_stops: the promise of a stop: from its answer on, until somebody begins to lift it, no end of data that it covers.
 *
 * A stop counts only when nobody was lifting while it was asked for: of two people who want opposite things at the same
 * time either may be last. What a process that died left unanswered counts as not promised.
 */
#include <string.h>

#include "sim_chaos.h"
#include "sim_check.h"
#include "sim_history.h"

enum { TARGETS = WORLD_MAILBOXES + WORLD_CAMPAIGNS + 2 * WORLD_CONTACTS, FIBERS = 128 };

/* What can be stopped, one entry for each way: mailbox by disconnect, mailbox by hold, and so on. */
enum way { BY_DISCONNECT, BY_HOLD, BY_PAUSE, BY_ADDRESS, BY_DOMAIN, BY_ERASURE, BY_ANSWER, WAY_COUNT };

static const char *const way_names[] = {"disconnect", "hold", "pause", "suppression", "suppression of the domain",
	"erasure", "answer that was read"};
_Static_assert(ARRAY_COUNT(way_names) == WAY_COUNT, "each way has a name");

struct stop {
	bool holds;
	uint32_t since;    /* its answer's place in the history */
	int64_t lifts;     /* begun so far */
	int lifts_open;    /* begun and not answered */
};

struct stops {
	const struct world_facts *facts;
	struct stop of[WAY_COUNT][TARGETS];
	int64_t lifts_when_asked[FIBERS]; /* of the stop that this fiber asked for; -1: one was under way, and may come last */
	struct {
		int64_t subject, campaign;
	} permits[FIBERS];                   /* the last of each fiber: which campaign its email belongs to */
	int32_t editions[WORLD_CAMPAIGNS]; /* the least that may be sent */
};

/* Which acts stop and lift what. */
static const struct {
	enum chaos_act act;
	enum way way;
	bool lifts;
} effects[] = {
	{ACT_DISCONNECT, BY_DISCONNECT, false},
	{ACT_UNDO, BY_DISCONNECT, true},
	{ACT_RECONNECT, BY_DISCONNECT, true},
	{ACT_HOLD, BY_HOLD, false},
	{ACT_RELEASE, BY_HOLD, true},
	{ACT_PAUSE, BY_PAUSE, false},
	{ACT_RESUME, BY_PAUSE, true},
	{ACT_SUPPRESS, BY_ADDRESS, false},
	{ACT_UNSUPPRESS, BY_ADDRESS, true},
	{ACT_SUPPRESS_DOMAIN, BY_DOMAIN, false},
	{ACT_UNSUPPRESS, BY_DOMAIN, true},
	{ACT_ERASE, BY_ERASURE, false},
	{ACT_UNSUPPRESS, BY_ERASURE, true},
	{ACT_READ, BY_ANSWER, false},
	{ACT_ADD_CONTACT, BY_ANSWER, true},
};

static const char *domain_of(int contact, char address[64])
{
	return strchr(world_contact_address(contact, address), '@') + 1;
}

/* Domains are told apart by the first contact that has them. */
static int domain_number(int contact)
{
	char one[64], other[64];
	int first = 0;

	while (strcmp(domain_of(first, one), domain_of(contact, other)) != 0)
		first++;
	return first;
}

static int target_of(const struct stops *stops, enum way way, const struct record *record)
{
	switch (way) {
	case BY_DISCONNECT:
	case BY_HOLD:
		return world_mailbox_number(stops->facts, record->mailbox);
	case BY_PAUSE:
		return world_campaign_number(stops->facts, record->campaign);
	case BY_DOMAIN:
		return domain_number((int)record->contact - 1);
	case BY_ADDRESS:
	case BY_ERASURE:
	case BY_ANSWER:
		return (int)record->contact - 1;
	case WAY_COUNT:
		break;
	}
	UNREACHABLE();
}

static void on_lift(struct stop *stop, const struct record *record)
{
	if (record->kind == RECORD_ASK) {
		stop->holds = false;
		stop->lifts++;
		stop->lifts_open++;
	} else if (stop->lifts_open > 0) {
		stop->lifts_open--;
	}
}

static void on_stop(struct stops *stops, struct stop *stop, const struct record *record, uint32_t at)
{
	int64_t *when_asked = &stops->lifts_when_asked[record->fiber];

	if (record->kind == RECORD_ASK) {
		*when_asked = stop->lifts_open ? -1 : stop->lifts;
		return;
	}
	if (!record->answer || stop->lifts_open || (record->what != ACT_READ && *when_asked != stop->lifts))
		return;
	if (!stop->holds)
		stop->since = at;
	stop->holds = true;
}

static void on_request(struct stops *stops, const struct record *record, uint32_t at)
{
	for (size_t i = 0; i < ARRAY_COUNT(effects); i++) {
		struct stop *stop;

		if ((int)effects[i].act != record->what)
			continue;
		stop = &stops->of[effects[i].way][target_of(stops, effects[i].way, record)];
		if (effects[i].lifts)
			on_lift(stop, record);
		else
			on_stop(stops, stop, record, at);
	}
	if (record->what == ACT_EDIT && record->kind == RECORD_ANSWER && record->answer) {
		int32_t *least = &stops->editions[world_campaign_number(stops->facts, record->campaign)];

		if (record->subject > *least)
			*least = (int32_t)record->subject;
	}
}

/* A new process: nobody waits for an answer any more. */
static void on_life(struct stops *stops)
{
	for (int way = 0; way < WAY_COUNT; way++)
		for (int i = 0; i < TARGETS; i++)
			stops->of[way][i].lifts_open = 0;
}

static void must_not_hold(const struct stops *stops, enum way way, int target, uint32_t at)
{
	const struct stop *stop = &stops->of[way][target];

	if (stop->holds)
		history_violate("an email ended at %u after a %s that was answered at %u", at, way_names[way], stop->since);
}

static bool is_under(const char *domain, const char *parent)
{
	size_t length = strlen(domain), tail = strlen(parent);

	return length >= tail && strcmp(domain + length - tail, parent) == 0 &&
		(length == tail || domain[length - tail - 1] == '.');
}

static void on_end(const struct stops *stops, const struct record *record, uint32_t at)
{
	int contact = (int)record->contact - 1, campaign;
	char mine[64], other[64];

	ASSERT(stops->permits[record->fiber].subject == record->subject);
	campaign = world_campaign_number(stops->facts, stops->permits[record->fiber].campaign);
	must_not_hold(stops, BY_DISCONNECT, world_mailbox_number(stops->facts, record->mailbox), at);
	must_not_hold(stops, BY_HOLD, world_mailbox_number(stops->facts, record->mailbox), at);
	must_not_hold(stops, BY_PAUSE, campaign, at);
	must_not_hold(stops, BY_ADDRESS, contact, at);
	must_not_hold(stops, BY_ERASURE, contact, at);
	must_not_hold(stops, BY_ANSWER, contact, at);
	for (int i = 0; i < WORLD_CONTACTS; i++)
		if (is_under(domain_of(contact, mine), domain_of(i, other)))
			must_not_hold(stops, BY_DOMAIN, domain_number(i), at);
	if (record->answer < stops->editions[campaign])
		history_violate("an email ended at %u with edition %lld of its text; %d was saved before", at,
			(long long)record->answer, stops->editions[campaign]);
}

void check_stops(const struct world_facts *facts)
{
	const struct history *history = history_current();
	struct stops stops = {.facts = facts};

	for (uint32_t i = 0; i < history->count; i++) {
		const struct record *record = &history->records[i];

		if (record->kind == RECORD_LIFE)
			on_life(&stops);
		if (record->kind == RECORD_ASK || record->kind == RECORD_ANSWER)
			on_request(&stops, record, i);
		if (record->kind == RECORD_PERMIT) {
			stops.permits[record->fiber].subject = record->subject;
			stops.permits[record->fiber].campaign = record->campaign;
		}
		if (record->kind == RECORD_END)
			on_end(&stops, record, i);
	}
}

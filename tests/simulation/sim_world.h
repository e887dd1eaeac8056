#pragma once
/*
 * sim_world: the installation a simulation plays in: a data directory with mailboxes, a campaign or two that run, and people
 * to write to. A few kinds of it are made once, through the use cases, and copied for each seed.
 */
#include "engine/engine.h"
#include "main/app.h"
#include "model/schedule.h"
#include "ops/mailbox_ops.h"

enum { WORLD_MAILBOXES = 3, WORLD_CAMPAIGNS = 2, WORLD_CONTACTS = 10, WORLD_KINDS = 23, WORLD_WORKSPACE = 1 };

#define WORLD_PASSWORD "correct-horse-7391-battery"
/* The last ones ask somebody about each email; a seed takes them now and then. */
enum { WORLD_USUAL_KINDS = 21 };

/* What a step's text says; a number follows that grows with each edit. */
#define WORLD_EDITION "edition-"

struct world_campaign {
	int64_t id;
	int steps;
	struct schedule schedule;
	int64_t mailbox_ids[WORLD_MAILBOXES];
	size_t mailbox_count;
	int64_t spacing_minutes;
	int holiday; /* that the schedule points to */
	enum timezone_source timezone_source;
	bool asks; /* somebody approves each email */
};

/* What is true of an installation in all lives. */
struct world_facts {
	int64_t began_ms;
	int mailbox_count, campaign_count, contact_count;
	int64_t mailboxes[WORLD_MAILBOXES];
	int daily_cap, min_gap_seconds;
	struct ramp ramp; /* of each mailbox, as it begins; start 0: none */
	bool is_read;
	struct world_campaign campaigns[WORLD_CAMPAIGNS];
	int64_t contacts[WORLD_CONTACTS];
};

/* One life. */
struct world {
	const struct world_facts *facts;
	struct config config;
	struct app *app;
	struct engine *engine;
};

const char *world_mailbox_address(int number);
const char *world_contact_address(int number, char out[64]);
const char *world_contact_domain(int number);
/* NULL: not known. */
const char *world_contact_zone(int number);

/* Which one has this id; the world has it. */
int world_mailbox_number(const struct world_facts *facts, int64_t id);
int world_campaign_number(const struct world_facts *facts, int64_t id);
int world_contact_number(const struct world_facts *facts, int64_t id);

/* The schedule of a campaign; it points into the facts, which have been copied since. */
struct schedule world_schedule(const struct world_campaign *campaign);

/* Makes an installation of this kind in an empty directory. */
void world_make(const char *dir, int kind, struct world_facts *facts);

/* Opens what lies in the directory, as a start does; the engine is made but not started. */
MUST_CHECK bool world_open(struct world *world, const char *dir, const struct world_facts *facts, struct error *err);
void world_close(struct world *world);

/* The owner, who may do everything. */
struct call world_call(struct arena *arena);

/* What a sign-in of a mailbox gives. */
void world_signed_in(int number, bool is_read, struct arena *arena, struct mailbox_new *signed_in);

/* Ends the process with the error unless it succeeded: for what must work. */
void world_must(bool succeeded, const char *what, const struct error *err);

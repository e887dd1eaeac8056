#pragma once
/*
 * campaign_fixture: for tests. A workspace that may send, its owner, a mailbox that is read, and everything that use cases
 * of campaigns and contacts need.
 */
#include "ops/campaign_ops.h"
#include "store/store_fixture.h"

struct campaign_fixture {
	struct store_fixture *store;
	struct arena *arena;
	struct oauth_providers providers;
	struct ops ops;
	struct call call; /* the owner, signed in */
	int64_t mailbox_id;
	struct error err;
};

struct campaign_fixture *campaign_fixture_new(void);
void campaign_fixture_free(struct campaign_fixture *fixture);
OWN_DEFINE(campaign_fixture)

/* Another active mailbox; one that nothing reads when `is_read` is false. */
int64_t campaign_fixture_mailbox(struct campaign_fixture *fixture, const char *address, bool is_read);

/* A contact with this address and, when not NULL, first name. */
int64_t campaign_fixture_contact(struct campaign_fixture *fixture, const char *email, const char *first_name);

/* A draft with these step texts (NULL-terminated, may be empty), sending from the fixture's mailbox at any hour. */
int64_t campaign_fixture_campaign(struct campaign_fixture *fixture, const char *const *texts);

/* Adds contacts (0-terminated) to a campaign; returns how many were added. */
int64_t campaign_fixture_enroll(struct campaign_fixture *fixture, int64_t campaign_id, const int64_t *contact_ids);

/* Runs one pass of the planner; returns how many emails it planned. */
int64_t campaign_fixture_plan(struct campaign_fixture *fixture);

struct campaign campaign_fixture_get(struct campaign_fixture *fixture, int64_t campaign_id);

/* Fails unless the totals of the campaign and its mailboxes are what the rows say. */
void campaign_fixture_check_counts(struct campaign_fixture *fixture, int64_t campaign_id);

/* Whether a line of the stop journal on disk holds both texts. */
bool campaign_fixture_journal_has(struct campaign_fixture *fixture, const char *first, const char *second);

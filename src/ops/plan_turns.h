#pragma once
/*
 * plan_turns: which campaign is planned first: the one that got emails longest ago, so that campaigns that share a mailbox
 * take turns. Belongs to one planner; not locked.
 */
#include <stddef.h>
#include <stdint.h>

#include "base/own.h"
#include "model/campaign.h"

struct plan_turns;

struct plan_turns *plan_turns_new(void);
void plan_turns_free(struct plan_turns *turns);
OWN_DEFINE(plan_turns)

/* Puts the campaigns in the order of their turns; those that have had none come first. Campaigns that are not among them are
 * forgotten. */
void plan_turns_order(struct plan_turns *turns, const struct campaign **campaigns, size_t count);

/* This one has had its turn. */
void plan_turns_took(struct plan_turns *turns, int64_t campaign_id);

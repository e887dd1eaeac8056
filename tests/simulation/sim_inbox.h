#pragma once
/*
 * sim_inbox: what the two sides of the simulated mail servers share, sending and reading.
 */
#include "base/cancel.h"
#include "sim_network.h"
#include "transport/sender.h"

struct provider *provider_current(void);
const struct world_facts *provider_facts(void);

/* Lets time pass on the network. False when the flag was raised. */
bool network_pass(struct cancel *cancel, int64_t ms);
/* The same for a round trip, told as a result. */
bool network_round_trip(struct cancel *cancel, struct send_result *result);

/* Draws; what happens is a fault in the history. */
bool network_happens(int per_mille, const char *what);

/* Which mailbox of the world has this address. */
int network_mailbox(const char *address);

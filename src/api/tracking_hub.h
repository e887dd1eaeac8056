#pragma once
/*
 * tracking_hub: gathers what is asked of pixels and links, and has one thread write it in batches.
 *
 * A burst of opens is one transaction and not a thousand, so that it never stands in the way of sending. The queue is bounded:
 * what does not fit is dropped and counted, since an answer to a reader must not wait for it. Who asked is told apart by a hash
 * under a key that only lives here and is another one every day.
 */
#include "base/own.h"
#include "ops/tracking_ops.h"

struct tracking_hub;

struct tracking_hub *tracking_hub_new(struct ops *ops);
void tracking_hub_free(struct tracking_hub *hub);
OWN_DEFINE(tracking_hub)

/* Writes what is there, and ends the thread. */
void tracking_hub_stop(struct tracking_hub *hub);

struct tracking_asked {
	struct tracking_link link;
	const char *address, *user_agent; /* "" when not told; only their hash is kept */
	bool is_head;
};
void tracking_hub_add(struct tracking_hub *hub, const struct tracking_asked *asked);

struct tracking_figures {
	uint64_t taken, dropped;
	size_t queued;
};
void tracking_hub_figures(struct tracking_hub *hub, struct tracking_figures *out);

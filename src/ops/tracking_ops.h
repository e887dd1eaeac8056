#pragma once
/*
 * tracking_ops: what comes in by pixels and links.
 *
 * Requests are kept in batches by whoever gathered them. All events of an email are judged anew when one comes; nothing of it is a
 * reply, and nothing of it ends or moves anything.
 */
#include "ops/ops.h"
#include "ops/tracking_link.h"
#include "store/tracking_store.h"

enum {
	TRACKING_MAX_EVENTS = 50, /* kept of one email; requests beyond are counted only */
	TRACKING_KEY_SIZE = 32,
};

/* Who asks, told apart from others for as long as the key is kept; not by whom. */
void tracking_ops_visitor(const unsigned char key[TRACKING_KEY_SIZE], const char *address, const char *user_agent,
	unsigned char out[TRACKING_VISITOR_SIZE]);

/* Keeps requests in one transaction; what was asked of emails that carry nothing is left out. */
MUST_CHECK bool tracking_ops_record(
	struct ops *ops, struct tracking_request *requests, size_t count, struct error *err);

/* Where a click goes; NULL when that is not known (any more). */
MUST_CHECK bool tracking_ops_find_url(
	struct ops *ops, const struct tracking_link *link, struct arena *arena, const char **url, struct error *err);

/* Whether pixels and links are answered under this name, without port. */
MUST_CHECK bool tracking_ops_knows_host(struct ops *ops, const char *name, bool *known, struct error *err);

/* A name for pixels and links as it is to be stored: lower case. INVALID on field "tracking_host". */
MUST_CHECK bool tracking_ops_check_host(
	const struct ops *ops, const char *name, struct arena *arena, const char **out, struct error *err);

/* "https://links.acme.test": whose name an email's pixel and links carry. */
const char *tracking_ops_base_url(const struct ops *ops, const char *host, struct arena *arena);

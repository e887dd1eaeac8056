#pragma once
/*
 * host: which names this server answers to, and who is really asking.
 *
 * A browser that was tricked into sending its requests here by a foreign name (DNS rebinding) carries that name in Host: only
 * the base URL's name and loopback names are answered. X-Forwarded-* counts only where the peer is a trusted proxy.
 */
#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/error.h"

enum { HOST_MAX_PROXIES = 32 };

struct ip_range {
	unsigned char address[16]; /* IPv4 as v4-mapped */
	int bits;
};

struct host_rules {
	const char *scheme, *name, *port; /* of the base URL; the port is never empty */
	bool is_loopback;                 /* the base URL's name */
	struct ip_range proxies[HOST_MAX_PROXIES];
	size_t proxy_count;
};

/* Reads "http(s)://name[:port]" (no path, query or user). INVALID/validation_failed naming `field`. */
MUST_CHECK bool host_rules_init(
	struct host_rules *rules, const char *base_url, const char *field, struct arena *arena, struct error *err);

/* Adds a comma-separated list of addresses and ranges ("10.0.0.0/8, ::1, loopback"). */
MUST_CHECK bool host_rules_add_proxies(
	struct host_rules *rules, const char *list, const char *field, struct arena *arena, struct error *err);

enum host_verdict {
	HOST_FINE,
	HOST_OTHER_LOOPBACK, /* a loopback name at the base URL's port, but not the base URL's own name */
	HOST_MISDIRECTED,
};
enum host_verdict host_check(const struct host_rules *rules, const char *host, struct arena *arena);

/* Whether an Origin header is this server's: the base URL's, or that of the Host that was asked (already checked). */
bool host_is_own_origin(const struct host_rules *rules, const char *origin, const char *host, struct arena *arena);

bool host_is_trusted_proxy(const struct host_rules *rules, const char *address);
bool host_is_loopback_address(const char *address);

/* The client behind trusted proxies: the rightmost address of X-Forwarded-For that is not trusted itself, or `peer`. */
const char *host_client(
	const struct host_rules *rules, const char *peer, const char *forwarded_for, struct arena *arena);

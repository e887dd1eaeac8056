#pragma once
/*
 * host: resolving a host once, and the guard against being used to reach what only we can reach (SSRF).
 *
 * Hosts that users type must be public: no private, loopback, link-local, carrier-grade, multicast, v4-mapped or NAT64
 * addresses, and only the ports of mail. Hosts that the operator configured are outside the guard.
 */
#include <netdb.h>
#include <stdbool.h>
#include <sys/socket.h>

#include "base/error.h"

enum { HOST_MAX_ADDRESSES = 8 };

struct host_address {
	struct sockaddr_storage address;
	socklen_t length;
};

struct host_addresses {
	struct host_address list[HOST_MAX_ADDRESSES];
	size_t count;
};

/* True for an address that is reachable from the public Internet. */
bool host_is_public(const struct sockaddr *address);

/* Resolves; with `guard`, every address must be public and the port one of mail's. TEMPORARY/dns_failed,
 * INVALID/host_not_allowed. Blocks for as long as the system's resolver does. */
MUST_CHECK bool host_resolve(const char *host, int port, bool guard, struct host_addresses *out, struct error *err);

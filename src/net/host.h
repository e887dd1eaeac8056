#pragma once
/*
 * host: resolving a host once, and the guard against being used to reach what only we can reach (SSRF).
 *
 * Hosts that users type must be public: no private, loopback, link-local, carrier-grade, multicast, v4-mapped or NAT64
 * addresses, and only the ports of mail. Hosts that the operator configured are outside the guard. Whoever connects uses the
 * addresses found here, so that no second answer of the DNS can differ from the one that was checked.
 */
#include <netdb.h>
#include <stdbool.h>
#include <sys/socket.h>

#include "base/error.h"

enum { HOST_MAX_ADDRESSES = 8, HOST_NAME_SIZE = 256 };

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

/* The name as DNS and TLS want it: A-labels (UTS 46), without the brackets of an IPv6 address and without a dot at the end.
 * INVALID/bad_host for what can be no host. */
MUST_CHECK bool host_to_ascii(const char *host, char out[HOST_NAME_SIZE], struct error *err);

/* Resolves a name from host_to_ascii; with `guard`, every address must be public and the port one of mail's.
 * TEMPORARY/dns_failed, INVALID/host_not_allowed. Blocks for as long as the system's resolver does. */
MUST_CHECK bool host_resolve(const char *name, int port, bool guard, struct host_addresses *out, struct error *err);

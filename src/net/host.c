#include "net/host.h"

#include <arpa/inet.h>
#include <idn2.h>
#include <netinet/in.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

/* IPv4 networks that are not the public Internet (IANA special-purpose registry, RFC 6890). */
static const struct {
	uint32_t network;
	int bits;
} special4[] = {
	{0x00000000, 8},
	{0x0a000000, 8},
	{0x64400000, 10},
	{0x7f000000, 8},
	{0xa9fe0000, 16},
	{0xac100000, 12},
	{0xc0000000, 24},
	{0xc0000200, 24},
	{0xc0586300, 24},
	{0xc0a80000, 16},
	{0xc6120000, 15},
	{0xc6336400, 24},
	{0xcb007100, 24},
	{0xe0000000, 4},
	{0xf0000000, 4},
};

static bool is_public4(uint32_t address)
{
	for (size_t i = 0; i < ARRAY_COUNT(special4); i++)
		if ((address >> (32 - special4[i].bits)) == (special4[i].network >> (32 - special4[i].bits)))
			return false;
	return true;
}

/* Only 2000::/3 is global unicast; within it the tunnels and documentation are not taken. */
static bool is_public6(const unsigned char *bytes)
{
	if ((bytes[0] & 0xe0) != 0x20)
		return false;
	if (bytes[0] == 0x20 && bytes[1] == 0x02) /* 6to4, 2002::/16 */
		return false;
	return !(bytes[0] == 0x20 && bytes[1] == 0x01 && (bytes[2] & 0xfe) == 0) && /* 2001:0000::/23 */
		!(bytes[0] == 0x20 && bytes[1] == 0x01 && bytes[2] == 0x0d && bytes[3] == 0xb8);
}

bool host_is_public(const struct sockaddr *address)
{
	if (address->sa_family == AF_INET) {
		struct sockaddr_in in;

		memcpy(&in, address, sizeof(in));
		return is_public4(ntohl(in.sin_addr.s_addr));
	}
	if (address->sa_family == AF_INET6) {
		struct sockaddr_in6 in6;

		memcpy(&in6, address, sizeof(in6));
		return is_public6(in6.sin6_addr.s6_addr);
	}
	return false;
}

static bool port_is_mail(int port)
{
	static const int ports[] = {25, 143, 465, 587, 993, 2525};

	for (size_t i = 0; i < ARRAY_COUNT(ports); i++)
		if (ports[i] == port)
			return true;
	return false;
}

static bool refuse(const char *host, struct error *err)
{
	return error_set(err, ERROR_INVALID, "host_not_allowed",
		"%.200s is not a public mail server. Only the operator can allow private addresses.", host);
}

static bool take(
	const struct addrinfo *found, const char *host, bool guard, struct host_addresses *out, struct error *err)
{
	out->count = 0;
	for (; found && out->count < HOST_MAX_ADDRESSES; found = found->ai_next) {
		struct host_address *entry = &out->list[out->count++];

		if (guard && !host_is_public(found->ai_addr))
			return refuse(host, err);
		memcpy(&entry->address, found->ai_addr, found->ai_addrlen);
		entry->length = found->ai_addrlen;
	}
	return true;
}

static bool strip_brackets(const char *host, char out[256])
{
	size_t length = strlen(host);

	if (length > 255)
		return false;
	if (length > 2 && host[0] == '[' && host[length - 1] == ']') {
		memcpy(out, host + 1, length - 2);
		out[length - 2] = '\0';
	} else {
		memcpy(out, host, length + 1);
	}
	return true;
}

bool host_resolve(const char *host, int port, bool guard, struct host_addresses *out, struct error *err)
{
	struct addrinfo hints = {.ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM, .ai_flags = AI_NUMERICSERV};
	struct addrinfo *found = NULL;
	char name[256], service[8];
	char *ascii = NULL;
	int status;
	bool taken;

	if (guard && !port_is_mail(port))
		return error_set(err, ERROR_INVALID, "host_not_allowed",
			"Port %d is not one of mail's (25, 143, 465, 587, 993, 2525).", port);
	if (!strip_brackets(host, name) ||
		idn2_to_ascii_8z(name, &ascii, IDN2_NONTRANSITIONAL | IDN2_NFC_INPUT) != IDN2_OK)
		ascii = strdup(name);
	snprintf(service, sizeof(service), "%d", port);
	status = getaddrinfo(ascii, service, &hints, &found);
	idn2_free(ascii);
	if (status != 0)
		return error_set(
			err, ERROR_TEMPORARY, "dns_failed", "%.200s cannot be found: %s.", host, gai_strerror(status));
	taken = take(found, host, guard, out, err);
	freeaddrinfo(found);
	return taken;
}

#include "net/host.h"

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
	{0x00000000, 8}, {0x0a000000, 8}, {0x64400000, 10}, {0x7f000000, 8}, {0xa9fe0000, 16}, {0xac100000, 12},
	{0xc0000000, 24}, {0xc0000200, 24}, {0xc0586300, 24}, {0xc0a80000, 16}, {0xc6120000, 15}, {0xc6336400, 24},
	{0xcb007100, 24}, {0xe0000000, 4}, {0xf0000000, 4}, {0xa83f8110, 32}, /* a cloud's metadata */
};

static bool is_public4(uint32_t address)
{
	for (size_t i = 0; i < ARRAY_COUNT(special4); i++)
		if ((address >> (32 - special4[i].bits)) == (special4[i].network >> (32 - special4[i].bits)))
			return false;
	return true;
}

/* Within 2000::/3: tunnels, documentation and what else is not for everybody (IANA registry, RFC 9637). */
static const struct {
	unsigned char prefix[4];
	int bits;
} special6[] = {
	{{0x20, 0x01, 0x00, 0x00}, 23},
	{{0x20, 0x01, 0x0d, 0xb8}, 32},
	{{0x20, 0x02, 0x00, 0x00}, 16},
	{{0x3f, 0xff, 0x00, 0x00}, 20},
};

static bool has_prefix(const unsigned char *bytes, const unsigned char *prefix, int bits)
{
	int whole = bits / 8, rest = bits % 8;

	return memcmp(bytes, prefix, (size_t)whole) == 0 &&
		(rest == 0 || ((bytes[whole] ^ prefix[whole]) >> (8 - rest)) == 0);
}

/* Only 2000::/3 is global unicast: mapped, translated, local and multicast addresses are all outside. */
static bool is_public6(const unsigned char *bytes)
{
	if ((bytes[0] & 0xe0) != 0x20)
		return false;
	for (size_t i = 0; i < ARRAY_COUNT(special6); i++)
		if (has_prefix(bytes, special6[i].prefix, special6[i].bits))
			return false;
	return true;
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

static bool is_ascii(const char *text)
{
	for (; *text; text++)
		if ((unsigned char)*text <= ' ' || (unsigned char)*text >= 0x7f)
			return false;
	return true;
}

bool host_to_ascii(const char *host, char out[HOST_NAME_SIZE], struct error *err)
{
	size_t length = strlen(host);
	char *ascii = NULL;
	bool fits;

	if (length > 2 && host[0] == '[' && host[length - 1] == ']') {
		host++;
		length -= 2;
	}
	fits = length > 0 && length < HOST_NAME_SIZE;
	if (fits)
		snprintf(out, HOST_NAME_SIZE, "%.*s", (int)length, host);
	if (fits && !is_ascii(out)) {
		fits = idn2_to_ascii_8z(out, &ascii, IDN2_NONTRANSITIONAL | IDN2_NFC_INPUT) == IDN2_OK &&
			strlen(ascii) < HOST_NAME_SIZE && is_ascii(ascii);
		if (fits)
			snprintf(out, HOST_NAME_SIZE, "%s", ascii);
		idn2_free(ascii);
	}
	if (fits && (length = strlen(out)) > 1 && out[length - 1] == '.')
		out[length - 1] = '\0';
	return fits || error_set(err, ERROR_INVALID, "bad_host", "“%.120s” is not the name of a host.", host);
}

bool host_resolve(const char *name, int port, bool guard, struct host_addresses *out, struct error *err)
{
	struct addrinfo hints = {.ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM, .ai_flags = AI_NUMERICSERV};
	struct addrinfo *found = NULL;
	char service[8];
	int status;
	bool taken;

	if (guard && !port_is_mail(port))
		return error_set(err, ERROR_INVALID, "host_not_allowed",
			"Port %d is not one of mail's (25, 143, 465, 587, 993, 2525).", port);
	snprintf(service, sizeof(service), "%d", port);
	status = getaddrinfo(name, service, &hints, &found);
	if (status != 0)
		return error_set(
			err, ERROR_TEMPORARY, "dns_failed", "%.200s cannot be found: %s.", name, gai_strerror(status));
	taken = take(found, name, guard, out, err);
	freeaddrinfo(found);
	return taken;
}

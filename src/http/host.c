#include "http/host.h"

#include <arpa/inet.h>
#include <string.h>

#include "base/text.h"

/* IPv4 becomes v4-mapped, so that one comparison serves both. */
static bool parse_address(const char *text, unsigned char out[16])
{
	static const unsigned char mapped[12] = {[10] = 0xff, [11] = 0xff};

	if (inet_pton(AF_INET, text, out + 12) == 1) {
		memcpy(out, mapped, sizeof(mapped));
		return true;
	}
	return inet_pton(AF_INET6, text, out) == 1;
}

static bool is_in_range(const struct ip_range *range, const unsigned char address[16])
{
	int whole = range->bits / 8, rest = range->bits % 8;

	if (memcmp(range->address, address, (size_t)whole) != 0)
		return false;
	return rest == 0 || ((range->address[whole] ^ address[whole]) >> (8 - rest)) == 0;
}

bool host_is_loopback_address(const char *address)
{
	static const struct ip_range v4 = {.address = {[10] = 0xff, [11] = 0xff, [12] = 127}, .bits = 104};
	static const struct ip_range v6 = {.address = {[15] = 1}, .bits = 128};
	unsigned char bytes[16];

	return parse_address(address, bytes) && (is_in_range(&v4, bytes) || is_in_range(&v6, bytes));
}

static bool is_loopback_name(const char *name)
{
	return strcmp(name, "localhost") == 0 || text_ends(name, ".localhost") || host_is_loopback_address(name);
}

/* Splits "name[:port]" or "[v6][:port]", lower-cased; the port is NULL when it is not there. */
static bool split_host(struct arena *arena, const char *text, const char **name, const char **port)
{
	char *copy = text_lower(arena, text);
	char *colon, *end;
	int64_t number;

	*port = NULL;
	if (*copy == '[') {
		end = strchr(copy, ']');
		if (!end)
			return false;
		colon = end[1] ? end + 1 : NULL;
		if (colon && *colon != ':')
			return false;
		*end = '\0';
		copy++;
	} else {
		colon = strchr(copy, ':');
	}
	if (colon) {
		*colon = '\0';
		*port = colon + 1;
		if (!text_to_int(*port, 0, 65535, &number))
			return false;
	}
	*name = copy;
	return *copy && !strpbrk(copy, "/?#@ \t\\,;");
}

static const char *default_port(const char *scheme)
{
	return strcmp(scheme, "https") == 0 ? "443" : "80";
}

/* Splits "scheme://host[:port]". */
static bool split_origin(
	struct arena *arena, const char *text, const char **scheme, const char **name, const char **port)
{
	if (text_starts(text, "https://"))
		*scheme = "https";
	else if (text_starts(text, "http://"))
		*scheme = "http";
	else
		return false;
	if (!split_host(arena, text + strlen(*scheme) + 3, name, port))
		return false;
	if (!*port)
		*port = default_port(*scheme);
	return true;
}

bool host_rules_init(
	struct host_rules *rules, const char *base_url, const char *field, struct arena *arena, struct error *err)
{
	*rules = (struct host_rules){0};
	if (!split_origin(arena, base_url, &rules->scheme, &rules->name, &rules->port))
		return error_invalid(err, field, "url", base_url,
			"%s must be http:// or https:// with a name and nothing behind it, such as "
			"https://mail.example.com.",
			field);
	rules->is_loopback = is_loopback_name(rules->name);
	return true;
}

static bool add_range(struct host_rules *rules, const char *text, struct arena *arena)
{
	char *copy = arena_text(arena, text);
	char *slash = strchr(copy, '/');
	struct ip_range *range = &rules->proxies[rules->proxy_count];
	int64_t bits;
	bool is_v4;

	if (rules->proxy_count == HOST_MAX_PROXIES)
		return false;
	if (slash)
		*slash = '\0';
	is_v4 = strchr(copy, ':') == NULL;
	bits = is_v4 ? 32 : 128;
	if (!parse_address(copy, range->address))
		return false;
	if (slash && !text_to_int(slash + 1, 0, bits, &bits))
		return false;
	range->bits = (int)bits + (is_v4 ? 96 : 0);
	rules->proxy_count++;
	return true;
}

bool host_rules_add_proxies(
	struct host_rules *rules, const char *list, const char *field, struct arena *arena, struct error *err)
{
	while (list && *list) {
		size_t length = strcspn(list, ",");
		const char *one = text_trim(arena, arena_text_n(arena, list, length));
		bool is_fine = text_is_empty(one);

		if (!is_fine && strcmp(one, "loopback") == 0)
			is_fine = add_range(rules, "127.0.0.0/8", arena) && add_range(rules, "::1", arena);
		else if (!is_fine)
			is_fine = add_range(rules, one, arena);
		if (!is_fine)
			return error_invalid(err, field, "address", one,
				"%s: “%s” is no address or range (write 10.0.0.0/8, ::1 or loopback; %d at most).",
				field, one, HOST_MAX_PROXIES);
		list += length + (list[length] == ',');
	}
	return true;
}

enum host_verdict host_check(const struct host_rules *rules, const char *host, struct arena *arena)
{
	const char *name, *port;

	if (!split_host(arena, host, &name, &port))
		return HOST_MISDIRECTED;
	if (strcmp(name, rules->name) == 0)
		return HOST_FINE;
	if (!is_loopback_name(name))
		return HOST_MISDIRECTED;
	if (rules->is_loopback && strcmp(port ? port : default_port(rules->scheme), rules->port) == 0)
		return HOST_OTHER_LOOPBACK;
	return HOST_FINE;
}

bool host_is_own_origin(const struct host_rules *rules, const char *origin, const char *host, struct arena *arena)
{
	const char *scheme, *name, *port, *host_name, *host_port;

	if (!split_origin(arena, origin, &scheme, &name, &port))
		return false;
	if (strcmp(scheme, rules->scheme) == 0 && strcmp(name, rules->name) == 0 && strcmp(port, rules->port) == 0)
		return true;
	if (!host || !split_host(arena, host, &host_name, &host_port))
		return false;
	return strcmp(name, host_name) == 0 && strcmp(port, host_port ? host_port : default_port(scheme)) == 0;
}

bool host_is_trusted_proxy(const struct host_rules *rules, const char *address)
{
	unsigned char bytes[16];

	if (!parse_address(address, bytes))
		return false;
	for (size_t i = 0; i < rules->proxy_count; i++)
		if (is_in_range(&rules->proxies[i], bytes))
			return true;
	return false;
}

/* An address of X-Forwarded-For, without a port or brackets. */
static const char *bare_address(struct arena *arena, const char *text)
{
	unsigned char bytes[16];
	const char *name, *port;

	if (parse_address(text, bytes))
		return text;
	if (!split_host(arena, text, &name, &port) || !parse_address(name, bytes))
		return NULL;
	return name;
}

const char *host_client(
	const struct host_rules *rules, const char *peer, const char *forwarded_for, struct arena *arena)
{
	const char *client = peer;
	char *list = arena_text(arena, forwarded_for);

	while (list && *list && host_is_trusted_proxy(rules, client)) {
		char *comma = strrchr(list, ',');
		const char *one = bare_address(arena, text_trim(arena, comma ? comma + 1 : list));

		if (!one)
			break;
		client = one;
		if (!comma)
			break;
		*comma = '\0';
	}
	return client;
}

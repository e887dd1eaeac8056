#include "base/unit.h"

#include <arpa/inet.h>

#include "net/host.h"

static bool is_public(const char *text)
{
	struct sockaddr_in in = {.sin_family = AF_INET};
	struct sockaddr_in6 in6 = {.sin6_family = AF_INET6};

	if (inet_pton(AF_INET, text, &in.sin_addr) == 1)
		return host_is_public((const struct sockaddr *)&in);
	assert_int_equal(inet_pton(AF_INET6, text, &in6.sin6_addr), 1);
	return host_is_public((const struct sockaddr *)&in6);
}

TEST(host, only_public_addresses_are_public)
{
	static const char *const public[] = {"1.1.1.1", "8.8.8.8", "100.63.255.255", "100.128.0.0", "172.15.255.255",
		"172.32.0.0", "192.167.255.255", "193.0.0.0", "169.253.255.255", "198.17.255.255", "198.20.0.0",
		"223.255.255.255", "168.63.129.15", "2001:4860:4860::8888", "2600::1", "2003::1", "2001:200::1"};
	static const char *const private[] = {"0.0.0.0", "0.1.2.3", "10.0.0.1", "10.255.255.255", "100.64.0.1",
		"100.127.255.255", "127.0.0.1", "127.255.255.255", "169.254.169.254", "172.16.0.1", "172.31.255.255",
		"192.0.0.1", "192.0.2.1", "192.88.99.1", "192.168.0.1", "192.168.255.255", "198.18.0.1",
		"198.19.255.255", "198.51.100.1", "203.0.113.1", "224.0.0.1", "239.255.255.255", "240.0.0.1",
		"255.255.255.255", "100.100.100.200", "168.63.129.16", "::", "::1", "::ffff:8.8.8.8",
		"::ffff:127.0.0.1", "::8.8.8.8", "64:ff9b::808:808", "64:ff9b:1::1", "100::1", "2001::1", "2001:2::1",
		"2001:10::1", "2001:20::1", "2001:1ff:ffff::1", "2001:db8::1", "2002:7f00:1::1", "3fff::1",
		"3fff:fff::1", "fc00::1", "fd00:ec2::254", "fe80::1", "fec0::1", "ff02::1", "4000::1"};

	for (size_t i = 0; i < ARRAY_COUNT(public); i++)
		if (!is_public(public[i]))
			fail_msg("%s is public", public[i]);
	for (size_t i = 0; i < ARRAY_COUNT(private); i++)
		if (is_public(private[i]))
			fail_msg("%s is not public", private[i]);
}

TEST(host, the_guard_refuses_what_only_we_can_reach)
{
	static const struct {
		const char *host;
		int port;
	} cases[] = {{"127.0.0.1", 587}, {"localhost", 993}, {"::1", 465}, {"0x7f.1", 25}, {"2130706433", 25},
		{"8.8.8.8", 22}, {"8.8.8.8", 80}, {"8.8.8.8", 0}, {"8.8.8.8", 6379}};

	for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
		struct host_addresses found;
		struct error err = {0};

		if (host_resolve(cases[i].host, cases[i].port, true, &found, &err))
			fail_msg("%s:%d was allowed", cases[i].host, cases[i].port);
		assert_string_equal(err.code, "host_not_allowed");
		assert_int_equal(err.kind, ERROR_INVALID);
	}
}

TEST(host, mail_ports_of_public_hosts_pass_and_the_operators_hosts_are_free)
{
	static const int ports[] = {25, 143, 465, 587, 993, 2525};
	struct host_addresses found;
	struct error err = {0};

	for (size_t i = 0; i < ARRAY_COUNT(ports); i++)
		assert_true(host_resolve("8.8.8.8", ports[i], true, &found, &err));
	assert_int_equal(found.count, 1);
	assert_true(host_resolve("127.0.0.1", 12345, false, &found, &err));
}

TEST(host, names_become_what_dns_and_tls_want)
{
	static const struct {
		const char *host, *ascii;
	} cases[] = {{"mail.acme.test", "mail.acme.test"}, {"mail.acme.test.", "mail.acme.test"}, {"[::1]", "::1"},
		{"::1", "::1"}, {"127.0.0.1", "127.0.0.1"}, {"mail.grün.test", "mail.xn--grn-ioa.test"},
		{"例え.jp", "xn--r8jz45g.jp"}, {"my_host.test", "my_host.test"}};
	static const char *const bad[] = {"", "a b", "a\r\nb", "ab\x01", "\xff\xfe.test", "ü ber.test"};
	char name[HOST_NAME_SIZE], large[400];

	for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
		struct error err = {0};

		if (!host_to_ascii(cases[i].host, name, &err))
			fail_msg("%s: %s", cases[i].host, err.message);
		assert_string_equal(name, cases[i].ascii);
	}
	for (size_t i = 0; i < ARRAY_COUNT(bad); i++) {
		struct error err = {0};

		if (host_to_ascii(bad[i], name, &err))
			fail_msg("taken: %s", bad[i]);
		assert_string_equal(err.code, "bad_host");
	}
	memset(large, 'a', sizeof(large) - 1);
	large[sizeof(large) - 1] = '\0';
	assert_false(host_to_ascii(large, name, &(struct error){0}));
}

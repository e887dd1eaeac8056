/*
 * Unit tests of the router, cookies, the guard and the host rules.
 */
#include "base/unit.h"

#include "base/arena.h"
#include "base/text.h"
#include "http/cookie.h"
#include "http/guard.h"
#include "http/host.h"
#include "http/router.h"

TEST(router, gives_what_stood_in_the_braces)
{
	OWNED(arena) struct arena *arena = arena_new();
	const char *segments[ROUTER_MAX_SEGMENTS];

	assert_true(router_match("/mailboxes/{id}/holds/{cause}", "/mailboxes/mbx_1/holds/a%20b", arena, segments));

	assert_string_equal(segments[0], "mbx_1");
	assert_string_equal(segments[1], "a b");
	assert_null(segments[2]);
}

TEST(router, refuses_paths_that_do_not_fit)
{
	static const struct {
		const char *pattern, *path;
	} cases[] = {
		{"/mailboxes", "/mailboxes/"},
		{"/mailboxes/{id}", "/mailboxes/"},
		{"/mailboxes/{id}", "/mailboxes"},
		{"/mailboxes/{id}", "/mailboxes/a/b"},
		{"/mailboxes/{id}/test", "/mailboxes/a/tes"},
		{"/mailboxes/{id}", "/mailboxes/%00"},
		{"/mailboxes/{id}", "/mailboxes/%ff"},
		{"/mailboxes/{id}", "/mailboxes/%4"},
		{"/mailboxes/{id}", "/mailboxes/%zz"},
	};
	OWNED(arena) struct arena *arena = arena_new();
	const char *segments[ROUTER_MAX_SEGMENTS];

	for (size_t i = 0; i < ARRAY_COUNT(cases); i++)
		assert_false(router_match(cases[i].pattern, cases[i].path, arena, segments));
}

TEST(router, keeps_an_encoded_slash_inside_its_segment)
{
	OWNED(arena) struct arena *arena = arena_new();
	const char *segments[ROUTER_MAX_SEGMENTS];

	assert_true(router_match("/lists/{name}", "/lists/a%2Fb", arena, segments));

	assert_string_equal(segments[0], "a/b");
}

TEST(cookie, finds_a_whole_name_only)
{
	OWNED(arena) struct arena *arena = arena_new();

	assert_string_equal(cookie_find(arena, "xsession=1; session=two ; session=3", "session"), "two");
	assert_null(cookie_find(arena, "sessions=1; sess=2", "session"));
	assert_null(cookie_find(arena, NULL, "session"));
}

TEST(cookie, is_out_of_reach_of_scripts_and_secure_over_https)
{
	OWNED(arena) struct arena *arena = arena_new();

	assert_string_equal(
		cookie_set(arena, "s", "v", 60, true), "s=v; Path=/; Max-Age=60; HttpOnly; SameSite=Lax; Secure");
	assert_string_equal(cookie_set(arena, "s", "", 0, false), "s=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax");
}

#define HEADER(name_, value_) \
	{ \
		name_, value_, sizeof(name_) - 1, sizeof(value_) - 1 \
	}

TEST(guard, lets_a_plain_request_pass)
{
	static const struct guard_header headers[] = {
		HEADER("Host", "localhost"), HEADER("Content-Length", "12"), HEADER("Accept", "*/*")};
	struct guard_input input = {"POST", "/api?x=1", "HTTP/1.1", headers, ARRAY_COUNT(headers)};
	struct error err;

	assert_true(guard_check(&input, &err));
}

TEST(guard, refuses_what_two_programs_could_read_differently)
{
	static const struct {
		const char *name, *method, *target, *version;
		struct guard_header headers[3];
	} cases[] = {
		{"length and coding", "POST", "/", "HTTP/1.1",
			{HEADER("Host", "a"), HEADER("Content-Length", "1"), HEADER("Transfer-Encoding", "chunked")}},
		{"two lengths", "POST", "/", "HTTP/1.1",
			{HEADER("Host", "a"), HEADER("Content-Length", "1"), HEADER("content-length", "1")}},
		{"signed length", "POST", "/", "HTTP/1.1",
			{HEADER("Host", "a"), HEADER("Content-Length", "+1"), HEADER("A", "")}},
		{"list of lengths", "POST", "/", "HTTP/1.1",
			{HEADER("Host", "a"), HEADER("Content-Length", "1, 1"), HEADER("A", "")}},
		{"other coding", "POST", "/", "HTTP/1.1",
			{HEADER("Host", "a"), HEADER("Transfer-Encoding", "gzip, chunked"), HEADER("A", "")}},
		{"coding in 1.0", "POST", "/", "HTTP/1.0",
			{HEADER("Host", "a"), HEADER("Transfer-Encoding", "chunked"), HEADER("A", "")}},
		{"space before the colon", "GET", "/", "HTTP/1.1",
			{HEADER("Host", "a"), HEADER("A ", "b"), HEADER("B", "")}},
		{"NUL in a value", "GET", "/", "HTTP/1.1", {HEADER("Host", "a"), HEADER("A", "b\0c"), HEADER("B", "")}},
		{"two hosts", "GET", "/", "HTTP/1.1", {HEADER("Host", "a"), HEADER("Host", "a"), HEADER("B", "")}},
		{"empty host", "GET", "/", "HTTP/1.1", {HEADER("Host", ""), HEADER("A", "b"), HEADER("B", "")}},
		{"no host", "GET", "/", "HTTP/1.1", {HEADER("C", "a"), HEADER("A", "b"), HEADER("B", "")}},
		{"odd method", "G@T", "/", "HTTP/1.1", {HEADER("Host", "a"), HEADER("A", "b"), HEADER("B", "")}},
		{"absolute target", "GET", "http://a/", "HTTP/1.1",
			{HEADER("Host", "a"), HEADER("A", "b"), HEADER("B", "")}},
		{"raw byte in the target", "GET", "/\xc3\xa4", "HTTP/1.1",
			{HEADER("Host", "a"), HEADER("A", "b"), HEADER("B", "")}},
		{"two keys", "GET", "/", "HTTP/1.1",
			{HEADER("Host", "a"), HEADER("Authorization", "b"), HEADER("authorization", "c")}},
	};
	struct error err;

	for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
		struct guard_input input = {cases[i].method, cases[i].target, cases[i].version, cases[i].headers, 3};

		if (guard_check(&input, &err))
			fail_msg("%s was let through", cases[i].name);
		assert_int_equal(err.kind, ERROR_MALFORMED);
	}
}

static struct host_rules rules_of(struct arena *arena, const char *base_url, const char *proxies)
{
	struct host_rules rules;
	struct error err;

	assert_true(host_rules_init(&rules, base_url, "OUTRIDER_BASE_URL", arena, &err));
	assert_true(host_rules_add_proxies(&rules, proxies, "OUTRIDER_TRUSTED_PROXIES", arena, &err));
	return rules;
}

TEST(host, answers_to_its_own_and_loopback_names_only)
{
	OWNED(arena) struct arena *arena = arena_new();
	struct host_rules rules = rules_of(arena, "https://Mail.example.com", "loopback");

	assert_int_equal(host_check(&rules, "mail.example.com", arena), HOST_FINE);
	assert_int_equal(host_check(&rules, "MAIL.example.com:8443", arena), HOST_FINE);
	assert_int_equal(host_check(&rules, "127.0.0.1:8080", arena), HOST_FINE);
	assert_int_equal(host_check(&rules, "[::1]:8080", arena), HOST_FINE);
	assert_int_equal(host_check(&rules, "127.0.0.1.evil.example", arena), HOST_MISDIRECTED);
	assert_int_equal(host_check(&rules, "evil.example", arena), HOST_MISDIRECTED);
	assert_int_equal(host_check(&rules, "mail.example.com@evil.example", arena), HOST_MISDIRECTED);
	assert_int_equal(host_check(&rules, "mail.example.com:x", arena), HOST_MISDIRECTED);
}

TEST(host, tells_another_loopback_name_at_the_same_port)
{
	OWNED(arena) struct arena *arena = arena_new();
	struct host_rules rules = rules_of(arena, "http://127.0.0.1:8080", "loopback");

	assert_int_equal(host_check(&rules, "localhost:8080", arena), HOST_OTHER_LOOPBACK);
	assert_int_equal(host_check(&rules, "localhost:9000", arena), HOST_FINE);
	assert_int_equal(host_check(&rules, "127.0.0.1:8080", arena), HOST_FINE);
}

TEST(host, takes_its_own_origin_only)
{
	OWNED(arena) struct arena *arena = arena_new();
	struct host_rules rules = rules_of(arena, "https://mail.example.com", "loopback");

	assert_true(host_is_own_origin(&rules, "https://mail.example.com", "127.0.0.1:8080", arena));
	assert_true(host_is_own_origin(&rules, "http://localhost:8080", "localhost:8080", arena));
	assert_false(host_is_own_origin(&rules, "http://localhost:9999", "localhost:8080", arena));
	assert_false(host_is_own_origin(&rules, "https://evil.example", "mail.example.com", arena));
	assert_false(host_is_own_origin(&rules, "null", "mail.example.com", arena));
}

TEST(host, believes_forwarded_addresses_of_trusted_proxies_only)
{
	OWNED(arena) struct arena *arena = arena_new();
	struct host_rules rules = rules_of(arena, "https://mail.example.com", "loopback, 10.0.0.0/8");

	assert_string_equal(host_client(&rules, "127.0.0.1", "6.6.6.6, 192.0.2.7, 10.1.2.3", arena), "192.0.2.7");
	assert_string_equal(host_client(&rules, "127.0.0.1", "[2001:db8::1]:443", arena), "2001:db8::1");
	assert_string_equal(host_client(&rules, "192.0.2.1", "6.6.6.6", arena), "192.0.2.1");
	assert_string_equal(host_client(&rules, "127.0.0.1", "nonsense", arena), "127.0.0.1");
	assert_string_equal(host_client(&rules, "127.0.0.1", NULL, arena), "127.0.0.1");
}

TEST(host, refuses_a_base_url_with_a_path)
{
	static const char *const urls[] = {
		"mail.example.com", "ftp://a", "https://a/b", "https://", "https://u@a", "http://a:x"};
	OWNED(arena) struct arena *arena = arena_new();
	struct host_rules rules;
	struct error err;

	for (size_t i = 0; i < ARRAY_COUNT(urls); i++)
		assert_false(host_rules_init(&rules, urls[i], "OUTRIDER_BASE_URL", arena, &err));
}

/*
 * Unit tests of the configuration: what wins, and what is refused by name.
 */
#include "base/unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/text.h"
#include "main/config.h"

/* Pairs of name and value; set by each test. */
static const char *const *environment;

static const char *from_table(const char *name)
{
	for (const char *const *pair = environment; pair && *pair; pair += 2)
		if (strcmp(pair[0], name) == 0)
			return pair[1];
	return NULL;
}

struct desk {
	struct arena *arena;
	char dir[64];
	struct config *config;
	struct error err;
};

static struct desk open_desk(const char *file)
{
	struct desk desk = {.arena = arena_new()};
	FILE *out;

	snprintf(desk.dir, sizeof(desk.dir), "/tmp/outrider-config-XXXXXX");
	assert_non_null(mkdtemp(desk.dir));
	if (file) {
		out = fopen(arena_printf(desk.arena, "%s/outrider.conf", desk.dir), "we");
		assert_non_null(out);
		fputs(file, out);
		fclose(out);
	}
	return desk;
}

static bool load(struct desk *desk, const char *listen)
{
	return config_load(&(struct config_flags){.data_dir = desk->dir, .listen = listen}, from_table, desk->arena,
		&desk->config, &desk->err);
}

static void close_desk(struct desk *desk)
{
	unlink(arena_printf(desk->arena, "%s/outrider.conf", desk->dir));
	rmdir(desk->dir);
	config_free(desk->config);
	arena_free(desk->arena);
}

TEST(config, has_defaults)
{
	struct desk desk = open_desk(NULL);

	environment = NULL;
	assert_true(load(&desk, NULL));

	assert_string_equal(desk.config->listen, "127.0.0.1:8080");
	assert_null(desk.config->base_url);
	assert_int_equal(desk.config->undo_ms, 30000);
	assert_int_equal(desk.config->send_workers, 256);
	assert_int_equal(desk.config->sync_interval_ms, 120000);
	assert_false(desk.config->allow_private_hosts);
	assert_true(desk.config->runs_web && desk.config->runs_workers);
	assert_false(desk.config->providers.by[PROVIDER_GOOGLE].is_configured);
	close_desk(&desk);
}

TEST(config, takes_flags_over_environment_over_file)
{
	static const char *const table[] = {"OUTRIDER_LISTEN", "127.0.0.1:2", "OUTRIDER_UNDO_SECONDS", "5", NULL};
	struct desk desk = open_desk("# a comment\nlisten = 127.0.0.1:1\nundo_seconds=7\nsend_workers = 3\n");

	environment = table;
	assert_true(load(&desk, "127.0.0.1:3"));

	assert_string_equal(desk.config->listen, "127.0.0.1:3");
	assert_int_equal(desk.config->undo_ms, 5000);
	assert_int_equal(desk.config->send_workers, 3);
	close_desk(&desk);
}

TEST(config, names_what_is_wrong)
{
	static const struct {
		const char *table[5];
		const char *file;
		const char *named;
	} cases[] = {
		{{"OUTRIDER_UNDO_SECONDS", "soon"}, NULL, "OUTRIDER_UNDO_SECONDS"},
		{{"OUTRIDER_SEND_WORKERS", "0"}, NULL, "OUTRIDER_SEND_WORKERS"},
		{{"OUTRIDER_ALLOW_PRIVATE_HOSTS", "maybe"}, NULL, "OUTRIDER_ALLOW_PRIVATE_HOSTS"},
		{{"OUTRIDER_LOG", "loud"}, NULL, "OUTRIDER_LOG"},
		{{"OUTRIDER_BASE_URL", "mail.example.com"}, NULL, "OUTRIDER_BASE_URL"},
		{{"OUTRIDER_CA_FILE", "/nonexistent"}, NULL, "OUTRIDER_CA_FILE"},
		{{"OUTRIDER_DATABASE_URL", "mysql://x"}, NULL, "OUTRIDER_DATABASE_URL"},
		{{"OUTRIDER_GOOGLE_CLIENT_ID", "x"}, NULL, "OUTRIDER_GOOGLE_CLIENT_SECRET"},
		{{"OUTRIDER_MICROSOFT_TENANT", "a/b"}, NULL, "OUTRIDER_MICROSOFT_TENANT"},
		{{"OUTRIDER_OAUTH_CLIENT_ID", "x", "OUTRIDER_OAUTH_CLIENT_SECRET", "y"}, NULL,
			"OUTRIDER_OAUTH_AUTH_URL"},
		{{NULL}, "colour = red\n", "colour"},
		{{NULL}, "listen\n", "line 1"},
	};

	for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
		struct desk desk = open_desk(cases[i].file);

		environment = cases[i].table;
		assert_false(load(&desk, NULL));
		if (!strstr(desk.err.message, cases[i].named))
			fail_msg("%s is not named: %s", cases[i].named, desk.err.message);
		close_desk(&desk);
	}
}

TEST(config, knows_the_usual_endpoints_of_google_and_microsoft)
{
	static const char *const table[] = {"OUTRIDER_GOOGLE_CLIENT_ID", "g", "OUTRIDER_GOOGLE_CLIENT_SECRET", "s",
		"OUTRIDER_MICROSOFT_CLIENT_ID", "m", "OUTRIDER_MICROSOFT_CLIENT_SECRET", "s",
		"OUTRIDER_MICROSOFT_TENANT", "acme.example", "OUTRIDER_MICROSOFT_TOKEN_URL", "http://127.0.0.1:9/token",
		NULL};
	struct desk desk = open_desk(NULL);
	const struct oauth_provider *google, *microsoft;

	environment = table;
	assert_true(load(&desk, NULL));
	google = &desk.config->providers.by[PROVIDER_GOOGLE];
	microsoft = &desk.config->providers.by[PROVIDER_MICROSOFT];

	assert_true(google->is_configured && microsoft->is_configured);
	assert_string_equal(google->token_url, "https://oauth2.googleapis.com/token");
	assert_string_equal(google->issuer, "https://accounts.google.com");
	assert_string_equal(
		microsoft->auth_url, "https://login.microsoftonline.com/acme.example/oauth2/v2.0/authorize");
	assert_string_equal(microsoft->token_url, "http://127.0.0.1:9/token");
	assert_null(microsoft->revoke_url);
	close_desk(&desk);
}

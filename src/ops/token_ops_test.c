/* token_ops against a provider in threads of its own. */
#include "base/unit.h"

#include <pthread.h>
#include <stdlib.h>

#include "base/http_fixture.h"
#include "ops/instance.h"
#include "ops/token_ops.h"
#include "store/credential_store.h"
#include "store/mailbox_store.h"
#include "store/receipt_store.h"
#include "store/store_fixture.h"

enum { MANY = 50 };

struct provider {
	int status;
	const char *body; /* of the token endpoint; NULL: a token with the number of the refresh in it */
	bool rotates;
	int refreshes, revocations, revoke_status;
	const char *seen; /* the refresh token it was shown last */
	const char *revoked;
};

static void answer(void *context, const struct http_fixture_request *request, struct arena *arena,
	struct http_fixture_reply *reply)
{
	struct provider *provider = context;

	reply->status = provider->status;
	if (strcmp(request->path, "/revoke") == 0) {
		provider->revocations++;
		provider->revoked = http_fixture_field(request->body, "token", arena);
		reply->status = provider->revoke_status;
		return;
	}
	provider->refreshes++;
	provider->seen = http_fixture_field(request->body, "refresh_token", arena);
	reply->body = provider->body;
	if (!provider->body)
		reply->body = arena_printf(arena, "{\"access_token\":\"access-%d\",\"expires_in\":3600%s}",
			provider->refreshes,
			provider->rotates
				? arena_printf(arena, ",\"refresh_token\":\"refresh-%d\"", provider->refreshes)
				: "");
}

struct scene {
	struct store_fixture *store;
	struct http_fixture *http;
	struct provider provider;
	struct oauth_providers providers;
	struct transport_config transport;
	struct secret *client_secret;
	struct arena *arena;
	struct ops ops;
	struct mailbox mailbox;
	struct error err;
};

static int64_t add_mailbox(
	struct scene *scene, const char *address, enum mailbox_provider provider, const char *subject)
{
	OWNED(tx) struct tx *tx = NULL;
	OWNED(secret) struct secret *refresh = secret_new_text("refresh-0"), *access = secret_new_text("access-0");
	struct mailbox mailbox = {.workspace_id = FIXTURE_WORKSPACE,
		.address = address,
		.address_key = address,
		.name = "",
		.provider = provider,
		.subject_id = subject,
		.endpoints = "{}",
		.timezone = "UTC",
		.sync_cursor = ""};
	bool added = false;

	assert_true(tx_begin(scene->ops.store, &tx, &scene->err));
	assert_true(mailbox_store_add(tx, &mailbox, &added, &scene->err));
	assert_true(token_ops_keep(&scene->ops, tx, &mailbox,
		&(struct mailbox_credentials){.refresh_token = refresh,
			.access_token = access,
			.access_expires_at = clock_wall(&scene->store->clock) + 30000},
		&scene->err));
	assert_true(tx_commit(tx, &scene->err));
	return mailbox.id;
}

static void reload(struct scene *scene, int64_t id)
{
	OWNED(tx) struct tx *tx = NULL;

	assert_true(tx_read(scene->ops.store, &tx, &scene->err));
	assert_true(mailbox_store_get(tx, FIXTURE_WORKSPACE, id, scene->arena, &scene->mailbox, &scene->err));
}

static struct oauth_provider provider_at(struct scene *scene, enum mailbox_provider provider)
{
	return (struct oauth_provider){.is_configured = true,
		.provider = provider,
		.name = "Acme",
		.client_id = "outrider",
		.client_secret = scene->client_secret,
		.token_url = arena_printf(scene->arena, "%s/token", scene->http->url),
		.revoke_url = arena_printf(scene->arena, "%s/revoke", scene->http->url),
		.api_url = "https://api.acme.test",
		.smtp_url = "smtp://mail.acme.test:2525",
		.imap_url = "imaps://mail.acme.test",
		.scope = "mail"};
}

/* A generic OAuth mailbox whose token runs out within the minute. */
static struct scene *scene_new(void)
{
	struct scene *scene = calloc(1, sizeof(*scene));

	ASSERT(scene);
	scene->store = store_fixture_new();
	scene->arena = arena_new();
	scene->provider = (struct provider){.status = 200, .revoke_status = 200};
	scene->http = http_fixture_new(answer, &scene->provider);
	scene->client_secret = secret_new_text("client-secret");
	scene->transport.clock = &scene->store->clock;
	scene->providers.by[PROVIDER_OAUTH] = provider_at(scene, PROVIDER_OAUTH);
	scene->providers.by[PROVIDER_GOOGLE] = provider_at(scene, PROVIDER_GOOGLE);
	scene->ops = (struct ops){.store = scene->store->store,
		.clock = &scene->store->clock,
		.providers = &scene->providers,
		.transport = &scene->transport};
	assert_true(vault_open(scene->store->dir, NULL, true, &scene->ops.vault, &scene->err));
	assert_true(instance_open(scene->ops.store, scene->ops.vault, &scene->err));
	reload(scene, add_mailbox(scene, "ada@acme.test", PROVIDER_OAUTH, "42"));
	return scene;
}

static void scene_free(struct scene *scene)
{
	if (!scene)
		return;
	http_fixture_free(scene->http);
	vault_free(scene->ops.vault);
	secret_free(scene->client_secret);
	arena_free(scene->arena);
	store_fixture_free(scene->store);
	free(scene);
}
OWN_DEFINE(scene)

/* The access token that a session would get; "" when there is none. */
static const char *token_of(struct scene *scene, struct send_result *why)
{
	OWNED(account_secrets) struct account_secrets *secrets = NULL;
	struct account account;

	*why = (struct send_result){0};
	if (!token_ops_account(&scene->ops, &scene->mailbox, scene->arena, &account, &secrets, why))
		return "";
	return arena_text(scene->arena, secret_text(account.sending_secret));
}

TEST(token_ops, a_token_is_refreshed_a_minute_before_it_ends_and_used_until_then)
{
	OWNED(scene) struct scene *scene = scene_new();
	struct send_result why;

	assert_string_equal(token_of(scene, &why), "access-1");
	assert_string_equal(token_of(scene, &why), "access-1");
	assert_int_equal(scene->provider.refreshes, 1);
	scene->store->clock.offset_ms += 3600 * 1000 - 59000;
	assert_string_equal(token_of(scene, &why), "access-2");
	assert_string_equal(scene->provider.seen, "refresh-0");
}

TEST(token_ops, a_new_refresh_token_replaces_the_one_before)
{
	OWNED(scene) struct scene *scene = scene_new();
	struct send_result why;

	scene->provider.rotates = true;
	assert_string_equal(token_of(scene, &why), "access-1");
	store_fixture_reopen(scene->store);
	scene->ops.store = scene->store->store;
	scene->store->clock.offset_ms += 3600 * 1000;
	assert_string_equal(token_of(scene, &why), "access-2");

	assert_string_equal(scene->provider.seen, "refresh-1");
}

TEST(token_ops, the_account_leads_to_the_providers_servers)
{
	OWNED(scene) struct scene *scene = scene_new();
	OWNED(account_secrets) struct account_secrets *secrets = NULL;
	struct account account;
	struct send_result why;

	assert_true(token_ops_account(&scene->ops, &scene->mailbox, scene->arena, &account, &secrets, &why));

	assert_int_equal(account.auth, ACCOUNT_AUTH_BEARER);
	assert_string_equal(account.sending.host, "mail.acme.test");
	assert_int_equal(account.sending.port, 2525);
	assert_int_equal(account.sending.tls, TLS_STARTTLS);
	assert_int_equal(account.reading.port, 993);
	assert_int_equal(account.reading.tls, TLS_IMPLICIT);
	assert_string_equal(account.sending.username, "ada@acme.test");
	assert_true(account.sending.trusted_host);
	assert_true(account.expires_at > clock_wall(&scene->store->clock));
}

TEST(token_ops, trouble_with_a_refresh_is_put_down_to_whom_it_concerns)
{
	static const struct {
		int status;
		const char *body, *text;
		enum send_class class;
	} cases[] = {
		{400, "{\"error\":\"invalid_grant\",\"error_description\":\"Token has been expired or revoked.\"}",
			"Token has been expired or revoked.", SEND_CLASS_AUTH},
		{401, "{\"error\":\"invalid_client\"}", "invalid_client", SEND_CLASS_CONFIG},
		{400, "{\"error\":\"admin_policy_enforced\"}", "admin_policy_enforced", SEND_CLASS_BLOCKED},
		{503, "{}", NULL, SEND_CLASS_NETWORK},
		{429, "{}", NULL, SEND_CLASS_NETWORK},
		{0, NULL, NULL, SEND_CLASS_NETWORK},
	};

	for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
		OWNED(scene) struct scene *scene = scene_new();
		struct send_result why;

		scene->provider.status = cases[i].status;
		scene->provider.body = cases[i].body;
		assert_string_equal(token_of(scene, &why), "");
		assert_int_equal(why.outcome, SEND_DEFERRED);
		assert_int_equal(why.class, cases[i].class);
		if (cases[i].text)
			assert_string_equal(why.text, cases[i].text);
	}
}

TEST(token_ops, a_closed_port_is_the_network)
{
	OWNED(scene) struct scene *scene = scene_new();
	struct send_result why;

	scene->providers.by[PROVIDER_OAUTH].token_url = "http://127.0.0.1:1/token";
	assert_string_equal(token_of(scene, &why), "");
	assert_int_equal(why.class, SEND_CLASS_NETWORK);
}

static void *want_token(void *argument)
{
	OWNED(arena) struct arena *arena = arena_new();
	OWNED(account_secrets) struct account_secrets *secrets = NULL;
	struct scene *scene = argument;
	struct account account;
	struct send_result why;

	if (!token_ops_account(&scene->ops, &scene->mailbox, arena, &account, &secrets, &why))
		return argument;
	return strcmp(secret_text(account.sending_secret), "access-1") == 0 ? NULL : argument;
}

TEST(token_ops, fifty_workers_cause_one_refresh)
{
	OWNED(scene) struct scene *scene = scene_new();
	pthread_t threads[MANY];
	void *failed;

	for (int i = 0; i < MANY; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, want_token, scene), 0);
	for (int i = 0; i < MANY; i++) {
		pthread_join(threads[i], &failed);
		assert_null(failed);
	}

	assert_int_equal(scene->provider.refreshes, 1);
}

TEST(token_ops, a_fresh_token_that_is_refused_again_is_the_end_of_the_grant)
{
	OWNED(scene) struct scene *scene = scene_new();
	struct send_result why = {0};
	int64_t id = scene->mailbox.id;

	assert_true(token_ops_refresh_after_refusal(&scene->ops, &scene->mailbox, &why));
	/* Who looked before the refresh was refused with an older token. */
	assert_true(token_ops_refresh_after_refusal(&scene->ops, &scene->mailbox, &why));
	assert_int_equal(scene->provider.refreshes, 1);
	reload(scene, id);
	assert_false(token_ops_refresh_after_refusal(&scene->ops, &scene->mailbox, &why));

	assert_int_equal(why.class, SEND_CLASS_AUTH);
	assert_int_equal(scene->provider.refreshes, 1);
}

TEST(token_ops, a_refusal_from_when_the_clock_was_ahead_is_not_the_end_of_the_grant)
{
	OWNED(scene) struct scene *scene = scene_new();
	struct send_result why = {0};
	int64_t id = scene->mailbox.id;

	scene->store->clock.offset_ms += 365LL * 24 * 3600 * 1000;
	assert_true(token_ops_refresh_after_refusal(&scene->ops, &scene->mailbox, &why));
	scene->store->clock.offset_ms -= 365LL * 24 * 3600 * 1000;
	reload(scene, id);
	assert_true(token_ops_refresh_after_refusal(&scene->ops, &scene->mailbox, &why));
	reload(scene, id);
	assert_false(token_ops_refresh_after_refusal(&scene->ops, &scene->mailbox, &why));
	assert_int_equal(why.class, SEND_CLASS_AUTH);
	assert_int_equal(scene->provider.refreshes, 2);
}

TEST(token_ops, a_clock_that_is_wrong_and_steady_causes_one_refresh_for_each_token)
{
	OWNED(scene) struct scene *scene = scene_new();
	struct send_result why;

	scene->store->clock.offset_ms += 365LL * 24 * 3600 * 1000;
	for (int i = 0; i < 10; i++)
		assert_string_equal(token_of(scene, &why), "access-1");
	scene->store->clock.offset_ms += 3600 * 1000;
	for (int i = 0; i < 10; i++)
		assert_string_equal(token_of(scene, &why), "access-2");
	assert_int_equal(scene->provider.refreshes, 2);
}

TEST(token_ops, a_refused_token_that_cannot_be_refreshed_for_now_takes_nothing_away)
{
	OWNED(scene) struct scene *scene = scene_new();
	struct send_result why = {0};
	int64_t id = scene->mailbox.id;

	scene->provider.status = 503;
	for (int i = 0; i < 3; i++) {
		assert_false(token_ops_refresh_after_refusal(&scene->ops, &scene->mailbox, &why));
		assert_int_equal(why.class, SEND_CLASS_NETWORK);
		scene->store->clock.offset_ms += 30000;
		reload(scene, id);
	}
	scene->provider.status = 200;
	assert_true(token_ops_refresh_after_refusal(&scene->ops, &scene->mailbox, &why));
}

/* A disconnect's end: credentials dropped, with a receipt. */
static int64_t drop(struct scene *scene)
{
	OWNED(tx) struct tx *tx = NULL;
	struct receipt receipt = {.workspace_id = FIXTURE_WORKSPACE,
		.mailbox_id = scene->mailbox.id,
		.epoch = 2,
		.cause = "user",
		.grant_local = "kept_for_undo",
		.grant_provider = "pending"};

	assert_true(tx_begin(scene->ops.store, &tx, &scene->err));
	assert_true(receipt_store_add(tx, &receipt, &scene->err));
	assert_true(token_ops_drop(&scene->ops, tx, &scene->mailbox, receipt.id, &scene->err));
	assert_true(tx_commit(tx, &scene->err));
	return receipt.id;
}

static const char *grant_of(struct scene *scene, int64_t receipt_id)
{
	OWNED(tx) struct tx *tx = NULL;
	struct receipt receipt;

	assert_true(tx_read(scene->ops.store, &tx, &scene->err));
	assert_true(receipt_store_get(tx, FIXTURE_WORKSPACE, receipt_id, scene->arena, &receipt, &scene->err));
	assert_string_equal(receipt.grant_local, "deleted");
	return receipt.grant_provider;
}

static bool revoke_next(struct scene *scene)
{
	bool did = false;

	assert_true(token_ops_revoke_due(&scene->ops, &did, &scene->err));
	return did;
}

TEST(token_ops, dropped_credentials_are_gone_and_their_grant_is_revoked)
{
	OWNED(scene) struct scene *scene = scene_new();
	int64_t receipt = drop(scene);
	struct send_result why;

	assert_int_equal(store_fixture_count(scene->store, "SELECT count(*) FROM credential"), 0);
	assert_string_equal(token_of(scene, &why), "");
	assert_int_equal(why.class, SEND_CLASS_AUTH);
	assert_string_equal(grant_of(scene, receipt), "pending");
	assert_true(revoke_next(scene));

	assert_string_equal(scene->provider.revoked, "refresh-0");
	assert_string_equal(grant_of(scene, receipt), "revoked");
	assert_false(revoke_next(scene));
	assert_int_equal(store_fixture_count(scene->store, "SELECT count(*) FROM revocation"), 0);
}

TEST(token_ops, a_revocation_that_fails_is_tried_again_and_given_up_at_last)
{
	OWNED(scene) struct scene *scene = scene_new();
	int64_t receipt = drop(scene);

	scene->provider.revoke_status = 503;
	assert_true(revoke_next(scene));
	assert_false(revoke_next(scene));
	assert_string_equal(grant_of(scene, receipt), "pending");
	for (int i = 0; i < 5; i++) {
		scene->store->clock.offset_ms += 24 * 3600 * 1000;
		assert_true(revoke_next(scene));
	}

	assert_string_equal(grant_of(scene, receipt), "failed");
	scene->store->clock.offset_ms += 24 * 3600 * 1000;
	assert_false(revoke_next(scene));
}

TEST(token_ops, a_grant_at_google_that_another_mailbox_lives_on_is_left)
{
	OWNED(scene) struct scene *scene = scene_new();
	int64_t first = add_mailbox(scene, "grace@gmail.test", PROVIDER_GOOGLE, "7");
	int64_t second = add_mailbox(scene, "grace@googlemail.test", PROVIDER_GOOGLE, "7");
	int64_t receipt;

	reload(scene, first);
	assert_string_equal(grant_of(scene, drop(scene)), "shared");
	reload(scene, second);
	receipt = drop(scene);
	assert_string_equal(grant_of(scene, receipt), "pending");
	assert_true(revoke_next(scene));
	assert_string_equal(grant_of(scene, receipt), "revoked");
}

TEST(token_ops, a_late_revocation_at_google_does_not_end_a_reconnection)
{
	OWNED(scene) struct scene *scene = scene_new();
	int64_t receipt;

	reload(scene, add_mailbox(scene, "grace@gmail.test", PROVIDER_GOOGLE, "7"));
	receipt = drop(scene);
	add_mailbox(scene, "grace@googlemail.test", PROVIDER_GOOGLE, "7");
	assert_true(revoke_next(scene));

	assert_int_equal(scene->provider.revocations, 0);
	assert_string_equal(grant_of(scene, receipt), "shared");
}

TEST(token_ops, what_is_kept_is_sealed)
{
	OWNED(scene) struct scene *scene = scene_new();

	assert_int_equal(store_fixture_count(scene->store, "SELECT count(*) FROM credential"), 2);
	assert_int_equal(store_fixture_count(scene->store,
				 "SELECT count(*) FROM credential WHERE instr(sealed, CAST('refresh' AS BLOB)) > 0"
				 " OR instr(sealed, CAST('access' AS BLOB)) > 0"),
		0);
}

/* A refresh that comes back after the mailbox went: its token is given back, not kept. */
static void answer_and_drop(void *context, const struct http_fixture_request *request, struct arena *arena,
	struct http_fixture_reply *reply)
{
	struct scene *scene = context;

	if (scene->provider.refreshes == 0 && strcmp(request->path, "/token") == 0)
		drop(scene);
	answer(&scene->provider, request, arena, reply);
}

TEST(token_ops, a_refresh_that_comes_back_too_late_keeps_nothing)
{
	OWNED(scene) struct scene *scene = scene_new();
	OWNED(http_fixture) struct http_fixture *http = http_fixture_new(answer_and_drop, scene);
	struct oauth_provider *provider = &scene->providers.by[PROVIDER_OAUTH];
	struct send_result why;

	scene->provider.rotates = true;
	provider->token_url = arena_printf(scene->arena, "%s/token", http->url);
	assert_string_equal(token_of(scene, &why), "");

	assert_int_equal(why.class, SEND_CLASS_CANCELLED);
	assert_int_equal(store_fixture_count(scene->store, "SELECT count(*) FROM credential"), 0);
	assert_string_equal(scene->provider.revoked, "refresh-1");
}

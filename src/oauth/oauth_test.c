#include "base/unit.h"

#include <stdio.h>

#include "base/json.h"
#include "base/text.h"
#include "base/http_fixture.h"
#include "oauth/oauth.h"

TEST(oauth, an_error_of_a_token_endpoint_is_put_down_to_whom_it_concerns)
{
	static const struct {
		int status;
		const char *error, *description;
		enum oauth_fault fault;
	} cases[] = {
		{400, "invalid_grant", "Token has been expired or revoked.", OAUTH_FAULT_GRANT},
		{400, "invalid_grant", "Bad Request", OAUTH_FAULT_GRANT},
		{400, "invalid_grant", NULL, OAUTH_FAULT_GRANT},
		{400, "invalid_grant", "AADSTS50173: The provided grant has expired.", OAUTH_FAULT_GRANT},
		{400, "invalid_grant", "AADSTS700082: The refresh token has expired due to inactivity.",
			OAUTH_FAULT_GRANT},
		{400, "invalid_grant", "AADSTS50057: The user account is disabled.", OAUTH_FAULT_BLOCKED},
		{400, "invalid_grant", "AADSTS53003: Access has been blocked by Conditional Access policies.",
			OAUTH_FAULT_BLOCKED},
		{400, "invalid_grant", "AADSTS50196: The server terminated an operation: a client request loop.",
			OAUTH_FAULT_NETWORK},
		{400, "invalid_grant", "AADSTS9002313: Invalid request. Request is malformed or invalid.",
			OAUTH_FAULT_CLIENT},
		{400, "invalid_grant", "AADSTS70002: Error validating credentials. AADSTS90033: A transient error.",
			OAUTH_FAULT_NETWORK},
		{400, "invalid_grant", "AADSTS500571: a number that only begins like a known one", OAUTH_FAULT_GRANT},
		{400, "consent_required", "AADSTS90094: Admin consent is required.", OAUTH_FAULT_BLOCKED},
		{400, "interaction_required", "AADSTS50076: multi-factor", OAUTH_FAULT_GRANT},
		{400, "interaction_required", "AADSTS53000: device not compliant", OAUTH_FAULT_BLOCKED},
		{400, "consent_required", NULL, OAUTH_FAULT_GRANT},
		{400, "admin_policy_enforced", NULL, OAUTH_FAULT_BLOCKED},
		{401, "invalid_client", NULL, OAUTH_FAULT_CLIENT},
		{401, "invalid_client", "AADSTS7000215: Invalid client secret provided.", OAUTH_FAULT_CLIENT},
		{400, "unauthorized_client", NULL, OAUTH_FAULT_CLIENT},
		{401, "deleted_client", NULL, OAUTH_FAULT_CLIENT},
		{400, "redirect_uri_mismatch", NULL, OAUTH_FAULT_CLIENT},
		{429, "invalid_grant", NULL, OAUTH_FAULT_NETWORK},
		{500, "invalid_grant", NULL, OAUTH_FAULT_NETWORK},
		{503, NULL, NULL, OAUTH_FAULT_NETWORK},
		{400, "temporarily_unavailable", NULL, OAUTH_FAULT_NETWORK},
		{400, NULL, NULL, OAUTH_FAULT_NETWORK},
		{401, NULL, NULL, OAUTH_FAULT_CLIENT},
	};

	for (size_t i = 0; i < ARRAY_COUNT(cases); i++)
		if (oauth_classify(cases[i].status, cases[i].error, cases[i].description) != cases[i].fault)
			fail_msg("%d %s %s", cases[i].status, cases[i].error, cases[i].description);
}

TEST(oauth, the_challenge_is_the_one_of_rfc_7636)
{
	OWNED(arena) struct arena *arena = arena_new();

	assert_string_equal(oauth_challenge("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk", arena),
		"E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
}

static const struct oauth_provider google = {.is_configured = true,
	.provider = PROVIDER_GOOGLE,
	.name = "Google",
	.client_id = "client one",
	.auth_url = "https://accounts.test/auth",
	.scope = "openid email https://www.googleapis.com/auth/gmail.send "
		 "https://www.googleapis.com/auth/gmail.readonly",
	.issuer = "https://accounts.google.com"};
static const struct oauth_provider microsoft = {.is_configured = true,
	.provider = PROVIDER_MICROSOFT,
	.name = "Microsoft",
	.client_id = "client one",
	.auth_url = "https://login.test/auth?tenant=x",
	.scope = "openid email profile offline_access https://outlook.office.com/SMTP.Send"};
static const struct oauth_provider generic = {.is_configured = true,
	.provider = PROVIDER_OAUTH,
	.name = "Acme",
	.client_id = "client one",
	.auth_url = "https://login.acme.test/auth",
	.scope = "openid email offline_access mail"};

static const char *url_of(const struct oauth_provider *provider, struct arena *arena)
{
	return oauth_authorization_url(provider,
		&(struct oauth_authorization){.redirect_uri = "https://outrider.test/oauth/callback",
			.state = "st",
			.nonce = "no",
			.challenge = "ch",
			.login_hint = "ada+x@acme.test"},
		arena);
}

TEST(oauth, the_authorization_asks_for_what_each_provider_needs)
{
	OWNED(arena) struct arena *arena = arena_new();

	assert_string_equal(url_of(&google, arena),
		"https://accounts.test/"
		"auth?client_id=client%20one&redirect_uri=https%3A%2F%2Foutrider.test%2Foauth%2Fcallback"
		"&response_type=code&scope=openid%20email%20https%3A%2F%2Fwww.googleapis.com%2Fauth%2Fgmail.send%20"
		"https%3A%2F%2Fwww.googleapis.com%2Fauth%2Fgmail.readonly&state=st&nonce=no&code_challenge=ch"
		"&code_challenge_method=S256&login_hint=ada%2Bx%40acme.test&access_type=offline"
		"&include_granted_scopes=true&prompt=consent");
	assert_non_null(strstr(url_of(&generic, arena), "&prompt=consent"));
	assert_null(strstr(url_of(&generic, arena), "access_type"));
	assert_true(text_starts(url_of(&microsoft, arena), "https://login.test/auth?tenant=x&client_id="));
	assert_non_null(strstr(url_of(&microsoft, arena), "&prompt=select_account"));
}

TEST(oauth, scopes_suffice_when_mail_can_be_sent_and_read)
{
	OWNED(arena) struct arena *arena = arena_new();
	static const struct {
		const struct oauth_provider *provider;
		const char *granted;
		bool suffices;
	} cases[] = {
		{&google, NULL, true},
		{&google,
			"openid https://www.googleapis.com/auth/gmail.send "
			"https://www.googleapis.com/auth/gmail.readonly",
			true},
		{&google, "https://www.googleapis.com/auth/gmail.readonly openid", false},
		{&google, "https://www.googleapis.com/auth/gmail.send openid", false},
		{&google, "openid https://www.googleapis.com/auth/gmail.modify", true},
		{&google, "openid https://mail.google.com/", true},
		{&google, "https://www.googleapis.com/auth/gmail.sendx https://www.googleapis.com/auth/gmail.readonly",
			false},
		{&microsoft, "https://outlook.office.com/SMTP.Send", true},
		{&microsoft, "smtp.send", true},
		{&microsoft, "https://outlook.office.com/IMAP.AccessAsUser.All", false},
		{&generic, "mail", true},
		{&generic, "openid email offline_access", false},
	};

	for (size_t i = 0; i < ARRAY_COUNT(cases); i++)
		if (oauth_scopes_suffice(cases[i].provider, cases[i].granted, arena) != cases[i].suffices)
			fail_msg("%s: %s", cases[i].provider->name, cases[i].granted);
}

static const char *id_token(const char *claims, struct arena *arena)
{
	return arena_printf(arena, "e30.%s.c2ln", text_base64_url(arena, claims, strlen(claims)));
}

static bool identify(const struct oauth_provider *provider, const char *claims, struct arena *arena,
	struct oauth_identity *out, struct oauth_result *result)
{
	struct oauth_tokens tokens = {.id_token = id_token(claims, arena)};
	struct clock clock = clock_fixed(1800000000000);

	*result = (struct oauth_result){0};
	return oauth_identify(&(struct oauth_client){.provider = provider, .arena = arena, .clock = &clock}, &tokens,
		"nonce", out, result);
}

TEST(oauth, a_person_is_known_by_what_the_provider_never_changes)
{
	OWNED(arena) struct arena *arena = arena_new();
	struct oauth_identity identity;
	struct oauth_result result;

	assert_true(identify(&google,
		"{\"iss\":\"https://accounts.google.com\",\"aud\":\"client one\",\"nonce\":\"nonce\",\"sub\":\"42\","
		"\"email\":\"ada@acme.test\",\"email_verified\":true}",
		arena, &identity, &result));
	assert_string_equal(identity.subject, "42");
	assert_string_equal(identity.address, "ada@acme.test");

	assert_true(identify(&microsoft,
		"{\"iss\":\"https://login.test/t1/v2.0\",\"aud\":[\"other\",\"client "
		"one\"],\"nonce\":\"nonce\",\"sub\":\"pairwise\","
		"\"tid\":\"t1\",\"oid\":\"o1\",\"preferred_username\":\"ada@acme.test\"}",
		arena, &identity, &result));
	assert_string_equal(identity.subject, "t1/o1");
	assert_string_equal(identity.address, "ada@acme.test");
}

TEST(oauth, an_id_token_that_is_not_of_this_sign_in_is_refused)
{
	OWNED(arena) struct arena *arena = arena_new();
	static const char *const claims[] = {
		"{\"aud\":\"another "
		"client\",\"nonce\":\"nonce\",\"sub\":\"42\",\"email\":\"a@b.test\",\"email_verified\":true}",
		"{\"aud\":\"client "
		"one\",\"nonce\":\"older\",\"sub\":\"42\",\"email\":\"a@b.test\",\"email_verified\":true}",
		"{\"aud\":\"client one\",\"sub\":\"42\",\"email\":\"a@b.test\",\"email_verified\":true}",
		"{\"aud\":\"client "
		"one\",\"nonce\":\"nonce\",\"sub\":\"42\",\"email\":\"a@b.test\",\"email_verified\":false}",
		"{\"aud\":\"client one\",\"nonce\":\"nonce\",\"sub\":\"42\",\"email\":\"a@b.test\"}",
		"{\"aud\":\"client one\",\"nonce\":\"nonce\",\"sub\":\"42\",\"email_verified\":true}",
	};
	struct oauth_identity identity;
	struct oauth_result result;

	for (size_t i = 0; i < ARRAY_COUNT(claims); i++) {
		if (identify(&google, claims[i], arena, &identity, &result))
			fail_msg("accepted: %s", claims[i]);
		assert_int_equal(result.fault, OAUTH_FAULT_GRANT);
	}
}

TEST(oauth, an_id_token_counts_from_its_issuer_and_until_its_end)
{
	OWNED(arena) struct arena *arena = arena_new();
	struct oauth_provider known = google, anywhere = google;
	const struct {
		const struct oauth_provider *provider;
		const char *claims;
		bool counts;
	} cases[] = {
		{&known, "\"iss\":\"https://accounts.google.com\"", true},
		{&known, "\"iss\":\"accounts.google.com\"", true},
		{&known, "\"iss\":\"https://accounts.google.com.evil.test\"", false},
		{&known, "\"sub2\":\"no issuer\"", false},
		{&anywhere, "\"iss\":\"https://any.test\"", true},
		{&microsoft, "\"iss\":\"https://login.test/t1/v2.0\",\"tid\":\"t1\"", true},
		{&microsoft, "\"iss\":\"https://login.test/t2/v2.0\",\"tid\":\"t1\"", false},
		{&microsoft, "\"tid\":\"t1\"", false},
		{&anywhere, "\"exp\":1800000001", true},
		{&anywhere, "\"exp\":1799999990", true}, /* clocks differ a little */
		{&anywhere, "\"exp\":1799990000", false},
	};
	struct oauth_identity identity;
	struct oauth_result result;

	known.issuer = "https://accounts.google.com";
	anywhere.issuer = NULL;
	for (size_t i = 0; i < ARRAY_COUNT(cases); i++)
		if (identify(cases[i].provider,
			    arena_printf(arena,
				    "{%s,\"aud\":\"client one\",\"nonce\":\"nonce\",\"sub\":\"42\","
				    "\"email\":\"a@b.test\",\"email_verified\":true}",
				    cases[i].claims),
			    arena, &identity, &result) != cases[i].counts)
			fail_msg("%s: %s", cases[i].provider->name, cases[i].claims);
}

/* A provider whose answers the test gives. */
struct script {
	int status;
	const char *body, *userinfo, *seen;
};

static void answer(void *context, const struct http_fixture_request *request, struct arena *arena,
	struct http_fixture_reply *reply)
{
	struct script *script = context;

	script->seen = arena_text(arena, request->body);
	reply->status = script->status;
	reply->body = strcmp(request->path, "/userinfo") == 0 ? script->userinfo : script->body;
}

static struct oauth_provider provider_at(const struct http_fixture *fixture, const struct secret *secret)
{
	struct oauth_provider provider = generic;

	provider.client_secret = secret;
	provider.token_url = arena_printf(fixture->arena, "%s/token", fixture->url);
	provider.revoke_url = arena_printf(fixture->arena, "%s/revoke", fixture->url);
	provider.userinfo_url = arena_printf(fixture->arena, "%s/userinfo", fixture->url);
	return provider;
}

TEST(oauth, a_code_becomes_tokens_with_the_verifier_and_our_secret)
{
	struct script script = {.status = 200,
		.body = "{\"access_token\":\"at\",\"refresh_token\":\"rt\",\"expires_in\":3600,\"scope\":\"mail\"}"};
	OWNED(http_fixture) struct http_fixture *fixture = http_fixture_new(answer, &script);
	OWNED(secret) struct secret *secret = secret_new_text("s&cret"), *verifier = secret_new_text("ver");
	struct oauth_provider provider = provider_at(fixture, secret);
	struct oauth_client client = {.provider = &provider, .arena = fixture->arena};
	struct oauth_tokens tokens;
	struct oauth_result result;

	assert_true(oauth_exchange(&client, "co/de", verifier, "https://o.test/cb", &tokens, &result));

	assert_string_equal(secret_text(tokens.access), "at");
	assert_string_equal(secret_text(tokens.refresh), "rt");
	assert_int_equal(tokens.expires_in_s, 3600);
	assert_string_equal(http_fixture_field(script.seen, "code", fixture->arena), "co/de");
	assert_string_equal(http_fixture_field(script.seen, "code_verifier", fixture->arena), "ver");
	assert_string_equal(http_fixture_field(script.seen, "client_secret", fixture->arena), "s&cret");
	assert_string_equal(http_fixture_field(script.seen, "redirect_uri", fixture->arena), "https://o.test/cb");
	oauth_tokens_clear(&tokens);
}

TEST(oauth, an_address_that_the_id_token_leaves_out_is_asked_for)
{
	struct script script = {
		.status = 200, .userinfo = "{\"sub\":\"42\",\"email\":\"ada@acme.test\",\"email_verified\":true}"};
	OWNED(http_fixture) struct http_fixture *fixture = http_fixture_new(answer, &script);
	OWNED(secret) struct secret *access = secret_new_text("at");
	struct oauth_provider provider = provider_at(fixture, access);
	struct clock clock = clock_system();
	struct oauth_client client = {.provider = &provider, .arena = fixture->arena, .clock = &clock};
	struct oauth_tokens tokens = {.access = access,
		.id_token = id_token(
			"{\"iss\":\"https://acme.test\",\"aud\":\"client one\",\"nonce\":\"nonce\",\"sub\":\"42\"}",
			fixture->arena)};
	struct oauth_identity identity;
	struct oauth_result result;

	assert_true(oauth_identify(&client, &tokens, "nonce", &identity, &result));
	assert_string_equal(identity.address, "ada@acme.test");
	assert_string_equal(identity.issuer, "https://acme.test");

	script.userinfo = "{\"sub\":\"43\",\"email\":\"ben@acme.test\",\"email_verified\":true}";
	assert_false(oauth_identify(&client, &tokens, "nonce", &identity, &result));
}

TEST(oauth, a_grant_that_is_gone_already_counts_as_revoked)
{
	struct script script = {.status = 400, .body = "{\"error\":\"invalid_token\"}"};
	OWNED(http_fixture) struct http_fixture *fixture = http_fixture_new(answer, &script);
	OWNED(secret) struct secret *token = secret_new_text("rt");
	struct oauth_provider provider = provider_at(fixture, token);
	struct oauth_client client = {.provider = &provider, .arena = fixture->arena};
	struct oauth_result result;

	assert_true(oauth_revoke(&client, token, &result));
	script.status = 503;
	assert_false(oauth_revoke(&client, token, &result));
}

TEST(oauth, a_revocation_signs_in_as_our_client_but_at_google)
{
	struct script script = {.status = 200, .body = "{}"};
	OWNED(http_fixture) struct http_fixture *fixture = http_fixture_new(answer, &script);
	OWNED(secret) struct secret *token = secret_new_text("rt");
	struct oauth_provider provider = provider_at(fixture, token);
	struct oauth_client client = {.provider = &provider, .arena = fixture->arena};
	struct oauth_result result;

	assert_true(oauth_revoke(&client, token, &result));
	assert_string_equal(http_fixture_field(script.seen, "client_id", fixture->arena), "client one");

	provider.provider = PROVIDER_GOOGLE;
	assert_true(oauth_revoke(&client, token, &result));
	assert_string_equal(script.seen, "token=rt");
}

TEST(oauth, an_answer_without_a_token_takes_nothing_away)
{
	struct script script = {.status = 200, .body = "<html>Sign in to the hotel's network</html>"};
	OWNED(http_fixture) struct http_fixture *fixture = http_fixture_new(answer, &script);
	OWNED(secret) struct secret *token = secret_new_text("rt");
	struct oauth_provider provider = provider_at(fixture, token);
	struct oauth_client client = {.provider = &provider, .arena = fixture->arena};
	struct oauth_tokens tokens;
	struct oauth_result result;

	assert_false(oauth_refresh(&client, token, &tokens, &result));

	assert_int_equal(result.fault, OAUTH_FAULT_NETWORK);
}

#include "oauth/oauth.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/json.h"
#include "base/text.h"
#include "net/http_client.h"

enum { LEEWAY_S = 300, MAX_LIFE_S = 30 * 24 * 3600 };

void oauth_tokens_clear(struct oauth_tokens *tokens)
{
	secret_free(tokens->access);
	secret_free(tokens->refresh);
	*tokens = (struct oauth_tokens){0};
}

const char *oauth_challenge(const char *verifier, struct arena *arena)
{
	unsigned char hash[crypto_hash_sha256_BYTES];

	crypto_hash_sha256(hash, (const unsigned char *)verifier, strlen(verifier));
	return text_base64_url(arena, hash, sizeof(hash));
}

static void add_parameter(struct text *out, const char *name, const char *value)
{
	if (text_is_empty(value))
		return;
	if (out->length)
		text_add_char(out, '&');
	text_printf(out, "%s=%s", name, http_client_escape(value, out->arena));
}

/* Without these, Google gives no refresh token on a second consent, and Microsoft signs in whoever is signed in. */
static void add_prompt(struct text *out, enum mailbox_provider provider)
{
	if (provider == PROVIDER_GOOGLE) {
		add_parameter(out, "access_type", "offline");
		add_parameter(out, "include_granted_scopes", "true");
	}
	add_parameter(out, "prompt", provider == PROVIDER_MICROSOFT ? "select_account" : "consent");
}

const char *oauth_authorization_url(
	const struct oauth_provider *provider, const struct oauth_authorization *ask, struct arena *arena)
{
	struct text out;

	text_init(&out, arena);
	add_parameter(&out, "client_id", provider->client_id);
	add_parameter(&out, "redirect_uri", ask->redirect_uri);
	add_parameter(&out, "response_type", "code");
	add_parameter(&out, "scope", provider->scope);
	add_parameter(&out, "state", ask->state);
	add_parameter(&out, "nonce", ask->nonce);
	add_parameter(&out, "code_challenge", ask->challenge);
	add_parameter(&out, "code_challenge_method", "S256");
	add_parameter(&out, "login_hint", ask->login_hint);
	add_prompt(&out, provider->provider);
	return arena_printf(
		arena, "%s%c%s", provider->auth_url, strchr(provider->auth_url, '?') ? '&' : '?', text_string(&out));
}

static bool fail(struct oauth_result *result, enum oauth_fault fault, struct arena *arena, const char *text)
{
	*result = (struct oauth_result){.fault = fault};
	snprintf(result->text, sizeof(result->text), "%s", text_for_people(arena, text, strlen(text), 200));
	return false;
}

static bool refused(
	const struct http_answer *answer, const json_t *body, struct arena *arena, struct oauth_result *result)
{
	const char *error = json_string_value(json_object_get(body, "error"));
	const char *description = json_string_value(json_object_get(body, "error_description"));
	const char *text = description ? description : error;

	fail(result, oauth_classify(answer->status, error, description), arena,
		text ? text : arena_printf(arena, "The provider answered %d.", answer->status));
	result->retry_after_ms = answer->retry_after_ms;
	return false;
}

/* Sends a request; *body is the JSON object of a 2xx answer (to be released), NULL when it had none. */
static bool send_request(
	const struct oauth_client *client, const struct http_call *call, json_t **body, struct oauth_result *result)
{
	struct http_answer answer;
	struct error err = {0};

	*body = NULL;
	if (!http_client_call(call, client->arena, &answer, &err))
		return fail(result, error_is(&err, "certificate_invalid") ? OAUTH_FAULT_CLIENT : OAUTH_FAULT_NETWORK,
			client->arena, err.message);
	if (answer.size && (!json_parse(answer.body, answer.size, body, &err) || !json_is_object(*body))) {
		json_decref(*body);
		*body = NULL;
	}
	if (answer.status >= 200 && answer.status < 300)
		return true;
	refused(&answer, *body, client->arena, result);
	json_decref(*body);
	*body = NULL;
	return false;
}

static void add_client(struct text *form, const struct oauth_client *client)
{
	add_parameter(form, "client_id", client->provider->client_id);
	add_parameter(form, "client_secret", secret_text(client->provider->client_secret));
}

static bool post_form(const struct oauth_client *client, const char *url, struct text *form, json_t **body,
	struct oauth_result *result)
{
	bool done = send_request(client,
		&(struct http_call){.url = url,
			.content_type = "application/x-www-form-urlencoded",
			.body = text_string(form),
			.body_size = form->length,
			.ca_file = client->ca_file,
			.cancel = client->cancel},
		body, result);
	explicit_bzero(form->data, form->length);
	return done;
}

static bool read_tokens(
	const struct oauth_client *client, const json_t *body, struct oauth_tokens *out, struct oauth_result *result)
{
	const char *access = json_string_value(json_object_get(body, "access_token"));
	const char *refresh = json_string_value(json_object_get(body, "refresh_token"));

	if (text_is_empty(access))
		return fail(result, OAUTH_FAULT_NETWORK, client->arena, "The provider's answer holds no access token.");
	out->access = secret_new_text(access);
	out->refresh = text_is_empty(refresh) ? NULL : secret_new_text(refresh);
	out->expires_in_s = json_integer_value(json_object_get(body, "expires_in"));
	if (out->expires_in_s > MAX_LIFE_S)
		out->expires_in_s = MAX_LIFE_S;
	out->scope = arena_text(client->arena, json_string_value(json_object_get(body, "scope")));
	out->id_token = arena_text(client->arena, json_string_value(json_object_get(body, "id_token")));
	return true;
}

static bool ask_for_tokens(
	const struct oauth_client *client, struct text *form, struct oauth_tokens *out, struct oauth_result *result)
{
	json_t *body = NULL;
	bool done;

	*out = (struct oauth_tokens){0};
	add_client(form, client);
	if (!post_form(client, client->provider->token_url, form, &body, result))
		return false;
	done = read_tokens(client, body, out, result);
	json_decref(body);
	return done;
}

bool oauth_exchange(const struct oauth_client *client, const char *code, const struct secret *verifier,
	const char *redirect_uri, struct oauth_tokens *out, struct oauth_result *result)
{
	struct text form;

	text_init(&form, client->arena);
	add_parameter(&form, "grant_type", "authorization_code");
	add_parameter(&form, "code", code);
	add_parameter(&form, "code_verifier", secret_text(verifier));
	add_parameter(&form, "redirect_uri", redirect_uri);
	return ask_for_tokens(client, &form, out, result);
}

bool oauth_refresh(const struct oauth_client *client, const struct secret *refresh_token, struct oauth_tokens *out,
	struct oauth_result *result)
{
	struct text form;

	text_init(&form, client->arena);
	add_parameter(&form, "grant_type", "refresh_token");
	add_parameter(&form, "refresh_token", secret_text(refresh_token));
	return ask_for_tokens(client, &form, out, result);
}

bool oauth_revoke(const struct oauth_client *client, const struct secret *token, struct oauth_result *result)
{
	struct text form;
	json_t *body = NULL;

	text_init(&form, client->arena);
	add_parameter(&form, "token", secret_text(token));
	if (client->provider->provider != PROVIDER_GOOGLE) /* which wants the token alone */
		add_client(&form, client);
	if (post_form(client, client->provider->revoke_url, &form, &body, result)) {
		json_decref(body);
		return true;
	}
	return result->fault == OAUTH_FAULT_GRANT;
}

/* The claims of an id_token; NULL when it is none. The signature is not needed: it came from the token endpoint itself
 * (OpenID Connect Core §3.1.3.7). */
static json_t *claims_of(const char *id_token, struct arena *arena)
{
	const char *first = id_token ? strchr(id_token, '.') : NULL;
	const char *second = first ? strchr(first + 1, '.') : NULL;
	struct error ignored;
	unsigned char *bytes;
	json_t *claims = NULL;
	size_t length = 0;

	if (!second)
		return NULL;
	bytes = text_base64_url_decode(arena, arena_text_n(arena, first + 1, (size_t)(second - first) - 1), &length);
	if (!bytes || !json_parse((const char *)bytes, length, &claims, &ignored))
		return NULL;
	return claims;
}

static const char *claim(const json_t *claims, const char *name, struct arena *arena)
{
	return arena_text(arena, json_string_value(json_object_get(claims, name)));
}

static const char *first_of(const char *a, const char *b)
{
	return text_is_empty(a) ? b : a;
}

static void read_subject(
	const struct oauth_client *client, const json_t *claims, const json_t *info, struct oauth_identity *out)
{
	struct arena *arena = client->arena;
	const char *tenant = claim(claims, "tid", arena), *object = claim(claims, "oid", arena);

	out->issuer = first_of(claim(claims, "iss", arena), client->provider->issuer);
	out->subject = first_of(
		claim(claims, "sub", arena), first_of(claim(info, "sub", arena), claim(info, "id", arena)));
	if (client->provider->provider == PROVIDER_MICROSOFT && tenant && object)
		out->subject = arena_printf(arena, "%s/%s", tenant, object);
	if (text_is_empty(out->issuer))
		out->issuer = client->provider->auth_url;
}

/* Microsoft tells no email_verified. What it tells may be anything; that the mailbox lets this token in is the proof. */
static bool is_verified(const struct oauth_client *client, const json_t *claims, const json_t *info)
{
	const json_t *told = json_object_get(info, "email_verified");

	if (client->provider->provider == PROVIDER_MICROSOFT)
		return true;
	if (!told)
		told = json_object_get(info, "verified_email");
	if (!told)
		told = json_object_get(claims, "email_verified");
	return json_is_true(told) || text_equal(json_string_value(told), "true");
}

static const char *address_in(const struct oauth_client *client, const json_t *claims, const json_t *info)
{
	struct arena *arena = client->arena;

	return first_of(first_of(claim(info, "email", arena), claim(claims, "email", arena)),
		client->provider->provider == PROVIDER_MICROSOFT ? claim(claims, "preferred_username", arena) : NULL);
}

static bool is_for_us(const struct oauth_client *client, const json_t *claims)
{
	const json_t *audience = json_object_get(claims, "aud"), *entry;
	size_t at;

	json_array_foreach(audience, at, entry)
		if (text_equal(json_string_value(entry), client->provider->client_id))
			return true;
	return text_equal(json_string_value(audience), client->provider->client_id);
}

/* Google names itself with and without the scheme. Microsoft's issuer holds the tenant of whoever signed in, and only that. */
static bool is_of_issuer(const struct oauth_client *client, const json_t *claims)
{
	const char *told = json_string_value(json_object_get(claims, "iss")), *expected = client->provider->issuer;
	const char *tenant = json_string_value(json_object_get(claims, "tid"));

	if (client->provider->provider == PROVIDER_MICROSOFT && tenant)
		return told && strstr(told, arena_printf(client->arena, "/%s/", tenant));
	if (!expected)
		return true;
	return text_equal(told, expected) ||
		(text_starts(expected, "https://") && text_equal(told, expected + strlen("https://")));
}

static bool is_over(const struct oauth_client *client, const json_t *claims)
{
	const json_t *end = json_object_get(claims, "exp");

	return json_is_number(end) && json_number_value(end) + LEEWAY_S < (double)clock_wall(client->clock) / 1000;
}

/* Whether the id_token was made by this provider, for us and for this sign-in (OpenID Connect Core §3.1.3.7). */
static bool check_claims(
	const struct oauth_client *client, const json_t *claims, const char *nonce, struct oauth_result *result)
{
	if (!is_for_us(client, claims) || !text_equal(json_string_value(json_object_get(claims, "nonce")), nonce))
		return fail(
			result, OAUTH_FAULT_GRANT, client->arena, "The provider's answer belongs to another sign-in.");
	if (!is_of_issuer(client, claims))
		return fail(result, OAUTH_FAULT_GRANT, client->arena,
			"The provider's answer comes from another issuer than expected.");
	if (is_over(client, claims))
		return fail(result, OAUTH_FAULT_GRANT, client->arena,
			"The provider's answer is over already: check this server's clock.");
	return true;
}

static bool identify_from(const struct oauth_client *client, const json_t *claims, const json_t *info,
	struct oauth_identity *out, struct oauth_result *result)
{
	const char *a = json_string_value(json_object_get(claims, "sub"));
	const char *b = json_string_value(json_object_get(info, "sub"));
	struct arena *arena = client->arena;

	if (a && b && strcmp(a, b) != 0)
		return fail(result, OAUTH_FAULT_GRANT, arena, "The provider tells of two different accounts.");
	read_subject(client, claims, info, out);
	out->address = address_in(client, claims, info);
	if (text_is_empty(out->address))
		return fail(result, OAUTH_FAULT_GRANT, arena, "The provider did not tell the account's address.");
	if (!is_verified(client, claims, info))
		return fail(result, OAUTH_FAULT_GRANT, arena, "The provider has not verified the account's address.");
	return true;
}

/* The id_token tells all at Google and Microsoft (whose access token for mail is refused at userinfo); others leave the
 * address to userinfo. */
static bool claims_suffice(const struct oauth_client *client, const json_t *claims)
{
	return json_object_get(claims, "sub") && address_in(client, claims, NULL) && is_verified(client, claims, NULL);
}

bool oauth_identify(const struct oauth_client *client, const struct oauth_tokens *tokens, const char *nonce,
	struct oauth_identity *out, struct oauth_result *result)
{
	json_t *claims = claims_of(tokens->id_token, client->arena), *info = NULL;
	bool done = !claims || check_claims(client, claims, nonce, result);

	*out = (struct oauth_identity){0};
	if (done && !claims_suffice(client, claims) && client->provider->userinfo_url)
		done = send_request(client,
			&(struct http_call){.url = client->provider->userinfo_url,
				.bearer = tokens->access,
				.ca_file = client->ca_file,
				.cancel = client->cancel},
			&info, result);
	done = done && identify_from(client, claims, info, out, result);
	json_decref(claims);
	json_decref(info);
	return done;
}

/* The last part of a scope: providers put the resource before it, or leave it out, as they like. */
static const char *scope_name(const char *scope)
{
	const char *slash = strrchr(scope, '/');

	return slash && slash[1] ? slash + 1 : scope;
}

static bool is_granted(const char *granted, const char *wanted, struct arena *arena)
{
	char *rest = arena_text(arena, granted), *at;

	while ((at = strsep(&rest, " ")) != NULL)
		if (text_equal_nocase(scope_name(at), scope_name(wanted)))
			return true;
	return false;
}

/* Scopes that hold others. */
static const struct {
	const char *wanted, *wider;
} wider_scopes[] = {
	{"https://www.googleapis.com/auth/gmail.send", "https://www.googleapis.com/auth/gmail.modify"},
	{"https://www.googleapis.com/auth/gmail.readonly", "https://www.googleapis.com/auth/gmail.modify"},
	{"https://www.googleapis.com/auth/gmail.send", "https://mail.google.com/"},
	{"https://www.googleapis.com/auth/gmail.readonly", "https://mail.google.com/"},
};

static bool is_covered(const char *granted, const char *wanted, struct arena *arena)
{
	for (size_t i = 0; i < ARRAY_COUNT(wider_scopes); i++)
		if (strcmp(wanted, wider_scopes[i].wanted) == 0 && is_granted(granted, wider_scopes[i].wider, arena))
			return true;
	return is_granted(granted, wanted, arena);
}

/* About the person, or proved by the refresh token itself; providers often do not list them. */
static bool is_about_person(const char *scope)
{
	static const char *const names[] = {"openid", "email", "profile", "offline_access", ""};

	for (size_t i = 0; i < ARRAY_COUNT(names); i++)
		if (strcmp(scope, names[i]) == 0)
			return true;
	return false;
}

bool oauth_scopes_suffice(const struct oauth_provider *provider, const char *granted, struct arena *arena)
{
	char *rest = arena_text(arena, provider->scope), *wanted;

	if (text_is_empty(granted))
		return true;
	while ((wanted = strsep(&rest, " ")) != NULL)
		if (!is_about_person(wanted) && !is_covered(granted, wanted, arena))
			return false;
	return true;
}

#include "api/mailbox_sign_in_api.h"

#include "api/mailbox_json.h"
#include "base/text.h"
#include "model/email_address.h"
#include "ops/mailbox_endpoints.h"
#include "ops/mailbox_ops.h"
#include "ops/mailbox_sign_in.h"
#include "ops/oauth_ops.h"
#include "ops/presets.h"
#include "ops/token_ops.h"
#include "store/mailbox_store.h"

enum { MAX_PASSWORD = 1024 };

/* What a body said about a password sign-in. The secrets are owned. */
struct password_sign_in {
	struct endpoint sending, reading;
	struct secret *smtp_password, *imap_password;
};

static void password_sign_in_free(struct password_sign_in *sign_in)
{
	secret_free(sign_in->smtp_password);
	secret_free(sign_in->imap_password);
}

static bool read_password(const json_t *object, struct arena *arena, struct secret **out, struct error *err)
{
	const char *password = NULL;

	if (!json_get_text(object, "password", MAX_PASSWORD, arena, &password, NULL, err))
		return false;
	if (!password)
		return true;
	secret_free(*out);
	*out = secret_new_text(password);
	return true;
}

/* One direction: its server and password. A username left out is the address. */
static bool read_direction(const struct api_request *request, const char *field, enum transport_kind kind,
	const char *address, struct endpoint *endpoint, struct secret **password, struct error *err)
{
	const json_t *object = json_object_get(request->body, field);

	if (!object)
		return true;
	if (json_is_null(object)) {
		*endpoint = (struct endpoint){.kind = TRANSPORT_NONE};
		return true;
	}
	if (!endpoint->username)
		endpoint->username = address;
	return mailbox_endpoints_parse(
		       object, field, kind, request->ops->allow_private_hosts, request->call.arena, endpoint, err) &&
		read_password(object, request->call.arena, password, err);
}

/* {"smtp":{…},"imap":{…}|null}, and {"password"} for both. */
static bool read_sign_in(
	const struct api_request *request, const char *address, struct password_sign_in *sign_in, struct error *err)
{
	if (!read_password(request->body, request->call.arena, &sign_in->smtp_password, err) ||
		!read_password(request->body, request->call.arena, &sign_in->imap_password, err) ||
		!read_direction(
			request, "smtp", TRANSPORT_SMTP, address, &sign_in->sending, &sign_in->smtp_password, err) ||
		!read_direction(
			request, "imap", TRANSPORT_IMAP, address, &sign_in->reading, &sign_in->imap_password, err))
		return false;
	if (sign_in->sending.kind == TRANSPORT_NONE)
		return error_invalid(err, "smtp", "required", NULL, "“smtp” is missing: the server that sends.");
	if (!sign_in->imap_password)
		sign_in->imap_password = secret_copy(sign_in->smtp_password);
	if (sign_in->sending.username[0] && !sign_in->smtp_password)
		return error_invalid(err, "password", "required", NULL, "The password is missing.");
	return true;
}

static bool try_sign_in(struct ops *ops, const char *address, const struct password_sign_in *sign_in, struct error *err)
{
	return mailbox_sign_in_require(ops,
		&(struct account){.address = address,
			.sending = sign_in->sending,
			.reading = sign_in->reading,
			.auth = ACCOUNT_AUTH_PASSWORD,
			.sending_secret = sign_in->smtp_password,
			.reading_secret = sign_in->imap_password},
		err);
}

static bool put_mailbox(
	struct api_request *request, struct json_out *out, const struct mailbox *mailbox, struct error *err)
{
	OWNED(tx) struct tx *tx = NULL;

	return tx_read(request->ops->store, &tx, err) && mailbox_json_put(out, NULL, request->ops, tx, mailbox, err);
}

static bool refuse_existing(const struct api_request *request, const struct email_address *address, struct error *err)
{
	OWNED(tx) struct tx *tx = NULL;
	char id[ID_TEXT_SIZE];
	struct mailbox there;
	bool found = false;

	if (!tx_read(request->ops->store, &tx, err) ||
		!mailbox_store_find_by_address(
			tx, request->call.workspace_id, address->key, request->call.arena, &there, &found, err))
		return false;
	if (!found)
		return true;
	id_format(ID_MAILBOX, there.id, id);
	error_set(err, ERROR_CONFLICT, "mailbox_exists", "%s is here already%s.", there.address,
		there.status == MAILBOX_ACTIVE ? "" : ", inactive: reconnect it");
	return error_details(err, "{\"mailbox_id\":\"%s\",\"status\":\"%s\"}", id, mailbox_status_name(there.status));
}

static bool add_with(struct api_request *request, const struct email_address *address, const char *name,
	struct password_sign_in *sign_in, struct mailbox *mailbox, struct error *err)
{
	struct mailbox_credentials credentials;

	if (!read_sign_in(request, address->address, sign_in, err) || !refuse_existing(request, address, err) ||
		!try_sign_in(request->ops, address->address, sign_in, err))
		return false;
	credentials = (struct mailbox_credentials){
		.smtp_password = sign_in->smtp_password, .imap_password = sign_in->imap_password};
	return mailbox_ops_add(request->ops, &request->call,
		&(struct mailbox_new){.address = address->address,
			.name = name,
			.provider = PROVIDER_SMTP,
			.endpoints = mailbox_endpoints_write(
				&sign_in->sending, &sign_in->reading, request->call.arena)},
		&credentials, mailbox, err);
}

bool mailbox_sign_in_api_add(struct api_request *request, struct json_out *out, int *status, struct error *err)
{
	const char *provider = NULL, *text = NULL, *name = NULL;
	struct password_sign_in sign_in = {0};
	struct email_address address;
	struct mailbox mailbox;
	bool done;

	if (!json_get_text(request->body, "provider", 32, request->call.arena, &provider, NULL, err) ||
		!json_get_text(request->body, "address", 254, request->call.arena, &text, NULL, err) ||
		!json_get_text(request->body, "name", 200, request->call.arena, &name, NULL, err))
		return false;
	if (provider && !text_equal(provider, "smtp"))
		return error_invalid(err, "provider", "one_of", provider,
			"Only “smtp” mailboxes are added here; others sign in at POST /mailboxes/connect.");
	if (!text)
		return error_invalid(err, "address", "required", NULL, "“address” is missing.");
	if (!email_address_parse(text, request->call.arena, &address, err)) {
		err->field = "address";
		return false;
	}
	done = add_with(request, &address, name, &sign_in, &mailbox, err);
	password_sign_in_free(&sign_in);
	*status = 201;
	return done && put_mailbox(request, out, &mailbox, err);
}

/* The saved servers, with what the body changes. */
static bool merge_sign_in(
	struct api_request *request, const struct mailbox *mailbox, struct password_sign_in *sign_in, struct error *err)
{
	return mailbox_endpoints_read(mailbox, request->call.arena, &sign_in->sending, &sign_in->reading, err) &&
		read_sign_in(request, mailbox->address, sign_in, err) &&
		try_sign_in(request->ops, mailbox->address, sign_in, err);
}

typedef bool keep_sign_in(struct ops *ops, const struct call *call, int64_t mailbox_id, int64_t epoch,
	const struct mailbox_new *signed_in, const struct mailbox_credentials *credentials, struct mailbox *out,
	struct error *err);

static bool sign_in_by_password(struct api_request *request, struct json_out *out, const struct mailbox *before,
	keep_sign_in *keep, struct error *err)
{
	struct password_sign_in sign_in = {0};
	struct mailbox mailbox;
	bool done = merge_sign_in(request, before, &sign_in, err);

	if (done) {
		struct mailbox_new new = {.address = before->address,
			.provider = PROVIDER_SMTP,
			.endpoints = mailbox_endpoints_write(&sign_in.sending, &sign_in.reading, request->call.arena)};
		struct mailbox_credentials credentials = {
			.smtp_password = sign_in.smtp_password, .imap_password = sign_in.imap_password};

		done = keep(request->ops, &request->call, before->id, before->epoch, &new, &credentials, &mailbox, err);
	}
	password_sign_in_free(&sign_in);
	return done && put_mailbox(request, out, &mailbox, err);
}

static bool sign_in_by_oauth(struct api_request *request, struct json_out *out, const struct mailbox *mailbox,
	enum oauth_purpose purpose, struct error *err)
{
	const char *url = NULL;

	if (!oauth_ops_start(request->ops, &request->call,
		    &(struct oauth_start){.purpose = purpose,
			    .provider = mailbox->provider,
			    .mailbox = mailbox,
			    .login_hint = mailbox->address},
		    &url, err))
		return false;
	json_open_object(out, NULL);
	json_put_string(out, "authorization_url", url);
	json_close_object(out);
	return true;
}

/* What forbids a reconnect is told before anybody types a password. */
static bool check_reconnect(const struct api_request *request, const struct mailbox *mailbox, struct error *err)
{
	bool manager = request->call.actor.kind == ACTOR_SHELL || request->call.actor.role == ROLE_OWNER ||
		request->call.actor.role == ROLE_MANAGER;

	if (mailbox->status == MAILBOX_ACTIVE)
		return error_set(err, ERROR_CONFLICT, "mailbox_active",
			"%s is active already. To change its password, update its sign-in.", mailbox->address);
	if (mailbox->disconnecting)
		return error_set(err, ERROR_CONFLICT, "disconnecting",
			"%s is still finishing its last emails. Try again in a moment.", mailbox->address);
	if (mailbox->locked && !manager)
		return error_set(err, ERROR_CONFLICT, "locked", "%s was stopped by a manager. Ask one to reconnect it.",
			mailbox->address);
	return true;
}

bool mailbox_sign_in_api_reconnect(struct api_request *request, struct json_out *out, int *status, struct error *err)
{
	struct mailbox mailbox;
	int64_t id = 0;

	(void)status;
	if (!api_id(request, 0, ID_MAILBOX, &id, err) ||
		!mailbox_ops_get(request->ops, &request->call, id, &mailbox, err) ||
		!check_reconnect(request, &mailbox, err))
		return false;
	if (mailbox.provider != PROVIDER_SMTP)
		return sign_in_by_oauth(request, out, &mailbox, OAUTH_RECONNECT, err);
	return sign_in_by_password(request, out, &mailbox, mailbox_ops_reactivate, err);
}

bool mailbox_sign_in_api_credentials(struct api_request *request, struct json_out *out, int *status, struct error *err)
{
	struct mailbox mailbox;
	int64_t id = 0;

	(void)status;
	if (!api_id(request, 0, ID_MAILBOX, &id, err) ||
		!mailbox_ops_get(request->ops, &request->call, id, &mailbox, err))
		return false;
	if (mailbox.status != MAILBOX_ACTIVE)
		return error_set(err, ERROR_CONFLICT, "mailbox_not_active", "%s is inactive. Reconnect it instead.",
			mailbox.address);
	if (mailbox.provider != PROVIDER_SMTP)
		return sign_in_by_oauth(request, out, &mailbox, OAUTH_UPDATE_SIGN_IN, err);
	return sign_in_by_password(request, out, &mailbox, mailbox_ops_update_sign_in, err);
}

static void put_check(struct json_out *out, const char *key, const struct login_check *check)
{
	if (!check->tried) {
		json_put_null(out, key);
		return;
	}
	json_open_object(out, key);
	json_put_bool(out, "ok", check->ok);
	json_put_string(out, "text", check->ok ? NULL : check->result.text);
	json_close_object(out);
}

bool mailbox_sign_in_api_test(struct api_request *request, struct json_out *out, int *status, struct error *err)
{
	OWNED(account_secrets) struct account_secrets *secrets = NULL;
	struct login_check sending = {0}, reading = {0};
	struct mailbox mailbox;
	struct account account;
	int64_t id = 0;

	(void)status;
	if (!api_id(request, 0, ID_MAILBOX, &id, err) ||
		!mailbox_ops_get(request->ops, &request->call, id, &mailbox, err))
		return false;
	if (mailbox.status != MAILBOX_ACTIVE)
		return error_set(err, ERROR_CONFLICT, "mailbox_not_active", "%s is inactive. Reconnect it to test it.",
			mailbox.address);
	if (token_ops_account(request->ops, &mailbox, request->call.arena, &account, &secrets, &sending.result))
		mailbox_sign_in_try(request->ops, &account, &sending, &reading);
	else
		sending.tried = true;
	json_open_object(out, NULL);
	put_check(out, "smtp", &sending);
	put_check(out, "imap", &reading);
	json_close_object(out);
	return true;
}

static void put_endpoint(struct json_out *out, const char *key, const struct endpoint *endpoint)
{
	json_open_object(out, key);
	json_put_string(out, "host", endpoint->host);
	json_put_int(out, "port", endpoint->port);
	json_put_string(out, "security", tls_mode_name(endpoint->tls));
	json_close_object(out);
}

/* Whom one can sign in to, whatever the address. */
static void put_providers(struct json_out *out, const struct oauth_providers *providers)
{
	json_open_array(out, "providers");
	for (int i = 0; i < PROVIDER_COUNT; i++) {
		const struct oauth_provider *provider = &providers->by[i];

		if (i == PROVIDER_SMTP)
			continue;
		json_open_object(out, NULL);
		json_put_string(out, "provider", mailbox_provider_name((enum mailbox_provider)i));
		json_put_string(out, "name", provider->name);
		json_put_bool(out, "configured", provider->is_configured);
		json_close_object(out);
	}
	json_close_array(out);
}

bool mailbox_sign_in_api_discover(struct api_request *request, struct json_out *out, int *status, struct error *err)
{
	struct email_address address;
	const char *text = NULL;
	struct preset preset;

	(void)status;
	if (!json_get_text(request->body, "address", 254, request->call.arena, &text, NULL, err))
		return false;
	if (!text || !email_address_parse(text, request->call.arena, &address, err))
		return error_invalid(err, "address", "email", text, "“address” must be an email address.");
	presets_find(address.domain, request->call.arena, &preset);
	json_open_object(out, NULL);
	json_put_string(out, "provider", mailbox_provider_name(preset.provider));
	json_put_bool(out, "configured",
		preset.provider == PROVIDER_SMTP || request->ops->providers->by[preset.provider].is_configured);
	if (preset.provider == PROVIDER_SMTP) {
		put_endpoint(out, "smtp", &preset.sending);
		put_endpoint(out, "imap", &preset.reading);
	}
	json_put_string(out, "source", preset.is_guess ? "guess" : "preset");
	json_put_string(out, "hint", preset.hint);
	put_providers(out, request->ops->providers);
	json_close_object(out);
	return true;
}

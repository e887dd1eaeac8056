#include "ops/mailbox_endpoints.h"

#include <string.h>

enum { MAX_HOST = 253, MAX_USERNAME = 320 };

static const char *const tls_names[] = {[TLS_IMPLICIT] = "tls", [TLS_STARTTLS] = "starttls", [TLS_NONE] = "none"};
_Static_assert(ARRAY_COUNT(tls_names) == TLS_MODE_COUNT, "each mode has a name");

const char *tls_mode_name(enum tls_mode mode)
{
	return tls_names[mode];
}

bool tls_mode_parse(const char *name, enum tls_mode *out)
{
	for (size_t i = 0; i < ARRAY_COUNT(tls_names); i++)
		if (text_equal(name, tls_names[i])) {
			*out = (enum tls_mode)i;
			return true;
		}
	return false;
}

static bool host_is_plausible(const char *host)
{
	return *host &&
		strspn(host, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_:[]") == strlen(host);
}

static bool check(const struct endpoint *endpoint, const char *field, bool allow_private_hosts, struct error *err)
{
	if (text_is_empty(endpoint->host))
		return error_invalid(
			err, field, "required", NULL, "“%s.host” is missing. Give the server's name.", field);
	if (!text_is_utf8(endpoint->host, strlen(endpoint->host)) ||
		((unsigned char)endpoint->host[0] < 0x80 && !host_is_plausible(endpoint->host)))
		return error_invalid(err, field, "host", endpoint->host, "“%s.host” is not a server's name.", field);
	if (endpoint->port == 0)
		return error_invalid(err, field, "required", NULL, "“%s.port” is missing.", field);
	if (endpoint->tls == TLS_NONE && !allow_private_hosts)
		return error_invalid(err, field, "security", "none",
			"“%s.security” must be tls or starttls: passwords never travel in the clear.", field);
	return true;
}

bool mailbox_endpoints_parse(const json_t *object, const char *field, enum transport_kind kind,
	bool allow_private_hosts, struct arena *arena, struct endpoint *endpoint, struct error *err)
{
	const char *security = NULL;
	int64_t port = endpoint->port;

	if (!json_is_object(object))
		return error_invalid(
			err, field, "type", NULL, "“%s” must be an object with host, port and security.", field);
	if (!json_get_text(object, "host", MAX_HOST, arena, &endpoint->host, NULL, err) ||
		!json_get_int(object, "port", 1, 65535, &port, NULL, err) ||
		!json_get_text(object, "security", 16, arena, &security, NULL, err) ||
		!json_get_text(object, "username", MAX_USERNAME, arena, &endpoint->username, NULL, err))
		return false;
	if (security && !tls_mode_parse(security, &endpoint->tls))
		return error_invalid(
			err, field, "one_of", security, "“%s.security” must be tls, starttls or none.", field);
	endpoint->port = (int)port;
	endpoint->kind = kind;
	if (!endpoint->username)
		endpoint->username = "";
	return check(endpoint, field, allow_private_hosts, err);
}

static bool read_one(const json_t *object, const char *field, enum transport_kind kind, struct arena *arena,
	struct endpoint *endpoint, struct error *err)
{
	const json_t *one = json_object_get(object, field);

	*endpoint = (struct endpoint){.kind = TRANSPORT_NONE};
	if (!one || json_is_null(one))
		return true;
	if (mailbox_endpoints_parse(one, field, kind, true, arena, endpoint, err))
		return true;
	return error_set(
		err, ERROR_INTERNAL, "bad_endpoints", "The saved server settings of this mailbox cannot be read.");
}

bool mailbox_endpoints_read(const struct mailbox *mailbox, struct arena *arena, struct endpoint *sending,
	struct endpoint *reading, struct error *err)
{
	json_t *object = NULL;
	bool done;

	if (!json_parse(mailbox->endpoints, strlen(mailbox->endpoints), &object, err))
		return false;
	done = read_one(object, "smtp", TRANSPORT_SMTP, arena, sending, err) &&
		read_one(object, "imap", TRANSPORT_IMAP, arena, reading, err);
	json_decref(object);
	return done;
}

static void write_one(struct json_out *out, const char *field, const struct endpoint *endpoint)
{
	if (endpoint->kind == TRANSPORT_NONE) {
		json_put_null(out, field);
		return;
	}
	json_open_object(out, field);
	json_put_string(out, "host", endpoint->host);
	json_put_int(out, "port", endpoint->port);
	json_put_string(out, "security", tls_names[endpoint->tls]);
	json_put_string(out, "username", endpoint->username);
	json_close_object(out);
}

const char *mailbox_endpoints_write(const struct endpoint *sending, const struct endpoint *reading, struct arena *arena)
{
	struct json_out out;
	struct text text;

	text_init(&text, arena);
	json_out_init(&out, &text);
	json_open_object(&out, NULL);
	write_one(&out, "smtp", sending);
	write_one(&out, "imap", reading);
	json_close_object(&out);
	return text_string(&text);
}

bool mailbox_endpoints_is_read(const struct mailbox *mailbox, const struct oauth_providers *providers)
{
	switch (mailbox->provider) {
	case PROVIDER_GOOGLE:
		return true;
	case PROVIDER_MICROSOFT:
	case PROVIDER_OAUTH:
		return providers->by[mailbox->provider].imap_url != NULL;
	case PROVIDER_SMTP:
		return strstr(mailbox->endpoints, "\"imap\":{") != NULL;
	case PROVIDER_COUNT:
		break;
	}
	UNREACHABLE();
}

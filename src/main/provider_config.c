#include "main/provider_config.h"

#include <string.h>

#include "base/text.h"

enum url_kind { URL_WEB, URL_SMTP, URL_IMAP };

/* Each setting of a provider: its name behind the provider's prefix, its default, and where it goes. */
struct field {
	const char *name, *fallback;
	size_t offset;
	enum url_kind kind;
	bool is_required;
};

struct provider_fields {
	enum mailbox_provider provider;
	const char *prefix, *name, *scope, *issuer;
	struct field urls[8];
};

#define AT(member) offsetof(struct oauth_provider, member)

static const struct provider_fields all[] = {
	{.provider = PROVIDER_GOOGLE,
		.prefix = "GOOGLE_",
		.name = "Google",
		.scope = "openid email https://www.googleapis.com/auth/gmail.send "
			 "https://www.googleapis.com/auth/gmail.readonly",
		.issuer = "https://accounts.google.com",
		.urls = {{"AUTH_URL", "https://accounts.google.com/o/oauth2/v2/auth", AT(auth_url), URL_WEB, true},
			{"TOKEN_URL", "https://oauth2.googleapis.com/token", AT(token_url), URL_WEB, true},
			{"REVOKE_URL", "https://oauth2.googleapis.com/revoke", AT(revoke_url), URL_WEB, false},
			{"USERINFO_URL", "https://openidconnect.googleapis.com/v1/userinfo", AT(userinfo_url), URL_WEB,
				true},
			{"API_URL", "https://gmail.googleapis.com", AT(api_url), URL_WEB, true}}},
	{.provider = PROVIDER_MICROSOFT,
		.prefix = "MICROSOFT_",
		.name = "Microsoft",
		.scope = "openid email profile offline_access https://outlook.office.com/SMTP.Send "
			 "https://outlook.office.com/IMAP.AccessAsUser.All",
		.urls = {{"AUTH_URL", "https://login.microsoftonline.com/%s/oauth2/v2.0/authorize", AT(auth_url),
				 URL_WEB, true},
			{"TOKEN_URL", "https://login.microsoftonline.com/%s/oauth2/v2.0/token", AT(token_url), URL_WEB,
				true},
			{"USERINFO_URL", "https://graph.microsoft.com/oidc/userinfo", AT(userinfo_url), URL_WEB, true},
			{"API_URL", "https://graph.microsoft.com", AT(api_url), URL_WEB, true},
			{"SMTP_URL", "smtp://smtp.office365.com:587", AT(smtp_url), URL_SMTP, true},
			{"IMAP_URL", "imaps://outlook.office365.com:993", AT(imap_url), URL_IMAP, true}}},
	{.provider = PROVIDER_OAUTH,
		.prefix = "OAUTH_",
		.name = "OAuth",
		.scope = "openid email offline_access mail",
		.urls = {{"AUTH_URL", NULL, AT(auth_url), URL_WEB, true},
			{"TOKEN_URL", NULL, AT(token_url), URL_WEB, true},
			{"REVOKE_URL", NULL, AT(revoke_url), URL_WEB, false},
			{"USERINFO_URL", NULL, AT(userinfo_url), URL_WEB, true},
			{"SMTP_URL", NULL, AT(smtp_url), URL_SMTP, true},
			{"IMAP_URL", NULL, AT(imap_url), URL_IMAP, false}}},
};

/* Settings that are no URLs; those of one provider only are named with it. */
static const char *const others[] = {"GOOGLE_CLIENT_ID", "GOOGLE_CLIENT_SECRET", "MICROSOFT_CLIENT_ID",
	"MICROSOFT_CLIENT_SECRET", "MICROSOFT_TENANT", "OAUTH_CLIENT_ID", "OAUTH_CLIENT_SECRET", "OAUTH_NAME",
	"OAUTH_SCOPE"};

bool provider_config_knows(const char *name)
{
	for (size_t i = 0; i < ARRAY_COUNT(others); i++)
		if (strcmp(others[i], name) == 0)
			return true;
	for (size_t i = 0; i < ARRAY_COUNT(all); i++)
		for (const struct field *field = all[i].urls; field->name; field++)
			if (text_starts(name, all[i].prefix) && strcmp(name + strlen(all[i].prefix), field->name) == 0)
				return true;
	return false;
}

static const char *full_name(struct arena *arena, const struct provider_fields *fields, const char *name)
{
	return arena_printf(arena, "OUTRIDER_%s%s", fields->prefix, name);
}

static bool is_url(const char *url, enum url_kind kind)
{
	static const char *const schemes[][2] = {[URL_WEB] = {"https://", "http://"},
		[URL_SMTP] = {"smtps://", "smtp://"},
		[URL_IMAP] = {"imaps://", "imap://"}};

	for (size_t i = 0; i < 2; i++)
		if (text_starts(url, schemes[kind][i]))
			return url[strlen(schemes[kind][i])] != '\0' && !strpbrk(url, " \t\"<>#");
	return false;
}

static bool wrong_url(const char *name, const char *url, enum url_kind kind, struct error *err)
{
	static const char *const examples[] = {[URL_WEB] = "https://…",
		[URL_SMTP] = "smtp://host:port or smtps://host:port",
		[URL_IMAP] = "imap://host:port or imaps://host:port"};

	return error_invalid(err, NULL, "url", url, "%s: “%s” must be %s.", name, url, examples[kind]);
}

/* An API's URL is an origin; paths are added to it. */
static const char *without_slash(struct arena *arena, const char *url)
{
	size_t length = strlen(url);

	while (length && url[length - 1] == '/')
		length--;
	return arena_text_n(arena, url, length);
}

static bool load_url(const struct settings *settings, const struct provider_fields *fields, const struct field *field,
	const char *tenant, struct oauth_provider *out, struct arena *arena, struct error *err)
{
	const char *name = full_name(arena, fields, field->name);
	const char *url = settings_text(settings, name);
	const char *percent = field->fallback ? strstr(field->fallback, "%s") : NULL;

	if (!url && percent)
		url = arena_printf(
			arena, "%.*s%s%s", (int)(percent - field->fallback), field->fallback, tenant, percent + 2);
	else if (!url)
		url = field->fallback;
	else if (!is_url(url, field->kind))
		return wrong_url(name, url, field->kind, err);
	if (!url && field->is_required)
		return error_invalid(err, NULL, "required", NULL, "%s is missing; the provider needs it.", name);
	url = url ? without_slash(arena, url) : NULL;
	memcpy((char *)out + field->offset, &url, sizeof(url));
	return true;
}

static bool load_tenant(const struct settings *settings, const char **tenant, struct error *err)
{
	const char *value = settings_text(settings, "OUTRIDER_MICROSOFT_TENANT");

	*tenant = value ? value : "common";
	for (const char *c = *tenant; *c; c++)
		if (!strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-", *c))
			return error_invalid(err, NULL, "characters", value,
				"OUTRIDER_MICROSOFT_TENANT: “%s” is neither a domain nor an id.", value);
	return true;
}

static bool load_provider(const struct settings *settings, const struct provider_fields *fields, const char *tenant,
	struct oauth_provider *out, struct arena *arena, struct error *err)
{
	const char *id_name = full_name(arena, fields, "CLIENT_ID");
	const char *secret_name = full_name(arena, fields, "CLIENT_SECRET");
	const char *secret = settings_text(settings, secret_name);
	const char *name = settings_text(settings, full_name(arena, fields, "NAME"));
	const char *scope = settings_text(settings, full_name(arena, fields, "SCOPE"));

	*out = (struct oauth_provider){.provider = fields->provider};
	out->name = name && fields->provider == PROVIDER_OAUTH ? name : fields->name;
	out->scope = scope && fields->provider == PROVIDER_OAUTH ? scope : fields->scope;
	out->client_id = settings_text(settings, id_name);
	if (!out->client_id && !secret)
		return true;
	if (!out->client_id || !secret)
		return error_invalid(err, NULL, "required", NULL,
			"%s is missing: a client id and its secret go together.", secret ? id_name : secret_name);
	for (const struct field *field = fields->urls; field->name; field++)
		if (!load_url(settings, fields, field, tenant, out, arena, err))
			return false;
	/* The issuer is that of the usual endpoints; others tell none in advance. */
	if (!settings_text(settings, full_name(arena, fields, "AUTH_URL")))
		out->issuer = fields->issuer;
	out->client_secret = secret_new_text(secret);
	out->is_configured = true;
	return true;
}

bool provider_config_load(
	const struct settings *settings, struct arena *arena, struct oauth_providers *out, struct error *err)
{
	const char *tenant;

	if (!load_tenant(settings, &tenant, err))
		return false;
	for (size_t i = 0; i < ARRAY_COUNT(all); i++)
		if (!load_provider(settings, &all[i], tenant, &out->by[all[i].provider], arena, err))
			return false;
	return true;
}

void provider_config_free(struct oauth_providers *providers)
{
	for (int i = 0; i < PROVIDER_COUNT; i++) {
		secret_free((struct secret *)providers->by[i].client_secret);
		providers->by[i].client_secret = NULL;
	}
}

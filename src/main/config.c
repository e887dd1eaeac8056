#include "main/config.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "main/provider_config.h"
#include "main/settings.h"

static bool read_numbers(const struct settings *settings, struct config *out, struct error *err)
{
	int64_t undo_s, send_workers, sync_workers, interval_s;

	if (!settings_int(settings, "OUTRIDER_UNDO_SECONDS", 0, 3600, 30, &undo_s, err) ||
		!settings_int(settings, "OUTRIDER_SEND_WORKERS", 1, 2000, 256, &send_workers, err) ||
		!settings_int(settings, "OUTRIDER_SYNC_WORKERS", 1, 500, 64, &sync_workers, err) ||
		!settings_int(settings, "OUTRIDER_SYNC_INTERVAL", 1, 86400, 120, &interval_s, err))
		return false;
	out->undo_ms = undo_s * 1000;
	out->send_workers = (int)send_workers;
	out->sync_workers = (int)sync_workers;
	out->sync_interval_ms = interval_s * 1000;
	return settings_bool(settings, "OUTRIDER_ALLOW_PRIVATE_HOSTS", &out->allow_private_hosts, err);
}

static bool read_log_level(const struct settings *settings, enum log_level *out, struct error *err)
{
	const char *name = settings_text(settings, "OUTRIDER_LOG");

	*out = LOG_INFO;
	if (!name || log_parse_level(name, out))
		return true;
	return error_invalid(
		err, "OUTRIDER_LOG", "unknown", name, "OUTRIDER_LOG: “%s” is none of debug, info, warn, error.", name);
}

/* "web,send,sync": the engine sends and reads together, so that one of the two starts it. */
static bool read_role(const char *role, struct config *out, struct error *err)
{
	out->runs_web = out->runs_workers = role == NULL;
	while (role && *role) {
		size_t length = strcspn(role, ",");

		if (length == 3 && strncmp(role, "web", 3) == 0)
			out->runs_web = true;
		else if (length == 4 && (strncmp(role, "send", 4) == 0 || strncmp(role, "sync", 4) == 0))
			out->runs_workers = true;
		else
			return error_invalid(
				err, "--role", "unknown", role, "--role takes web, send and sync, with commas.");
		role += length + (role[length] == ',');
	}
	return true;
}

static bool check_database(const char *url, struct error *err)
{
	if (!url)
		return true;
	return error_invalid(err, "OUTRIDER_DATABASE_URL", "unsupported", NULL,
		"OUTRIDER_DATABASE_URL: this build keeps its data in SQLite only. Leave it unset.");
}

static bool check_ca_file(const char *path, struct error *err)
{
	FILE *file = path ? fopen(path, "re") : NULL;

	if (path && !file)
		return error_invalid(err, "OUTRIDER_CA_FILE", "unreadable", path,
			"OUTRIDER_CA_FILE: %s cannot be read: %s.", path, strerror(errno));
	if (file)
		fclose(file);
	return true;
}

static bool check_base_url(struct arena *arena, const char **base_url, struct error *err)
{
	size_t length = *base_url ? strlen(*base_url) : 0;
	const char *url = *base_url;

	while (length && url[length - 1] == '/')
		length--;
	if (!url)
		return true;
	if (!text_starts(url, "http://") && !text_starts(url, "https://"))
		return error_invalid(err, "OUTRIDER_BASE_URL", "url", url,
			"OUTRIDER_BASE_URL must begin with https:// (or http://), such as https://mail.example.com.");
	*base_url = arena_text_n(arena, url, length);
	return true;
}

static const char *or_default(const char *value, const char *fallback)
{
	return value ? value : fallback;
}

static bool read_all(const struct settings *settings, const struct config_flags *flags, struct arena *arena,
	struct config *out, struct error *err)
{
	out->data_dir = settings->data_dir;
	out->listen = or_default(
		flags->listen, or_default(settings_text(settings, "OUTRIDER_LISTEN"), "127.0.0.1:8080"));
	out->base_url = settings_text(settings, "OUTRIDER_BASE_URL");
	out->trusted_proxies = or_default(settings_text(settings, "OUTRIDER_TRUSTED_PROXIES"), "loopback");
	out->master_key_file = settings_text(settings, "OUTRIDER_MASTER_KEY_FILE");
	out->ca_file = settings_text(settings, "OUTRIDER_CA_FILE");
	return check_base_url(arena, &out->base_url, err) &&
		check_database(settings_text(settings, "OUTRIDER_DATABASE_URL"), err) &&
		check_ca_file(out->ca_file, err) && read_numbers(settings, out, err) &&
		read_log_level(settings, &out->log_level, err) && read_role(flags->role, out, err) &&
		provider_config_load(settings, arena, &out->providers, err);
}

bool config_load(const struct config_flags *flags, const char *(*environment)(const char *name), struct arena *arena,
	struct config **out, struct error *err)
{
	OWNED(config) struct config *config = ARENA_NEW(arena, struct config);
	struct settings settings;

	if (!settings_load(&settings, flags->data_dir, environment, arena, err))
		return false;
	if (!read_all(&settings, flags, arena, config, err))
		return false;
	*out = TAKE(config);
	return true;
}

void config_free(struct config *config)
{
	if (config)
		provider_config_free(&config->providers);
}

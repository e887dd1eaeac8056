#include "main/settings.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "main/provider_config.h"

enum { MAX_LINE = 4096 };

static const char prefix[] = "OUTRIDER_";

static const char *const names[] = {"LISTEN", "BASE_URL", "DATABASE_URL", "TRUSTED_PROXIES", "MASTER_KEY_FILE",
	"CA_FILE", "UNDO_SECONDS", "SEND_WORKERS", "SYNC_WORKERS", "SYNC_INTERVAL", "ALLOW_PRIVATE_HOSTS", "LOG"};

static bool is_known(const char *name)
{
	for (size_t i = 0; i < ARRAY_COUNT(names); i++)
		if (strcmp(name, names[i]) == 0)
			return true;
	return provider_config_knows(name);
}

/* "google_client_id" → "GOOGLE_CLIENT_ID". */
static char *upper(struct arena *arena, const char *key)
{
	char *copy = arena_text(arena, key);

	for (char *c = copy; *c; c++)
		*c = (char)toupper((unsigned char)*c);
	return copy;
}

static bool take_line(struct settings *settings, char *line, int number, struct arena *arena, struct error *err)
{
	const char *key, *value;
	char *equals;

	line = text_trim(arena, line);
	if (*line == '\0' || *line == '#')
		return true;
	equals = strchr(line, '=');
	if (!equals)
		return error_invalid(
			err, "outrider.conf", "syntax", NULL, "outrider.conf, line %d: write key = value.", number);
	*equals = '\0';
	key = upper(arena, text_trim(arena, line));
	value = text_trim(arena, equals + 1);
	if (text_starts(key, prefix))
		key += sizeof(prefix) - 1;
	if (!is_known(key) || settings->file_count == SETTINGS_MAX)
		return error_invalid(err, "outrider.conf", "unknown", key,
			"outrider.conf, line %d: “%s” is no known setting.", number, text_trim(arena, line));
	settings->from_file[settings->file_count].name = key;
	settings->from_file[settings->file_count++].value = value;
	return true;
}

static bool read_file(struct settings *settings, FILE *file, struct arena *arena, struct error *err)
{
	char line[MAX_LINE];

	for (int number = 1; fgets(line, sizeof(line), file); number++) {
		if (!strchr(line, '\n') && !feof(file))
			return error_invalid(err, "outrider.conf", "max_length", NULL,
				"outrider.conf, line %d is too long.", number);
		if (!take_line(settings, line, number, arena, err))
			return false;
	}
	return true;
}

bool settings_load(struct settings *settings, const char *data_dir, const char *(*environment)(const char *name),
	struct arena *arena, struct error *err)
{
	const char *from_environment = environment("OUTRIDER_DATA");
	const char *path;
	bool is_read;
	FILE *file;

	*settings = (struct settings){.environment = environment};
	settings->data_dir = data_dir ? data_dir : !text_is_empty(from_environment) ? from_environment : "./data";
	path = arena_printf(arena, "%s/outrider.conf", settings->data_dir);
	file = fopen(path, "re");
	if (!file && errno == ENOENT)
		return true;
	if (!file)
		return error_invalid(
			err, "outrider.conf", "unreadable", NULL, "%s cannot be read: %s.", path, strerror(errno));
	is_read = read_file(settings, file, arena, err);
	fclose(file);
	return is_read;
}

const char *settings_text(const struct settings *settings, const char *name)
{
	const char *value = settings->environment(name);

	if (!text_is_empty(value))
		return value;
	for (size_t i = settings->file_count; i-- > 0;)
		if (strcmp(settings->from_file[i].name, name + sizeof(prefix) - 1) == 0)
			return text_is_empty(settings->from_file[i].value) ? NULL : settings->from_file[i].value;
	return NULL;
}

bool settings_int(const struct settings *settings, const char *name, int64_t min, int64_t max, int64_t fallback,
	int64_t *out, struct error *err)
{
	const char *value = settings_text(settings, name);

	*out = fallback;
	if (!value || text_to_int(value, min, max, out))
		return true;
	return error_invalid(err, NULL, "range", value, "%s: “%s” is no whole number from %" PRId64 " to %" PRId64 ".",
		name, value, min, max);
}

bool settings_bool(const struct settings *settings, const char *name, bool *out, struct error *err)
{
	static const struct {
		const char *word;
		bool value;
	} words[] = {{"0", false}, {"1", true}, {"false", false}, {"true", true}, {"no", false}, {"yes", true}};
	const char *value = settings_text(settings, name);

	*out = false;
	if (!value)
		return true;
	for (size_t i = 0; i < ARRAY_COUNT(words); i++)
		if (text_equal_nocase(value, words[i].word)) {
			*out = words[i].value;
			return true;
		}
	return error_invalid(err, NULL, "unknown", value, "%s: “%s” is neither 0 nor 1.", name, value);
}

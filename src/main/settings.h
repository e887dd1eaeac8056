#pragma once
/*
 * settings: values by name, from the environment or outrider.conf. The file's keys are the names in lower case without the
 * prefix ("listen = 127.0.0.1:8080"); lines that begin with # are comments; an unknown key is refused.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"

enum { SETTINGS_MAX = 64 };

struct settings {
	const char *data_dir;
	const char *(*environment)(const char *name);
	struct {
		const char *name, *value;
	} from_file[SETTINGS_MAX];
	size_t file_count;
};

/* The data directory: the flag, else OUTRIDER_DATA, else ./data. Its outrider.conf is read when it is there. */
MUST_CHECK bool settings_load(struct settings *settings, const char *data_dir,
	const char *(*environment)(const char *name), struct arena *arena, struct error *err);

/* NULL when not set, or set to nothing. */
const char *settings_text(const struct settings *settings, const char *name);
MUST_CHECK bool settings_int(const struct settings *settings, const char *name, int64_t min, int64_t max,
	int64_t fallback, int64_t *out, struct error *err);
/* 0, 1, false, true, no, yes; false when not set. */
MUST_CHECK bool settings_bool(const struct settings *settings, const char *name, bool *out, struct error *err);

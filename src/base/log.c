#include "base/log.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/json.h"

static const char *const level_names[] = {
	[LOG_DEBUG] = "debug", [LOG_INFO] = "info", [LOG_WARN] = "warn", [LOG_ERROR] = "error"};
_Static_assert(ARRAY_COUNT(level_names) == LOG_LEVEL_COUNT, "each level has a name");

static enum log_level lowest = LOG_INFO;

void log_set_level(enum log_level level)
{
	lowest = level;
}

bool log_parse_level(const char *name, enum log_level *level)
{
	for (int i = 0; i < LOG_LEVEL_COUNT; i++)
		if (strcmp(name, level_names[i]) == 0) {
			*level = (enum log_level)i;
			return true;
		}
	return false;
}

static void write_line(enum log_level level, const char *event, const char *code, const char *message)
{
	OWNED(arena) struct arena *arena = arena_new();
	struct clock clock = clock_system();
	struct json_out out;
	struct text text;
	ssize_t written;

	text_init(&text, arena);
	json_out_init(&out, &text);
	json_open_object(&out, NULL);
	json_put_time(&out, "time", clock_wall(&clock));
	json_put_string(&out, "level", level_names[level]);
	json_put_string(&out, "event", event);
	if (code)
		json_put_string(&out, "code", code);
	json_put_string(&out, "message", message);
	json_close_object(&out);
	text_add_char(&text, '\n');
	written = write(STDERR_FILENO, text.data, text.length);
	(void)written; /* nowhere left to complain to */
}

void log_line(enum log_level level, const char *event, const char *format, ...)
{
	char message[512];
	va_list args;

	if (level < lowest)
		return;
	va_start(args, format);
	vsnprintf(message, sizeof(message), format, args);
	va_end(args);
	write_line(level, event, NULL, message);
}

void log_error(enum log_level level, const char *event, const struct error *err)
{
	if (level >= lowest)
		write_line(level, event, err->code ? err->code : "unknown", err->message);
}

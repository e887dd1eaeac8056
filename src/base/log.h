#pragma once
/*
 * log: JSON lines on stderr. Ids and codes, never addresses, bodies, tokens or passwords.
 *
 * The caller that stops an error logs it, once.
 */
#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"

enum log_level { LOG_DEBUG, LOG_INFO, LOG_WARN, LOG_ERROR, LOG_LEVEL_COUNT };

/* Lines below this level are dropped. The one process-wide setting; set once by main before any thread starts. */
void log_set_level(enum log_level level);
bool log_parse_level(const char *name, enum log_level *level);

/* One line: time, level, event and a message for a person. `event` is a stable snake_case name. */
void log_line(enum log_level level, const char *event, const char *format, ...) PRINTF(3, 4);

/* The same with an error's kind, code and message. */
void log_error(enum log_level level, const char *event, const struct error *err);

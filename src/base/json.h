#pragma once
/*
 * json: an append writer for what goes out, and checked reading (jansson) of what comes in.
 *
 * Out: every string is escaped, invalid UTF-8 becomes U+FFFD, so that no stored text can break an answer. A key of NULL
 * is for array members and the outermost value. In: duplicates rejected, depth 32, size capped by the caller.
 */
#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "base/id.h"
#include "base/text.h"

struct json_out {
	struct text *text;
	bool needs_comma;
};

void json_out_init(struct json_out *out, struct text *text);
void json_open_object(struct json_out *out, const char *key);
void json_close_object(struct json_out *out);
void json_open_array(struct json_out *out, const char *key);
void json_close_array(struct json_out *out);
void json_put_string(struct json_out *out, const char *key, const char *value); /* NULL → null */
void json_put_int(struct json_out *out, const char *key, int64_t value);
void json_put_double(struct json_out *out, const char *key, double value);
void json_put_bool(struct json_out *out, const char *key, bool value);
void json_put_null(struct json_out *out, const char *key);                              /* null */
void json_put_time(struct json_out *out, const char *key, int64_t wall_ms);             /* 0 → null */
void json_put_id(struct json_out *out, const char *key, enum id_kind kind, int64_t id); /* 0 → null */
void json_put_raw(struct json_out *out, const char *key, const char *json); /* trusted JSON, as it is; NULL → null */

/* Out of memory ends the process in the JSON library too, as in an arena: it would be told as a mistake in the text. Once, before
 * anything is parsed. */
void json_abort_without_memory(void);

/* Parses one JSON value. Released by json_decref. Fails with MALFORMED/malformed_json, line and column in the message. */
MUST_CHECK bool json_parse(const char *bytes, size_t length, json_t **out, struct error *err);

/*
 * Fields of an object, with their rule. A missing field or null leaves *out as it was and returns true; *has (may be
 * NULL) tells whether it was there. A wrong type or range fails with INVALID naming the field. Texts are copied to the
 * arena, must be UTF-8 without controls (tab and newlines allowed when `multiline`), at most max_bytes.
 */
MUST_CHECK bool json_get_text(const json_t *object, const char *field, size_t max_bytes, struct arena *arena,
	const char **out, bool *has, struct error *err);
MUST_CHECK bool json_get_multiline(const json_t *object, const char *field, size_t max_bytes, struct arena *arena,
	const char **out, bool *has, struct error *err);
MUST_CHECK bool json_get_int(
	const json_t *object, const char *field, int64_t min, int64_t max, int64_t *out, bool *has, struct error *err);
MUST_CHECK bool json_get_double(
	const json_t *object, const char *field, double min, double max, double *out, bool *has, struct error *err);
MUST_CHECK bool json_get_bool(const json_t *object, const char *field, bool *out, bool *has, struct error *err);
MUST_CHECK bool json_get_id(
	const json_t *object, const char *field, enum id_kind kind, int64_t *out, bool *has, struct error *err);
/* An array of ids, at most max_count; *count is 0 when missing. */
MUST_CHECK bool json_get_ids(const json_t *object, const char *field, enum id_kind kind, size_t max_count,
	struct arena *arena, int64_t **out, size_t *count, bool *has, struct error *err);
/* RFC 3339 with any offset → UTC ms; null gives 0 with *has true. */
MUST_CHECK bool json_get_time(const json_t *object, const char *field, int64_t *out, bool *has, struct error *err);

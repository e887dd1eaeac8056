#include "api/problem.h"

#include <string.h>

#include "http/response.h"

static const struct {
	const char *name;
	int status, retry_after_s;
} kinds[] = {
	[ERROR_NONE] = {"internal", 500, 0},
	[ERROR_MALFORMED] = {"malformed", 400, 0},
	[ERROR_UNAUTHENTICATED] = {"unauthenticated", 401, 0},
	[ERROR_DENIED] = {"denied", 403, 0},
	[ERROR_NOT_FOUND] = {"not_found", 404, 0},
	[ERROR_CONFLICT] = {"conflict", 409, 0},
	[ERROR_VERSION] = {"version", 412, 0},
	[ERROR_TOO_LARGE] = {"too_large", 413, 0},
	[ERROR_MEDIA_TYPE] = {"media_type", 415, 0},
	[ERROR_INVALID] = {"invalid", 422, 0},
	[ERROR_LIMIT] = {"limit", 429, 10},
	[ERROR_TEMPORARY] = {"temporary", 503, 5},
	[ERROR_STORAGE] = {"storage", 507, 0},
	[ERROR_INTERNAL] = {"internal", 500, 0},
};
_Static_assert(ARRAY_COUNT(kinds) == ERROR_KIND_COUNT, "each kind has a status");

/* Statuses of HTTP itself, which no kind stands for. */
static const struct {
	const char *code;
	int status;
} special[] = {{"misdirected", 421}, {"method_not_allowed", 405}};

int problem_status(const struct error *err)
{
	for (size_t i = 0; i < ARRAY_COUNT(special); i++)
		if (error_is(err, special[i].code))
			return special[i].status;
	return kinds[err->kind].status;
}

const char *problem_kind(enum error_kind kind)
{
	return kinds[kind].name;
}

/* {"errors":[{field, rule, value}]} with what the error's own details add. */
static void write_validation(struct json_out *out, const struct error *err)
{
	json_open_object(out, "details");
	json_open_array(out, "errors");
	json_open_object(out, NULL);
	json_put_string(out, "field", err->field);
	json_put_string(out, "rule", err->rule);
	json_put_string(out, "value", err->value[0] ? err->value : NULL);
	json_close_object(out);
	json_close_array(out);
	if (strlen(err->details) > 2) {
		text_add_char(out->text, ',');
		text_add_n(out->text, err->details + 1, strlen(err->details) - 2);
	}
	json_close_object(out);
}

void problem_write(struct json_out *out, const struct error *err)
{
	json_open_object(out, NULL);
	json_open_object(out, "error");
	json_put_string(out, "kind", kinds[err->kind].name);
	json_put_string(out, "code", err->code ? err->code : "internal");
	json_put_string(out, "message", err->message);
	json_put_string(out, "field", err->field);
	if (err->kind == ERROR_INVALID && err->rule[0])
		write_validation(out, err);
	else
		json_put_raw(out, "details", err->details[0] ? err->details : "{}");
	json_close_object(out);
	json_close_object(out);
}

void problem_answer(struct http_response *response, struct arena *arena, const struct error *err)
{
	int retry_after_s = err->retry_after_s ? err->retry_after_s : kinds[err->kind].retry_after_s;
	struct json_out out;
	struct text text;

	text_init(&text, arena);
	json_out_init(&out, &text);
	problem_write(&out, err);
	http_response_body(response, problem_status(err), "application/json", text_string(&text), text.length);
	if (retry_after_s)
		http_response_header(response, "Retry-After", arena_printf(arena, "%d", retry_after_s));
	if (err->kind == ERROR_UNAUTHENTICATED)
		http_response_header(response, "WWW-Authenticate", "Bearer");
}

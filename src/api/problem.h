#pragma once
/*
 * problem: the one place that knows which status an error is, and how it reads in JSON.
 */
#include "base/error.h"
#include "base/json.h"

struct http_response;

int problem_status(const struct error *err);
const char *problem_kind(enum error_kind kind);

/* {"error":{"kind","code","message","field","details"}}. */
void problem_write(struct json_out *out, const struct error *err);

/* The whole answer: status, body, Retry-After, WWW-Authenticate. */
void problem_answer(struct http_response *response, struct arena *arena, const struct error *err);

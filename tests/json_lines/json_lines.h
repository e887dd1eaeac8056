#pragma once
/*
 * json_lines: programs that other programs ask: a line of JSON in, a line of JSON out.
 */
#include "base/json.h"

/* Writes the members of the answer. */
typedef void json_lines_answer(const json_t *line, void *context, struct arena *arena, struct json_out *out);

/* Until the end of standard input. What is no JSON is answered {"error": "…"}. */
void json_lines_run(json_lines_answer *answer, void *context);

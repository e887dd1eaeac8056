#pragma once
/*
 * attachment_json: files that go with emails as JSON.
 */
#include "base/json.h"
#include "model/attachment.h"

void attachment_json_put(struct json_out *out, const char *key, const struct attachment *attachment);

/* As a step carries it. */
void attachment_json_put_of_step(struct json_out *out, const struct step_attachment *attachment);

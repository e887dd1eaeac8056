#pragma once
/*
 * attachment_ops: files that go with emails: taking one in, giving it out, and letting go of what nobody needs.
 */
#include "model/attachment.h"
#include "ops/ops.h"

struct attachment_new {
	const char *file; /* what was uploaded, inside the data directory: moved away; NULL: nothing was */
	int64_t size_bytes;
	const char *name;
};

/* INVALID on "filename" or "file"; STORAGE when it cannot be kept. */
MUST_CHECK bool attachment_ops_add(struct ops *ops, const struct call *call, const struct attachment_new *new,
	struct attachment *out, struct error *err);
MUST_CHECK bool attachment_ops_get(
	struct ops *ops, const struct call *call, int64_t id, struct attachment *out, struct error *err);

/* Where its content lies. */
const char *attachment_ops_path(const struct ops *ops, const struct attachment *attachment, struct arena *arena);

/* Forgets what no step has carried for a day, and removes contents that nobody knows. */
MUST_CHECK bool attachment_ops_sweep(struct ops *ops, struct error *err);

#pragma once
/*
 * attachment_file: what attachments hold, in attachments/ of the data directory: one file for each content, named by its SHA-256.
 *
 * A file is on disk under its name before any row speaks of it, so that a crash leaves at most a file without a row, which a
 * sweep takes. Nothing is ever written into a file that has its name: a content that comes again takes the place of the old
 * one as a whole, which also mends one that was damaged.
 */
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "model/attachment.h"

/* What a file on disk is: its size, its hash, and its first bytes. Read piece by piece. */
struct attachment_look {
	int64_t size;
	unsigned char sha256[ATTACHMENT_HASH_SIZE];
	unsigned char head[ATTACHMENT_HEAD_BYTES];
	size_t head_length;
};
MUST_CHECK bool attachment_file_look(const char *path, struct attachment_look *out, struct error *err);

const char *attachment_file_path(
	const char *data_dir, const unsigned char sha256[ATTACHMENT_HASH_SIZE], struct arena *arena);

/* Moves the file `from`, in the data directory too, to its place; it is durable when this returns. STORAGE, and `from` is where
 * it was. */
MUST_CHECK bool attachment_file_keep(const char *data_dir, const char *from,
	const unsigned char sha256[ATTACHMENT_HASH_SIZE], struct arena *arena, struct error *err);

typedef bool attachment_file_visit(void *context, const unsigned char sha256[ATTACHMENT_HASH_SIZE], struct error *err);
/* Visits the contents that have lain here since before this instant (ms), until one visit says false. */
MUST_CHECK bool attachment_file_each_old(const char *data_dir, int64_t before, attachment_file_visit *visit,
	void *context, struct arena *arena, struct error *err);

/* Removes it, unless it came again since. */
void attachment_file_remove_old(
	const char *data_dir, const unsigned char sha256[ATTACHMENT_HASH_SIZE], int64_t before, struct arena *arena);

#pragma once
/*
 * message_source: the bytes of an email in the order in which they go out: its text from memory, its files from the disk,
 * encoded while they are read.
 *
 * An email is never in memory as a whole, and its size is known before. A file that is not there, or not the one that was
 * meant, ends the reading with an error before its last bytes are given: an email goes out with all of its files or not at all.
 */
#include <stdint.h>

#include "base/error.h"
#include "base/own.h"

enum { MESSAGE_FILE_NAME_MAX = 512, MESSAGE_HASH_SIZE = 32 };

struct message_file {
	const char *name, *type;
	const char *content_id; /* without brackets, of an image within the HTML; NULL: beside the text */
	const char *path;
	int64_t size;
	unsigned char sha256[MESSAGE_HASH_SIZE];
};

/* A file in its place. */
struct message_piece {
	size_t at; /* so many bytes of the text stand before it */
	const struct message_file *file;
};

/* An email: RFC 5322, CRLF. */
struct message_content {
	const char *text;
	size_t text_size;
	const struct message_piece *pieces; /* in the order of the text */
	size_t piece_count;
};

size_t message_content_size(const struct message_content *content);

struct message_source;

/* `content` and what it points to must outlive it. */
struct message_source *message_source_new(const struct message_content *content);
void message_source_free(struct message_source *source);
OWN_DEFINE(message_source)

/* The next bytes, borrowed until the next call; *length is 0 at the end. CONFLICT/attachment_missing or attachment_altered. */
MUST_CHECK bool message_source_next(
	struct message_source *source, const char **bytes, size_t *length, struct error *err);
/* From the beginning. */
void message_source_rewind(struct message_source *source);

/* Whether the file is there and has its size; whether its bytes are the ones that were meant, too. */
MUST_CHECK bool message_file_is_there(const struct message_file *file, struct error *err);
MUST_CHECK bool message_file_is_whole(const struct message_file *file, struct error *err);

#include "mime/message_source.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/check.h"

/* A stretch of a file is whole lines of base64, but for the last. */
enum {
	LINE_BYTES = 57,
	LINE_CHARS = 76,
	LINES = 512,
	RAW_SIZE = LINE_BYTES * LINES,
	ENCODED_SIZE = (LINE_CHARS + 2) * LINES
};

_Static_assert(MESSAGE_HASH_SIZE == crypto_hash_sha256_BYTES, "files are known by SHA-256");

/* A file while it is read. */
struct reading {
	int fd; /* -1: none is */
	int64_t left;
	crypto_hash_sha256_state hash;
	unsigned char raw[RAW_SIZE];
	char encoded[ENCODED_SIZE + 1];
};

struct message_source {
	const struct message_content *content;
	size_t at;               /* of the text */
	size_t piece;            /* of the pieces */
	struct reading *reading; /* NULL until there is a file */
};

static size_t encoded_size(int64_t size)
{
	size_t characters = ((size_t)size + 2) / 3 * 4;

	return characters + (characters + LINE_CHARS - 1) / LINE_CHARS * 2;
}

size_t message_content_size(const struct message_content *content)
{
	size_t size = content->text_size;

	for (size_t i = 0; i < content->piece_count; i++)
		size += encoded_size(content->pieces[i].file->size);
	return size;
}

struct message_source *message_source_new(const struct message_content *content)
{
	struct message_source *source = calloc(1, sizeof(*source));

	ASSERT(source);
	source->content = content;
	return source;
}

static void close_file(struct message_source *source)
{
	if (source->reading && source->reading->fd >= 0)
		close(source->reading->fd);
	if (source->reading)
		source->reading->fd = -1;
}

void message_source_free(struct message_source *source)
{
	if (!source)
		return;
	close_file(source);
	free(source->reading);
	free(source);
}

void message_source_rewind(struct message_source *source)
{
	close_file(source);
	source->at = source->piece = 0;
}

static bool missing(const struct message_file *file, struct error *err)
{
	return error_set(err, ERROR_CONFLICT, "attachment_missing",
		"“%.100s” is not on the server's disk any more. Attach it again, or take it out of the step.",
		file->name);
}

static bool altered(const struct message_file *file, struct error *err)
{
	return error_set(err, ERROR_CONFLICT, "attachment_altered",
		"“%.100s” on the server's disk is not the file that was attached. Attach it again, or take it out of "
		"the step.",
		file->name);
}

static bool unreadable(const struct message_file *file, int reason, struct error *err)
{
	return error_set(err, ERROR_TEMPORARY, "attachment_unreadable", "“%.100s” cannot be read: %s.", file->name,
		strerror(reason));
}

bool message_file_is_there(const struct message_file *file, struct error *err)
{
	struct stat info;

	if (stat(file->path, &info) != 0 || !S_ISREG(info.st_mode))
		return missing(file, err);
	return info.st_size == file->size || altered(file, err);
}

static bool open_file(struct message_source *source, const struct message_file *file, struct error *err)
{
	struct reading *reading = source->reading;
	struct stat info;

	if (!reading) {
		reading = source->reading = malloc(sizeof(*reading));
		ASSERT(reading);
	}
	reading->left = file->size;
	crypto_hash_sha256_init(&reading->hash);
	reading->fd = open(file->path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	if (reading->fd < 0)
		return errno == ENOENT ? missing(file, err) : unreadable(file, errno, err);
	if (fstat(reading->fd, &info) != 0 || info.st_size != file->size) {
		close_file(source);
		return altered(file, err);
	}
	return true;
}

/* All of the stretch, or none. */
static bool read_stretch(struct reading *reading, size_t length)
{
	size_t done = 0;
	ssize_t got = 1;

	while (done < length && got > 0) {
		got = read(reading->fd, reading->raw + done, length - done);
		if (got < 0 && errno == EINTR)
			got = 1;
		else
			done += got > 0 ? (size_t)got : 0;
	}
	return done == length;
}

static bool is_the_file(struct reading *reading, const struct message_file *file)
{
	unsigned char hash[crypto_hash_sha256_BYTES];

	crypto_hash_sha256_final(&reading->hash, hash);
	return memcmp(hash, file->sha256, sizeof(hash)) == 0;
}

/* Reads on; the last stretch is given only when the whole was the file that was meant. */
static bool take_stretch(
	struct message_source *source, const struct message_file *file, size_t *length, struct error *err)
{
	struct reading *reading = source->reading;

	*length = reading->left < RAW_SIZE ? (size_t)reading->left : RAW_SIZE;
	if (!read_stretch(reading, *length))
		return altered(file, err);
	crypto_hash_sha256_update(&reading->hash, reading->raw, *length);
	reading->left -= (int64_t)*length;
	return reading->left > 0 || is_the_file(reading, file) || altered(file, err);
}

static size_t encode(struct reading *reading, size_t length)
{
	size_t out = 0;

	for (size_t at = 0; at < length; at += LINE_BYTES) {
		size_t line = length - at < LINE_BYTES ? length - at : LINE_BYTES;

		sodium_bin2base64(reading->encoded + out, sizeof(reading->encoded) - out, reading->raw + at, line,
			sodium_base64_VARIANT_ORIGINAL);
		out += (line + 2) / 3 * 4;
		memcpy(reading->encoded + out, "\r\n", 2);
		out += 2;
	}
	return out;
}

static bool next_of_file(struct message_source *source, const struct message_file *file, const char **bytes,
	size_t *length, struct error *err)
{
	size_t taken = 0;
	bool is_read;

	if ((!source->reading || source->reading->fd < 0) && !open_file(source, file, err))
		return false;
	is_read = take_stretch(source, file, &taken, err);
	*bytes = source->reading->encoded;
	*length = is_read ? encode(source->reading, taken) : 0;
	if (is_read && source->reading->left > 0)
		return true;
	close_file(source);
	source->piece++;
	return is_read;
}

bool message_source_next(struct message_source *source, const char **bytes, size_t *length, struct error *err)
{
	const struct message_content *content = source->content;
	const struct message_piece *piece = source->piece < content->piece_count ? &content->pieces[source->piece]
										 : NULL;
	size_t until = piece ? piece->at : content->text_size;

	if (source->at == until && piece)
		return next_of_file(source, piece->file, bytes, length, err);
	*bytes = content->text + source->at;
	*length = until - source->at;
	source->at = until;
	return true;
}

bool message_file_is_whole(const struct message_file *file, struct error *err)
{
	const struct message_piece piece = {.file = file};
	const struct message_content content = {.text = "", .pieces = &piece, .piece_count = 1};
	OWNED(message_source) struct message_source *source = message_source_new(&content);
	const char *bytes;
	size_t length = 1;

	while (length > 0)
		if (!message_source_next(source, &bytes, &length, err))
			return false;
	return true;
}

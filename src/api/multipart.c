#include "api/multipart.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <strings.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.h"

enum { BOUNDARY_MAX = 70, PART_HEADERS_MAX = 8192 };

/* A stretch of the uploaded file. */
struct piece {
	const char *bytes;
	size_t length;
};

bool multipart_is_form(const char *content_type)
{
	static const char type[] = "multipart/form-data";

	return content_type && strncasecmp(content_type, type, sizeof(type) - 1) == 0;
}

/* "--boundary", NULL when the content type has none. */
static const char *find_delimiter(const char *content_type, struct arena *arena)
{
	const char *at = strcasestr(content_type, "boundary=");
	size_t length;

	if (!at)
		return NULL;
	at += strlen("boundary=");
	if (*at == '"')
		length = strcspn(++at, "\"");
	else
		length = strcspn(at, "; \t");
	if (length == 0 || length > BOUNDARY_MAX)
		return NULL;
	return arena_printf(arena, "--%.*s", (int)length, at);
}

static const char *find(struct piece where, const char *what)
{
	return memmem(where.bytes, where.length, what, strlen(what));
}

static struct piece after(struct piece all, const char *at)
{
	return (struct piece){.bytes = at, .length = all.length - (size_t)(at - all.bytes)};
}

/* What stands in quotes behind filename=, as browsers send it; "" for a name in another manner, NULL for none. */
static const char *find_name(const char *headers, struct arena *arena)
{
	const char *at = strcasestr(headers, "filename");

	if (!at)
		return NULL;
	at += strlen("filename");
	if (!text_starts(at, "=\""))
		return "";
	at += 2;
	return arena_text_n(arena, at, strcspn(at, "\"\r\n"));
}

/* Steps over a part's headers; *name is the file they name, or NULL. False when they do not end. */
static bool skip_headers(struct piece *part, const char **name, struct arena *arena)
{
	struct piece head = {part->bytes, part->length < PART_HEADERS_MAX ? part->length : PART_HEADERS_MAX};
	const char *end = find(head, "\r\n\r\n");

	if (!end)
		return false;
	*name = find_name(arena_text_n(arena, part->bytes, (size_t)(end - part->bytes)), arena);
	*part = after(*part, end + 4);
	return true;
}

/* The content of the first part with a file name. */
static bool find_file(
	struct piece all, const char *delimiter, struct arena *arena, struct piece *file, const char **name)
{
	const char *line_delimiter = arena_printf(arena, "\r\n%s", delimiter);
	const char *at = find(all, delimiter);

	while (at) {
		struct piece part = after(all, at + strlen(delimiter));
		const char *end;

		if (!skip_headers(&part, name, arena))
			return false;
		end = find(part, line_delimiter);
		if (!end)
			return false;
		if (*name) {
			*file = (struct piece){.bytes = part.bytes, .length = (size_t)(end - part.bytes)};
			return true;
		}
		at = end + 2;
	}
	return false;
}

static bool write_file(const char *path, struct piece content, struct error *err)
{
	int file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	size_t done = 0;
	ssize_t written = 0;

	while (file >= 0 && done < content.length && written >= 0) {
		written = write(file, content.bytes + done, content.length - done);
		done += written > 0 ? (size_t)written : 0;
	}
	if (file >= 0 && written >= 0 && close(file) == 0)
		return true;
	error_disk(err, errno, "The uploaded file cannot be kept");
	if (file >= 0)
		unlink(path);
	if (file >= 0 && written < 0)
		close(file);
	return false;
}

static bool map_file(const char *path, struct piece *all, struct error *err)
{
	int file = open(path, O_RDONLY | O_CLOEXEC);
	struct stat info = {0};
	void *bytes = MAP_FAILED;

	if (file >= 0 && fstat(file, &info) == 0 && info.st_size > 0)
		bytes = mmap(NULL, (size_t)info.st_size, PROT_READ, MAP_PRIVATE, file, 0);
	if (file >= 0)
		close(file);
	if (bytes == MAP_FAILED || !bytes)
		return error_set(err, ERROR_STORAGE, "io_error", "The upload cannot be read: %s.", strerror(errno));
	*all = (struct piece){.bytes = bytes, .length = (size_t)info.st_size};
	return true;
}

bool multipart_extract(const char *from, const char *content_type, const char *to, struct arena *arena,
	const char **file_name, int64_t *size_bytes, struct error *err)
{
	const char *delimiter = find_delimiter(content_type, arena), *name = NULL;
	struct piece all = {.bytes = ""}, file = {.bytes = ""};
	bool is_done;

	if (!delimiter)
		return error_set(err, ERROR_MALFORMED, "malformed_form", "The form's boundary is missing.");
	if (!map_file(from, &all, err))
		return false;
	is_done = find_file(all, delimiter, arena, &file, &name)
		? write_file(to, file, err)
		: error_set(err, ERROR_MALFORMED, "malformed_form", "The form holds no file.");
	if (is_done && file_name)
		*file_name = name;
	*size_bytes = is_done ? (int64_t)file.length : 0;
	munmap((void *)all.bytes, all.length);
	return is_done;
}

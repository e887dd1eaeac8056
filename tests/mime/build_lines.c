/*
 * build_lines: builds emails that come as lines of JSON, so that other programs can be asked what they read in them.
 *
 * In: the fields of struct message by name, its files as [{"name", "type", "content_id"?, "bytes": "<base64>"}]. Out, a line
 * each: {"bytes": "<base64>"} or {"error": "…"}.
 */
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "json_lines.h"
#include "mime/message_build.h"

static const char *field(const json_t *line, const char *name)
{
	return json_string_value(json_object_get(line, name));
}

enum { FILES_MAX = 16 };

/* What the files of a line hold lies here meanwhile. */
static const char folder[] = "/tmp/outrider-mime-XXXXXX";

static void write_file(const char *path, const void *bytes, size_t size)
{
	FILE *file = fopen(path, "wbe");

	if (!file || fwrite(bytes, 1, size, file) != size || fclose(file) != 0)
		abort();
}

static size_t read_files(const json_t *line, const char *dir, struct arena *arena, struct message_file *files)
{
	const json_t *list = json_object_get(line, "files"), *item;
	size_t i;

	json_array_foreach(list, i, item) {
		size_t size = 0;
		const unsigned char *bytes = text_base64_decode(arena, field(item, "bytes"), &size);

		files[i] = (struct message_file){.name = field(item, "name"),
			.type = field(item, "type"),
			.content_id = field(item, "content_id"),
			.path = arena_printf(arena, "%s/%zu", dir, i),
			.size = (int64_t)size};
		crypto_hash_sha256(files[i].sha256, bytes, size);
		write_file(files[i].path, bytes, size);
	}
	return json_array_size(list);
}

/* All of it, as a sender writes it. */
static void put_bytes(const struct message_content *content, struct arena *arena, struct json_out *out)
{
	OWNED(message_source) struct message_source *source = message_source_new(content);
	struct text all;
	const char *bytes;
	size_t length = 1;
	struct error err = {0};

	text_init(&all, arena);
	while (length > 0) {
		if (!message_source_next(source, &bytes, &length, &err)) {
			json_put_string(out, "error", err.message);
			return;
		}
		text_add_n(&all, bytes, length);
	}
	if (all.length != message_content_size(content))
		json_put_string(out, "error", "The size was not told right.");
	else
		json_put_string(out, "bytes", text_base64(arena, text_string(&all), all.length));
}

static void build(const json_t *line, void *dir, struct arena *arena, struct json_out *out)
{
	struct message_file files[FILES_MAX];
	struct message_piece pieces[FILES_MAX];

	struct message message = {.from_name = field(line, "from_name"),
		.from_address = field(line, "from_address"),
		.reply_to = field(line, "reply_to"),
		.to_name = field(line, "to_name"),
		.to_address = field(line, "to_address"),
		.subject = field(line, "subject"),
		.message_id = field(line, "message_id"),
		.date_ms = json_integer_value(json_object_get(line, "date_ms")),
		.in_reply_to = field(line, "in_reply_to"),
		.references = field(line, "references"),
		.list_unsubscribe_url = field(line, "list_unsubscribe_url"),
		.text = field(line, "text"),
		.html = field(line, "html"),
		.files = files,
		.file_count = read_files(line, dir, arena, files)};
	struct error err = {0};
	struct text bytes;

	text_init(&bytes, arena);
	if (message_build(&message, &bytes, pieces, &err))
		put_bytes(&(struct message_content){.text = text_string(&bytes),
				  .text_size = bytes.length,
				  .pieces = pieces,
				  .piece_count = message.file_count},
			arena, out);
	else
		json_put_string(out, "error", err.message);
}

int main(void)
{
	char dir[sizeof(folder)], path[64];

	memcpy(dir, folder, sizeof(folder));
	if (!mkdtemp(dir))
		abort();
	json_lines_run(build, dir);
	for (int i = 0; i < FILES_MAX; i++) {
		snprintf(path, sizeof(path), "%s/%d", dir, i);
		unlink(path);
	}
	rmdir(dir);
	return 0;
}

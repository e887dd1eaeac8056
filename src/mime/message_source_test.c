/*
 * Unit tests of reading an email together with its files: every byte arrives, and no wrong one.
 */
#include "base/unit.h"

#include <fcntl.h>
#include <ftw.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/check.h"
#include "base/text.h"
#include "mime/message_build.h"

struct scene {
	struct arena *arena;
	char folder[64];
};

static struct scene *scene_new(void)
{
	struct scene *scene = calloc(1, sizeof(*scene));

	ASSERT(scene);
	scene->arena = arena_new();
	snprintf(scene->folder, sizeof(scene->folder), "/tmp/outrider-source-XXXXXX");
	assert_non_null(mkdtemp(scene->folder));
	return scene;
}

static int remove_one(const char *path, const struct stat *facts, int kind, struct FTW *place)
{
	(void)facts;
	(void)kind;
	(void)place;
	return remove(path);
}

static void scene_free(struct scene *scene)
{
	if (!scene)
		return;
	nftw(scene->folder, remove_one, 8, FTW_DEPTH | FTW_PHYS);
	arena_free(scene->arena);
	free(scene);
}
OWN_DEFINE(scene)

static void put(const char *path, const void *bytes, size_t size)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, bytes, size), (ssize_t)size);
	close(fd);
}

/* A file of this size whose bytes are of every sort. */
static struct message_file make_file(struct scene *scene, const char *name, size_t size, unsigned char **bytes)
{
	struct message_file file = {.name = name,
		.type = "application/octet-stream",
		.path = arena_printf(scene->arena, "%s/%zu", scene->folder, size),
		.size = (int64_t)size};

	*bytes = arena_alloc(scene->arena, size);
	for (size_t i = 0; i < size; i++)
		(*bytes)[i] = (unsigned char)(i * 31 + i / 251);
	crypto_hash_sha256(file.sha256, *bytes, size);
	put(file.path, *bytes, size);
	return file;
}

static bool read_all(struct scene *scene, const struct message_content *content, struct text *out, struct error *err)
{
	OWNED(message_source) struct message_source *source = message_source_new(content);
	const char *bytes;
	size_t length = 1;

	text_init(out, scene->arena);
	while (length > 0) {
		if (!message_source_next(source, &bytes, &length, err))
			return false;
		text_add_n(out, bytes, length);
	}
	return true;
}

/* The base64 between two marks, without its line ends. */
static const char *unwrapped(struct scene *scene, const char *from, const char *to)
{
	struct text out;

	text_init(&out, scene->arena);
	for (; from < to; from++)
		if (*from != '\r' && *from != '\n')
			text_add_char(&out, *from);
	return text_string(&out);
}

TEST(message_source, a_file_of_any_size_arrives_byte_by_byte_and_as_long_as_was_told)
{
	OWNED(scene) struct scene *scene = scene_new();
	static const size_t sizes[] = {
		1, 2, 3, 56, 57, 58, 114, 57 * 512 - 1, 57 * 512, 57 * 512 + 1, 57 * 1024, 1000003};

	for (size_t i = 0; i < ARRAY_COUNT(sizes); i++) {
		unsigned char *bytes = NULL, *decoded;
		struct message_file file = make_file(scene, "a.bin", sizes[i], &bytes);
		struct message_piece piece = {.at = 4, .file = &file};
		struct message_content content = {
			.text = "Up: |down", .text_size = 9, .pieces = &piece, .piece_count = 1};
		struct text out;
		struct error err;
		size_t size = 0;

		assert_true(read_all(scene, &content, &out, &err));

		assert_int_equal(out.length, message_content_size(&content));
		assert_memory_equal(out.data, "Up: ", 4);
		assert_string_equal(out.data + out.length - 7, "\r\n|down");
		decoded = text_base64_decode(
			scene->arena, unwrapped(scene, out.data + 4, out.data + out.length - 5), &size);
		assert_non_null(decoded);
		assert_int_equal(size, sizes[i]);
		assert_memory_equal(decoded, bytes, size);
		for (const char *line = out.data + 4, *end; (end = strstr(line, "\r\n")); line = end + 2)
			assert_true(end - line <= 76);
	}
}

TEST(message_source, begins_anew_when_it_is_told_to)
{
	OWNED(scene) struct scene *scene = scene_new();
	unsigned char *bytes = NULL;
	struct message_file file = make_file(scene, "a.bin", 57 * 1024, &bytes);
	struct message_piece piece = {.at = 1, .file = &file};
	struct message_content content = {.text = "ab", .text_size = 2, .pieces = &piece, .piece_count = 1};
	OWNED(message_source) struct message_source *source = message_source_new(&content);
	const char *at;
	size_t length = 1, total = 0;
	struct error err;

	assert_true(message_source_next(source, &at, &length, &err));
	assert_true(message_source_next(source, &at, &length, &err));
	message_source_rewind(source);
	while (length > 0) {
		assert_true(message_source_next(source, &at, &length, &err));
		total += length;
	}
	assert_int_equal(total, message_content_size(&content));
}

TEST(message_source, a_file_that_is_gone_or_another_never_comes_to_its_end)
{
	OWNED(scene) struct scene *scene = scene_new();
	unsigned char *bytes = NULL;
	struct message_file file = make_file(scene, "a.bin", 57 * 1024, &bytes);
	struct message_piece piece = {.at = 0, .file = &file};
	struct message_content content = {.text = "end", .text_size = 3, .pieces = &piece, .piece_count = 1};
	struct text out;
	struct error err;

	bytes[57 * 1024 - 1] ^= 1;
	put(file.path, bytes, 57 * 1024);
	assert_false(read_all(scene, &content, &out, &err));
	assert_string_equal(err.code, "attachment_altered");
	assert_true(out.length < message_content_size(&content) - 3);
	assert_true(message_file_is_there(&file, &err));
	assert_false(message_file_is_whole(&file, &err));

	put(file.path, bytes, 57);
	assert_false(read_all(scene, &content, &out, &err));
	assert_string_equal(err.code, "attachment_altered");
	assert_int_equal(out.length, 0);
	assert_false(message_file_is_there(&file, &err));

	unlink(file.path);
	assert_false(read_all(scene, &content, &out, &err));
	assert_string_equal(err.code, "attachment_missing");
	assert_false(message_file_is_there(&file, &err));
	assert_false(message_file_is_whole(&file, &err));
}

static const struct message letter = {.from_address = "ada@acme.test",
	.to_address = "kim@prospect.test",
	.subject = "Hi",
	.message_id = "<1@acme.test>",
	.text = "Hello\n"};

static const char *build(struct scene *scene, struct message message, struct message_piece *pieces)
{
	struct text out;
	struct error err;

	text_init(&out, scene->arena);
	if (!message_build(&message, &out, pieces, &err))
		fail_msg("%s", err.message);
	return text_string(&out);
}

/* The types of the parts, in their order. */
static const char *parts_of(struct scene *scene, const char *mail)
{
	struct text out;

	text_init(&out, scene->arena);
	for (const char *at = mail; (at = strstr(at, "Content-Type: ")); at++) {
		const char *type = at + strlen("Content-Type: ");

		text_printf(&out, "%s%.*s", out.length ? " " : "", (int)strcspn(type, ";\r"), type);
	}
	return text_string(&out);
}

TEST(message_source, each_level_of_an_email_is_there_only_where_it_is_needed)
{
	OWNED(scene) struct scene *scene = scene_new();
	static const struct message_file files[] = {{.name = "a.pdf", .type = "application/pdf", .size = 1},
		{.name = "logo.png", .type = "image/png", .content_id = "logo@x", .size = 1}};
	struct message_piece pieces[2];
	struct message message = letter;

	assert_string_equal(parts_of(scene, build(scene, message, NULL)), "text/plain");
	message.files = files;
	message.file_count = 1;
	assert_string_equal(
		parts_of(scene, build(scene, message, pieces)), "multipart/mixed text/plain application/pdf");
	message.html = "<p>Hello</p>";
	assert_string_equal(parts_of(scene, build(scene, message, pieces)),
		"multipart/mixed multipart/alternative text/plain text/html application/pdf");
	message.file_count = 2;
	assert_string_equal(parts_of(scene, build(scene, message, pieces)),
		"multipart/mixed multipart/related multipart/alternative text/plain text/html image/png "
		"application/pdf");
	assert_ptr_equal(pieces[0].file, &files[1]);
	assert_true(pieces[0].at < pieces[1].at);
	message.files = &files[1];
	message.file_count = 1;
	assert_string_equal(parts_of(scene, build(scene, message, pieces)),
		"multipart/related multipart/alternative text/plain text/html image/png");
	assert_non_null(strstr(build(scene, message, pieces), "\r\nContent-ID: <logo@x>\r\n"));
	message.html = NULL;
	assert_string_equal(parts_of(scene, build(scene, message, pieces)), "multipart/mixed text/plain image/png");
}

TEST(message_source, names_are_quoted_where_they_are_plain_and_encoded_where_not)
{
	OWNED(scene) struct scene *scene = scene_new();
	static const struct {
		const char *name, *header;
	} cases[] = {
		{"a b.pdf", "Content-Disposition: attachment;\r\n filename=\"a b.pdf\"\r\n"},
		{"Ü.pdf", "Content-Disposition: attachment;\r\n filename*0*=utf-8''%C3%9C.pdf\r\n"},
		{"a\"b\\c.pdf", "Content-Disposition: attachment;\r\n filename*0*=utf-8''a%22b%5Cc.pdf\r\n"},
		{"100%.pdf", "filename*0*=utf-8''100%25.pdf\r\n"},
		{"aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffffgggggggggg.pdf",
			"\r\n filename*0*=utf-8''aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeff;\r\n "
			"filename*1*=ffffffffgggggggggg.pdf\r\n"},
	};

	for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
		struct message_file file = {.name = cases[i].name, .type = "application/pdf", .size = 1};
		struct message_piece piece;
		struct message message = letter;
		const char *mail;

		message.files = &file;
		message.file_count = 1;
		mail = build(scene, message, &piece);
		if (!strstr(mail, cases[i].header))
			fail_msg("“%s”: %s", cases[i].name, strstr(mail, "Content-Disposition"));
	}
}

TEST(message_source, no_file_can_add_a_header)
{
	OWNED(scene) struct scene *scene = scene_new();
	static const struct message_file bad[] = {
		{.name = "a\r\nBcc: x@y.test", .type = "application/pdf"},
		{.name = "", .type = "application/pdf"},
		{.name = "\xff", .type = "application/pdf"},
		{.name = "a.pdf", .type = "application/pdf\r\nX: y"},
		{.name = "a.pdf", .type = "application/pdf; x=y"},
		{.name = "a.pdf", .type = "pdf"},
		{.name = "a.png", .type = "image/png", .content_id = "a>\r\nX: y"},
		{.name = "a.png", .type = "image/png", .content_id = "a b"},
	};

	for (size_t i = 0; i < ARRAY_COUNT(bad); i++) {
		struct message_piece piece;
		struct message message = letter;
		struct text out;
		struct error err;

		message.html = "<p>Hello</p>";
		message.files = &bad[i];
		message.file_count = 1;
		text_init(&out, scene->arena);
		if (message_build(&message, &out, &piece, &err))
			fail_msg("row %zu was taken", i);
		assert_string_equal(err.code, "bad_header");
		assert_int_equal(out.length, 0);
	}
}

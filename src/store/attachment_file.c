#include "store/attachment_file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.h"
#include "store/durable_file.h"

enum { BUFFER_BYTES = 64 * 1024, HEX_SIZE = 2 * ATTACHMENT_HASH_SIZE + 1 };

static const char folder[] = "attachments";

/* The next bytes; *got is 0 at the end. */
static bool read_some(int fd, unsigned char *buffer, size_t *got, struct error *err)
{
	ssize_t length = read(fd, buffer, BUFFER_BYTES);

	while (length < 0 && errno == EINTR)
		length = read(fd, buffer, BUFFER_BYTES);
	*got = length > 0 ? (size_t)length : 0;
	return length >= 0 || error_disk(err, errno, "The file cannot be read");
}

static bool look(int fd, struct attachment_look *out, struct error *err)
{
	unsigned char buffer[BUFFER_BYTES];
	crypto_hash_sha256_state state;
	size_t got = 1;

	crypto_hash_sha256_init(&state);
	while (got > 0) {
		size_t room = sizeof(out->head) - out->head_length;

		if (!read_some(fd, buffer, &got, err))
			return false;
		memcpy(out->head + out->head_length, buffer, got < room ? got : room);
		out->head_length += got < room ? got : room;
		out->size += (int64_t)got;
		crypto_hash_sha256_update(&state, buffer, got);
	}
	crypto_hash_sha256_final(&state, out->sha256);
	return true;
}

bool attachment_file_look(const char *path, struct attachment_look *out, struct error *err)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	bool is_read;

	*out = (struct attachment_look){0};
	if (fd < 0)
		return error_disk(err, errno, "The file cannot be read");
	is_read = look(fd, out, err);
	close(fd);
	return is_read;
}

const char *attachment_file_path(
	const char *data_dir, const unsigned char sha256[ATTACHMENT_HASH_SIZE], struct arena *arena)
{
	char name[HEX_SIZE];

	text_hex(sha256, ATTACHMENT_HASH_SIZE, name);
	return arena_printf(arena, "%s/%s/%s", data_dir, folder, name);
}

static bool cannot_keep(struct error *err, int reason)
{
	return error_disk(err, reason, "The attachment cannot be kept");
}

static bool sync_file(const char *path, struct error *err)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	bool is_synced = fd >= 0 && fsync(fd) == 0;
	int reason = errno;

	if (fd >= 0)
		close(fd);
	return is_synced || cannot_keep(err, reason);
}

static bool make_folder(const char *data_dir, const char *path, struct error *err)
{
	if (mkdir(path, 0700) == 0)
		return durable_file_sync_directory(data_dir, err);
	return errno == EEXIST || cannot_keep(err, errno);
}

bool attachment_file_keep(const char *data_dir, const char *from, const unsigned char sha256[ATTACHMENT_HASH_SIZE],
	struct arena *arena, struct error *err)
{
	const char *path = arena_printf(arena, "%s/%s", data_dir, folder);

	if (!make_folder(data_dir, path, err) || !sync_file(from, err))
		return false;
	if (rename(from, attachment_file_path(data_dir, sha256, arena)) != 0)
		return cannot_keep(err, errno);
	return durable_file_sync_directory(path, err);
}

static bool is_old(const char *path, int64_t before)
{
	struct stat info;

	return stat(path, &info) == 0 && S_ISREG(info.st_mode) && info.st_mtim.tv_sec * 1000LL < before;
}

/* A name that is no hash is nobody's business here. */
static bool parse_name(const char *name, unsigned char sha256[ATTACHMENT_HASH_SIZE])
{
	return strlen(name) == HEX_SIZE - 1 &&
		sodium_hex2bin(sha256, ATTACHMENT_HASH_SIZE, name, HEX_SIZE - 1, NULL, NULL, NULL) == 0;
}

bool attachment_file_each_old(const char *data_dir, int64_t before, attachment_file_visit *visit, void *context,
	struct arena *arena, struct error *err)
{
	DIR *directory = opendir(arena_printf(arena, "%s/%s", data_dir, folder));
	const struct dirent *entry;
	unsigned char sha256[ATTACHMENT_HASH_SIZE];
	bool goes_on = true;

	if (!directory)
		return errno == ENOENT || error_disk(err, errno, "The folder of attachments cannot be read");
	while (goes_on && (entry = readdir(directory)) != NULL)
		if (parse_name(entry->d_name, sha256) && is_old(attachment_file_path(data_dir, sha256, arena), before))
			goes_on = visit(context, sha256, err);
	closedir(directory);
	return goes_on;
}

void attachment_file_remove_old(
	const char *data_dir, const unsigned char sha256[ATTACHMENT_HASH_SIZE], int64_t before, struct arena *arena)
{
	const char *path = attachment_file_path(data_dir, sha256, arena);

	if (is_old(path, before))
		unlink(path);
}

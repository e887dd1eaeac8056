#include "store/attachment_copy.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/attachment_file.h"
#include "store/durable_file.h"

enum { BUFFER_BYTES = 64 * 1024 };

struct copying {
	const char *from_dir, *to_dir;
	struct arena *arena;
	bool mends;   /* what is there and damaged, too */
	bool is_made; /* the folder that they go to */
};

/* One buffer after the other; false with errno. */
static bool pour(int from, int to)
{
	unsigned char buffer[BUFFER_BYTES];
	ssize_t got = 1;

	while (got > 0) {
		got = read(from, buffer, sizeof(buffer));
		errno = got < 0 ? errno : ENOSPC; /* what a short write means */
		if (got < 0 || write(to, buffer, (size_t)got) != got)
			return false;
	}
	return fsync(to) == 0;
}

static bool copy_to(const char *path, const char *part, struct error *err)
{
	int from = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	int to = open(part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600), reason = errno;
	bool is_copied = false;

	if (from >= 0 && to >= 0) {
		is_copied = pour(from, to);
		reason = errno;
	}
	if (from >= 0)
		close(from);
	if (to >= 0)
		close(to);
	return is_copied || error_disk(err, reason, "An attachment cannot be copied");
}

static bool make_folder(struct copying *copying, struct error *err)
{
	const char *path = arena_printf(copying->arena, "%s/attachments", copying->to_dir);

	copying->is_made = copying->is_made || mkdir(path, 0700) == 0 || errno == EEXIST;
	return copying->is_made || error_disk(err, errno, "The folder of attachments cannot be made");
}

/* What is damaged is as good as missing, and told where it is needed. */
static bool is_whole(const char *path, const unsigned char sha256[ATTACHMENT_HASH_SIZE], struct arena *arena)
{
	struct attachment_look *look = ARENA_NEW(arena, struct attachment_look);
	struct error why;

	return attachment_file_look(path, look, &why) && memcmp(look->sha256, sha256, sizeof(look->sha256)) == 0;
}

static bool is_needed(const struct copying *copying, const char *to, const unsigned char sha256[ATTACHMENT_HASH_SIZE])
{
	return access(to, F_OK) != 0 || (copying->mends && !is_whole(to, sha256, copying->arena));
}

static bool copy_one(void *context, const unsigned char sha256[ATTACHMENT_HASH_SIZE], struct error *err)
{
	struct copying *copying = context;
	const char *from = attachment_file_path(copying->from_dir, sha256, copying->arena);
	const char *to = attachment_file_path(copying->to_dir, sha256, copying->arena);
	const char *part = arena_printf(copying->arena, "%s.part", to);

	if (!is_needed(copying, to, sha256) || !is_whole(from, sha256, copying->arena))
		return true;
	if (make_folder(copying, err) && copy_to(from, part, err) &&
		(rename(part, to) == 0 || error_disk(err, errno, "An attachment cannot be kept")))
		return true;
	unlink(part);
	return false;
}

static bool copy(struct copying *copying, struct error *err)
{
	const char *folder = arena_printf(copying->arena, "%s/attachments", copying->to_dir);

	if (!attachment_file_each_old(copying->from_dir, INT64_MAX, copy_one, copying, copying->arena, err))
		return false;
	return !copying->is_made ||
		(durable_file_sync_directory(folder, err) && durable_file_sync_directory(copying->to_dir, err));
}

bool attachment_copy_missing(const char *from_dir, const char *to_dir, struct error *err)
{
	OWNED(arena) struct arena *arena = arena_new();
	struct copying copying = {.from_dir = from_dir, .to_dir = to_dir, .arena = arena};

	return copy(&copying, err);
}

bool attachment_copy_back(const char *from_dir, const char *to_dir, struct error *err)
{
	OWNED(arena) struct arena *arena = arena_new();
	struct copying copying = {.from_dir = from_dir, .to_dir = to_dir, .mends = true, .arena = arena};

	return copy(&copying, err);
}

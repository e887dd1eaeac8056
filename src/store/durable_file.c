#include "store/durable_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

enum { PATH_BYTES = 4096 };

static bool fail(const char *path, int reason, struct error *err)
{
	char what[PATH_BYTES + 32];

	snprintf(what, sizeof(what), "%s cannot be written", path);
	return error_disk(err, reason, what);
}

static bool write_new(const char *path, const void *bytes, size_t length, struct error *err)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600), reason = errno;
	bool is_written;

	if (fd < 0)
		return fail(path, reason, err);
	errno = ENOSPC; /* what a short write means */
	is_written = write(fd, bytes, length) == (ssize_t)length && fsync(fd) == 0;
	reason = errno;
	close(fd);
	return is_written || fail(path, reason, err);
}

bool durable_file_write(const char *directory, const char *name, const void *bytes, size_t length, struct error *err)
{
	char path[PATH_BYTES], fresh[PATH_BYTES];

	snprintf(path, sizeof(path), "%s/%s", directory, name);
	snprintf(fresh, sizeof(fresh), "%s/%s.new", directory, name);
	if (!write_new(fresh, bytes, length, err))
		return false;
	if (rename(fresh, path) < 0)
		return fail(path, errno, err);
	return durable_file_sync_directory(directory, err);
}

bool durable_file_sync_directory(const char *directory, struct error *err)
{
	int fd = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool is_synced = fd >= 0 && fsync(fd) == 0;
	int reason = errno;

	if (fd >= 0)
		close(fd);
	return is_synced || fail(directory, reason, err);
}

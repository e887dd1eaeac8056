/*
 * files: the calls that change files, in front of the C library's. Below the watched directory they fail when told, or are
 * written down; everywhere else they pass.
 */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "control.h"

/* The definitions below carry the names of the C library, some of which it has twice. */
int open64(const char *name, int flags, ...);
ssize_t pwrite64(int fd, const void *bytes, size_t length, off64_t at);
int ftruncate64(int fd, off64_t size);

static int refuse(int reason)
{
	errno = reason;
	return -1;
}

/* A disk that is full takes the beginning of a write. */
static ssize_t refuse_write(int fd, const char *path, const void *bytes, size_t length, off_t at, int reason)
{
	if (reason == ENOSPC && length > 1) {
		syscall(SYS_pwrite64, fd, bytes, length / 2, at);
		shim_record(SHIM_EVENT_WRITE, path, at, bytes, length / 2);
	}
	return refuse(reason);
}

static ssize_t write_at(int fd, const void *bytes, size_t length, off_t at)
{
	char path[PATH_MAX];
	ssize_t written;
	int reason;

	if (!shim_is_watched(fd, path))
		return syscall(SYS_pwrite64, fd, bytes, length, at);
	reason = shim_count(SHIM_WRITE);
	if (reason)
		return refuse_write(fd, path, bytes, length, at, reason);
	shim_record_begin();
	written = syscall(SYS_pwrite64, fd, bytes, length, at);
	if (written > 0)
		shim_record(SHIM_EVENT_WRITE, path, at, bytes, (size_t)written);
	shim_record_end();
	return written;
}

ssize_t pwrite64(int fd, const void *bytes, size_t length, off64_t at)
{
	return write_at(fd, bytes, length, at);
}

ssize_t pwrite(int fd, const void *bytes, size_t length, off_t at)
{
	return write_at(fd, bytes, length, at);
}

ssize_t write(int fd, const void *bytes, size_t length)
{
	char path[PATH_MAX];
	ssize_t written;
	int reason;

	if (!shim_is_watched(fd, path))
		return syscall(SYS_write, fd, bytes, length);
	reason = shim_count(SHIM_WRITE);
	if (reason == ENOSPC && length > 1)
		return syscall(SYS_write, fd, bytes, length / 2); /* the next one is told */
	if (reason)
		return refuse(reason);
	shim_record_begin();
	written = syscall(SYS_write, fd, bytes, length);
	if (written > 0)
		shim_record(SHIM_EVENT_WRITE, path, lseek(fd, 0, SEEK_CUR) - written, bytes, (size_t)written);
	shim_record_end();
	return written;
}

static int truncate_to(int fd, off_t size)
{
	char path[PATH_MAX];
	bool is_watched = shim_is_watched(fd, path);
	int reason = is_watched ? shim_count(SHIM_WRITE) : 0, status;

	if (reason)
		return refuse(reason);
	shim_record_begin();
	status = (int)syscall(SYS_ftruncate, fd, size);
	if (is_watched && status == 0)
		shim_record(SHIM_EVENT_TRUNCATE, path, size, NULL, 0);
	shim_record_end();
	return status;
}

int ftruncate64(int fd, off64_t size)
{
	return truncate_to(fd, size);
}

int ftruncate(int fd, off_t size)
{
	return truncate_to(fd, size);
}

static int sync_by(long call, int fd)
{
	char path[PATH_MAX];
	bool is_watched = shim_is_watched(fd, path);
	int reason = is_watched ? shim_count(SHIM_SYNC) : 0, status;

	if (reason)
		return refuse(reason);
	shim_record_begin();
	status = (int)syscall(call, fd);
	if (is_watched && status == 0)
		shim_record(SHIM_EVENT_SYNC, path, 0, NULL, 0);
	shim_record_end();
	return status;
}

int fsync(int fd)
{
	return sync_by(SYS_fsync, fd);
}

int fdatasync(int fd)
{
	return sync_by(SYS_fdatasync, fd);
}

static int open_with(const char *name, int flags, mode_t mode)
{
	bool is_writing = (flags & O_ACCMODE) != O_RDONLY || flags & O_CREAT;
	bool is_watched = is_writing && shim_is_watched_name(name), is_new;
	int reason = is_watched ? shim_count(SHIM_OPEN) : 0, fd;

	if (reason)
		return refuse(reason);
	shim_record_begin();
	is_new = is_watched && flags & O_CREAT && access(name, F_OK) != 0;
	fd = (int)syscall(SYS_openat, AT_FDCWD, name, flags, mode);
	if (is_new && fd >= 0)
		shim_record(SHIM_EVENT_MADE, name, 0, NULL, 0);
	shim_record_end();
	return fd;
}

/* The mode is given only with O_CREAT. */
#define MODE_OF(flags, mode) \
	do { \
		va_list args; \
		va_start(args, flags); \
		if ((flags) & (O_CREAT | __O_TMPFILE)) \
			(mode) = va_arg(args, mode_t); \
		va_end(args); \
	} while (0)

int open(const char *name, int flags, ...)
{
	mode_t mode = 0;

	MODE_OF(flags, mode);
	return open_with(name, flags, mode);
}

int open64(const char *name, int flags, ...)
{
	mode_t mode = 0;

	MODE_OF(flags, mode);
	return open_with(name, flags, mode);
}

/* With the name that follows in the record's data. */
int rename(const char *from, const char *to)
{
	bool is_watched = shim_is_watched_name(to);
	int reason = is_watched ? shim_count(SHIM_WRITE) : 0, status;

	if (reason)
		return refuse(reason);
	shim_record_begin();
	status = (int)syscall(SYS_rename, from, to);
	if (is_watched && status == 0)
		shim_record(SHIM_EVENT_RENAMED, from, 0, to, strlen(to));
	shim_record_end();
	return status;
}

int unlink(const char *name)
{
	int status;

	shim_record_begin();
	status = (int)syscall(SYS_unlink, name);
	if (status == 0 && shim_is_watched_name(name))
		shim_record(SHIM_EVENT_REMOVED, name, 0, NULL, 0);
	shim_record_end();
	return status;
}

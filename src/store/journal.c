/*
 * journal: appends and syncs. A half-written line is cut off again, so that the next one starts on a line of its own.
 */
#include "store/journal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct journal {
	int fd;
};

bool journal_open(const char *data_dir, struct journal **out, struct error *err)
{
	char path[4096];
	int fd;

	snprintf(path, sizeof(path), "%s/stops.journal", data_dir);
	fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
	if (fd < 0)
		return error_set(err, ERROR_STORAGE, "cannot_open", "%s cannot be opened: %s.", path, strerror(errno));

	*out = calloc(1, sizeof(**out));
	ASSERT(*out);
	(*out)->fd = fd;
	return true;
}

void journal_free(struct journal *journal)
{
	if (!journal)
		return;
	close(journal->fd);
	free(journal);
}

static bool write_all(int fd, const char *bytes, size_t length)
{
	while (length > 0) {
		ssize_t written = write(fd, bytes, length);

		if (written < 0 && errno == EINTR)
			continue;
		if (written <= 0)
			return false;
		bytes += written;
		length -= (size_t)written;
	}
	return true;
}

bool journal_append(struct journal *journal, const char *lines, size_t length, struct error *err)
{
	off_t start = lseek(journal->fd, 0, SEEK_END);
	int reason;

	if (write_all(journal->fd, lines, length) && fdatasync(journal->fd) == 0)
		return true;
	reason = errno;

	if (start >= 0 && ftruncate(journal->fd, start) < 0 && errno != EINVAL)
		reason = errno;
	return error_disk(err, reason, "stops.journal cannot be written");
}

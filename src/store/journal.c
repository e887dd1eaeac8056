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

/* A power cut may have left half a line, whose transaction then was not committed. That this fails is found by the first
 * append. */
static void end_last_line(int fd)
{
	off_t size = lseek(fd, 0, SEEK_END);
	char last = '\n';

	if (size > 0 && pread(fd, &last, 1, size - 1) == 1 && last != '\n' && write(fd, "\n", 1) < 0)
		return;
}

bool journal_open(const char *data_dir, struct journal **out, struct error *err)
{
	char path[4096];
	int fd;

	snprintf(path, sizeof(path), "%s/stops.journal", data_dir);
	fd = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
	if (fd < 0)
		return error_disk(err, errno, "stops.journal cannot be opened");
	end_last_line(fd);

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

void journal_lines_add(struct journal_lines *lines, const char *text, size_t length)
{
	size_t needed = lines->length + length;

	if (needed > lines->capacity) {
		lines->capacity = 2 * needed;
		lines->text = realloc(lines->text, lines->capacity);
		ASSERT(lines->text);
	}
	memcpy(lines->text + lines->length, text, length);
	lines->length = needed;
}

void journal_lines_free(struct journal_lines *lines)
{
	free(lines->text);
	*lines = (struct journal_lines){0};
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

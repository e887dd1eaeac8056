/*
 * mark: one line of JSON, replaced as a whole.
 */
#include "store/mark.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "store/durable_file.h"

enum { PATH_BYTES = 4096, LINE_BYTES = 256 };

static bool parse(const char *line, struct mark *out)
{
	int end = 0;

	return sscanf(line, "{\"lineage\":\"%32[0-9a-f]\",\"high_water\":%" SCNd64 "}%n", out->lineage,
		       &out->high_water, &end) == 2 &&
		end > 0 && out->high_water >= 0;
}

bool mark_read(const char *data_dir, struct mark *out, bool *exists, struct error *err)
{
	char path[PATH_BYTES], line[LINE_BYTES] = "";
	ssize_t length;
	int fd;

	*out = (struct mark){0};
	snprintf(path, sizeof(path), "%s/sending.mark", data_dir);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	*exists = fd >= 0 || errno != ENOENT;
	if (fd < 0)
		return !*exists ||
			error_set(err, ERROR_STORAGE, "cannot_open", "%s cannot be opened: %s.", path, strerror(errno));
	length = read(fd, line, sizeof(line) - 1);
	close(fd);
	if (length > 0 && parse(line, out))
		return true;
	return error_set(err, ERROR_INVALID, "mark_damaged",
		"%s is damaged. Delete it: sending is then held until you have confirmed what this database is.", path);
}

bool mark_write(const char *data_dir, const struct mark *mark, struct error *err)
{
	char line[LINE_BYTES];
	int length = snprintf(line, sizeof(line), "{\"lineage\":\"%s\",\"high_water\":%" PRId64 "}\n", mark->lineage,
		mark->high_water);

	return durable_file_write(data_dir, "sending.mark", line, (size_t)length, err);
}

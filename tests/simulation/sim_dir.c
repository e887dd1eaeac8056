/*
 * sim_dir: plain files, one level.
 */
#include "sim_dir.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/check.h"

static char *read_file(const char *path, size_t *size, unsigned *mode)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct stat facts;
	char *bytes;

	ASSERT(fd >= 0 && fstat(fd, &facts) == 0);
	*size = (size_t)facts.st_size;
	*mode = facts.st_mode & 0777;
	bytes = malloc(*size + 1);
	ASSERT(bytes && read(fd, bytes, *size) == (ssize_t)*size);
	close(fd);
	return bytes;
}

static void write_file(const char *path, const char *bytes, size_t size, unsigned mode)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	ASSERT(fd >= 0 && write(fd, bytes, size) == (ssize_t)size);
	ASSERT(fchmod(fd, mode) == 0);
	close(fd);
}

/* Calls with the path of each file; stops when told to. */
static int each(const char *path, int (*visit)(void *context, const char *name, const char *full), void *context)
{
	DIR *dir = opendir(path);
	struct dirent *entry;
	int stopped = 0;

	ASSERT(dir);
	while (!stopped && (entry = readdir(dir))) {
		char full[2 * DIR_PATH];

		if (entry->d_name[0] == '.')
			continue;
		snprintf(full, sizeof(full), "%s/%.128s", path, entry->d_name);
		stopped = visit(context, entry->d_name, full);
	}
	closedir(dir);
	return stopped;
}

static int take_in(void *context, const char *name, const char *full)
{
	struct dir_image *image = context;

	ASSERT(image->count < DIR_FILES);
	snprintf(image->files[image->count].name, sizeof(image->files[0].name), "%.63s", name);
	image->files[image->count].bytes = read_file(
		full, &image->files[image->count].size, &image->files[image->count].mode);
	image->count++;
	return 0;
}

void dir_read(const char *path, struct dir_image *image)
{
	*image = (struct dir_image){0};
	each(path, take_in, image);
}

static int remove_one(void *context, const char *name, const char *full)
{
	(void)context;
	(void)name;
	ASSERT(unlink(full) == 0);
	return 0;
}

void dir_empty(const char *path)
{
	each(path, remove_one, NULL);
}

void dir_write(const char *path, const struct dir_image *image)
{
	dir_empty(path);
	for (size_t i = 0; i < image->count; i++) {
		char full[2 * DIR_PATH];

		snprintf(full, sizeof(full), "%s/%s", path, image->files[i].name);
		write_file(full, image->files[i].bytes, image->files[i].size, image->files[i].mode);
	}
}

struct looking {
	const char *bytes;
	char *where;
};

static int look(void *context, const char *name, const char *full)
{
	struct looking *looking = context;
	size_t size;
	unsigned mode;
	char *bytes = read_file(full, &size, &mode);
	int found = memmem(bytes, size, looking->bytes, strlen(looking->bytes)) != NULL;

	free(bytes);
	if (found)
		snprintf(looking->where, 64, "%.63s", name);
	return found;
}

int dir_holds(const char *path, const char *bytes, char where[64])
{
	return each(path, look, &(struct looking){.bytes = bytes, .where = where});
}

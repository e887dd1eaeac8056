#pragma once
/*
 * sim_dir: data directories: a finished one is kept in memory and laid down again for each seed.
 */
#include <stddef.h>

enum { DIR_FILES = 16, DIR_PATH = 200 };

struct dir_image {
	struct {
		char name[64];
		char *bytes;
		size_t size;
		unsigned mode;
	} files[DIR_FILES];
	size_t count;
};

/* Both end the process when they cannot: without a directory there is no simulation. */
void dir_read(const char *path, struct dir_image *image);
void dir_write(const char *path, const struct dir_image *image); /* what else lies there goes */
void dir_empty(const char *path);

/* Whether these bytes stand in any file there; `where` gets its name. */
int dir_holds(const char *path, const char *bytes, char where[64]);

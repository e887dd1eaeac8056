#pragma once
/*
 * control: the page that a test and the program under test share, and what the files of the shim share. The test writes
 * the page as a file; the order and the sizes of its fields are told again in tests/faults/shim.mjs.
 */
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/* What is counted and may fail. */
enum shim_operation {
	SHIM_WRITE = 1, /* also growing and cutting a file, making and renaming one */
	SHIM_SYNC = 2,
	SHIM_OPEN = 4, /* for writing */
	SHIM_ALLOCATION = 8,
};

enum { SHIM_MAX_SITES = 16384 };

/* A place in the program that allocates. */
struct shim_site {
	_Atomic uint64_t hash; /* 0: none yet */
	_Atomic int64_t passed;
};

struct shim_control {
	_Atomic int64_t armed;          /* a set of operations; 0: nothing is counted */
	_Atomic int64_t nth;            /* the operation that fails, counted from 1 since the count was set to 0 */
	_Atomic int64_t stays;          /* and all after it */
	_Atomic int64_t reason;         /* the errno */
	_Atomic int64_t count;          /* operations so far */
	_Atomic int64_t struck;         /* how many failed */
	_Atomic int64_t recording;      /* operations are written down */
	_Atomic int64_t backtraced;     /* where the nth allocation was asked for is written to standard error */
	_Atomic int64_t wall_offset_ms; /* the wall clock is ahead by this */
	_Atomic int64_t site_depth;     /* allocations are told apart by so many return addresses; 0: they are not */
	_Atomic uint64_t site;          /* the first allocation of this place fails */
	struct shim_site sites[SHIM_MAX_SITES];
};

/* The page; NULL when the program runs without a test. */
struct shim_control *shim_control(void);

/* Counts the operation; the errno it must fail with, 0 when it may go on. */
int shim_count(enum shim_operation operation);

/* Whether the place that allocates now is the one that is to fail; counts the places. */
bool shim_site_fails(struct shim_control *control);

/* The file's path when it lies in the watched directory. `path` has PATH_MAX bytes. */
bool shim_is_watched(int fd, char *path);
bool shim_is_watched_name(const char *name);

/* What is written down: a header of this, then `path_length` and `data_length` bytes. */
enum shim_event {
	SHIM_EVENT_WRITE = 1,
	SHIM_EVENT_TRUNCATE,
	SHIM_EVENT_SYNC,
	SHIM_EVENT_MADE,
	SHIM_EVENT_RENAMED,
	SHIM_EVENT_REMOVED
};

struct shim_header {
	int64_t event, at_ns, offset, path_length, data_length;
};

/* Held around an operation and its record, so that the record has the order of the file. Cheap when nothing is recorded. */
void shim_record_begin(void);
void shim_record_end(void);
void shim_record(enum shim_event event, const char *path, int64_t offset, const void *data, size_t length);
bool shim_is_recording(void);

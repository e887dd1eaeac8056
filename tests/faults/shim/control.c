/*
 * control: opens the shared page before main. A preloaded library has no other place for its state than its own.
 */
#include "control.h"

#include <errno.h>
#include <execinfo.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static struct shim_control *page;
static const char *watched;
static size_t watched_length;
static int record_fd = -1;
static pthread_mutex_t record_mutex = PTHREAD_MUTEX_INITIALIZER;

__attribute__((constructor)) static void open_page(void)
{
	const char *name = getenv("FAULT_SHIM_CONTROL"), *record = getenv("FAULT_SHIM_RECORD");
	int fd = name ? (int)syscall(SYS_open, name, O_RDWR | O_CLOEXEC) : -1;
	void *at;

	watched = getenv("FAULT_SHIM_DIR");
	if (fd < 0 || !watched)
		return;
	watched_length = strlen(watched);
	at = mmap(NULL, sizeof(*page), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	syscall(SYS_close, fd);
	if (record)
		record_fd = (int)syscall(SYS_open, record, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
	if (at != MAP_FAILED)
		page = at;
}

struct shim_control *shim_control(void)
{
	return page;
}

static void tell_place(void)
{
	void *frames[40];

	backtrace_symbols_fd(frames, backtrace(frames, 40), 2);
}

int shim_count(enum shim_operation operation)
{
	int64_t number, nth;

	if (!page || !(atomic_load(&page->armed) & operation))
		return 0;
	number = atomic_fetch_add(&page->count, 1) + 1;
	nth = atomic_load(&page->nth);
	if (operation == SHIM_ALLOCATION && shim_site_fails(page)) {
		nth = number;
		atomic_store(&page->site, 0);
	}
	if (nth == 0 || number < nth || (number > nth && !atomic_load(&page->stays)))
		return 0;
	atomic_fetch_add(&page->struck, 1);
	if (number == nth && atomic_load(&page->backtraced)) {
		atomic_store(&page->armed, 0); /* telling allocates */
		tell_place();
	}
	return (int)atomic_load(&page->reason);
}

bool shim_is_watched_name(const char *name)
{
	return page && strncmp(name, watched, watched_length) == 0;
}

/* Sockets and standard error are written to far more often than files: they are told apart first. */
bool shim_is_watched(int fd, char *path)
{
	struct stat info;
	char link[64];
	ssize_t length;

	if (!page || (!atomic_load(&page->armed) && !atomic_load(&page->recording)))
		return false;
	if (fstat(fd, &info) != 0 || (!S_ISREG(info.st_mode) && !S_ISDIR(info.st_mode)))
		return false;
	snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	length = readlink(link, path, PATH_MAX - 1);
	if (length < 0)
		return false;
	path[length] = '\0';
	return shim_is_watched_name(path);
}

bool shim_is_recording(void)
{
	return page && record_fd >= 0 && atomic_load(&page->recording);
}

void shim_record_begin(void)
{
	if (shim_is_recording())
		pthread_mutex_lock(&record_mutex);
}

void shim_record_end(void)
{
	if (shim_is_recording())
		pthread_mutex_unlock(&record_mutex);
}

void shim_record(enum shim_event event, const char *path, int64_t offset, const void *data, size_t length)
{
	struct timespec now;
	struct shim_header header = {.event = event, .offset = offset, .data_length = (int64_t)length};

	if (!shim_is_recording())
		return;
	clock_gettime(CLOCK_MONOTONIC, &now);
	header.at_ns = (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
	header.path_length = (int64_t)strlen(path);
	if (syscall(SYS_write, record_fd, &header, sizeof(header)) < 0 ||
		syscall(SYS_write, record_fd, path, (size_t)header.path_length) < 0 ||
		(length && syscall(SYS_write, record_fd, data, length) < 0))
		abort();
}

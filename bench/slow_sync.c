/*
 * slow_sync: preloaded, lets each sync take SLOW_SYNC_US microseconds longer, as on a disk that really waits. For measuring how
 * much of a program's speed is the disk's.
 */
#include <dlfcn.h>
#include <stdlib.h>
#include <unistd.h>

static void wait_a_little(void)
{
	const char *us = getenv("SLOW_SYNC_US");

	if (us)
		usleep((useconds_t)strtoul(us, NULL, 10));
}

int fsync(int fd)
{
	int (*real)(int) = dlsym(RTLD_NEXT, "fsync");

	wait_a_little();
	return real(fd);
}

int fdatasync(int fd)
{
	int (*real)(int) = dlsym(RTLD_NEXT, "fdatasync");

	wait_a_little();
	return real(fd);
}

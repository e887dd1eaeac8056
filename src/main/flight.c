#include "main/flight.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/check.h"
#include "base/log.h"

/* What the last words need when nothing can be asked any more. */
static struct {
	struct recorder *recorder;
	char path[PATH_MAX];
} crash;

static int make_file(const char *path)
{
	return open(path, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600);
}

static void write_last_words(void)
{
	int fd = crash.recorder ? make_file(crash.path) : -1;

	if (fd < 0)
		return;
	if (recorder_write_file(crash.recorder, fd))
		fprintf(stderr, "The last events of each mailbox are in %s\n", crash.path);
	close(fd);
}

void flight_arm(struct recorder *recorder, const char *data_dir)
{
	snprintf(crash.path, sizeof(crash.path), "%s/flight-crash-%d.jsonl", data_dir, (int)getpid());
	crash.recorder = recorder;
	check_on_failure(write_last_words);
}

void flight_disarm(void)
{
	check_on_failure(NULL);
	crash.recorder = NULL;
}

void flight_write(struct recorder *recorder, const char *data_dir, const struct clock *clock)
{
	char path[PATH_MAX], time[25];
	bool done;
	int fd;

	clock_format(clock_wall(clock), time);
	snprintf(path, sizeof(path), "%s/flight-%s.jsonl", data_dir, time);
	fd = make_file(path);
	done = fd >= 0 && recorder_write_file(recorder, fd) && fsync(fd) == 0;
	if (done)
		log_line(LOG_INFO, "flight_written", "The last events of each mailbox are in %s.", path);
	else
		log_line(LOG_ERROR, "flight_failed", "%s cannot be written: %s.", path, strerror(errno));
	if (fd >= 0)
		close(fd);
}

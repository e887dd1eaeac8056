/*
 * clock: the wall clock, moved by as much as the test says. The clocks that never jump are left alone.
 */
#include <errno.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "control.h"

int clock_gettime(clockid_t which, struct timespec *out)
{
	const struct shim_control *control = shim_control();
	int status = (int)syscall(SYS_clock_gettime, which, out);
	int64_t ms;

	if (status != 0 || !control || (which != CLOCK_REALTIME && which != CLOCK_REALTIME_COARSE))
		return status;
	ms = atomic_load(&control->wall_offset_ms);
	out->tv_sec += ms / 1000;
	out->tv_nsec += ms % 1000 * 1000000;
	if (out->tv_nsec < 0 || out->tv_nsec >= 1000000000) {
		int carry = out->tv_nsec < 0 ? -1 : 1;

		out->tv_sec += carry;
		out->tv_nsec -= carry * 1000000000L;
	}
	return 0;
}

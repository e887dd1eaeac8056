#include "base/cancel.h"

#include <stdint.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "base/check.h"

void cancel_init(struct cancel *cancel)
{
	cancel->fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	ASSERT(cancel->fd >= 0);
	atomic_init(&cancel->raised, false);
}

void cancel_close(struct cancel *cancel)
{
	close(cancel->fd);
	cancel->fd = -1;
}

void cancel_raise(struct cancel *cancel)
{
	uint64_t one = 1;

	atomic_store(&cancel->raised, true);
	if (write(cancel->fd, &one, sizeof(one)) < 0)
		return; /* the counter is full: readable already */
}

void cancel_lower(struct cancel *cancel)
{
	uint64_t drained;

	if (!atomic_exchange(&cancel->raised, false))
		return;
	if (read(cancel->fd, &drained, sizeof(drained)) < 0)
		return; /* was not raised */
}

bool cancel_is_raised(const struct cancel *cancel)
{
	return cancel && atomic_load(&cancel->raised);
}

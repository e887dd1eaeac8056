#include "engine/place.h"

#include "base/text.h"

/* After the first look, the second … that found it down. */
static const int pause_seconds[] = {15, 30, 60, 120, 300};

enum { LOOKED_AT_MS = 1000 };

void place_worked(struct place *place, int64_t now)
{
	place->worked_at = now;
	place->is_slow = false;
	place->failures = 0;
	place->failed_mailbox = 0;
	place->many_failed = false;
	place->down_since = 0;
	place->looks = 0;
}

void place_failed(struct place *place, int64_t mailbox_id, int64_t now)
{
	int last = (int)ARRAY_COUNT(pause_seconds) - 1;

	place->failures++;
	if (!place->failed_mailbox)
		place->failed_mailbox = mailbox_id;
	place->many_failed |= place->failed_mailbox != mailbox_id;
	if (!place->many_failed || place->failures < PLACE_FAILURES)
		return;
	if (!place->down_since)
		place->down_since = now;
	if (now < place->look_at)
		return; /* one of those who were there when it went down */
	place->look_at = now + 1000LL * pause_seconds[place->looks < last ? place->looks : last];
	place->looks++;
}

int64_t place_open_at(const struct place *place, int64_t now, int slow_limit)
{
	if (place->is_slow && place->inside >= slow_limit)
		return now + LOOKED_AT_MS;
	if (!place->down_since)
		return now;
	if (place->look_at > now)
		return place->look_at;
	return place->is_looked_at ? now + LOOKED_AT_MS : now;
}

bool place_enter(struct place *place)
{
	bool is_looking = place->down_since != 0 && !place->is_looked_at;

	place->inside++;
	place->is_looked_at |= is_looking;
	return is_looking;
}

void place_leave(struct place *place, bool is_looking)
{
	place->inside--;
	if (is_looking)
		place->is_looked_at = false;
}

void place_stuck(struct place *place, int64_t began_at)
{
	place->stuck++;
	place->is_slow |= place->worked_at < began_at;
}

void place_unstuck(struct place *place)
{
	place->stuck--;
	if (!place->stuck)
		place->is_slow = false;
}

#include "engine/place.h"

#include "base/text.h"

/* After the first look, the second … that found it down. */
static const int pause_seconds[] = {15, 30, 60, 120, 300};

enum { LOOKED_AT_MS = 1000 };

void place_worked(struct place *place)
{
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

int64_t place_open_at(const struct place *place, int64_t now)
{
	if (!place->down_since)
		return now;
	if (place->look_at > now)
		return place->look_at;
	return place->is_looked_at ? now + LOOKED_AT_MS : now;
}

void place_enter(struct place *place)
{
	place->is_looked_at = place->down_since != 0;
}

void place_leave(struct place *place)
{
	place->is_looked_at = false;
}

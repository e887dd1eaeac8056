#include "ops/held.h"

#include <stddef.h>

#include "store/enrollment_store.h"

enum held_reason held_by_hold(enum hold_cause cause)
{
	if (cause == HOLD_PROVIDER)
		return HELD_PROVIDER_DOWN;
	return cause == HOLD_CATCH_UP ? HELD_CATCH_UP : HELD_MAILBOX_HOLD;
}

const char *held_end_reason(enum held_reason reason)
{
	if (reason == HELD_OVERLAP)
		return END_OVERLAP;
	if (reason == HELD_COUNTRY_POLICY)
		return END_COUNTRY;
	if (reason == HELD_COLLEAGUE_REPLIED)
		return END_COLLEAGUE;
	if (reason == HELD_GOAL_REACHED)
		return END_GOAL;
	return reason == HELD_WINDOW ? END_ENDED : NULL;
}

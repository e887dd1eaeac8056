#include "model/send_search.h"

#include <stddef.h>

#include "base/text.h"

/* Before the first, second … look. */
static const int gap_seconds[] = {5, 25, 90, 3 * 60, 10 * 60};
_Static_assert(ARRAY_COUNT(gap_seconds) == SEND_SEARCHES, "a gap before each look");

/* Servers date mail by their own clock, and in whole seconds. */
#define CLOCK_MARGIN_MS (10 * 60 * 1000LL)

static const char *const reason_names[] = {
	[UNKNOWN_NO_ANSWER] = "no_answer",
	[UNKNOWN_CUT] = "cut",
	[UNKNOWN_PROCESS_DIED] = "process_died",
	[UNKNOWN_RESTORED] = "restored",
};
_Static_assert(ARRAY_COUNT(reason_names) == UNKNOWN_REASON_COUNT, "each reason has a name");

static const char *const state_names[] = {
	[SEARCH_WAITING] = "waiting",
	[SEARCH_MAILBOX_INACTIVE] = "mailbox_inactive",
	[SEARCH_CANNOT_READ] = "cannot_read",
	[SEARCH_NO_SENT_FOLDER] = "no_sent_folder",
	[SEARCH_NOT_FOUND] = "not_found",
	[SEARCH_FOUND] = "found",
	[SEARCH_ENDED] = "ended",
};
_Static_assert(ARRAY_COUNT(state_names) == SEARCH_STATE_COUNT, "each state has a name");

const char *unknown_reason_name(enum unknown_reason reason)
{
	return reason_names[reason];
}

bool unknown_reason_parse(const char *name, enum unknown_reason *out)
{
	for (size_t i = 0; i < ARRAY_COUNT(reason_names); i++)
		if (text_equal(name, reason_names[i])) {
			*out = (enum unknown_reason)i;
			return true;
		}
	return false;
}

const char *search_state_name(enum search_state state)
{
	return state_names[state];
}

int64_t send_search_next_at(int done, int64_t now)
{
	return done < SEND_SEARCHES ? now + 1000LL * gap_seconds[done] : 0;
}

int64_t send_search_sent_at(int64_t copy_date, int64_t permitted_at, int64_t now)
{
	if (copy_date > 0 && copy_date >= permitted_at - CLOCK_MARGIN_MS && copy_date <= now + CLOCK_MARGIN_MS)
		return copy_date < now ? copy_date : now;
	return permitted_at ? permitted_at : now;
}

/*
 * sim_approvals: where somebody is asked, no email leaves that was not approved in these words, nor one that was skipped.
 */
#include <stdlib.h>
#include <string.h>

#include "sim_chaos.h"
#include "sim_check.h"
#include "sim_history.h"

static bool is_about(const struct record *record, enum record_kind kind, enum chaos_act act, int64_t subject)
{
	return record->kind == (int16_t)kind && record->what == (int16_t)act && record->subject == subject;
}

/* An approval whose answer was lost in a crash may have been one. */
static bool was_approved(const struct history *history, const struct record *end, uint32_t at)
{
	for (uint32_t i = 0; i < at; i++) {
		const struct record *ask = &history->records[i];

		if (is_about(ask, RECORD_ASK, ACT_APPROVE, end->subject) &&
			strncmp(ask->words, WORLD_EDITION, strlen(WORLD_EDITION)) == 0 &&
			strtol(ask->words + strlen(WORLD_EDITION), NULL, 10) == end->answer)
			return true;
	}
	return false;
}

static bool was_skipped(const struct history *history, const struct record *end, uint32_t at)
{
	for (uint32_t i = 0; i < at; i++)
		if (is_about(&history->records[i], RECORD_ANSWER, ACT_SKIP, end->subject) && history->records[i].answer)
			return true;
	return false;
}

void check_approvals(const struct world_facts *facts)
{
	const struct history *history = history_current();

	for (uint32_t i = 0; i < history->count && facts->campaigns[0].asks; i++) {
		const struct record *record = &history->records[i];

		if (record->kind != RECORD_END)
			continue;
		if (!was_approved(history, record, i))
			history_violate("an email ended at %u with edition %lld of its text, which nobody approved", i,
				(long long)record->answer);
		if (was_skipped(history, record, i))
			history_violate("an email ended at %u although it was skipped", i);
	}
}

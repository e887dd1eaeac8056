/*
 * sim_history: records and a hash over them: two runs of a seed are the same when their hashes are.
 */
#include "sim_history.h"

#include <stdarg.h>
#include <string.h>
#include <sys/mman.h>

#include "base/check.h"
#include "base/clock.h"
#include "fiber.h"
#include "sim_chaos.h"
#include "sim_random.h"

static struct history *shared;

static const char *const kind_names[] = {
	[RECORD_LIFE] = "life",
	[RECORD_CRASH] = "crash",
	[RECORD_STOPPED] = "stopped",
	[RECORD_ASK] = "ask",
	[RECORD_ANSWER] = "answer",
	[RECORD_PREPARE] = "prepare",
	[RECORD_PERMIT] = "permit",
	[RECORD_END] = "END",
	[RECORD_REPLY] = "reply",
	[RECORD_FAULT] = "fault",
	[RECORD_NOTE] = "note",
};
_Static_assert(ARRAY_COUNT(kind_names) == RECORD_KIND_COUNT, "each kind has a name");

struct history *history_open(void)
{
	shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	ASSERT(shared != MAP_FAILED);
	return shared;
}

struct history *history_current(void)
{
	return shared;
}

void history_clear(void)
{
	memset(shared, 0, offsetof(struct history, records) + shared->count * sizeof(struct record));
}

static void hash_in(const struct record *record)
{
	uint64_t words[(sizeof(*record) + 7) / 8] = {0};

	memcpy(words, record, sizeof(*record));
	for (size_t i = 0; i < ARRAY_COUNT(words); i++)
		shared->hash = sim_random_mix(shared->hash, words[i]);
}

uint32_t history_add(const struct record *record)
{
	struct record *kept = &shared->records[shared->count];

	ASSERT(shared->count < HISTORY_MAX);
	memset(kept, 0, sizeof(*kept));
	kept->at_ms = fiber_wall_ns() / 1000000;
	kept->kind = record->kind;
	kept->life = (int16_t)shared->life;
	kept->fiber = (int16_t)fiber_current();
	kept->what = record->what;
	kept->answer = record->answer;
	kept->mailbox = record->mailbox;
	kept->campaign = record->campaign;
	kept->contact = record->contact;
	kept->subject = record->subject;
	snprintf(kept->words, sizeof(kept->words), "%s", record->words);
	hash_in(kept);
	shared->ends += record->kind == RECORD_END;
	shared->crashes += record->kind == RECORD_CRASH;
	shared->faults += record->kind == RECORD_FAULT;
	shared->asks += record->kind == RECORD_ASK;
	return shared->count++;
}

void history_tell(enum record_kind kind, const char *words)
{
	struct record record = {.kind = (int16_t)kind};

	snprintf(record.words, sizeof(record.words), "%s", words);
	history_add(&record);
}

void history_violate(const char *format, ...)
{
	va_list args;

	if (shared->violation[0])
		return;
	va_start(args, format);
	vsnprintf(shared->violation, sizeof(shared->violation), format, args);
	va_end(args);
}

bool history_has_violation(void)
{
	return shared->violation[0] != '\0';
}

static void put_id(FILE *out, const char *name, int64_t id)
{
	if (id)
		fprintf(out, " %s %016llx", name, (unsigned long long)id);
}

void history_print(FILE *out, const struct history *history, uint32_t last)
{
	uint32_t from = history->count > last ? history->count - last : 0;

	for (uint32_t i = from; i < history->count; i++) {
		const struct record *record = &history->records[i];
		char time[25];

		clock_format(record->at_ms, time);
		fprintf(out, "%5u %s life %d fiber %2d %-8s", i, time, record->life, record->fiber,
			kind_names[record->kind]);
		if (record->kind == RECORD_ASK || record->kind == RECORD_ANSWER)
			fprintf(out, " %s", chaos_act_name((enum chaos_act)record->what));
		if (record->kind == RECORD_ANSWER || record->kind == RECORD_PERMIT || record->kind == RECORD_REPLY)
			fprintf(out, " -> %lld", (long long)record->answer);
		put_id(out, "mailbox", record->mailbox);
		put_id(out, "campaign", record->campaign);
		put_id(out, "contact", record->contact);
		put_id(out, "subject", record->subject);
		fprintf(out, " %s\n", record->words);
	}
}

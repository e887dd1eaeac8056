/*
 * sim_journal_check: every answered stop has a line of its own in the stop journal: as many lines of its kind about its
 * mailbox or campaign as there were answers.
 */
#include <stdio.h>
#include <string.h>

#include "base/id.h"
#include "sim_chaos.h"
#include "sim_check.h"
#include "sim_history.h"

enum { LINE_BYTES = 2048 };

static int lines_with(const char *path, const char *stop, const char *about)
{
	char line[LINE_BYTES], word[64];
	FILE *file = fopen(path, "r");
	int count = 0;

	ASSERT(file);
	snprintf(word, sizeof(word), "\"stop\":\"%s\"", stop);
	while (fgets(line, sizeof(line), file))
		count += strstr(line, word) && strstr(line, about);
	fclose(file);
	return count;
}

static int answers_of(enum chaos_act act, int64_t mailbox, int64_t campaign)
{
	const struct history *history = history_current();
	int count = 0;

	for (uint32_t i = 0; i < history->count; i++) {
		const struct record *record = &history->records[i];

		count += record->kind == RECORD_ANSWER && record->answer && record->what == (int)act &&
			(!mailbox || record->mailbox == mailbox) && (!campaign || record->campaign == campaign);
	}
	return count;
}

static void check_one(const char *path, enum chaos_act act, const char *stop, int64_t mailbox, int64_t campaign)
{
	int wanted = answers_of(act, mailbox, campaign), found;
	char id[ID_TEXT_SIZE] = "";

	if (mailbox)
		id_format(ID_MAILBOX, mailbox, id);
	if (campaign)
		id_format(ID_CAMPAIGN, campaign, id);
	found = wanted ? lines_with(path, stop, id) : 0;
	if (found < wanted)
		history_violate("%d times %s of %s was answered, and the stop journal has %d lines of it", wanted, stop, id, found);
}

void check_journal(const struct world_facts *facts, const char *dir)
{
	char path[256];

	snprintf(path, sizeof(path), "%.200s/stops.journal", dir);
	for (int i = 0; i < facts->mailbox_count; i++) {
		check_one(path, ACT_DISCONNECT, "disconnect", facts->mailboxes[i], 0);
		check_one(path, ACT_HOLD, "hold", facts->mailboxes[i], 0);
	}
	for (int i = 0; i < facts->campaign_count; i++)
		check_one(path, ACT_PAUSE, "pause", 0, facts->campaigns[i].id);
	check_one(path, ACT_ERASE, "erase", 0, 0);
	check_one(path, ACT_SUPPRESS, "suppress", 0, 0);
}

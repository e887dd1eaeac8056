/*
 * sim_rows: the database at the end against what happened: what a server took is sent or unknown, what is sent was taken,
 * nobody is forgotten, and the totals are those of the rows.
 */
#include <stdio.h>
#include <string.h>

#include "sim_chaos.h"
#include "sim_check.h"
#include "sim_history.h"
#include "sim_network.h"

/* What the history says of one email. */
struct told {
	bool has_ended;
	int64_t verdict; /* of the last end, as far as it was told; -1: the program died first */
	bool as_sent, as_drop; /* a person may have said so, after the last end */
	bool as_resend, maybe_resend; /* said so; said so, and the program died before it answered */
};

/* Queries that must find nothing: what they mean when they do. */
static const struct {
	const char *what, *sql;
} nothing[] = {
	{"an email is still under way", "SELECT id FROM send WHERE status IN ('claimed', 'transmitting')"},
	{"somebody is forgotten: nothing is planned for them and nothing is due",
		"SELECT e.id FROM enrollment e WHERE e.status = 'live' AND e.due_at IS NULL AND NOT EXISTS"
		" (SELECT 1 FROM send s WHERE s.enrollment_id = e.id AND s.status IN ('due', 'unknown'))"},
	{"somebody whose sequence is over has an email waiting",
		"SELECT s.id FROM send s JOIN enrollment e ON e.id = s.enrollment_id WHERE s.status = 'due' AND"
		" e.status NOT IN ('live', 'review')"},
	{"a disconnect never ended", "SELECT id FROM mailbox WHERE disconnecting"},
	{"an inactive mailbox has an epoch that somebody may still use",
		"SELECT m.id FROM mailbox m JOIN send s ON s.mailbox_id = m.id WHERE s.epoch > m.epoch"},
	{"a total of a campaign is not that of its rows",
		"SELECT c.campaign_id FROM campaign_counter c WHERE"
		" c.sent <> (SELECT count(*) FROM send s WHERE s.campaign_id = c.campaign_id AND s.status = 'sent') OR"
		" c.unknown <> (SELECT count(*) FROM send s WHERE s.campaign_id = c.campaign_id AND s.status = 'unknown') OR"
		" c.contacts <> (SELECT count(*) FROM enrollment e WHERE e.campaign_id = c.campaign_id) OR"
		" c.live <> (SELECT count(*) FROM enrollment e WHERE e.campaign_id = c.campaign_id AND"
		" e.status IN ('live', 'review')) OR"
		" c.replied <> (SELECT count(*) FROM enrollment e WHERE e.campaign_id = c.campaign_id AND"
		" e.status = 'replied') OR"
		" c.failed <> (SELECT count(*) FROM enrollment e WHERE e.campaign_id = c.campaign_id AND"
		" e.status = 'failed')"},
	{"more were taken from a mailbox's day than its rows and its give-backs explain",
		"SELECT d.mailbox_id FROM mailbox_day d WHERE d.taken < 0 OR d.taken < (SELECT count(*) FROM send s WHERE"
		" s.mailbox_id = d.mailbox_id AND s.permit_day = d.day AND s.status IN ('sent', 'unknown'))"},
	{"the database is damaged", "SELECT 1 FROM pragma_integrity_check WHERE integrity_check <> 'ok'"},
	{"a reference leads nowhere", "SELECT 1 FROM pragma_foreign_key_check"},
};

static sqlite3_stmt *prepare(sqlite3 *db, const char *sql)
{
	sqlite3_stmt *statement = NULL;

	if (sqlite3_prepare_v2(db, sql, -1, &statement, NULL) != SQLITE_OK)
		fprintf(stderr, "%s: %s\n", sql, sqlite3_errmsg(db));
	ASSERT(statement);
	return statement;
}

static void check_nothing(sqlite3 *db)
{
	for (size_t i = 0; i < ARRAY_COUNT(nothing); i++) {
		sqlite3_stmt *statement = prepare(db, nothing[i].sql);

		if (sqlite3_step(statement) == SQLITE_ROW)
			history_violate("%s (%llx)", nothing[i].what, (long long)sqlite3_column_int64(statement, 0));
		sqlite3_finalize(statement);
	}
}

static void listen_to(const struct record *record, struct told *told)
{
	switch ((enum record_kind)record->kind) {
	case RECORD_END:
		*told = (struct told){.has_ended = true, .verdict = -1};
		return;
	case RECORD_REPLY:
		told->verdict = record->answer;
		return;
	case RECORD_ASK:
		told->as_sent = told->as_sent || record->what == ACT_RESOLVE_SENT;
		told->as_drop = told->as_drop || record->what == ACT_RESOLVE_DROP;
		told->maybe_resend = told->maybe_resend || record->what == ACT_RESOLVE_RESEND;
		return;
	case RECORD_ANSWER:
		if (record->what != ACT_RESOLVE_RESEND || strcmp(record->words, "commit_failed") == 0)
			return;
		told->maybe_resend = false;
		told->as_resend = told->as_resend || record->answer;
		return;
	case RECORD_LIFE:
	case RECORD_CRASH:
	case RECORD_STOPPED:
	case RECORD_PREPARE:
	case RECORD_PERMIT:
	case RECORD_FAULT:
	case RECORD_NOTE:
	case RECORD_KIND_COUNT:
		return;
	}
}

static struct told what_was_told(int64_t subject)
{
	const struct history *history = history_current();
	struct told told = {.verdict = -1};

	for (uint32_t i = 0; i < history->count; i++)
		if (history->records[i].subject == subject)
			listen_to(&history->records[i], &told);
	return told;
}

static bool is_fitting(const struct told *told, const char *status)
{
	bool is_sent = strcmp(status, "sent") == 0, is_unknown = strcmp(status, "unknown") == 0;

	if ((told->as_sent && is_sent) || (told->as_drop && strcmp(status, "cancelled") == 0))
		return true;
	if (told->maybe_resend && !is_sent)
		return true;
	if (told->as_resend || !told->has_ended)
		return !is_sent || told->as_sent;
	switch (told->verdict) {
	case SERVER_TOOK:
		return is_sent || is_unknown;
	case SERVER_DEFERRED:
		return !is_sent;
	case SERVER_REFUSED:
		return is_unknown || strcmp(status, "failed") == 0;
	default: /* nobody was told: found in the Sent mail, or unknown */
		return is_unknown || is_sent;
	}
}

static void check_emails(sqlite3 *db)
{
	sqlite3_stmt *statement = prepare(db, "SELECT message_id, status, id FROM send");

	while (sqlite3_step(statement) == SQLITE_ROW) {
		struct told told = what_was_told(provider_hash((const char *)sqlite3_column_text(statement, 0)));
		const char *status = (const char *)sqlite3_column_text(statement, 1);

		if (!is_fitting(&told, status))
			history_violate("an email is %s, and its server %s (%llx)", status,
				!told.has_ended			 ? "never got it"
					: told.verdict == -1	 ? "may have it"
					: told.verdict == SERVER_TOOK ? "said that it took it"
								 : "gave another answer",
				(long long)sqlite3_column_int64(statement, 2));
	}
	sqlite3_finalize(statement);
}

/* What was certainly not taken may be planned anew, in a row of its own. */
static bool may_be_gone(int64_t subject)
{
	struct told told = what_was_told(subject);

	return told.verdict == SERVER_DEFERRED || told.as_resend || told.maybe_resend;
}

/* Every end of data has its row. */
static void check_ends(sqlite3 *db)
{
	const struct history *history = history_current();
	sqlite3_stmt *statement = prepare(db, "SELECT message_id FROM send");
	bool is_there[HISTORY_MAX] = {0};

	while (sqlite3_step(statement) == SQLITE_ROW) {
		int64_t subject = provider_hash((const char *)sqlite3_column_text(statement, 0));

		for (uint32_t i = 0; i < history->count; i++)
			is_there[i] = is_there[i] || history->records[i].subject == subject;
	}
	sqlite3_finalize(statement);
	for (uint32_t i = 0; i < history->count; i++)
		if (history->records[i].kind == RECORD_END && !is_there[i] && !may_be_gone(history->records[i].subject))
			history_violate("the email that ended at %u is in no row", i);
}

void check_rows(sqlite3 *db)
{
	check_nothing(db);
	check_emails(db);
	check_ends(db);
}

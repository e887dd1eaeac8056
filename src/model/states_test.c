/*
 * Draws docs/states.md from the tables of moves and compares it with the page. Run with WRITE_STATES=1 to renew the page.
 */
#include "base/unit.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/check.h"
#include "base/text.h"
#include "model/campaign.h"
#include "model/mailbox.h"
#include "model/send.h"

enum { MAX_PAGE = 64 * 1024 };

/* "inactive_user": a state and its cause as the name of one box. */
static const char *mailbox_box(enum mailbox_status status, enum mailbox_cause cause, struct arena *arena)
{
	const char *name = mailbox_cause_name(cause);

	return name ? arena_printf(arena, "%s_%s", mailbox_status_name(status), name) : mailbox_status_name(status);
}

static void draw_arrow(struct text *page, const char *from, const char *to, const char *event)
{
	text_printf(page, "    %s --> %s : %s\n", from, to, event);
}

/* A move from any cause becomes one arrow for each. */
static void draw_mailbox_move(struct text *page, const struct mailbox_move *move)
{
	bool any = move->from == MAILBOX_INACTIVE && move->from_cause == MAILBOX_CAUSE_NONE;
	int first = any ? MAILBOX_CAUSE_USER : (int)move->from_cause;
	int last = any ? MAILBOX_CAUSE_COUNT - 1 : (int)move->from_cause;

	for (int cause = first; cause <= last; cause++)
		draw_arrow(page, mailbox_box(move->from, (enum mailbox_cause)cause, page->arena),
			mailbox_box(move->to, move->to_cause, page->arena), mailbox_event_name(move->event));
}

static void draw_mailbox(struct text *page)
{
	struct mailbox_move move;

	text_add(page, "## Mailbox\n\n```mermaid\nstateDiagram-v2\n    [*] --> active : connect\n");
	for (size_t i = 0; mailbox_move_at(i, &move); i++)
		draw_mailbox_move(page, &move);
	for (int cause = MAILBOX_CAUSE_USER; cause < MAILBOX_CAUSE_COUNT; cause++)
		draw_arrow(
			page, mailbox_box(MAILBOX_INACTIVE, (enum mailbox_cause)cause, page->arena), "[*]", "remove");
	text_add(page, "```\n\n");
}

static void draw_actions(struct text *page, const char *state, const struct mailbox *mailbox)
{
	const char *between = "";

	text_printf(page, "| %s | ", state);
	for (int action = 0; action < MAILBOX_ACTION_COUNT; action++) {
		if (!mailbox_may(mailbox, (enum mailbox_action)action, 1))
			continue;
		text_printf(page, "%s%s", between, mailbox_action_name((enum mailbox_action)action));
		between = ", ";
	}
	text_add(page, *between ? " |\n" : "none |\n");
}

static void draw_mailbox_actions(struct text *page)
{
	struct mailbox active = {.status = MAILBOX_ACTIVE}, held = active;
	struct mailbox gone = {.status = MAILBOX_INACTIVE, .cause = MAILBOX_CAUSE_USER}, undoable = gone, busy = gone;

	held.holds[0] = (struct mailbox_hold){.cause = HOLD_USER};
	held.hold_count = 1;
	undoable.undo_until = 2;
	busy.disconnecting = true;
	text_add(page, "| state | allowed actions |\n|---|---|\n");
	draw_actions(page, "active", &active);
	draw_actions(page, "active, held by a user", &held);
	draw_actions(page, "inactive, disconnect still running", &busy);
	draw_actions(page, "inactive, within the undo window", &undoable);
	draw_actions(page, "inactive", &gone);
}

static void draw_holds(struct text *page)
{
	static const char *const columns[] = {"mail outside campaigns", "step 1", "steps from 2 on"};

	text_printf(page, "\n| hold | %s | %s | %s |\n|---|---|---|---|\n", columns[0], columns[1], columns[2]);
	for (int cause = 0; cause < HOLD_CAUSE_COUNT; cause++) {
		struct mailbox mailbox = {.holds = {{.cause = (enum hold_cause)cause}}, .hold_count = 1};

		text_printf(page, "| %s |", hold_cause_name((enum hold_cause)cause));
		for (int step = 0; step < (int)ARRAY_COUNT(columns); step++)
			text_add(page, mailbox_hold_for_step(&mailbox, step, 1) ? " stops |" : " goes on |");
		text_add(page, "\n");
	}
}

static void draw_campaign(struct text *page)
{
	struct campaign_move move;

	text_add(page, "\n## Campaign\n\n```mermaid\nstateDiagram-v2\n    [*] --> draft : create\n");
	for (size_t i = 0; campaign_move_at(i, &move); i++)
		draw_arrow(page, campaign_status_name(move.from), campaign_status_name(move.to),
			campaign_event_name(move.event));
	text_add(page,
		"    draft --> [*] : delete\n```\n\nResume leads back to the status that the pause interrupted. Causes "
		"of a "
		"pause: ");
	for (int cause = PAUSE_NONE + 1; cause < PAUSE_CAUSE_COUNT; cause++)
		text_printf(
			page, "%s`%s`", cause > PAUSE_NONE + 1 ? ", " : "", pause_cause_name((enum pause_cause)cause));
	text_add(page, ".\n");
}

static void draw_send(struct text *page)
{
	struct send_move move;

	text_add(page, "\n## Send\n\n```mermaid\nstateDiagram-v2\n    [*] --> due\n");
	for (size_t i = 0; send_move_at(i, &move); i++)
		text_printf(page, "    %s --> %s\n", send_status_name(move.from), send_status_name(move.to));
	text_add(page, "```\n\nWhat can keep a due send from going: ");
	for (int reason = HELD_NONE + 1; reason < HELD_REASON_COUNT; reason++)
		text_printf(
			page, "%s`%s`", reason > HELD_NONE + 1 ? ", " : "", held_reason_name((enum held_reason)reason));
	text_add(page, ".\n");
}

static void draw(struct text *page)
{
	text_add(page,
		"# States\n\nDrawn from the tables in `src/model` by `states_test.c`, which also checks that this page "
		"is "
		"up to date. To renew it: run\nthe test `model_states` with `WRITE_STATES=1`.\n\n");
	draw_mailbox(page);
	draw_mailbox_actions(page);
	draw_holds(page);
	draw_campaign(page);
	draw_send(page);
}

static void write_page(const struct text *page)
{
	FILE *file = fopen(STATES_PAGE, "w");

	assert_non_null(file);
	assert_int_equal(fwrite(page->data, 1, page->length, file), page->length);
	assert_int_equal(fclose(file), 0);
}

TEST(states, the_page_shows_the_tables_as_they_are)
{
	OWNED(arena) struct arena *arena = arena_new();
	char *there = arena_alloc(arena, MAX_PAGE + 1);
	struct text page;
	FILE *file;

	text_init(&page, arena);
	draw(&page);
	if (getenv("WRITE_STATES"))
		write_page(&page);
	file = fopen(STATES_PAGE, "r");
	assert_non_null(file);
	there[fread(there, 1, MAX_PAGE, file)] = '\0';
	fclose(file);

	assert_string_equal(there, text_string(&page));
}

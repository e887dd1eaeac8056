#include "cli/campaign_view_cmd.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "cli/campaign_call.h"
#include "cli/client.h"
#include "cli/print.h"
#include "cli/table.h"

static const char *number_of(const json_t *object, const char *name, struct arena *arena)
{
	const json_t *value = json_object_get(object, name);

	return json_is_integer(value) ? arena_printf(arena, "%lld", json_integer_value(value)) : NULL;
}

/* Adds "&name=value" of an option that was given. */
static const char *with_option(struct cli *cli, const char *path, const char *option)
{
	const char *value = cli_option(cli, option);

	return value ? arena_printf(cli->arena, "%s&%s=%s", path, option, client_escape(cli->arena, value)) : path;
}

/* One answer, shown by `show` or as JSON. */
static int show_one(struct cli *cli, const char *path, void (*show)(const json_t *answer, struct arena *arena))
{
	OWNED(client) struct client *client = NULL;
	json_t *answer = NULL;
	struct error err;

	if (!client_open(cli, &client, &err) || !client_call(client, "GET", path, NULL, &answer, &err))
		return cli_fail(&err);
	if (cli->is_json)
		print_json(answer);
	else
		show(answer, cli->arena);
	json_decref(answer);
	return CLI_DONE;
}

/* Every row of a list, shown by `show` or as JSON. */
static int show_all(struct cli *cli, const char *path, void (*show)(const json_t *items, struct arena *arena))
{
	OWNED(client) struct client *client = NULL;
	json_t *items = NULL;
	struct error err;

	if (!client_open(cli, &client, &err) || !print_fetch_all(client, cli->arena, path, &items, &err))
		return cli_fail(&err);
	if (cli->is_json)
		print_list_json(items);
	else
		show(items, cli->arena);
	json_decref(items);
	return CLI_DONE;
}

static void line(const char *name, const char *value)
{
	printf("%-12s %s\n", name, text_is_empty(value) ? "-" : value);
}

/* "company is Acme"; NULL for none. */
static const char *condition_of(const json_t *condition, struct arena *arena)
{
	const char *value = text_of(condition, "value");

	if (!json_is_object(condition))
		return NULL;
	return arena_printf(arena, "%s %s%s%s", text_of(condition, "field"), text_of(condition, "is"), value ? " " : "",
		value ? value : "");
}

/* What sets a step apart: whom it is for, and whether somebody approves its emails. */
static void show_rules(const json_t *step, struct arena *arena)
{
	const json_t *condition = json_object_get(step, "condition");
	const char *only_if = condition_of(condition, arena);
	bool asks = json_is_true(json_object_get(step, "review"));

	if (only_if)
		only_if = arena_printf(arena, "only if %s, else %s", only_if, text_of(condition, "then"));
	if (only_if || asks)
		line(arena_printf(arena, "step %lld", json_integer_value(json_object_get(step, "position"))),
			!asks             ? only_if
				: only_if ? arena_printf(arena, "somebody approves each email; %s", only_if)
					  : "somebody approves each email");
}

static void show_campaign(const json_t *campaign, struct arena *arena)
{
	static const char *const counts[] = {"contacts", "sent", "replied", "bounced", "unsubscribed", "waiting",
		"held", "to_approve", "failed", "unknown"};
	const json_t *of = json_object_get(campaign, "counts"), *step;
	size_t at;

	line("name", text_of(campaign, "name"));
	line("id", text_of(campaign, "id"));
	line("status", text_of(campaign, "status"));
	line("paused", text_of(json_object_get(campaign, "paused"), "text"));
	line("owner", text_of(campaign, "owner_name"));
	line("next email", text_of(campaign, "next_send_at"));
	line("goal", condition_of(json_object_get(campaign, "goal"), arena));
	json_array_foreach(json_object_get(campaign, "steps"), at, step)
		show_rules(step, arena);
	for (size_t i = 0; i < ARRAY_COUNT(counts); i++)
		line(counts[i], number_of(of, counts[i], arena));
}

static int run_show(struct cli *cli)
{
	return show_one(cli, campaign_call_path(cli, ""), show_campaign);
}

static void show_why(const json_t *why, struct arena *arena)
{
	const json_t *reasons = json_object_get(why, "reasons"), *reason;
	const char *text = text_of(why, "text"), *next = text_of(why, "next_send_at");
	struct table table;
	size_t i;

	if (json_array_size(reasons) == 0)
		printf("%s\n", text ? text : "Nothing is in the way.");
	else {
		table_init(&table, arena, 4, "REASON", "ENDS", "ACTION", "TEXT");
		json_array_foreach(reasons, i, reason)
			table_add(&table, text_of(reason, "reason"), text_of(reason, "next_at"),
				text_of(reason, "action"), text_of(reason, "text"));
		table_print(&table);
	}
	printf("Next email: %s\n", next ? next : "none");
}

/* The id of the contact with this address. */
static bool find_contact(struct cli *cli, struct client *client, const char *email, const char **id, struct error *err)
{
	json_t *items = NULL;
	const json_t *contact;
	size_t i;

	*id = NULL;
	if (!print_fetch_all(client, cli->arena,
		    arena_printf(cli->arena, "/contacts?limit=50&query=%s", client_escape(cli->arena, email)), &items,
		    err))
		return false;
	json_array_foreach(items, i, contact)
		if (strcasecmp(text_of(contact, "email"), email) == 0)
			*id = arena_text(cli->arena, text_of(contact, "id"));
	json_decref(items);
	return *id || error_set(err, ERROR_NOT_FOUND, "not_found", "There is no contact %.200s.", email);
}

static int run_why(struct cli *cli)
{
	OWNED(client) struct client *client = NULL;
	const char *email = cli_option(cli, "contact"), *id = NULL;
	struct error err;

	if (!email)
		return show_one(cli, campaign_call_path(cli, "/why"), show_why);
	if (!client_open(cli, &client, &err) || !find_contact(cli, client, email, &id, &err))
		return cli_fail(&err);
	return show_one(cli, campaign_call_path(cli, arena_printf(cli->arena, "/why?contact_id=%s", id)), show_why);
}

static void show_sends(const json_t *items, struct arena *arena)
{
	const json_t *send;
	struct table table;
	size_t i;

	table_init(&table, arena, 7, "TO", "STEP", "STATUS", "HELD", "AT", "MAILBOX", "ID");
	json_array_foreach(items, i, send) {
		const char *sent_at = text_of(send, "sent_at"), *next_at = text_of(send, "next_at");

		table_add(&table, text_of(send, "email"), number_of(send, "step", arena), text_of(send, "status"),
			text_of(send, "held_reason"),
			sent_at           ? sent_at
				: next_at ? next_at
					  : text_of(send, "due_at"),
			text_of(send, "mailbox_address"), text_of(send, "id"));
	}
	table_print(&table);
}

static int run_sends(struct cli *cli)
{
	const char *path = with_option(cli, campaign_call_path(cli, "/sends?limit=200"), "status");

	return show_all(cli, with_option(cli, path, "step"), show_sends);
}

/* What somebody has to do for the contact to go on. */
static const char *action_of(const json_t *contact)
{
	if (text_of(contact, "approval_id"))
		return "approve";
	return text_of(contact, "review_field") ? "review" : NULL;
}

static void show_contacts(const json_t *items, struct arena *arena)
{
	const json_t *contact;
	struct table table;
	size_t i;

	table_init(&table, arena, 7, "EMAIL", "STATUS", "STEP", "DUE", "LAST SENT", "WHY ENDED", "ACTION");
	json_array_foreach(items, i, contact)
		table_add(&table, text_of(contact, "email"), text_of(contact, "status"),
			number_of(contact, "step", arena), text_of(contact, "due_at"), text_of(contact, "last_sent_at"),
			text_of(contact, "end_reason"), action_of(contact));
	table_print(&table);
}

static int run_contacts(struct cli *cli)
{
	return show_all(
		cli, with_option(cli, campaign_call_path(cli, "/enrollments?limit=200"), "status"), show_contacts);
}

static void show_activity(const json_t *items, struct arena *arena)
{
	const json_t *entry;
	size_t i;

	(void)arena;
	json_array_foreach(items, i, entry)
		printf("%s  %s\n", text_of(entry, "at"), text_of(entry, "text"));
}

static int run_activity(struct cli *cli)
{
	return show_all(cli, campaign_call_path(cli, "/activity?limit=200"), show_activity);
}

/* A field of a CSV file; what a spreadsheet would run as a formula is text. */
static void put_cell(const char *text, const char *end)
{
	putchar('"');
	if (text && strchr("=+-@\t\r", text[0]) && text[0])
		putchar('\'');
	for (const char *at = text ? text : ""; *at; at++) {
		if (*at == '"')
			putchar('"');
		putchar(*at);
	}
	printf("\"%s", end);
}

static void show_csv(const json_t *items, struct arena *arena)
{
	const json_t *contact;
	size_t i;

	printf("email,name,company,status,step,due_at,last_sent_at,end_reason,action\r\n");
	json_array_foreach(items, i, contact) {
		put_cell(text_of(contact, "email"), ",");
		put_cell(text_of(contact, "name"), ",");
		put_cell(text_of(contact, "company"), ",");
		put_cell(text_of(contact, "status"), ",");
		put_cell(number_of(contact, "step", arena), ",");
		put_cell(text_of(contact, "due_at"), ",");
		put_cell(text_of(contact, "last_sent_at"), ",");
		put_cell(text_of(contact, "end_reason"), ",");
		put_cell(action_of(contact), "\r\n");
	}
}

static int run_export(struct cli *cli)
{
	return show_all(cli, with_option(cli, campaign_call_path(cli, "/enrollments?limit=200"), "status"), show_csv);
}

static const struct cli_option options[] = {CLIENT_OPTIONS, {.name = NULL}};
static const struct cli_option why_options[] = {
	{"contact", "EMAIL", "of one contact instead of the whole campaign"}, CLIENT_OPTIONS, {.name = NULL}};
static const struct cli_option send_options[] = {{"status", "STATUS", "due, sent, failed, unknown or cancelled"},
	{"step", "N", "of this step only"}, CLIENT_OPTIONS, {.name = NULL}};
static const struct cli_option contact_options[] = {
	{"status", "STATUS", "live, review, replied, finished, bounced, unsubscribed, suppressed, failed or stopped"},
	CLIENT_OPTIONS, {.name = NULL}};

const struct cli_verb campaign_view_verbs[] = {
	{"campaign show", "ID", "its state and figures", options, 1, 1, run_show},
	{"campaign why", "ID", "why nothing is sent now, and when it will be", why_options, 1, 1, run_why},
	{"campaign sends", "ID", "its emails, and what holds them", send_options, 1, 1, run_sends},
	{"campaign contacts", "ID", "who is in it, and how far", contact_options, 1, 1, run_contacts},
	{"campaign activity", "ID", "who did what, and what happened", options, 1, 1, run_activity},
	{"campaign export", "ID", "its contacts as CSV", contact_options, 1, 1, run_export},
	{.name = NULL},
};

#include "cli/campaign_cmd.h"

#include <stdio.h>

#include "cli/campaign_call.h"
#include "cli/client.h"
#include "cli/print.h"
#include "cli/table.h"

static const char *status_of(const json_t *campaign, struct arena *arena)
{
	const char *cause = text_of(json_object_get(campaign, "paused"), "cause");

	return cause ? arena_printf(arena, "paused (%s)", cause) : text_of(campaign, "status");
}

static const char *count_of(const json_t *campaign, const char *name, struct arena *arena)
{
	const json_t *counts = json_object_get(campaign, "counts");

	return arena_printf(arena, "%lld", json_integer_value(json_object_get(counts, name)));
}

static int run_list(struct cli *cli)
{
	OWNED(client) struct client *client = NULL;
	json_t *items = NULL;
	const json_t *campaign;
	const char *sort = cli_option(cli, "sort"), *path = "/campaigns?limit=200";
	struct table table;
	struct error err;
	size_t i;

	if (sort)
		path = arena_printf(cli->arena, "%s&sort=%s", path, client_escape(cli->arena, sort));
	if (!client_open(cli, &client, &err) || !print_fetch_all(client, cli->arena, path, &items, &err))
		return cli_fail(&err);
	table_init(&table, cli->arena, 6, "NAME", "STATUS", "CONTACTS", "SENT", "REPLIED", "ID");
	json_array_foreach(items, i, campaign)
		table_add(&table, text_of(campaign, "name"), status_of(campaign, cli->arena),
			count_of(campaign, "contacts", cli->arena), count_of(campaign, "sent", cli->arena),
			count_of(campaign, "replied", cli->arena), text_of(campaign, "id"));
	if (cli->is_json)
		print_list_json(items);
	else
		table_print(&table);
	json_decref(items);
	return CLI_DONE;
}

static const char *number_of(const json_t *object, const char *name, struct arena *arena)
{
	return arena_printf(arena, "%lld", json_integer_value(json_object_get(object, name)));
}

/* "12 of 40 (25 with programs)"; NULL when nothing of it is tracked. */
static const char *figure_of(const json_t *step, const char *name, struct arena *arena)
{
	const json_t *figure = json_object_get(step, name);

	if (json_integer_value(json_object_get(figure, "tracked")) == 0)
		return NULL;
	return arena_printf(arena, "%s of %s (%s with programs)", number_of(figure, "filtered", arena),
		number_of(figure, "tracked", arena), number_of(figure, "raw", arena));
}

static void add_stats(struct table *table, const char *step, const json_t *stats, struct arena *arena)
{
	table_add(table, step, number_of(stats, "sent", arena), number_of(stats, "replied", arena),
		number_of(stats, "bounced", arena), number_of(stats, "unsubscribed", arena),
		figure_of(stats, "opened", arena), figure_of(stats, "clicked", arena));
}

static void print_stats(const json_t *stats, struct arena *arena)
{
	const json_t *step;
	struct table table;
	size_t i;

	table_init(&table, arena, 7, "STEP", "SENT", "REPLIED", "BOUNCED", "OPTED OUT", "OPENED", "CLICKED");
	json_array_foreach(json_object_get(stats, "steps"), i, step)
		add_stats(&table, number_of(step, "position", arena), step, arena);
	add_stats(&table, "all", stats, arena);
	table_print(&table);
}

static int tell_stats(struct cli *cli, const json_t *stats)
{
	if (!cli->is_json)
		print_stats(stats, cli->arena);
	return CLI_DONE;
}

static int run_stats(struct cli *cli)
{
	return campaign_call(cli, "GET", "/stats", NULL, tell_stats);
}

static int tell_status(struct cli *cli, const json_t *campaign)
{
	if (!cli->is_json)
		printf("%s is %s.\n", text_of(campaign, "name"), status_of(campaign, cli->arena));
	return CLI_DONE;
}

static int change(struct cli *cli, const char *action)
{
	return campaign_call(cli, "POST", arena_printf(cli->arena, "/%s", action), json_object(), tell_status);
}

static int run_launch(struct cli *cli)
{
	return change(cli, "launch");
}

static int run_cancel(struct cli *cli)
{
	return change(cli, "cancel-launch");
}

static int run_pause(struct cli *cli)
{
	return change(cli, "pause");
}

static int run_archive(struct cli *cli)
{
	return change(cli, "archive");
}

static int run_duplicate(struct cli *cli)
{
	return change(cli, "duplicate");
}

static int tell_contact(struct cli *cli, const json_t *contact)
{
	if (!cli->is_json)
		printf("%s is %s in the campaign.\n", text_of(contact, "email"),
			text_of(contact, "paused_at") ? "paused" : text_of(contact, "status"));
	return CLI_DONE;
}

/* One contact of a campaign, named by id. */
static int change_contact(struct cli *cli, const char *action)
{
	const char *contact = client_escape(cli->arena, cli->arguments[1]);

	return campaign_call(
		cli, "POST", arena_printf(cli->arena, "/contacts/%s/%s", contact, action), json_object(), tell_contact);
}

static int run_pause_contact(struct cli *cli)
{
	return change_contact(cli, "pause");
}

static int run_resume_contact(struct cli *cli)
{
	return change_contact(cli, "resume");
}

static int run_stop_contact(struct cli *cli)
{
	return change_contact(cli, "stop");
}

static const struct cli_option list_options[] = {
	{"sort", "BY",
		"name, status, created_at, contacts, sent, replied, bounced, next_send_at; -sent: the most first"},
	CLIENT_OPTIONS, {.name = NULL}};
static const struct cli_option options[] = {CLIENT_OPTIONS, {.name = NULL}};

const struct cli_verb campaign_verbs[] = {
	{"campaign list", "", "the campaigns and their state", list_options, 0, 0, run_list},
	{"campaign stats", "ID", "its figures by step, opens and clicks among them", options, 1, 1, run_stats},
	{"campaign launch", "ID", "start it", options, 1, 1, run_launch},
	{"campaign cancel", "ID", "stop the check before its start; it is a draft again", options, 1, 1, run_cancel},
	{"campaign pause", "ID", "stop it; answers once nothing of it is sent any more", options, 1, 1, run_pause},
	{"campaign duplicate", "ID", "a draft like it, without its contacts", options, 1, 1, run_duplicate},
	{"campaign archive", "ID", "put it away", options, 1, 1, run_archive},
	{"campaign pause-contact", "ID CONTACT", "nothing goes to them until resume-contact", options, 2, 2,
		run_pause_contact},
	{"campaign resume-contact", "ID CONTACT", "they go on", options, 2, 2, run_resume_contact},
	{"campaign stop-contact", "ID CONTACT", "nothing more of it goes to them", options, 2, 2, run_stop_contact},
	{.name = NULL},
};

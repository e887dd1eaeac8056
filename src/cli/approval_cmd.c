#include "cli/approval_cmd.h"

#include <stdio.h>

#include "base/text.h"
#include "cli/client.h"
#include "cli/print.h"
#include "cli/table.h"

static void show_table(const json_t *items, struct arena *arena)
{
	const json_t *email;
	struct table table;
	size_t i;

	table_init(&table, arena, 7, "TO", "STEP", "SUBJECT", "FROM", "SINCE", "CAMPAIGN", "ID");
	json_array_foreach(items, i, email)
		table_add(&table, text_of(json_object_get(email, "contact"), "email"),
			arena_printf(arena, "%lld", json_integer_value(json_object_get(email, "step"))),
			text_of(email, "subject") ? text_of(email, "subject") : text_of(email, "problem"),
			text_of(email, "mailbox_address"), text_of(email, "since"), text_of(email, "campaign_name"),
			text_of(email, "id"));
	table_print(&table);
}

static void show_texts(const json_t *items)
{
	const json_t *email;
	size_t i;

	json_array_foreach(items, i, email) {
		const char *text = text_of(email, "text");

		printf("%s%s\nTo: %s\nFrom: %s\nSubject: %s\n\n%s", i ? "\n" : "", text_of(email, "id"),
			text_of(json_object_get(email, "contact"), "email"), text_of(email, "mailbox_address"),
			text_of(email, "subject") ? text_of(email, "subject") : "-",
			text ? text : text_of(email, "problem"));
	}
}

static int run_list(struct cli *cli)
{
	OWNED(client) struct client *client = NULL;
	const char *path = cli->argument_count == 0 ? "/approvals?limit=200"
						    : arena_printf(cli->arena, "/campaigns/%s/approvals?limit=200",
							      client_escape(cli->arena, cli->arguments[0]));
	json_t *items = NULL;
	struct error err;

	if (!client_open(cli, &client, &err) || !print_fetch_all(client, cli->arena, path, &items, &err))
		return cli_fail(&err);
	if (cli->is_json)
		print_list_json(items);
	else if (cli_option(cli, "texts"))
		show_texts(items);
	else
		show_table(items, cli->arena);
	json_decref(items);
	return CLI_DONE;
}

/* The refusals go to stderr, one line each. */
static int tell(const struct cli *cli, const json_t *answer, const char *word)
{
	const json_t *one;
	bool is_refused = false;
	size_t i;

	if (cli->is_json)
		print_json(answer);
	else
		printf("%lld %s.\n", (long long)json_integer_value(json_object_get(answer, "done")), word);
	json_array_foreach(json_object_get(answer, "results"), i, one) {
		if (json_is_true(json_object_get(one, "ok")))
			continue;
		is_refused = true;
		fprintf(stderr, "outrider: %s: %s: %s\n", text_of(one, "code"), text_of(one, "id"),
			text_of(one, "message"));
	}
	return is_refused ? CLI_FAILED : CLI_DONE;
}

static int decide(struct cli *cli, const char *path, const char *word)
{
	OWNED(client) struct client *client = NULL;
	json_t *ids = json_array(), *body, *answer = NULL;
	struct error err;
	bool is_done;
	int status;

	for (int i = 0; i < cli->argument_count; i++)
		json_array_append_new(ids, json_string(cli->arguments[i]));
	body = json_pack("{s:o}", "ids", ids);
	is_done = client_open(cli, &client, &err) && client_call(client, "POST", path, body, &answer, &err);
	json_decref(body);
	if (!is_done)
		return cli_fail(&err);
	status = tell(cli, answer, word);
	json_decref(answer);
	return status;
}

static int run_approve(struct cli *cli)
{
	return decide(cli, "/approvals/approve", "approved");
}

static int run_skip(struct cli *cli)
{
	return decide(cli, "/approvals/skip", "skipped");
}

static const struct cli_option list_options[] = {
	{"texts", NULL, "each email as it will go, instead of a table"}, CLIENT_OPTIONS, {.name = NULL}};
static const struct cli_option options[] = {CLIENT_OPTIONS, {.name = NULL}};

const struct cli_verb approval_verbs[] = {
	{"campaign approvals", "[ID]", "the emails that wait for somebody's approval", list_options, 0, 1, run_list},
	{"campaign approve", "EMAIL [EMAIL...]", "they may go, as they are now", options, 1, CLI_MAX_ARGUMENTS - 1,
		run_approve},
	{"campaign skip", "EMAIL [EMAIL...]", "they are not sent; their contacts go on to the next step", options, 1,
		CLI_MAX_ARGUMENTS - 1, run_skip},
	{.name = NULL},
};

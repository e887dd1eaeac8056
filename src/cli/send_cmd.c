#include "cli/send_cmd.h"

#include <stdio.h>

#include "cli/client.h"
#include "cli/print.h"
#include "cli/table.h"

static int run_list(struct cli *cli)
{
	OWNED(client) struct client *client = NULL;
	json_t *items = NULL;
	const json_t *send;
	struct table table;
	struct error err;
	size_t i;

	if (!client_open(cli, &client, &err) ||
		!print_fetch_all(client, cli->arena, "/sends?status=unknown&limit=200", &items, &err))
		return cli_fail(&err);
	table_init(&table, cli->arena, 6, "TO", "CAMPAIGN", "MAILBOX", "SINCE", "SEARCH", "ID");
	json_array_foreach(items, i, send) {
		const json_t *search = json_object_get(send, "search");

		table_add(&table, text_of(send, "email"), text_of(send, "campaign_name"),
			text_of(send, "mailbox_address"), text_of(search, "unknown_since"), text_of(search, "state"),
			text_of(send, "id"));
	}
	if (cli->is_json)
		print_list_json(items);
	else
		table_print(&table);
	json_decref(items);
	return CLI_DONE;
}

/* The refusals go to stderr, one line each. */
static int tell(const struct cli *cli, const json_t *answer)
{
	const json_t *refused = json_object_get(answer, "refused"), *one;
	size_t i;

	if (cli->is_json)
		print_json(answer);
	else
		printf("%lld decided.\n", (long long)json_integer_value(json_object_get(answer, "resolved")));
	json_array_foreach(refused, i, one)
		fprintf(stderr, "outrider: %s: %s: %s\n", text_of(one, "code"), text_of(one, "id"),
			text_of(one, "message"));
	return json_array_size(refused) == 0 ? CLI_DONE : CLI_FAILED;
}

static int run_resolve(struct cli *cli)
{
	OWNED(client) struct client *client = NULL;
	const char *as = cli_option(cli, "as");
	json_t *ids, *body, *answer = NULL;
	struct error err;
	bool is_done;
	int status;

	if (!as)
		return cli_usage(cli, "say what became of it: --as sent, --as resend or --as drop");
	ids = json_array();
	for (int i = 0; i < cli->argument_count; i++)
		json_array_append_new(ids, json_string(cli->arguments[i]));
	body = json_pack("{s:o, s:s}", "ids", ids, "as", as);
	is_done = client_open(cli, &client, &err) && client_call(client, "POST", "/sends/resolve", body, &answer, &err);
	json_decref(body);
	if (!is_done)
		return cli_fail(&err);
	status = tell(cli, answer);
	json_decref(answer);
	return status;
}

static const struct cli_option list_options[] = {CLIENT_OPTIONS, {.name = NULL}};
static const struct cli_option resolve_options[] = {
	{"as", "WHAT", "sent: it arrived; resend: send it again; drop: do not send it"}, CLIENT_OPTIONS,
	{.name = NULL}};

const struct cli_verb send_verbs[] = {
	{"send list", "", "the emails that need a decision", list_options, 0, 0, run_list},
	{"send resolve", "ID [ID...]", "say what becomes of them", resolve_options, 1, CLI_MAX_ARGUMENTS - 1,
		run_resolve},
	{.name = NULL},
};

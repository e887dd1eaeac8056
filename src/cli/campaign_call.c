#include "cli/campaign_call.h"

#include "cli/client.h"
#include "cli/print.h"

const char *campaign_call_path(struct cli *cli, const char *rest)
{
	return arena_printf(cli->arena, "/campaigns/%s%s", client_escape(cli->arena, cli->arguments[0]), rest);
}

int campaign_call(struct cli *cli, const char *method, const char *rest, json_t *body,
	int (*tell)(struct cli *cli, const json_t *answer))
{
	OWNED(client) struct client *client = NULL;
	json_t *answer = NULL;
	struct error err;
	bool is_done;
	int status;

	is_done = client_open(cli, &client, &err) &&
		client_call(client, method, campaign_call_path(cli, rest), body, &answer, &err);
	json_decref(body);
	if (!is_done)
		return cli_fail(&err);
	if (cli->is_json)
		print_json(answer);
	status = tell(cli, answer);
	json_decref(answer);
	return status;
}

#include "cli/contact_cmd.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"
#include "cli/client.h"
#include "cli/print.h"

enum { BAR = 40, LOOK_EVERY_MS = 250 };

/* Drawn over itself, and only for people. */
static void draw(const char *what, double done, double total)
{
	int filled = total > 0 ? (int)(done / total * BAR) : 0;

	if (!isatty(STDERR_FILENO))
		return;
	if (filled > BAR)
		filled = BAR;
	fprintf(stderr, "\r%-10s [%.*s%*s] %3d %%", what, filled, "########################################",
		BAR - filled, "", total > 0 ? (int)(done / total * 100) : 0);
}

static void draw_upload(double sent, double total)
{
	draw("Uploading", sent, total);
}

static long long number_of(const json_t *object, const char *name)
{
	return json_integer_value(json_object_get(object, name));
}

static bool is_over(const json_t *import)
{
	static const char *const ends[] = {"done", "failed", "cancelled"};
	const char *status = json_string_value(json_object_get(import, "status"));

	for (size_t i = 0; i < ARRAY_COUNT(ends); i++)
		if (text_equal(status, ends[i]))
			return true;
	return status == NULL;
}

/* Looks until it is over; *import is replaced. */
static bool follow(struct client *client, struct arena *arena, json_t **import, struct error *err)
{
	const char *path = arena_printf(arena, "/imports/%s", json_string_value(json_object_get(*import, "id")));

	while (!is_over(*import)) {
		json_t *next = NULL;

		usleep(LOOK_EVERY_MS * 1000);
		if (!client_call(client, "GET", path, NULL, &next, err))
			return false;
		json_decref(*import);
		*import = next;
		draw("Importing", (double)number_of(next, "rows_done"), (double)number_of(next, "rows_total"));
	}
	return true;
}

static int tell(const struct cli *cli, const json_t *import)
{
	const char *status = json_string_value(json_object_get(import, "status"));

	if (isatty(STDERR_FILENO))
		fprintf(stderr, "\n");
	if (cli->is_json)
		print_json(import);
	else
		printf("Import %s: %lld rows, %lld added, %lld updated, %lld rejected.\n", status,
			number_of(import, "rows_done"), number_of(import, "added"), number_of(import, "updated"),
			number_of(import, "rejected"));
	return text_equal(status, "done") ? CLI_DONE : CLI_FAILED;
}

static int run_import(struct cli *cli)
{
	OWNED(client) struct client *client = NULL;
	const char *list = cli_option(cli, "list");
	const char *path = "/imports";
	json_t *import = NULL;
	struct error err;
	int status;

	if (list)
		path = arena_printf(cli->arena, "/imports?list=%s", client_escape(cli->arena, list));
	if (!client_open(cli, &client, &err) ||
		!client_upload(client, path, "text/csv", cli->arguments[0], draw_upload, &import, &err))
		return cli_fail(&err);
	if (!follow(client, cli->arena, &import, &err)) {
		json_decref(import);
		return cli_fail(&err);
	}
	status = tell(cli, import);
	json_decref(import);
	return status;
}

static const struct cli_option options[] = {
	{"list", "NAME", "also put them on this list"}, CLIENT_OPTIONS, {.name = NULL}};

const struct cli_verb contact_verbs[] = {
	{"contact import", "FILE.csv", "import contacts; shows the progress", options, 1, 1, run_import},
	{.name = NULL},
};

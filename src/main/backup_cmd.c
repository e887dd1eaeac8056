/*
 * backup_cmd: a running server makes the backup itself; without one the data directory is opened here, as by restore always.
 */
#include "main/backup_cmd.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/text.h"
#include "cli/client.h"
#include "cli/print.h"
#include "main/app.h"
#include "main/offline_cmd.h"
#include "ops/lineage.h"
#include "store/backup.h"

/* The server's working directory is not ours. */
static const char *absolute(struct cli *cli, const char *file)
{
	char directory[4096];

	if (file[0] == '/' || !getcwd(directory, sizeof(directory)))
		return file;
	return arena_printf(cli->arena, "%s/%s", directory, file);
}

static bool back_up_offline(struct cli *cli, const char *file, struct error *err)
{
	OWNED(config) struct config *config = NULL;
	OWNED(app) struct app *app = NULL;

	return offline_open(cli, &config, &app, err) && store_backup(app->store, file, err) &&
		lineage_raise(&app->ops, err);
}

static bool back_up(struct cli *cli, const char *file, struct error *err)
{
	json_t *body = json_pack("{s:s}", "file", file), *answer = NULL;
	bool is_done;

	if (!offline_server_has_it(cli, "/backup", body, &answer, &is_done, err))
		is_done = back_up_offline(cli, file, err);
	json_decref(body);
	json_decref(answer);
	return is_done;
}

static int run_backup(struct cli *cli)
{
	const char *file = absolute(cli, cli->arguments[0]);
	struct stat facts = {0};
	struct error err;

	if (!back_up(cli, file, &err))
		return cli_fail(&err);
	if (stat(file, &facts) < 0)
		facts.st_size = 0;
	if (cli->is_json)
		printf("{\"file\": \"%s\", \"bytes\": %lld}\n", file, (long long)facts.st_size);
	else
		printf("%s: %lld bytes; attachments are in the folder beside it.\n"
		       "The master key is not in it: keep that apart.\n",
			file, (long long)facts.st_size);
	return CLI_DONE;
}

static int run_restore(struct cli *cli)
{
	OWNED(config) struct config *config = NULL;
	struct store_restored restored;
	struct error err;
	struct clock clock = clock_system();

	if (!offline_config(cli, &config, &err) || !app_make_data_dir(config->data_dir, &err) ||
		!store_restore(config->data_dir, cli->arguments[0], clock_wall(&clock), &restored, &err))
		return cli_fail(&err);
	if (cli->is_json) {
		printf("{\"restored\": true}\n");
		return CLI_DONE;
	}
	printf("%s is the database of %s now.\n", cli->arguments[0], config->data_dir);
	if (restored.set_aside[0])
		printf("The former one is kept as %s.\n", restored.set_aside);
	printf("At the next start all sending is on hold, and every stop in the stop journal is applied again.\n"
	       "Look at what it says, then: outrider release-hold\n");
	return CLI_DONE;
}

static void print_names(const json_t *details, const char *key, const char *name, const char *what)
{
	const json_t *entry;
	size_t i;

	json_array_foreach(json_object_get(details, key), i, entry)
		printf("  %s %s\n", what, json_string_value(json_object_get(entry, name)));
}

static void print_number(const json_t *details, const char *key, const char *what)
{
	json_int_t count = json_integer_value(json_object_get(details, key));

	if (count)
		printf("  %lld %s\n", (long long)count, what);
}

static void print_restore(const json_t *details)
{
	print_names(details, "disconnected", "address", "disconnected again:");
	print_names(details, "removed", "address", "removed again:");
	print_names(details, "held", "address", "held again:");
	print_names(details, "paused", "name", "paused again:");
	print_number(details, "suppressed", "addresses or domains put on Do Not Contact again");
	print_number(details, "erased", "people erased again");
	print_number(details, "in_doubt", "emails may have left since the backup; they are looked for in Sent mail");
	print_number(details, "unreadable_lines", "lines of the stop journal could not be read");
	if (json_is_false(json_object_get(details, "journal_found")))
		printf("  No stop journal was found: stops made since the backup are not known.\n");
}

bool backup_cmd_print_holds(__attribute__((unused)) struct cli *cli, const json_t *status)
{
	const json_t *holds = json_object_get(json_object_get(status, "sending"), "holds"), *hold;
	size_t i;

	json_array_foreach(holds, i, hold) {
		printf("%s: %s\n", json_string_value(json_object_get(hold, "cause")),
			json_string_value(json_object_get(hold, "text")));
		print_restore(json_object_get(hold, "details"));
	}
	return json_array_size(holds) > 0;
}

static bool may_release(const json_t *hold)
{
	const json_t *action;
	size_t i;

	json_array_foreach(json_object_get(hold, "allowed_actions"), i, action)
		if (text_equal(json_string_value(action), "release"))
			return true;
	return false;
}

/* Releases each hold that a person may; *status is what holds then. */
static bool release_all(struct cli *cli, struct client *client, json_t **status, struct error *err)
{
	json_t *held = json_incref(*status);
	const json_t *hold;
	bool is_done = true;
	size_t i;

	json_array_foreach(json_object_get(json_object_get(held, "sending"), "holds"), i, hold) {
		json_t *body;

		if (!is_done || !may_release(hold))
			continue;
		body = json_pack("{s:O,s:s}", "cause", json_object_get(hold, "cause"), "missing",
			cli_option(cli, "resend-missing") ? "resend" : "decide");
		json_decref(*status);
		*status = NULL;
		is_done = client_call(client, "POST", "/sending/release", body, status, err);
		json_decref(body);
	}
	json_decref(held);
	return is_done;
}

static int run_release(struct cli *cli)
{
	OWNED(client) struct client *client = NULL;
	json_t *status = NULL;
	struct error err;
	bool was_held = false, is_done;

	if (!client_open(cli, &client, &err) || !client_call(client, "GET", "/status", NULL, &status, &err))
		return cli_fail(&err);
	if (!cli->is_json)
		was_held = backup_cmd_print_holds(cli, status);
	is_done = release_all(cli, client, &status, &err);
	if (is_done && cli->is_json)
		print_json(status);
	else if (is_done)
		printf(was_held ? "Sending goes on.\n" : "Nothing holds all sending.\n");
	json_decref(status);
	return is_done ? CLI_DONE : cli_fail(&err);
}

static const struct cli_option backup_options[] = {CLIENT_OPTIONS, {.name = NULL}};
static const struct cli_option release_options[] = {
	{"resend-missing", NULL,
		"emails in doubt that are not in Sent mail are sent; without it each waits for a decision"},
	CLIENT_OPTIONS, {.name = NULL}};

const struct cli_verb backup_verbs[] = {
	{"backup", "FILE", "copy the database, also while it is used; never the key", backup_options, 1, 1, run_backup},
	{"restore", "FILE", "put a backup in its place; sending is then on hold", NULL, 1, 1, run_restore},
	{"release-hold", "", "let sending go on after a restore, or a jump of the clock", release_options, 0, 0,
		run_release},
	{.name = NULL},
};

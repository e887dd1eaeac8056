/*
 * doctor_cmd: a running server is asked about what only it may open; without one the data directory is opened here.
 */
#include "main/doctor_cmd.h"

#include <stdio.h>
#include <sys/stat.h>

#include "base/id.h"
#include "base/text.h"
#include "cli/client.h"
#include "cli/print.h"
#include "main/backup_cmd.h"
#include "main/offline_cmd.h"
#include "ops/attachment_check.h"
#include "ops/lineage.h"
#include "store/migrate.h"

/* One line of the doctor's findings; a finding that is not fine says what to do. */
static bool find(struct cli *cli, json_t *findings, const char *name, bool is_fine, const char *what)
{
	json_array_append_new(findings, json_pack("{s:s,s:b,s:s}", "check", name, "ok", is_fine, "message", what));
	if (!cli->is_json)
		printf("%-5s %-10s %s\n", is_fine ? "ok" : "look", name, what);
	return is_fine;
}

static bool is_private(const char *path)
{
	struct stat info;

	return stat(path, &info) == 0 && (info.st_mode & 077) == 0;
}

static void examine_config(struct cli *cli, const struct config *config, json_t *findings)
{
	bool has_provider = false;

	for (int i = 0; i < PROVIDER_COUNT; i++)
		has_provider |= config->providers.by[i].is_configured;
	find(cli, findings, "data", is_private(config->data_dir),
		is_private(config->data_dir) ? "Only this user reads the data directory."
					     : "Others may read the data directory: chmod 700 it.");
	find(cli, findings, "url", config->base_url && text_starts(config->base_url, "https://"),
		config->base_url && text_starts(config->base_url, "https://")
			? "The base URL is https."
			: "Campaigns need a public https address: set OUTRIDER_BASE_URL.");
	find(cli, findings, "providers", has_provider,
		has_provider ? "An OAuth provider is set up."
			     : "No OAuth provider is set up: only mailboxes with passwords can be connected.");
}

/* What is wrong with one file; `id` and `campaign` say whose it is. */
static void find_fault(
	struct cli *cli, json_t *findings, const char *campaign, const char *id, long long step, const char *text)
{
	find(cli, findings, "files", false,
		arena_printf(cli->arena, "Campaign “%s” (%s), step %lld: %s", campaign, id, step, text));
}

static void find_files(struct cli *cli, json_t *findings, long long carried, long long faulty, size_t told)
{
	if (faulty == 0)
		find(cli, findings, "files", true,
			carried ? "The files of all campaigns are there, as they were attached."
				: "No campaign carries files.");
	else if (faulty > (long long)told)
		find(cli, findings, "files", false,
			arena_printf(cli->arena, "%lld more files are missing or damaged.", faulty - (long long)told));
}

static void examine_files_running(struct cli *cli, struct client *client, json_t *findings)
{
	json_t *answer = NULL;
	const json_t *items, *fault;
	struct error err;
	size_t i;

	if (!client_call(client, "GET", "/attachments/check", NULL, &answer, &err)) {
		find(cli, findings, "files", false, arena_text(cli->arena, err.message));
		return;
	}
	items = json_object_get(answer, "items");
	json_array_foreach(items, i, fault)
		find_fault(cli, findings, text_or_empty(fault, "campaign"), text_or_empty(fault, "campaign_id"),
			json_integer_value(json_object_get(fault, "step")), text_or_empty(fault, "text"));
	find_files(cli, findings, json_integer_value(json_object_get(answer, "carried")),
		json_integer_value(json_object_get(answer, "faulty")), json_array_size(items));
	json_decref(answer);
}

static void examine_files(struct cli *cli, struct app *app, json_t *findings)
{
	struct attachment_check check;
	int64_t workspace_id = 0;
	char id[ID_TEXT_SIZE];
	struct error err;

	if (!ops_workspace(&app->ops, &workspace_id, &err) && error_is(&err, "not_set_up"))
		return;
	if (!workspace_id || !attachment_check(&app->ops, workspace_id, cli->arena, &check, &err)) {
		find(cli, findings, "files", false, arena_text(cli->arena, err.message));
		return;
	}
	for (size_t i = 0; i < check.count; i++) {
		id_format(ID_CAMPAIGN, check.faults[i].campaign_id, id);
		find_fault(cli, findings, check.faults[i].campaign, id, check.faults[i].position, check.faults[i].text);
	}
	find_files(cli, findings, check.carried, check.faulty, check.count);
}

/* A running server's holds, as it tells them. */
static void examine_running(struct cli *cli, json_t *findings)
{
	OWNED(client) struct client *client = NULL;
	json_t *status = NULL;
	const json_t *hold;
	struct error err;
	size_t i;

	if (!client_open(cli, &client, &err) || !client_call(client, "GET", "/status", NULL, &status, &err)) {
		find(cli, findings, "sending", false, arena_text(cli->arena, err.message));
		return;
	}
	json_array_foreach(json_object_get(json_object_get(status, "sending"), "holds"), i, hold)
		find(cli, findings, "sending", false, json_string_value(json_object_get(hold, "text")));
	if (i == 0)
		find(cli, findings, "sending", true, "Nothing holds all sending.");
	else if (!cli->is_json)
		backup_cmd_print_holds(cli, status);
	json_decref(status);
	examine_files_running(cli, client, findings);
}

static bool examine_sending(struct cli *cli, struct app *app, json_t *findings)
{
	const char *why = NULL;
	struct error err;

	if (!lineage_examine(&app->ops, cli->arena, &why, &err))
		return find(cli, findings, "sending", false, arena_text(cli->arena, err.message));
	find(cli, findings, "sending", !why,
		why ? arena_printf(cli->arena, "%s At the next start all sending is on hold.", why)
		    : "This database is the one that sent last.");
	return true;
}

static bool examine_store(struct cli *cli, const struct config *config, json_t *findings)
{
	OWNED(app) struct app *app = NULL;
	int64_t version;
	struct error err;

	if (!app_open(config, "http://localhost", &app, &err) || !store_schema_version(app->store, &version, &err)) {
		if (error_is(&err, "data_dir_in_use")) {
			examine_running(cli, findings);
			return find(cli, findings, "database", true, "In use by the running server.");
		}
		return find(cli, findings, "database", false, err.message);
	}
	find(cli, findings, "key", !vault_key_is_beside_data(app->vault),
		vault_key_is_beside_data(app->vault) ? "The master key lies in the data directory: whoever copies that "
						       "has both. Set OUTRIDER_MASTER_KEY_FILE."
						     : "The master key lies apart from the data.");
	examine_files(cli, app, findings);
	return examine_sending(cli, app, findings) &&
		find(cli, findings, "database", true,
			arena_printf(cli->arena, "It opens, at schema %lld.", (long long)version));
}

static int run_doctor(struct cli *cli)
{
	OWNED(config) struct config *config = NULL;
	json_t *findings = json_array();
	struct error err;
	bool is_usable;

	if (!offline_config(cli, &config, &err)) {
		json_decref(findings);
		return cli_fail(&err);
	}
	is_usable = examine_store(cli, config, findings);
	examine_config(cli, config, findings);
	if (cli->is_json)
		print_json(findings);
	json_decref(findings);
	return is_usable ? CLI_DONE : CLI_FAILED;
}

const struct cli_verb doctor_verbs[] = {
	{"doctor", "", "look for what is wrong", NULL, 0, 0, run_doctor},
	{.name = NULL},
};

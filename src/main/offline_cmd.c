/*
 * offline_cmd: a running server is asked through its socket; without one the data directory is opened here. The directory's lock
 * keeps the two apart.
 */
#include "main/offline_cmd.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/text.h"
#include "cli/client.h"
#include "cli/print.h"
#include "cli/read_password.h"
#include "main/backup_cmd.h"
#include "main/serve.h"
#include "ops/key_ops.h"
#include "ops/lineage.h"
#include "ops/user_ops.h"
#include "store/migrate.h"

static const char *from_environment(const char *name)
{
	return getenv(name);
}

bool offline_config(struct cli *cli, struct config **config, struct error *err)
{
	struct config_flags flags = {.data_dir = cli_option(cli, "data"),
		.listen = cli_option(cli, "listen"),
		.role = cli_option(cli, "role")};

	return config_load(&flags, from_environment, cli->arena, config, err);
}

static int run_serve(struct cli *cli)
{
	OWNED(config) struct config *config = NULL;
	struct error err;

	if (!offline_config(cli, &config, &err) || !serve(config, &err))
		return cli_fail(&err);
	return CLI_DONE;
}

bool offline_open(struct cli *cli, struct config **config, struct app **app, struct error *err)
{
	return offline_config(cli, config, err) && app_open(*config, "http://localhost", app, err);
}

bool offline_server_has_it(
	struct cli *cli, const char *path, json_t *body, json_t **answer, bool *is_done, struct error *err)
{
	OWNED(client) struct client *client = NULL;

	*is_done = client_open(cli, &client, err) && client_call(client, "POST", path, body, answer, err);
	return *is_done || !error_is(err, "server_not_running");
}

static json_t *owner_body(struct cli *cli, const struct secret *password)
{
	json_t *body = json_object();

	json_object_set_new(body, "email", json_string(cli_option(cli, "email")));
	json_object_set_new(body, "password", json_string(secret_text(password)));
	if (cli_option(cli, "name"))
		json_object_set_new(body, "name", json_string(cli_option(cli, "name")));
	if (cli_option(cli, "workspace"))
		json_object_set_new(body, "workspace", json_string(cli_option(cli, "workspace")));
	return body;
}

static bool set_up_offline(struct cli *cli, const struct secret *password, struct error *err)
{
	OWNED(config) struct config *config = NULL;
	OWNED(app) struct app *app = NULL;
	struct first_owner owner = {.email = cli_option(cli, "email"),
		.name = cli_option(cli, "name"),
		.workspace = cli_option(cli, "workspace"),
		.password = password,
		.remote = ""};
	struct user user;

	if (!offline_open(cli, &config, &app, err))
		return false;
	return user_ops_set_up(&app->ops, NULL, &owner, cli->arena, &user, err);
}

static int run_setup(struct cli *cli)
{
	OWNED(secret) struct secret *password = NULL;
	json_t *answer = NULL;
	json_t *body;
	struct error err;
	bool is_done;

	if (!cli_option(cli, "email") || !cli_option(cli, "password-stdin"))
		return cli_usage(cli, "It needs --email and --password-stdin.");
	if (!read_password(&password, &err))
		return cli_fail(&err);
	body = owner_body(cli, password);
	if (!offline_server_has_it(cli, "/setup", body, &answer, &is_done, &err))
		is_done = set_up_offline(cli, password, &err);
	json_decref(body);
	json_decref(answer);
	if (!is_done)
		return cli_fail(&err);
	if (cli->is_json)
		printf("{\"email\": \"%s\"}\n", cli_option(cli, "email"));
	else
		printf("%s is the owner. Start the server with “outrider serve” and sign in.\n",
			cli_option(cli, "email"));
	return CLI_DONE;
}

static bool create_key_offline(struct cli *cli, const char **text, struct error *err)
{
	OWNED(config) struct config *config = NULL;
	OWNED(app) struct app *app = NULL;
	struct call call = {.arena = cli->arena, .actor = {.kind = ACTOR_SHELL, .role = ROLE_OWNER}};
	struct key_new new = {.name = cli_option(cli, "name"), .scopes = cli_option(cli, "scope")};
	struct api_key key;

	call.actor.name = "the command line";
	if (!offline_open(cli, &config, &app, err))
		return false;
	if (!ops_workspace(&app->ops, &call.workspace_id, err))
		return false;
	return key_ops_create(&app->ops, &call, &new, &key, text, err);
}

static int run_key_create(struct cli *cli)
{
	const char *text = NULL;
	json_t *answer = NULL;
	json_t *body;
	struct error err;
	bool is_done;

	if (!cli_option(cli, "name"))
		return cli_usage(cli, "It needs --name.");
	body = json_pack("{s:s}", "name", cli_option(cli, "name"));
	if (cli_option(cli, "scope"))
		json_object_set_new(body, "scopes", json_string(cli_option(cli, "scope")));
	if (!offline_server_has_it(cli, "/api-keys", body, &answer, &is_done, &err))
		is_done = create_key_offline(cli, &text, &err);
	else if (is_done)
		text = arena_text(cli->arena, json_string_value(json_object_get(answer, "key")));
	json_decref(body);
	json_decref(answer);
	if (!is_done)
		return cli_fail(&err);
	printf(cli->is_json ? "{\"key\": \"%s\"}\n" : "%s\n", text);
	return CLI_DONE;
}

static int run_migrate(struct cli *cli)
{
	OWNED(config) struct config *config = NULL;
	OWNED(app) struct app *app = NULL;
	int64_t version;
	struct error err;

	if (!offline_open(cli, &config, &app, &err) || !store_schema_version(app->store, &version, &err))
		return cli_fail(&err);
	printf(cli->is_json ? "{\"schema_version\": %lld}\n" : "The database is at schema %lld.\n", (long long)version);
	return CLI_DONE;
}

static int run_version(struct cli *cli)
{
	printf(cli->is_json ? "{\"version\": \"%s\"}\n" : "outrider %s\n", OUTRIDER_VERSION);
	return CLI_DONE;
}

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

static const struct cli_option serve_options[] = {
	{"listen", "ADDR:PORT", "where to listen (OUTRIDER_LISTEN, 127.0.0.1:8080)"},
	{"role", "ROLES", "web,send,sync (all)"}, {.name = NULL}};
static const struct cli_option setup_options[] = {{"email", "ADDRESS", "the owner's address"},
	{"password-stdin", NULL, "read the password from standard input"}, {"name", "NAME", "the owner's name"},
	{"workspace", "NAME", "the workspace's name"}, CLIENT_OPTIONS, {.name = NULL}};
static const struct cli_option key_options[] = {{"name", "NAME", "what it is for"},
	{"scope", "S,…", "mailboxes:read, campaigns:write, … (*)"}, CLIENT_OPTIONS, {.name = NULL}};

const struct cli_verb offline_verbs[] = {
	{"serve", "", "run the server", serve_options, 0, 0, run_serve},
	{"setup", "", "make the first owner", setup_options, 0, 0, run_setup},
	{"key create", "", "make an API key; it is shown once", key_options, 0, 0, run_key_create},
	{"migrate", "", "bring the database to this version", NULL, 0, 0, run_migrate},
	{"doctor", "", "look for what is wrong", NULL, 0, 0, run_doctor},
	{"version", "", "which version this is", NULL, 0, 0, run_version},
	{.name = NULL},
};

/*
 * offline_cmd: a running server is asked through its socket; without one the data directory is opened here. The directory's lock
 * keeps the two apart.
 */
#include "main/offline_cmd.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/client.h"
#include "cli/print.h"
#include "cli/read_password.h"
#include "main/serve.h"
#include "ops/key_ops.h"
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
	{"version", "", "which version this is", NULL, 0, 0, run_version},
	{.name = NULL},
};

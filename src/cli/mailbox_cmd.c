#include "cli/mailbox_cmd.h"

#include <stdio.h>

#include "base/id.h"
#include "base/secret.h"
#include "base/text.h"
#include "cli/client.h"
#include "cli/print.h"
#include "cli/read_password.h"
#include "cli/table.h"

/* What a list shows as the status: "inactive (user)", "active, paused (user)". */
static const char *status_of(const json_t *mailbox, struct arena *arena)
{
	const json_t *hold = json_array_get(json_object_get(mailbox, "holds"), 0);
	const char *status = text_of(mailbox, "status");

	if (text_of(mailbox, "cause"))
		return arena_printf(arena, "%s (%s)", status, text_of(mailbox, "cause"));
	if (hold)
		return arena_printf(arena, "%s, held (%s)", status, text_of(hold, "cause"));
	return status;
}

static int print_list(struct cli *cli, const json_t *items)
{
	struct table table;
	const json_t *mailbox;
	size_t i;

	table_init(&table, cli->arena, 5, "ADDRESS", "STATUS", "PROVIDER", "SENT TODAY", "ID");
	json_array_foreach(items, i, mailbox)
		table_add(&table, text_of(mailbox, "address"), status_of(mailbox, cli->arena),
			text_of(mailbox, "provider"),
			arena_printf(cli->arena, "%lld of %lld",
				json_integer_value(json_object_get(mailbox, "sent_today")),
				json_integer_value(json_object_get(mailbox, "daily_cap"))),
			text_of(mailbox, "id"));
	table_print(&table);
	return CLI_DONE;
}

/* All pages of a list, as one array. */
static int run_list(struct cli *cli)
{
	OWNED(client) struct client *client = NULL;
	json_t *items = NULL;
	struct error err;

	if (!client_open(cli, &client, &err) ||
		!print_fetch_all(client, cli->arena, "/mailboxes?limit=200", &items, &err))
		return cli_fail(&err);
	if (cli->is_json)
		print_list_json(items);
	else
		print_list(cli, items);
	json_decref(items);
	return CLI_DONE;
}

/* The id of M; NOT_FOUND when no mailbox has that address. */
static bool find_mailbox(struct client *client, struct cli *cli, const char **id, struct error *err)
{
	const char *wanted = cli->arguments[0];
	json_t *items = NULL;
	const json_t *mailbox;
	int64_t number;
	size_t i;

	*id = wanted;
	if (id_parse(ID_MAILBOX, wanted, &number))
		return true;
	*id = NULL;
	if (!print_fetch_all(client, cli->arena,
		    arena_printf(cli->arena, "/mailboxes?limit=200&q=%s", client_escape(cli->arena, wanted)), &items,
		    err))
		return false;
	json_array_foreach(items, i, mailbox)
		if (text_equal_nocase(text_of(mailbox, "address"), wanted))
			*id = arena_text(cli->arena, text_of(mailbox, "id"));
	json_decref(items);
	return *id || error_set(err, ERROR_NOT_FOUND, "not_found", "There is no mailbox %s.", wanted);
}

/* Calls /mailboxes/{M}{rest}; the answer is released by the caller. */
static bool call(
	struct cli *cli, const char *method, const char *rest, json_t *body, json_t **answer, struct error *err)
{
	OWNED(client) struct client *client = NULL;
	const char *id;

	return client_open(cli, &client, err) && find_mailbox(client, cli, &id, err) &&
		client_call(client, method, arena_printf(cli->arena, "/mailboxes/%s%s", id, rest), body, answer, err);
}

/* The same, and prints: JSON, or what `tell` says. */
static int call_and_tell(struct cli *cli, const char *method, const char *rest, json_t *body,
	void (*tell)(struct cli *cli, const json_t *answer))
{
	json_t *answer = NULL;
	struct error err;

	if (!call(cli, method, rest, body, &answer, &err)) {
		json_decref(body);
		return cli_fail(&err);
	}
	if (cli->is_json)
		print_json(answer);
	else
		tell(cli, answer);
	json_decref(answer);
	json_decref(body);
	return CLI_DONE;
}

static void tell_impact(struct cli *cli, const json_t *impact)
{
	struct table table;
	const json_t *campaign;
	size_t i;

	printf("Being sent now: %lld. Contacts waiting: %lld. Written to in the last 30 days: %lld.\n",
		json_integer_value(json_object_get(impact, "sends_in_flight")),
		json_integer_value(json_object_get(impact, "contacts_waiting")),
		json_integer_value(json_object_get(impact, "written_last_30_days")));
	table_init(&table, cli->arena, 4, "CAMPAIGN", "EFFECT", "WAITING", "ID");
	json_array_foreach(json_object_get(impact, "campaigns"), i, campaign)
		table_add(&table, text_of(campaign, "name"), text_of(campaign, "effect"),
			arena_printf(
				cli->arena, "%lld", json_integer_value(json_object_get(campaign, "contacts_waiting"))),
			text_of(campaign, "id"));
	if (i)
		table_print(&table);
	else
		printf("No running campaign uses it.\n");
}

static int run_impact(struct cli *cli)
{
	return call_and_tell(cli, "GET", "/impact", NULL, tell_impact);
}

static void tell_disconnected(__attribute__((unused)) struct cli *cli, const json_t *answer)
{
	const json_t *receipt = json_object_get(answer, "receipt");
	const json_t *in_flight = json_object_get(receipt, "in_flight");

	printf("%s has been disconnected. You can reconnect it anytime.\n",
		text_of(json_object_get(answer, "mailbox"), "address"));
	printf("Campaigns paused: %zu. Sends held: %lld. On the wire: %zu stopped, %zu sent, %zu unknown.\n",
		json_array_size(json_object_get(receipt, "campaigns_paused")),
		json_integer_value(json_object_get(receipt, "sends_held")),
		json_array_size(json_object_get(in_flight, "aborted")),
		json_array_size(json_object_get(in_flight, "sent")),
		json_array_size(json_object_get(in_flight, "unknown")));
}

static int run_disconnect(struct cli *cli)
{
	json_t *body = json_object();

	if (cli_option(cli, "revoke-now"))
		json_object_set_new(body, "revoke_now", json_true());
	if (cli_option(cli, "lock"))
		json_object_set_new(body, "lock", json_true());
	return call_and_tell(cli, "POST", "/disconnect", body, tell_disconnected);
}

static void tell_mailbox(struct cli *cli, const json_t *answer)
{
	const json_t *mailbox = json_object_get(answer, "mailbox") ? json_object_get(answer, "mailbox") : answer;

	printf("%s is %s.\n", text_of(mailbox, "address"), status_of(mailbox, cli->arena));
}

static int run_undo(struct cli *cli)
{
	return call_and_tell(cli, "POST", "/undo-disconnect", json_object(), tell_mailbox);
}

static int run_hold(struct cli *cli)
{
	json_t *body = json_object();

	if (cli_option(cli, "until"))
		json_object_set_new(body, "until", json_string(cli_option(cli, "until")));
	return call_and_tell(cli, "POST", "/hold", body, tell_mailbox);
}

static int run_release(struct cli *cli)
{
	return call_and_tell(cli, "DELETE", "/hold", NULL, tell_mailbox);
}

static void tell_reconnect(struct cli *cli, const json_t *answer)
{
	const char *url = text_of(answer, "authorization_url");

	if (url)
		printf("Open this link in a browser to sign in:\n%s\n", url);
	else
		tell_mailbox(cli, answer);
}

static int run_reconnect(struct cli *cli)
{
	OWNED(secret) struct secret *password = NULL;
	json_t *body = json_object();
	struct error err;

	if (cli_option(cli, "password-stdin")) {
		if (!read_password(&password, &err)) {
			json_decref(body);
			return cli_fail(&err);
		}
		json_object_set_new(body, "password", json_string(secret_text(password)));
	}
	return call_and_tell(cli, "POST", "/reconnect", body, tell_reconnect);
}

static void tell_removed(struct cli *cli, __attribute__((unused)) const json_t *answer)
{
	printf("%s was removed, with its data.\n", cli_option(cli, "confirm"));
}

static int run_remove(struct cli *cli)
{
	const char *confirm = cli_option(cli, "confirm");

	if (!confirm)
		return cli_usage(cli, "It deletes for good: repeat the address with --confirm.");
	return call_and_tell(cli, "DELETE", arena_printf(cli->arena, "?confirm=%s", client_escape(cli->arena, confirm)),
		NULL, tell_removed);
}

static const struct cli_option plain_options[] = {CLIENT_OPTIONS, {.name = NULL}};
static const struct cli_option disconnect_options[] = {
	{"revoke-now", NULL, "give up the undo window (a compromised account)"},
	{"lock", NULL, "only managers may reconnect it"}, CLIENT_OPTIONS, {.name = NULL}};
static const struct cli_option hold_options[] = {
	{"until", "TIME", "lift it by itself then (2026-12-01T09:00:00Z)"}, CLIENT_OPTIONS, {.name = NULL}};
static const struct cli_option reconnect_options[] = {
	{"password-stdin", NULL, "read the password from standard input"}, CLIENT_OPTIONS, {.name = NULL}};
static const struct cli_option remove_options[] = {
	{"confirm", "ADDRESS", "the mailbox's address, to confirm"}, CLIENT_OPTIONS, {.name = NULL}};

const struct cli_verb mailbox_verbs[] = {
	{"mailbox list", "", "the mailboxes and their state", plain_options, 0, 0, run_list},
	{"mailbox impact", "MAILBOX", "what a disconnect would pause", plain_options, 1, 1, run_impact},
	{"mailbox disconnect", "MAILBOX", "stop it now; tells how what was on the wire ended", disconnect_options, 1, 1,
		run_disconnect},
	{"mailbox undo", "MAILBOX", "undo a disconnect while its window lasts", plain_options, 1, 1, run_undo},
	{"mailbox hold", "MAILBOX", "pause sending, go on reading", hold_options, 1, 1, run_hold},
	{"mailbox release", "MAILBOX", "lift a pause", plain_options, 1, 1, run_release},
	{"mailbox reconnect", "MAILBOX", "sign in again", reconnect_options, 1, 1, run_reconnect},
	{"mailbox remove", "MAILBOX", "delete an inactive mailbox and its data", remove_options, 1, 1, run_remove},
	{.name = NULL},
};

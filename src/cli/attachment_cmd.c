#include "cli/attachment_cmd.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "cli/client.h"
#include "cli/print.h"
#include "cli/table.h"

/* A campaign with the step that an edit is about. */
struct editing {
	struct cli *cli;
	struct client *client;
	json_t *campaign;
	json_int_t position;
	json_t *attachments; /* as the step will have them */
};

static const char *path_of(struct cli *cli)
{
	return arena_printf(cli->arena, "/campaigns/%s", client_escape(cli->arena, cli->arguments[0]));
}

static json_t *find_step(const struct editing *editing)
{
	const json_t *steps = json_object_get(editing->campaign, "steps");

	return json_array_get(steps, (size_t)(editing->position - 1));
}

/* What the API reads of what it writes. */
static json_t *kept(const json_t *attachment)
{
	json_t *one = json_object();

	json_object_set(one, "id", json_object_get(attachment, "id"));
	json_object_set(one, "inline", json_object_get(attachment, "inline"));
	json_object_set(one, "content_id", json_object_get(attachment, "content_id"));
	return one;
}

/* The step's files but for one (NULL: all of them). */
static void take_attachments(struct editing *editing, const char *without)
{
	const json_t *item;
	size_t i;

	editing->attachments = json_array();
	json_array_foreach(json_object_get(find_step(editing), "attachments"), i, item)
		if (!text_equal(text_of(item, "id"), without))
			json_array_append_new(editing->attachments, kept(item));
}

static bool open_step(struct editing *editing, struct error *err)
{
	const char *step = cli_option(editing->cli, "step");
	int64_t position = 1;

	if (step && !text_to_int(step, 1, INT16_MAX, &position))
		return error_set(err, ERROR_INVALID, "validation_failed", "--step takes the number of a step, from 1.");
	editing->position = position;
	if (!client_open(editing->cli, &editing->client, err) ||
		!client_call(editing->client, "GET", path_of(editing->cli), NULL, &editing->campaign, err))
		return false;
	return find_step(editing) ||
		error_set(err, ERROR_NOT_FOUND, "not_found", "The campaign has no step %lld.", (long long)position);
}

/* All steps stay as they are; this one gets its files. Refused when somebody has edited the campaign meanwhile. */
static bool save(struct editing *editing, struct error *err)
{
	json_t *steps = json_array(), *body = json_object(), *answer = NULL;
	const json_t *item;
	bool is_saved;
	size_t i;

	json_array_foreach(json_object_get(editing->campaign, "steps"), i, item) {
		json_t *step = json_pack("{s:O}", "id", json_object_get(item, "id"));

		if ((json_int_t)i + 1 == editing->position)
			json_object_set(step, "attachments", editing->attachments);
		json_array_append_new(steps, step);
	}
	json_object_set_new(body, "steps", steps);
	json_object_set(body, "revision", json_object_get(editing->campaign, "revision"));
	is_saved = client_call(editing->client, "PATCH", path_of(editing->cli), body, &answer, err);
	json_decref(body);
	if (!is_saved)
		return false;
	json_decref(editing->campaign);
	editing->campaign = answer;
	return true;
}

static void print_files(const struct editing *editing)
{
	const json_t *list = json_object_get(find_step(editing), "attachments"), *item;
	struct arena *arena = editing->cli->arena;
	struct table table;
	size_t i;

	table_init(&table, arena, 5, "NAME", "TYPE", "BYTES", "IN THE TEXT", "ID");
	json_array_foreach(list, i, item)
		table_add(&table, text_of(item, "name"), text_of(item, "type"),
			arena_printf(arena, "%lld", json_integer_value(json_object_get(item, "size"))),
			text_of(item, "content_id"), text_of(item, "id"));
	table_print(&table);
}

static int end(struct editing *editing, bool is_done, const struct error *err)
{
	if (is_done && editing->cli->is_json)
		print_list_json(json_object_get(find_step(editing), "attachments"));
	else if (is_done)
		print_files(editing);
	json_decref(editing->campaign);
	json_decref(editing->attachments);
	client_free(editing->client);
	return is_done ? CLI_DONE : cli_fail(err);
}

static const char *name_of(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

static bool add_file(struct editing *editing, struct error *err)
{
	struct cli *cli = editing->cli;
	const char *path = arena_printf(
		cli->arena, "/attachments?filename=%s", client_escape(cli->arena, name_of(cli->arguments[1])));
	json_t *file = NULL;

	if (!client_upload(editing->client, path, "application/octet-stream", cli->arguments[1], NULL, &file, err))
		return false;
	take_attachments(editing, NULL);
	json_array_append_new(editing->attachments,
		json_pack("{s:O,s:b}", "id", json_object_get(file, "id"), "inline", cli_option(cli, "inline") != NULL));
	json_decref(file);
	return save(editing, err);
}

static int run_attach(struct cli *cli)
{
	struct editing editing = {.cli = cli};
	struct error err;

	return end(&editing, open_step(&editing, &err) && add_file(&editing, &err), &err);
}

static bool take_away(struct editing *editing, struct error *err)
{
	const char *id = editing->cli->arguments[1];
	const json_t *list = json_object_get(find_step(editing), "attachments");

	take_attachments(editing, id);
	if (json_array_size(editing->attachments) == json_array_size(list))
		return error_set(err, ERROR_NOT_FOUND, "not_found", "The step carries no attachment %s.", id);
	return save(editing, err);
}

static int run_detach(struct cli *cli)
{
	struct editing editing = {.cli = cli};
	struct error err;

	return end(&editing, open_step(&editing, &err) && take_away(&editing, &err), &err);
}

static int run_list(struct cli *cli)
{
	struct editing editing = {.cli = cli};
	struct error err;

	return end(&editing, open_step(&editing, &err), &err);
}

#define STEP_OPTION \
	{ \
		"step", "N", "the step, from 1; without it the first" \
	}

static const struct cli_option options[] = {STEP_OPTION, CLIENT_OPTIONS, {.name = NULL}};
static const struct cli_option attach_options[] = {STEP_OPTION,
	{"inline", NULL, "an image for the HTML, which shows it as <img src=\"cid:…\"> under the name that is printed"},
	CLIENT_OPTIONS, {.name = NULL}};

const struct cli_verb attachment_verbs[] = {
	{"campaign attachments", "ID", "the files that a step carries", options, 1, 1, run_list},
	{"campaign attach", "ID FILE", "let a step carry a file", attach_options, 2, 2, run_attach},
	{"campaign detach", "ID ATTACHMENT", "take a file out of a step", options, 2, 2, run_detach},
	{.name = NULL},
};

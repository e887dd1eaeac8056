#include "cli/campaign_sender_cmd.h"

#include <stdio.h>

#include "base/check.h"
#include "base/text.h"
#include "cli/campaign_call.h"
#include "cli/client.h"

/* What an option sets; in `sender` unless it is the campaign's own. */
static const struct {
	const char *option, *field;
	bool is_of_campaign;
} settings[] = {
	{"name", "name", false},
	{"reply-to", "reply_to", false},
	{"signature", "signature", false},
	{"signature-html", "signature_html", false},
	{"organization", "organization", false},
	{"postal-address", "postal_address", false},
	{"opt-out", "opt_out_text", true},
	{"format", "format", true},
};

static int tell(struct cli *cli, const json_t *campaign)
{
	const json_t *sender = json_object_get(campaign, "sender");

	if (cli->is_json)
		return CLI_DONE;
	for (size_t i = 0; i < ARRAY_COUNT(settings); i++) {
		const json_t *of = settings[i].is_of_campaign ? campaign : sender;
		const char *value = json_string_value(json_object_get(of, settings[i].field));

		printf("%-15s %s\n", settings[i].option, value ? value : "-");
	}
	return CLI_DONE;
}

/* An empty text gives back what the mailbox or the settings say. */
static void put(json_t *object, const char *field, const char *value)
{
	json_object_set_new(object, field, text_is_empty(value) ? json_null() : json_string(value));
}

static int run_sender(struct cli *cli)
{
	json_t *body = json_object(), *sender = json_object();

	for (size_t i = 0; i < ARRAY_COUNT(settings); i++) {
		const char *value = cli_option(cli, settings[i].option);

		if (value)
			put(settings[i].is_of_campaign ? body : sender, settings[i].field, value);
	}
	if (json_object_size(sender) > 0)
		json_object_set(body, "sender", sender);
	json_decref(sender);
	if (json_object_size(body) > 0)
		return campaign_call(cli, "PATCH", "", body, tell);
	json_decref(body);
	return campaign_call(cli, "GET", "", NULL, tell);
}

static const struct cli_option options[] = {
	{"name", "TEXT", "the sender name; \"\" here and below: as the mailbox has it"},
	{"reply-to", "ADDRESS", "where answers come to: a connected mailbox"},
	{"signature", "TEXT", "under every email"}, {"signature-html", "HTML", "the same in formatted emails"},
	{"organization", "TEXT", "in the imprint"}, {"postal-address", "TEXT", "in the imprint"},
	{"opt-out", "TEXT", "the opt-out line; may hold {{ unsubscribe_url }}"},
	{"format", "FORMAT", "as_written, plain or html"}, CLIENT_OPTIONS, {.name = NULL}};

const struct cli_verb campaign_sender_verbs[] = {
	{"campaign sender", "ID", "who its emails are from; with options: set it", options, 1, 1, run_sender},
	{.name = NULL},
};

#include "cli/forecast_cmd.h"

#include <stdio.h>

#include "base/text.h"
#include "cli/campaign_call.h"
#include "cli/client.h"
#include "cli/print.h"
#include "cli/table.h"

static long long int_of(const json_t *object, const char *name)
{
	return (long long)json_integer_value(json_object_get(object, name));
}

static const char *number_of(struct arena *arena, const json_t *object, const char *name)
{
	return arena_printf(arena, "%lld", int_of(object, name));
}

static void print_notes(const json_t *notes, const char *mark)
{
	const json_t *note;
	size_t i;

	json_array_foreach(notes, i, note)
		printf("%s %s\n", mark, text_or_empty(note, "text"));
}

static const char *field_of(struct arena *arena, const json_t *excluded)
{
	const char *field = text_or_empty(excluded, "field");

	return *field ? arena_printf(arena, "%s (%s)", text_or_empty(excluded, "reason"), field)
		      : text_or_empty(excluded, "reason");
}

static int tell_review(struct cli *cli, const json_t *review)
{
	const json_t *counts = json_object_get(review, "counts"), *mailboxes = json_object_get(review, "mailboxes");
	const json_t *excluded, *mailbox, *blocking = json_object_get(review, "blocking");
	size_t i;

	if (cli->is_json)
		return json_array_size(blocking) ? CLI_FAILED : CLI_DONE;
	printf("%lld contacts get %lld emails; %lld need review, %lld are left out.\n", int_of(counts, "to_write_to"),
		int_of(counts, "emails"), int_of(counts, "in_review"), int_of(counts, "excluded"));
	printf("First %s, last %s (%s).\n", text_or_empty(review, "first_send_at"),
		text_or_empty(review, "last_send_at"), text_or_empty(review, "timezone"));
	json_array_foreach(json_object_get(review, "excluded"), i, excluded)
		printf("left out: %s: %lld\n", field_of(cli->arena, excluded), int_of(excluded, "contacts"));
	json_array_foreach(mailboxes, i, mailbox)
		printf("%s: %lld emails, up to %lld a day\n", text_or_empty(mailbox, "address"),
			int_of(mailbox, "emails"), int_of(mailbox, "peak_per_day"));
	print_notes(json_object_get(review, "warnings"), "advice:");
	print_notes(blocking, "missing:");
	return json_array_size(blocking) ? CLI_FAILED : CLI_DONE;
}

static int run_review(struct cli *cli)
{
	return campaign_call(cli, "GET", "/review", NULL, tell_review);
}

static void tell_steps(const char *what, const json_t *steps)
{
	const json_t *step;
	size_t i;

	if (!json_array_size(steps))
		return;
	printf("%s ", what);
	json_array_foreach(steps, i, step)
		printf("%s%lld", i ? ", " : "", json_integer_value(step));
	printf(".\n");
}

static void tell_assumptions(const json_t *forecast)
{
	const char *assumes = text_or_empty(forecast, "assumes");

	printf("%s nobody answers.\n",
		text_equal(assumes, "launched_now")          ? "If it is launched now and"
			: text_equal(assumes, "resumed_now") ? "If it is resumed now and"
							     : "If");
	tell_steps("Steps with a condition are counted for everybody:", json_object_get(forecast, "conditional_steps"));
	tell_steps("Steps with an approval are counted as approved at once:",
		json_object_get(forecast, "steps_to_approve"));
}

static int tell_forecast(struct cli *cli, const json_t *forecast)
{
	const json_t *next = json_object_get(forecast, "next"), *send;
	struct table table;
	size_t i;

	if (cli->is_json)
		return CLI_DONE;
	table_init(&table, cli->arena, 3, "AT", "TO", "STEP");
	json_array_foreach(next, i, send)
		table_add(&table, text_or_empty(send, "at"), text_or_empty(send, "email"),
			number_of(cli->arena, send, "step"));
	table_print(&table);
	printf("%lld emails in all, the last at %s.\n", int_of(forecast, "total"),
		text_or_empty(forecast, "last_send_at"));
	if (json_object_get(forecast, "assumes"))
		tell_assumptions(forecast);
	return CLI_DONE;
}

static int run_forecast(struct cli *cli)
{
	const char *days = cli_option(cli, "days");

	return campaign_call(cli, "GET",
		days ? arena_printf(cli->arena, "/forecast?days=%s", client_escape(cli->arena, days)) : "/forecast",
		NULL, tell_forecast);
}

static int tell_preview(struct cli *cli, const json_t *preview)
{
	const char *missing = text_or_empty(preview, "missing_field");

	if (cli->is_json)
		return *missing ? CLI_FAILED : CLI_DONE;
	if (*missing) {
		fprintf(stderr, "outrider: missing_field: the contact lacks “%s”\n", missing);
		return CLI_FAILED;
	}
	printf("From: %s\nSubject: %s\n\n%s\n", text_or_empty(preview, "from"), text_or_empty(preview, "subject"),
		text_or_empty(preview, "text"));
	return CLI_DONE;
}

static int run_preview(struct cli *cli)
{
	const char *step = cli_option(cli, "step"), *contact = cli_option(cli, "contact");

	return campaign_call(cli, "GET",
		arena_printf(cli->arena, "/preview?step=%s&contact_id=%s", client_escape(cli->arena, step ? step : "1"),
			client_escape(cli->arena, contact ? contact : "")),
		NULL, tell_preview);
}

static void put_text(json_t *body, const char *name, const char *value)
{
	if (value)
		json_object_set_new(body, name, json_string(value));
}

/* False, having said so: the option is no number. */
static bool put_number(struct cli *cli, json_t *body, const char *name, const char *option)
{
	const char *text = cli_option(cli, option);
	int64_t value = 0;

	if (!text)
		return true;
	if (!text_to_int(text, 0, INT32_MAX, &value)) {
		cli_usage(cli, "--%s takes a number", option);
		return false;
	}
	json_object_set_new(body, name, json_integer(value));
	return true;
}

static int tell_test(struct cli *cli, const json_t *test)
{
	const char *status = text_or_empty(test, "status");
	bool is_sent = text_equal(status, "sent");

	if (!is_sent)
		fprintf(stderr, "outrider: %s: %s\n", status, text_or_empty(json_object_get(test, "error"), "text"));
	else if (!cli->is_json)
		printf("Step %lld was sent to %s.\n", int_of(test, "step"), text_or_empty(test, "to"));
	return is_sent ? CLI_DONE : CLI_FAILED;
}

static int run_test_send(struct cli *cli)
{
	json_t *body = json_object();

	put_text(body, "to", cli_option(cli, "to"));
	put_text(body, "contact_id", cli_option(cli, "contact"));
	put_text(body, "mailbox_id", cli_option(cli, "from"));
	if (!put_number(cli, body, "step", "step")) {
		json_decref(body);
		return CLI_USAGE;
	}
	return campaign_call(cli, "POST", "/test-send", body, tell_test);
}

static int tell_moved(struct cli *cli, const json_t *answer)
{
	if (!cli->is_json)
		printf("%lld contacts moved; %lld in a conversation stay.\n",
			int_of(answer, "moved") + int_of(answer, "moved_threads"), int_of(answer, "kept_threads"));
	return CLI_DONE;
}

static int run_reassign(struct cli *cli)
{
	const char *from = cli_option(cli, "from"), *to = cli_option(cli, "to");
	json_t *body;

	if (!from)
		return cli_usage(cli, "say whose contacts go: --from MAILBOX_ID");
	body = json_pack("{s:s, s:b}", "from_mailbox_id", from, "preview", cli_option(cli, "preview") != NULL);
	if (to)
		json_object_set_new(body, "to_mailbox_ids", json_pack("[s]", to));
	return campaign_call(cli, "POST", "/reassign", body, tell_moved);
}

static int tell_resumed(struct cli *cli, const json_t *campaign)
{
	if (!cli->is_json)
		printf("%s is %s.\n", text_or_empty(campaign, "name"), text_or_empty(campaign, "status"));
	return CLI_DONE;
}

static int tell_resume_preview(struct cli *cli, const json_t *preview)
{
	if (!cli->is_json)
		printf("%lld contacts would get nothing more.\n", int_of(preview, "skipped"));
	return tell_forecast(cli, preview);
}

static int run_resume(struct cli *cli)
{
	bool is_preview = cli_option(cli, "preview") != NULL;
	json_t *body = json_object();

	put_text(body, "overdue", cli_option(cli, "overdue"));
	if (!put_number(cli, body, "skip_older_than_days", "older-than")) {
		json_decref(body);
		return CLI_USAGE;
	}
	return campaign_call(cli, "POST", is_preview ? "/resume-preview" : "/resume", body,
		is_preview ? tell_resume_preview : tell_resumed);
}

static const struct cli_option plain_options[] = {CLIENT_OPTIONS, {.name = NULL}};
static const struct cli_option forecast_options[] = {
	{"days", "N", "how many days are counted (28)"}, CLIENT_OPTIONS, {.name = NULL}};
static const struct cli_option preview_options[] = {{"step", "N", "which step (1)"},
	{"contact", "ID", "as whom; without it the first contact"}, CLIENT_OPTIONS, {.name = NULL}};
static const struct cli_option test_options[] = {{"step", "N", "which step (1)"},
	{"to", "ADDRESS", "your own address, or a connected mailbox's"}, {"contact", "ID", "as whom"},
	{"from", "ID", "the mailbox that sends it"}, CLIENT_OPTIONS, {.name = NULL}};
static const struct cli_option reassign_options[] = {{"from", "ID", "the mailbox they wait for"},
	{"to", "ID", "the mailbox they go to; without it all others"}, {"preview", NULL, "only say who would go"},
	CLIENT_OPTIONS, {.name = NULL}};
static const struct cli_option resume_options[] = {
	{"overdue", "HOW", "keep: go on as it is; shift: all later; skip: end what is long overdue"},
	{"older-than", "DAYS", "with skip: overdue by more than this"},
	{"preview", NULL, "only tell what would be sent first"}, CLIENT_OPTIONS, {.name = NULL}};

const struct cli_verb forecast_verbs[] = {
	{"campaign review", "ID", "what a launch would do, and what stands in its way", plain_options, 1, 1,
		run_review},
	{"campaign forecast", "ID", "what leaves when", forecast_options, 1, 1, run_forecast},
	{"campaign preview", "ID", "an email as one contact would get it", preview_options, 1, 1, run_preview},
	{"campaign test-send", "ID", "send a step to yourself", test_options, 1, 1, run_test_send},
	{"campaign reassign", "ID", "who waits for one mailbox goes on with others", reassign_options, 1, 1,
		run_reassign},
	{"campaign resume", "ID", "go on", resume_options, 1, 1, run_resume},
	{.name = NULL},
};

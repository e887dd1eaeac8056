#include "transport/gmail_api.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/json.h"
#include "base/text.h"

enum { TOO_LARGE = 413, MAX_RETRY_MS = 24 * 3600 * 1000 };

void gmail_api_init(struct gmail_api *api, const struct transport_config *config, const struct endpoint *endpoint,
	const char *address, const struct secret *token, struct cancel *cancel)
{
	OWNED(arena) struct arena *arena = arena_new();

	*api = (struct gmail_api){
		.config = config, .cancel = cancel, .pool = http_pool_new(), .token = secret_copy(token)};
	address = http_client_escape(address, arena);
	api->base = strdup(arena_printf(arena, "%s/gmail/v1/users/%s", endpoint->url, address));
	api->uploads = strdup(arena_printf(arena, "%s/upload/gmail/v1/users/%s", endpoint->url, address));
	ASSERT(api->base && api->uploads);
}

void gmail_api_clear(struct gmail_api *api)
{
	http_pool_free(api->pool);
	secret_free(api->token);
	free(api->base);
	free(api->uploads);
}

const char *gmail_api_text(const json_t *object, const char *name)
{
	const char *text = json_string_value(json_object_get(object, name));

	return text ? text : "";
}

/* https://developers.google.com/workspace/gmail/api/guides/handle-errors: by status, and the reason or the words when given.
 * The first that matches counts. */
static const struct {
	int status;
	const char *reason; /* of errors[], of details[], the status' name; NULL: any */
	const char *words;  /* in the message; NULL: any */
	enum send_outcome outcome;
	enum send_class class;
} meanings[] = {
	{400, "failedPrecondition", NULL, SEND_DEFERRED, SEND_CLASS_BLOCKED},
	{400, "FAILED_PRECONDITION", NULL, SEND_DEFERRED, SEND_CLASS_BLOCKED},
	{400, NULL, "ecipient", SEND_REFUSED, SEND_CLASS_RECIPIENT},
	{400, NULL, "To header", SEND_REFUSED, SEND_CLASS_RECIPIENT},
	{400, NULL, NULL, SEND_REFUSED, SEND_CLASS_MESSAGE},
	{401, NULL, NULL, SEND_DEFERRED, SEND_CLASS_AUTH},
	{403, "insufficientPermissions", NULL, SEND_DEFERRED, SEND_CLASS_AUTH},
	{403, "ACCESS_TOKEN_SCOPE_INSUFFICIENT", NULL, SEND_DEFERRED, SEND_CLASS_AUTH},
	{403, NULL, "Delegation denied", SEND_DEFERRED, SEND_CLASS_AUTH},
	{403, "domainPolicy", NULL, SEND_DEFERRED, SEND_CLASS_BLOCKED},
	{403, "accountDisabled", NULL, SEND_DEFERRED, SEND_CLASS_BLOCKED},
	{403, "userRateLimitExceeded", NULL, SEND_DEFERRED, SEND_CLASS_RATE},
	{403, "rateLimitExceeded", NULL, SEND_DEFERRED, SEND_CLASS_RATE},
	{403, "quotaExceeded", NULL, SEND_DEFERRED, SEND_CLASS_RATE},
	{403, "dailyLimitExceeded", NULL, SEND_DEFERRED, SEND_CLASS_RATE},
	{403, NULL, "rate limit", SEND_DEFERRED, SEND_CLASS_RATE},
	{403, NULL, NULL, SEND_DEFERRED, SEND_CLASS_CONFIG}, /* accessNotConfigured, and what nobody has described */
	{404, NULL, NULL, SEND_DEFERRED, SEND_CLASS_AUTH},   /* the token is another account's */
	{TOO_LARGE, NULL, NULL, SEND_REFUSED, SEND_CLASS_MESSAGE},
	{429, NULL, NULL, SEND_DEFERRED, SEND_CLASS_RATE},
};

static bool has_reason(const json_t *error, const char *reason)
{
	static const char *const lists[] = {"errors", "details"};

	if (strcmp(gmail_api_text(error, "status"), reason) == 0)
		return true;
	for (size_t i = 0; i < ARRAY_COUNT(lists); i++) {
		const json_t *list = json_object_get(error, lists[i]), *entry;
		size_t at;

		json_array_foreach(list, at, entry)
			if (strcmp(gmail_api_text(entry, "reason"), reason) == 0)
				return true;
	}
	return false;
}

/* "… Retry after 2026-11-23T08:00:00.000Z" */
static int64_t retry_after(const char *message, const struct clock *clock)
{
	static const char words[] = "Retry after ";
	const char *at = strstr(message, words);
	int64_t when = 0, wait;
	char time[40];
	json_t *holder;
	struct error ignored;

	if (!at)
		return 0;
	snprintf(time, sizeof(time), "%.*s", (int)strcspn(at + sizeof(words) - 1, " )\""), at + sizeof(words) - 1);
	holder = json_pack("{s:s}", "at", time);
	if (!json_get_time(holder, "at", &when, NULL, &ignored))
		when = 0;
	json_decref(holder);
	wait = when ? when - clock_wall(clock) : 0;
	return wait < 0 ? 0 : wait < MAX_RETRY_MS ? wait : MAX_RETRY_MS;
}

void gmail_api_classify(
	const struct http_answer *answer, const struct clock *clock, struct arena *arena, struct send_result *result)
{
	json_t *body = NULL;
	struct error ignored;
	const json_t *error;
	const char *message;

	*result = (struct send_result){.outcome = SEND_DEFERRED,
		.class = answer->status >= 500 ? SEND_CLASS_NETWORK : SEND_CLASS_CONFIG,
		.code = answer->status,
		.retry_after_ms = answer->retry_after_ms};
	if (!answer->size || !json_parse(answer->body, answer->size, &body, &ignored))
		body = NULL;
	error = json_object_get(body, "error");
	message = gmail_api_text(error, "message");
	for (size_t i = 0; i < ARRAY_COUNT(meanings); i++)
		if (meanings[i].status == answer->status &&
			(!meanings[i].reason || has_reason(error, meanings[i].reason)) &&
			(!meanings[i].words || strstr(message, meanings[i].words))) {
			result->outcome = meanings[i].outcome;
			result->class = meanings[i].class;
			break;
		}
	if (!result->retry_after_ms)
		result->retry_after_ms = retry_after(message, clock);
	if (!*message)
		message = arena_printf(arena, "Gmail answered %d.", answer->status);
	snprintf(result->text, sizeof(result->text), "%s", text_for_people(arena, message, strlen(message), 200));
	json_decref(body);
}

void gmail_api_failed(const struct error *err, struct send_result *result)
{
	*result = (struct send_result){.outcome = SEND_DEFERRED, .class = SEND_CLASS_NETWORK};
	if (error_is(err, "cancelled"))
		result->class = SEND_CLASS_CANCELLED;
	if (error_is(err, "certificate_invalid"))
		result->class = SEND_CLASS_CONFIG;
	snprintf(result->text, sizeof(result->text), "%.255s", err->message);
}

bool gmail_api_get(
	struct gmail_api *api, const char *path, struct arena *arena, json_t **body, struct send_result *result)
{
	struct http_answer answer;
	struct error err = {0};

	if (!http_client_call(&(struct http_call){.url = arena_printf(arena, "%s%s", api->base, path),
				      .bearer = api->token,
				      .ca_file = api->config->ca_file,
				      .cancel = api->cancel,
				      .timeout_ms = api->config->reply_timeout_ms,
				      .pool = api->pool},
		    arena, &answer, &err)) {
		gmail_api_failed(&err, result);
		track_note(&api->track, "lost", 0, result->class);
		return false;
	}
	track_note(&api->track, "GET", 0, answer.status);
	if (answer.status != 200) {
		gmail_api_classify(&answer, api->config->clock, arena, result);
		return false;
	}
	if (json_parse(answer.body, answer.size, body, &err) && json_is_object(*body))
		return true;
	gmail_api_failed(&err, result);
	return false;
}

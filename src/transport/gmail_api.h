#pragma once
/*
 * gmail_api: what sending and reading over the Gmail API share: addresses of resources, and what errors mean.
 */
#include <jansson.h>

#include "net/http_client.h"
#include "transport/sender.h"

/* One mailbox at the API. Owns its strings, token and connections. */
struct gmail_api {
	const struct transport_config *config;
	struct cancel *cancel;
	struct track track;
	struct http_pool *pool;
	struct secret *token;
	char *base;    /* "https://…/gmail/v1/users/ada%40acme.test" */
	char *uploads; /* "https://…/upload/gmail/v1/users/ada%40acme.test" */
};

void gmail_api_init(struct gmail_api *api, const struct transport_config *config, const struct endpoint *endpoint,
	const char *address, const struct secret *token, struct cancel *cancel);
void gmail_api_clear(struct gmail_api *api);

/* GET {base}{path}; *body is an object, to be released. False: *result says why. */
MUST_CHECK bool gmail_api_get(
	struct gmail_api *api, const char *path, struct arena *arena, json_t **body, struct send_result *result);

/* What an answer that is no success means. Certainly not taken, but for 5xx, which the caller knows about. */
void gmail_api_classify(
	const struct http_answer *answer, const struct clock *clock, struct arena *arena, struct send_result *result);

/* What it means that no answer came before the end was given. */
void gmail_api_failed(const struct error *err, struct send_result *result);

/* A member's text, "" when there is none; borrowed from the object. */
const char *gmail_api_text(const json_t *object, const char *name);

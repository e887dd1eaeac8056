#pragma once
/*
 * client: asks a running server: through the Unix socket in the data directory, or at --url with --key.
 */
#include <jansson.h>

#include "base/error.h"
#include "base/own.h"
#include "cli/cli.h"

/* The options that reach a server; to be listed by each verb that uses the client. */
#define CLIENT_OPTIONS \
	{"url", "URL", "server to ask (OUTRIDER_URL); without it the one on this data directory"}, \
	{ \
		"key", "KEY", "API key (OUTRIDER_KEY)" \
	}

struct client;

/* CONFLICT/server_not_running when nobody answers at the socket. */
MUST_CHECK bool client_open(const struct cli *cli, struct client **out, struct error *err);
void client_free(struct client *client);
OWN_DEFINE(client)

/*
 * Sends a JSON body (NULL: none) and gives the answer's JSON, released by json_decref. An answer that is an error fills err with
 * the server's kind, code and message. `path` is below /api/v1.
 */
MUST_CHECK bool client_call(
	struct client *client, const char *method, const char *path, json_t *body, json_t **answer, struct error *err);

/* Sends a file as the body. `progress` (may be NULL) is told how much has left. */
MUST_CHECK bool client_upload(struct client *client, const char *path, const char *content_type, const char *file,
	void (*progress)(double sent, double total), json_t **answer, struct error *err);

/* Percent-encodes for a path or a query. */
char *client_escape(struct arena *arena, const char *text);

#pragma once
/*
 * smtp_fixture: for tests. An SMTP client of ours that talks to a script, and the one email it sends.
 */
#include "base/unit.h"

#include <stdlib.h>

#include "base/clock.h"
#include "transport/script_fixture.h"
#include "transport/sender.h"

static const char message[] = "Subject: x\r\n\r\n.dot\r\nend\r\n";
static const struct outgoing mail = {.from = "ada@acme.test",
	.recipient = "bob@example.org",
	.message = message,
	.message_size = sizeof(message) - 1};

/* A client of a script. */
struct client {
	struct script *script;
	struct clock clock;
	struct transport_config config;
	struct cancel cancel;
	struct sender *sender;
	struct send_result result;
	int64_t last_byte_at;
};

static void client_start(struct client *client, const char *const *moves, struct account account)
{
	struct secret *secret = secret_new_text("pass word");

	*client = (struct client){.script = script_start(moves), .clock = clock_system()};
	client->config = (struct transport_config){
		.allow_private_hosts = true, .helo_name = "test", .clock = &client->clock, .reply_timeout_ms = 300};
	cancel_init(&client->cancel);
	account.address = "ada@acme.test";
	account.sending.kind = TRANSPORT_SMTP;
	account.sending.host = "127.0.0.1";
	account.sending.port = script_port(client->script);
	account.sending_secret = secret;
	client->sender = sender_new(&client->config, &account, &client->cancel);
	secret_free(secret);
}

/* The client goes; then the script has heard everything. */
static void client_end(struct client *client)
{
	sender_free(TAKE(client->sender));
	script_wait(client->script);
	cancel_close(&client->cancel);
}

static bool prepare(struct client *client, const struct outgoing *what)
{
	return client->sender->type->prepare(client->sender, what, &client->result);
}

static void finish(struct client *client)
{
	client->sender->type->finish(client->sender, &client->result, &client->last_byte_at);
}

static inline void send_one(struct client *client)
{
	if (prepare(client, &mail))
		finish(client);
}

static struct account without_sign_in(void)
{
	return (struct account){.sending = {.tls = TLS_NONE, .username = ""}};
}

static inline struct account with_sign_in(enum account_auth auth)
{
	return (struct account){.sending = {.tls = TLS_NONE, .username = "ada"}, .auth = auth};
}

#define HELLO "s220 hi", "r", "s250-me\r\n250 PIPELINING"
#define PLAIN_HELLO "s220 hi", "r", "s250 me"
#define ENVELOPE "r", "r", "r", "s250 ok\r\n250 ok\r\n354 go"

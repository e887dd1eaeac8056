#pragma once
/*
 * sim_network: the mail servers of a simulation, in place of the transports: sender_new and receiver_new end here. What the
 * servers took and what lies in the inboxes outlives the program's lives, as it does outside.
 */
#include <stdbool.h>
#include <stdint.h>

#include "sim_world.h"

enum { PROVIDER_MAILS = 512, PROVIDER_INBOX = 128, MESSAGE_ID_BYTES = 160 };

/* Per thousand, each drawn where it can happen. */
struct network_weather {
	int refuse_connection, drop_in_prepare, refuse_recipient, defer_recipient, refuse_login, limit_rate;
	int defer_end, refuse_end, lose_answer, lose_end;
	int slow_answer; /* up to 45 s, so that a stop must cut */
	int latency_ms;  /* of a round trip, at most */
};

struct taken_mail {
	char message_id[MESSAGE_ID_BYTES];
	int mailbox, contact; /* numbers in the world */
};

enum answer_kind { ANSWER_PERSON, ANSWER_MACHINE, ANSWER_OPT_OUT, ANSWER_KINDS };

struct inbox_mail {
	char answers[MESSAGE_ID_BYTES];
	int mailbox, contact;
	enum answer_kind kind;
};

struct provider {
	struct network_weather weather;
	int taken_count, inbox_count;
	struct taken_mail taken[PROVIDER_MAILS];
	struct inbox_mail inbox[PROVIDER_INBOX];
};

/* Memory that the lives of a seed share. */
struct provider *provider_open(void);
void provider_clear(void);

/* Which world the accounts belong to; once a life. */
void provider_serve(const struct world_facts *facts);

/* Somebody writes back to an email that arrived. False when none has. */
bool provider_answer(enum answer_kind kind);

/* A number for a Message-ID, with or without brackets, for the history. */
int64_t provider_hash(const char *message_id);

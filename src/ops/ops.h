#pragma once
/*
 * ops: the use cases, one transaction each. API, command line and workers all come through here.
 *
 * `struct ops` is what every use case needs, built once by main. `struct call` is one asking: who, and memory for the
 * answer. Results are in the call's arena.
 */
#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/fence.h"
#include "base/recorder.h"
#include "oauth/providers.h"
#include "ops/sending_gate.h"
#include "store/store.h"
#include "store/tx.h"
#include "transport/sender.h"
#include "vault/vault.h"

enum actor_kind { ACTOR_USER, ACTOR_KEY, ACTOR_SHELL, ACTOR_SYSTEM };
enum user_role { ROLE_OWNER, ROLE_MANAGER, ROLE_MEMBER, ROLE_VIEWER, ROLE_COUNT };

struct actor {
	enum actor_kind kind;
	int64_t id;      /* user or key; 0 for shell and system */
	int64_t user_id; /* the user, or who made the key; 0: none */
	enum user_role role;
	const char *scopes;                /* a key's; NULL: everything the role may */
	const char *name;                  /* for texts: "Ada", "the command line", "Outrider" */
	const unsigned char *session_hash; /* 32 bytes; NULL unless signed in by cookie */
};

struct call {
	struct arena *arena;
	int64_t workspace_id;
	struct actor actor;
};

/* A provider or mail server that does not answer anybody. */
struct place_down {
	const char *name; /* "smtp.acme.test:587" */
	int64_t since;
};

/* The connections a worker keeps by mailbox; closed when the mailbox is fenced. Made by the engine; NULL functions without. */
struct connection_closer {
	void (*close)(void *context, int64_t mailbox_id);
	void (*list_down)(void *context, struct arena *arena, struct place_down **list, size_t *count);
	void *context;
};

struct ops {
	struct store *store;
	struct vault *vault;
	const struct clock *clock;
	struct fence *fence;
	struct recorder *recorder; /* NULL: nothing is noted */
	struct sending_gate *gate; /* NULL: open */
	const struct transport_config *transport;
	const struct oauth_providers *providers;
	struct connection_closer connections;
	const char *boot;     /* random name of this process's life */
	const char *base_url; /* without trailing slash */
	int64_t undo_ms;
	bool allow_private_hosts;
};

/* Refuses with DENIED when the actor's role or scopes do not allow. `scope` such as "mailboxes:write". */
MUST_CHECK bool ops_allow(const struct call *call, const char *scope, struct error *err);

/* The only workspace's id; NOT_FOUND/not_set_up before the first owner exists. */
MUST_CHECK bool ops_workspace(struct ops *ops, int64_t *workspace_id, struct error *err);

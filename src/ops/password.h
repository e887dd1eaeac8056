#pragma once
/*
 * password: argon2id at 19 MiB, two at once.
 *
 * A hash costs memory and 30 ms of a core on purpose, so sign-in is where a server is easily drowned. Two are made at a time;
 * the queue behind them is bounded, and bounded more tightly per address, so that one client cannot keep the others out.
 */
#include <stdbool.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/own.h"
#include "base/secret.h"

enum { PASSWORD_HASH_SIZE = 128, PASSWORD_MIN = 10, PASSWORD_MAX = 1024 };

struct password_gate;

struct password_gate *password_gate_new(const struct clock *clock);
void password_gate_free(struct password_gate *gate);
OWN_DEFINE(password_gate)

/* INVALID: too short or too long. Without a gate (offline) it is made at once. */
MUST_CHECK bool password_hash(struct password_gate *gate, const char *remote, const struct secret *password,
	char out[PASSWORD_HASH_SIZE], struct error *err);

/*
 * Whether the password fits; a hash of NULL costs the same time and never fits. LIMIT/too_many_sign_ins when too many wait, or
 * when too many from this address have been wrong lately; those are counted here.
 */
MUST_CHECK bool password_verify(struct password_gate *gate, const char *remote, const char *hash,
	const struct secret *password, bool *fits, struct error *err);

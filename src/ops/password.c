#include "ops/password.h"

#include <pthread.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "base/lock.h"
#include "base/text.h"

enum {
	OPERATIONS = 2,
	MEMORY_BYTES = 19 * 1024 * 1024,
	AT_ONCE = 2,
	MAX_WAITING = 64,
	MAX_WAITING_PER_ADDRESS = 8,
	REMEMBERED = 512, /* addresses with wrong sign-ins */
	MAX_WRONG = 20,
	WRONG_WINDOW_MS = 5 * 60 * 1000,
};
_Static_assert(PASSWORD_HASH_SIZE >= crypto_pwhash_STRBYTES, "a hash fits");

struct wrong {
	char remote[46];
	int count;
	int64_t since_ms;
};

struct password_gate {
	pthread_mutex_t lock;
	pthread_cond_t free;
	const struct clock *clock;
	int running, waiting;
	const char *waiting_for[MAX_WAITING];
	struct wrong wrong[REMEMBERED];
};

struct password_gate *password_gate_new(const struct clock *clock)
{
	struct password_gate *gate = calloc(1, sizeof(*gate));

	ASSERT(gate);
	pthread_mutex_init(&gate->lock, NULL);
	pthread_cond_init(&gate->free, NULL);
	gate->clock = clock;
	return gate;
}

void password_gate_free(struct password_gate *gate)
{
	if (!gate)
		return;
	pthread_cond_destroy(&gate->free);
	pthread_mutex_destroy(&gate->lock);
	free(gate);
}

static bool refuse(struct error *err, int retry_after_s)
{
	error_set(err, ERROR_LIMIT, "too_many_sign_ins", "Too many sign-ins from here. Wait a little and try again.");
	err->retry_after_s = retry_after_s;
	return false;
}

/* The entry of this address, else the oldest. The lock is held. */
static struct wrong *entry_of(struct password_gate *gate, const char *remote)
{
	struct wrong *oldest = &gate->wrong[0];

	for (int i = 0; i < REMEMBERED; i++) {
		struct wrong *entry = &gate->wrong[i];

		if (strncmp(entry->remote, remote, sizeof(entry->remote) - 1) == 0)
			return entry;
		if (entry->since_ms < oldest->since_ms)
			oldest = entry;
	}
	return oldest;
}

static bool is_locked_out(struct password_gate *gate, const char *remote)
{
	const struct wrong *entry = entry_of(gate, remote);

	return strncmp(entry->remote, remote, sizeof(entry->remote) - 1) == 0 && entry->count >= MAX_WRONG &&
		clock_boot(gate->clock) - entry->since_ms < WRONG_WINDOW_MS;
}

static void note(struct password_gate *gate, const char *remote, bool fits)
{
	int64_t now = clock_boot(gate->clock);
	struct wrong *entry;

	lock_take(&gate->lock, LOCK_PASSWORDS);
	entry = entry_of(gate, remote);
	if (strncmp(entry->remote, remote, sizeof(entry->remote) - 1) != 0 ||
		now - entry->since_ms >= WRONG_WINDOW_MS) {
		*entry = (struct wrong){.since_ms = now};
		memcpy(entry->remote, remote, strnlen(remote, sizeof(entry->remote) - 1));
	}
	entry->count = fits ? 0 : entry->count + 1;
	lock_give(&gate->lock, LOCK_PASSWORDS);
}

static int count_waiting(const struct password_gate *gate, const char *remote)
{
	int count = 0;

	for (int i = 0; i < gate->waiting; i++)
		count += strcmp(gate->waiting_for[i], remote) == 0;
	return count;
}

/* The lock is held; waits for a place. */
static void wait_in_line(struct password_gate *gate, const char *remote)
{
	gate->waiting_for[gate->waiting++] = remote;
	while (gate->running >= AT_ONCE)
		pthread_cond_wait(&gate->free, &gate->lock);
	for (int i = 0; i < gate->waiting; i++)
		if (gate->waiting_for[i] == remote) {
			gate->waiting_for[i] = gate->waiting_for[--gate->waiting];
			break;
		}
}

static bool enter(struct password_gate *gate, const char *remote, struct error *err)
{
	bool has_place, is_locked;

	lock_take(&gate->lock, LOCK_PASSWORDS);
	is_locked = is_locked_out(gate, remote);
	has_place = !is_locked && gate->waiting < MAX_WAITING && count_waiting(gate, remote) < MAX_WAITING_PER_ADDRESS;
	if (has_place) {
		if (gate->running >= AT_ONCE)
			wait_in_line(gate, remote);
		gate->running++;
	}
	lock_give(&gate->lock, LOCK_PASSWORDS);
	return has_place || refuse(err, is_locked ? WRONG_WINDOW_MS / 1000 : 2);
}

static void leave(struct password_gate *gate)
{
	lock_take(&gate->lock, LOCK_PASSWORDS);
	gate->running--;
	pthread_cond_signal(&gate->free);
	lock_give(&gate->lock, LOCK_PASSWORDS);
}

static bool make_hash(const struct secret *password, char out[PASSWORD_HASH_SIZE], struct error *err)
{
	if (crypto_pwhash_str(out, secret_text(password), secret_length(password), OPERATIONS, MEMORY_BYTES) == 0)
		return true;
	error_set(err, ERROR_TEMPORARY, "out_of_memory", "There is not enough memory to check a password. Try again.");
	return false;
}

bool password_hash(struct password_gate *gate, const char *remote, const struct secret *password,
	char out[PASSWORD_HASH_SIZE], struct error *err)
{
	bool is_made;

	if (secret_length(password) < PASSWORD_MIN)
		return error_invalid(err, "password", "min_length", NULL, "The password needs at least %d characters.",
			PASSWORD_MIN);
	if (secret_length(password) > PASSWORD_MAX)
		return error_invalid(
			err, "password", "max_length", NULL, "The password is longer than %d bytes.", PASSWORD_MAX);
	if (!gate)
		return make_hash(password, out, err);
	if (!enter(gate, remote, err))
		return false;
	is_made = make_hash(password, out, err);
	leave(gate);
	return is_made;
}

/* The time of a real check, for addresses that sign in to nothing. */
static bool check(const char *hash, const struct secret *password)
{
	unsigned char ignored[16], salt[crypto_pwhash_SALTBYTES] = {0};

	if (hash)
		return crypto_pwhash_str_verify(hash, secret_text(password), secret_length(password)) == 0;
	if (crypto_pwhash(ignored, sizeof(ignored), secret_text(password), secret_length(password), salt, OPERATIONS,
		    MEMORY_BYTES, crypto_pwhash_ALG_ARGON2ID13) != 0)
		return false;
	return false;
}

bool password_verify(struct password_gate *gate, const char *remote, const char *hash, const struct secret *password,
	bool *fits, struct error *err)
{
	if (secret_length(password) > PASSWORD_MAX) {
		*fits = false;
		return true;
	}
	if (!enter(gate, remote, err))
		return false;
	*fits = check(hash, password);
	leave(gate);
	note(gate, remote, *fits);
	return true;
}

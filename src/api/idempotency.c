#include "api/idempotency.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <pthread.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/lock.h"
#include "base/log.h"
#include "http/request.h"
#include "store/idempotency_store.h"

enum { MAX_KEY = 255, MAX_KEPT_BODY = 256 * 1024, MAX_WAIT_S = 90, HASH_BYTES = IDEMPOTENCY_HASH_BYTES };

static const int64_t life_ms = 24 * 3600 * 1000LL;

/* An end that the disk did not take. Until it is kept its key is at work, and whoever repeats the request would wait. */
struct unkept {
	char *principal, *key, *route, *body;
	int status;
	struct unkept *next;
};

struct idempotency {
	pthread_mutex_t lock;
	pthread_cond_t ended;
	struct unkept *unkept; /* under the lock */
};

struct idempotency *idempotency_new(void)
{
	struct idempotency *idempotency = calloc(1, sizeof(*idempotency));
	pthread_condattr_t attributes;

	ASSERT(idempotency);
	pthread_mutex_init(&idempotency->lock, NULL);
	pthread_condattr_init(&attributes);
	pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
	pthread_cond_init(&idempotency->ended, &attributes);
	pthread_condattr_destroy(&attributes);
	return idempotency;
}

static void unkept_free(struct unkept *unkept)
{
	free(unkept->principal);
	free(unkept->key);
	free(unkept->route);
	free(unkept->body);
	free(unkept);
}

/* The next start gives their keys back. */
void idempotency_free(struct idempotency *idempotency)
{
	struct unkept *next;

	if (!idempotency)
		return;
	for (struct unkept *unkept = idempotency->unkept; unkept; unkept = next) {
		next = unkept->next;
		unkept_free(unkept);
	}
	pthread_cond_destroy(&idempotency->ended);
	pthread_mutex_destroy(&idempotency->lock);
	free(idempotency);
}

static bool check_key(const char *key, struct error *err)
{
	size_t length = strlen(key);

	for (const char *c = key; *c; c++)
		if (*c < 0x21 || *c > 0x7e)
			length = 0;
	if (length == 0 || length > MAX_KEY)
		return error_invalid(err, "Idempotency-Key", "characters", NULL,
			"Idempotency-Key takes 1 to %d visible ASCII characters.", MAX_KEY);
	return true;
}

static const char *principal_of(const struct call *call)
{
	static const char *const names[] = {
		[ACTOR_USER] = "user", [ACTOR_KEY] = "key", [ACTOR_SHELL] = "shell", [ACTOR_SYSTEM] = "system"};

	return arena_printf(call->arena, "%s:%" PRId64, names[call->actor.kind], call->actor.id);
}

static bool hash_file(const char *path, unsigned char out[HASH_BYTES])
{
	crypto_generichash_state state;
	unsigned char piece[16384];
	ssize_t got;
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return false;
	crypto_generichash_init(&state, NULL, 0, HASH_BYTES);
	while ((got = read(fd, piece, sizeof(piece))) > 0 || (got < 0 && errno == EINTR))
		if (got > 0)
			crypto_generichash_update(&state, piece, (size_t)got);
	crypto_generichash_final(&state, out, HASH_BYTES);
	close(fd);
	return got == 0;
}

/* What makes two requests the same: path, query and body. */
static bool hash_request(const struct api_request *request, unsigned char out[HASH_BYTES], struct error *err)
{
	unsigned char file_hash[HASH_BYTES] = {0};
	int64_t file_size;
	const char *file = http_request_body_file(request->http, &file_size);
	const char *target = http_request_target(request->http);
	struct text whole;
	size_t length;
	const char *body = http_request_body(request->http, &length);

	if (file && !hash_file(file, file_hash))
		return error_set(err, ERROR_STORAGE, "upload_unreadable", "The upload cannot be read back. Try again.");
	text_init(&whole, request->call.arena);
	text_add_n(&whole, target, strlen(target) + 1);
	text_add_n(&whole, (const char *)file_hash, sizeof(file_hash));
	text_add_n(&whole, body, length);
	vault_hash(request->ops->vault, VAULT_IDEMPOTENCY, whole.data, whole.length, out);
	return true;
}

static struct idempotency_scope scope_of(const struct idempotency_ticket *ticket)
{
	return (struct idempotency_scope){.principal = ticket->principal, .key = ticket->key, .route = ticket->route};
}

static bool take_or_read(struct ops *ops, const struct idempotency_scope *scope, const unsigned char *hash,
	struct arena *arena, bool *taken, struct idempotency_record *record, struct error *err)
{
	OWNED(tx) struct tx *tx = NULL;
	bool found = false;

	if (!tx_begin(ops->store, &tx, err))
		return false;
	if (!idempotency_store_begin(tx, scope, hash, clock_wall(ops->clock) - life_ms, taken, err))
		return false;
	if (*taken)
		return tx_commit(tx, err);
	if (!idempotency_store_find(tx, scope, arena, record, &found, err))
		return false;
	ASSERT(found);
	return true;
}

/* Sleeps until some request has ended, or half a second. */
static void wait_for_end(struct idempotency *idempotency)
{
	struct timespec until;

	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_nsec += 500 * 1000 * 1000;
	until.tv_sec += until.tv_nsec / 1000000000;
	until.tv_nsec %= 1000000000;
	lock_take(&idempotency->lock, LOCK_IDEMPOTENCY);
	pthread_cond_timedwait(&idempotency->ended, &idempotency->lock, &until);
	lock_give(&idempotency->lock, LOCK_IDEMPOTENCY);
}

static bool replay(struct idempotency_ticket *ticket, const struct idempotency_record *record, struct error *err)
{
	if (!record->body)
		return error_set(err, ERROR_CONFLICT, "already_done",
			"This was done already under the same Idempotency-Key; its answer is shown once only.");
	ticket->is_replay = true;
	ticket->status = record->status;
	ticket->body = record->body;
	return true;
}

/* Trying again cannot change these; everything else gives the key back. */
static bool is_final(int status)
{
	return status < 300 || status == 404 || status == 409 || status == 412 || status == 422;
}

static bool settle(
	struct ops *ops, const struct idempotency_ticket *ticket, int status, const char *body, struct error *err)
{
	OWNED(tx) struct tx *tx = NULL;
	struct idempotency_scope scope = scope_of(ticket);
	bool is_done;

	if (!tx_begin(ops->store, &tx, err))
		return false;
	if (is_final(status))
		is_done = idempotency_store_finish(
			tx, &scope, status, body && strlen(body) <= MAX_KEPT_BODY ? body : NULL, err);
	else
		is_done = idempotency_store_release(tx, &scope, err);
	return is_done && tx_commit(tx, err);
}

static char *copy(const char *text)
{
	char *copied = text ? strdup(text) : NULL;

	ASSERT(copied || !text);
	return copied;
}

static void push(struct idempotency *idempotency, struct unkept *unkept)
{
	lock_take(&idempotency->lock, LOCK_IDEMPOTENCY);
	unkept->next = idempotency->unkept;
	idempotency->unkept = unkept;
	lock_give(&idempotency->lock, LOCK_IDEMPOTENCY);
}

static struct unkept *pop(struct idempotency *idempotency)
{
	struct unkept *unkept;

	lock_take(&idempotency->lock, LOCK_IDEMPOTENCY);
	unkept = idempotency->unkept;
	if (unkept)
		idempotency->unkept = unkept->next;
	lock_give(&idempotency->lock, LOCK_IDEMPOTENCY);
	return unkept;
}

static void remember(
	struct idempotency *idempotency, const struct idempotency_ticket *ticket, int status, const char *body)
{
	struct unkept *unkept = calloc(1, sizeof(*unkept));

	ASSERT(unkept);
	unkept->principal = copy(ticket->principal);
	unkept->key = copy(ticket->key);
	unkept->route = copy(ticket->route);
	unkept->body = is_final(status) && body && strlen(body) <= MAX_KEPT_BODY ? copy(body) : NULL;
	unkept->status = status;
	push(idempotency, unkept);
}

/* Tries again to keep what was not; stops at the first that is refused. */
static void keep_unkept(struct idempotency *idempotency, struct ops *ops)
{
	bool goes_on = true;

	while (goes_on) {
		struct unkept *unkept = pop(idempotency);
		struct idempotency_ticket ticket = {.is_wanted = true};
		struct error ignored;

		if (!unkept)
			return;
		ticket.principal = unkept->principal;
		ticket.key = unkept->key;
		ticket.route = unkept->route;
		goes_on = settle(ops, &ticket, unkept->status, unkept->body, &ignored);
		if (goes_on)
			unkept_free(unkept);
		else
			push(idempotency, unkept);
	}
}

bool idempotency_begin(struct idempotency *idempotency, struct api_request *request, const struct api_route *route,
	struct idempotency_ticket *ticket, struct error *err)
{
	const char *key = http_request_header(request->http, "Idempotency-Key");
	int64_t give_up = clock_boot(request->ops->clock) + MAX_WAIT_S * 1000;
	unsigned char hash[HASH_BYTES];
	struct idempotency_scope scope;
	bool taken = false;

	*ticket = (struct idempotency_ticket){.key = key, .is_wanted = key != NULL};
	if (!key)
		return true;
	if (!check_key(key, err) || !hash_request(request, hash, err))
		return false;
	ticket->principal = principal_of(&request->call);
	ticket->route = arena_printf(request->call.arena, "%s %s", route->method, route->pattern);
	scope = scope_of(ticket);
	keep_unkept(idempotency, request->ops);
	while (clock_boot(request->ops->clock) < give_up) {
		struct idempotency_record record = {0};

		if (!take_or_read(request->ops, &scope, hash, request->call.arena, &taken, &record, err))
			return false;
		if (taken)
			return true;
		if (memcmp(record.request_hash, hash, HASH_BYTES) != 0)
			return error_set(err, ERROR_INVALID, "idempotency_key_reused",
				"This Idempotency-Key was used for another request. Use a new one.");
		if (record.status)
			return replay(ticket, &record, err);
		wait_for_end(idempotency);
	}
	return error_set(
		err, ERROR_TEMPORARY, "still_at_work", "The first request with this Idempotency-Key is still at work.");
}

void idempotency_end(struct idempotency *idempotency, struct ops *ops, const struct idempotency_ticket *ticket,
	int status, const char *body)
{
	struct error err;

	if (!ticket->is_wanted || ticket->is_replay)
		return;
	if (!settle(ops, ticket, status, body, &err)) {
		log_error(LOG_WARN, "idempotency_not_kept", &err);
		remember(idempotency, ticket, status, body);
	}
	lock_take(&idempotency->lock, LOCK_IDEMPOTENCY);
	pthread_cond_broadcast(&idempotency->ended);
	lock_give(&idempotency->lock, LOCK_IDEMPOTENCY);
}

bool idempotency_recover(struct ops *ops, struct error *err)
{
	OWNED(tx) struct tx *tx = NULL;

	if (!tx_begin(ops->store, &tx, err))
		return false;
	if (!idempotency_store_release_unfinished(tx, err))
		return false;
	return tx_commit(tx, err);
}

bool idempotency_sweep(struct ops *ops, struct error *err)
{
	OWNED(tx) struct tx *tx = NULL;

	if (!tx_begin(ops->store, &tx, err))
		return false;
	if (!idempotency_store_delete_expired(tx, clock_wall(ops->clock) - life_ms, err))
		return false;
	return tx_commit(tx, err);
}

/*
 * instance: the canary and the instance secret, sealed and in base64, are facts in the store.
 */
#include "ops/instance.h"

#include <string.h>

#include "base/random.h"
#include "base/text.h"
#include "store/instance_store.h"

enum { SECRET_BYTES = 32 };

static const char canary_name[] = "canary", secret_name[] = "secret", canary_words[] = "outrider";

bool instance_may_make_key(struct store *store, bool *may_make, struct error *err)
{
	OWNED(tx) struct tx *tx = NULL;
	bool has_sealed;

	if (!tx_read(store, &tx, err))
		return false;
	if (!instance_store_has_sealed(tx, &has_sealed, err))
		return false;
	*may_make = !has_sealed;
	return true;
}

static bool seal_fact(
	struct tx *tx, struct vault *vault, const char *name, const struct secret *secret, struct error *err)
{
	const unsigned char *blob;
	size_t length;

	vault_seal(vault, secret, "instance", 0, name, tx_arena(tx), &blob, &length);
	return instance_store_set(tx, name, text_base64(tx_arena(tx), blob, length), err);
}

/* *secret stays NULL when there is no such fact. */
static bool unseal_fact(struct tx *tx, struct vault *vault, const char *name, struct secret **secret, struct error *err)
{
	const char *value;
	unsigned char *blob;
	size_t length = 0;

	if (!instance_store_find(tx, name, tx_arena(tx), &value, err))
		return false;
	if (!value)
		return true;
	blob = text_base64_decode(tx_arena(tx), value, &length);
	if (blob && vault_unseal(vault, blob, length, "instance", 0, name, secret, err))
		return true;
	return error_set(err, ERROR_INVALID, "wrong_master_key",
		"The master key is not the one this database was sealed with. Put the right key file back.");
}

static bool is_right(const struct secret *canary, const struct secret *secret)
{
	return text_equal(secret_text(canary), canary_words) && secret_length(secret) == SECRET_BYTES;
}

/* The first start. A database that has secrets but no canary is not new: its facts were lost, and must not be made anew. */
static bool make(struct tx *tx, struct vault *vault, struct secret **secret, struct error *err)
{
	OWNED(secret) struct secret *canary = secret_new_text(canary_words);
	unsigned char *bytes = arena_alloc(tx_arena(tx), SECRET_BYTES);
	bool has_sealed;

	if (!instance_store_has_sealed(tx, &has_sealed, err))
		return false;
	if (has_sealed)
		return error_set(err, ERROR_INVALID, "instance_incomplete",
			"The database holds sealed secrets, but not the facts they belong to. Restore a whole backup.");
	random_bytes(bytes, SECRET_BYTES);
	*secret = secret_new(bytes, SECRET_BYTES);
	explicit_bzero(bytes, SECRET_BYTES);
	return seal_fact(tx, vault, canary_name, canary, err) && seal_fact(tx, vault, secret_name, *secret, err);
}

bool instance_open(struct store *store, struct vault *vault, struct error *err)
{
	OWNED(tx) struct tx *tx = NULL;
	OWNED(secret) struct secret *canary = NULL;
	OWNED(secret) struct secret *secret = NULL;

	if (!tx_begin(store, &tx, err))
		return false;
	if (!unseal_fact(tx, vault, canary_name, &canary, err))
		return false;
	if (!unseal_fact(tx, vault, secret_name, &secret, err))
		return false;
	if (!canary && !secret && !make(tx, vault, &secret, err))
		return false;
	if (canary && (!secret || !is_right(canary, secret)))
		return error_set(err, ERROR_INVALID, "instance_incomplete",
			"The facts of this installation are damaged. Restore a whole backup.");
	if (!tx_commit(tx, err))
		return false;
	vault_set_instance_secret(vault, secret);
	return true;
}

#pragma once
/*
 * instance: what makes a database and its master key belong together.
 *
 * A sealed canary tells a wrong key before anything is read or sealed with it. The instance secret, from which address
 * hashes, unsubscribe links and Message-IDs derive, is made at the first start and never changes.
 *
 *	store_open, store_migrate, instance_may_make_key, vault_open, instance_open
 */
#include "base/error.h"
#include "store/store.h"
#include "vault/vault.h"

/* Whether a missing key file may be made: not while the database holds anything sealed. */
MUST_CHECK bool instance_may_make_key(struct store *store, bool *may_make, struct error *err);

/* Checks the canary (INVALID/wrong_master_key) and gives the vault the instance secret; makes both at the first start. */
MUST_CHECK bool instance_open(struct store *store, struct vault *vault, struct error *err);

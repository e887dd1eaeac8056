#pragma once
/*
 * instance_store: facts about this installation, by name: lineage, canary, instance secret (sealed).
 */
#include "store/tx.h"

/* *value is NULL when there is no such fact. */
MUST_CHECK bool instance_store_find(
	struct tx *tx, const char *name, struct arena *arena, const char **value, struct error *err);
MUST_CHECK bool instance_store_set(struct tx *tx, const char *name, const char *value, struct error *err);

/* Whether any row holds something sealed: then a new master key must not be made. */
MUST_CHECK bool instance_store_has_sealed(struct tx *tx, bool *has, struct error *err);

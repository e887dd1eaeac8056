#pragma once
/*
 * mailbox_sign_in: trying a mailbox's logins, to send and to read, without sending anything.
 */
#include "ops/ops.h"
#include "transport/account.h"

struct login_check {
	bool tried; /* false: this direction does not exist */
	bool ok;
	struct send_result result;
};

/* Tries both. Blocks on the network; never inside a transaction. */
void mailbox_sign_in_try(
	struct ops *ops, const struct account *account, struct login_check *sending, struct login_check *reading);

/* The same, as INVALID/mailbox_login_failed with the server's own words when one fails. */
MUST_CHECK bool mailbox_sign_in_require(struct ops *ops, const struct account *account, struct error *err);

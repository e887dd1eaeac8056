#pragma once
/*
 * sign_in: what a refused sign-in means. Only permanent failures deactivate a mailbox: a grant that is gone, a fresh token
 * that is refused, a password that is refused twice, minutes apart.
 */
#include "model/mailbox.h"
#include "ops/ops.h"

/* Acts on a result of class AUTH that a worker got for this mailbox; call it with no attempt in the fence. Returns after how
 * many milliseconds the mailbox may be tried again. */
int64_t sign_in_refused(struct ops *ops, const struct mailbox *mailbox, const struct send_result *result);

/* Acts on a result of class CONFIG: our client, a certificate or a host is wrong. Holds the mailbox for a while, tells the
 * operator, and deactivates nothing. Returns as above. */
int64_t sign_in_misconfigured(struct ops *ops, const struct mailbox *mailbox, const struct send_result *result);

/* A sign-in worked: an earlier refusal does not count any more. */
void sign_in_worked(struct ops *ops, const struct mailbox *mailbox);

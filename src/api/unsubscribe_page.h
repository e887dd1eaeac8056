#pragma once
/*
 * unsubscribe_page: what an opt-out link shows, and what its button (or a mail program, RFC 8058) does.
 *
 * GET changes nothing: mail scanners follow links. POST needs no login, cookie or body, and is answered when nothing to the
 * person can be handed over any more; run it where waiting is allowed.
 */
#include "base/text.h"
#include "ops/ops.h"

/* Appends a whole page without script to `html`; *status is 200, or 404 for a link that is not ours. */
MUST_CHECK bool unsubscribe_page(
	struct ops *ops, const char *token, bool is_post, struct text *html, int *status, struct error *err);

#pragma once
/*
 * auth: who is asking, and whether a write may be believed.
 *
 * A request signs itself in by a key (Authorization: Bearer ork_…), by the session cookie, or by coming through the Unix
 * socket from the server's own user. A cookie goes along with whatever page sends a request, so that a write by cookie also
 * needs the session's CSRF token and must not come from another origin.
 */
#include "api/api.h"
#include "http/host.h"

/* The cookie; a path and a name for all. */
extern const char auth_cookie_name[];

/* Fills call.workspace_id, call.actor and csrf_token. *is_signed_in is false when the request carries nothing, or a cookie that
 * has ended. UNAUTHENTICATED/bad_key for a key that does not stand. */
MUST_CHECK bool auth_identify(struct api_request *request, bool *is_signed_in, struct error *err);

/* DENIED: csrf_token_missing, wrong_origin. */
MUST_CHECK bool auth_check_write(const struct api_request *request, const struct host_rules *rules, struct error *err);

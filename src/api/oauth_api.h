#pragma once
#include "http/request.h"
#include "http/response.h"
#include "ops/ops.h"

/* GET /oauth/callback: finishes a sign-in and sends the browser back to the mailboxes. `session_hash` is the signed-in
 * browser's, or NULL. */
MUST_CHECK bool oauth_api_callback(struct ops *ops, struct http_request *request, struct http_response *response,
	const unsigned char *session_hash, struct error *err);

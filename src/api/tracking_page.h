#pragma once
/*
 * tracking_page: what pixels and links of tracked emails get: /o/{token}.gif and /c/{token}, without sign-in.
 *
 * A link leads where the email said, and nowhere else: a token that is not ours gets a page. Neither sets a cookie nor tells the
 * destination where the reader came from.
 */
#include "api/api_server.h"
#include "http/request.h"
#include "http/response.h"

void tracking_page_open(struct api_server *server, struct http_request *request, struct http_response *response);
void tracking_page_click(struct api_server *server, struct http_request *request, struct http_response *response);

/* Whether links are answered under the name that was asked: the server's own, or one that emails were given. */
bool tracking_page_host_is_fine(struct api_server *server, const struct http_request *request);

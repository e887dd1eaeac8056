#pragma once
/*
 * assets: the web UI inside the program.
 *
 * tools/embed-files makes the table from web/dist at build time: each file raw, and compressed where that is smaller. Files with
 * a hash in their name never change under that name; index.html is asked for every time and answers for every page's path.
 */
#include <stdbool.h>
#include <stddef.h>

#include "http/request.h"
#include "http/response.h"

struct asset_bytes {
	const unsigned char *data;
	size_t length; /* 0: not there */
};

struct asset {
	const char *path; /* "/assets/index-5f3a.js"; NULL ends the table */
	const char *content_type;
	const char *etag; /* of the raw bytes, without quotes */
	bool is_hashed;
	struct asset_bytes raw, gzip, brotli;
};

extern const struct asset assets[];

/* Answers a GET of a file of the UI, or of a page's path when the client takes HTML. False: neither. */
bool assets_answer(const struct http_request *request, struct http_response *response);

/* Whether this GET is for a page rather than for a file. */
bool assets_is_page(const struct http_request *request);

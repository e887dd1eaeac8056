#pragma once
/*
 * http_fixture: for tests. A provider on loopback, in threads of its own, that answers as the test says.
 */
#include <stdatomic.h>

#include "base/arena.h"

struct http_fixture_request {
	const char *method, *path; /* with the query */
	const char *head, *body;
};

struct http_fixture_reply {
	int status;       /* 0: hang up without an answer */
	const char *body; /* NULL: "{}" */
};

/* Called by one thread at a time. The arena lives as long as the fixture. */
typedef void http_fixture_answer(void *context, const struct http_fixture_request *request, struct arena *arena,
	struct http_fixture_reply *reply);

struct http_fixture {
	const char *url; /* "http://127.0.0.1:port" */
	struct arena *arena;
	_Atomic int requests;
	struct http_fixture_server *server;
};

struct http_fixture *http_fixture_new(http_fixture_answer *answer, void *context);
void http_fixture_free(struct http_fixture *fixture);
OWN_DEFINE(http_fixture)

/* A field of a form body or a query, decoded but for '+'; "" when there is none. */
const char *http_fixture_field(const char *form, const char *name, struct arena *arena);

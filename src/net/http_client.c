#include "net/http_client.h"

#include <stdlib.h>
#include <string.h>

#include "net/http_transfer.h"

enum { TIMEOUT_MS = 20000 };

struct http_pool {
	CURLM *multi;
};

struct http_pool *http_pool_new(void)
{
	struct http_pool *pool = malloc(sizeof(*pool));

	ASSERT(pool);
	pool->multi = http_transfer_connections_new();
	return pool;
}

void http_pool_free(struct http_pool *pool)
{
	if (!pool)
		return;
	curl_multi_cleanup(pool->multi);
	free(pool);
}

static bool call_over(
	CURLM *multi, const struct http_call *call, struct arena *arena, struct http_answer *out, struct error *err)
{
	struct http_transfer transfer;
	bool done;

	http_transfer_init(&transfer, multi, call, arena);
	if (call->content_type) {
		curl_easy_setopt(transfer.easy, CURLOPT_POST, 1L);
		curl_easy_setopt(transfer.easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)call->body_size);
		curl_easy_setopt(transfer.easy, CURLOPT_POSTFIELDS, call->body);
	}
	curl_multi_add_handle(multi, transfer.easy);
	done = http_transfer_run(
		       &transfer, call->cancel, call->timeout_ms ? call->timeout_ms : TIMEOUT_MS, NULL, err) &&
		http_transfer_answer(&transfer, out, err);
	http_transfer_close(&transfer);
	return done;
}

bool http_client_call(const struct http_call *call, struct arena *arena, struct http_answer *out, struct error *err)
{
	OWNED(http_pool) struct http_pool *own = NULL;

	if (!call->pool)
		own = http_pool_new();
	return call_over(own ? own->multi : call->pool->multi, call, arena, out, err);
}

const char *http_client_escape(const char *value, struct arena *arena)
{
	static const char hex[] = "0123456789ABCDEF";
	struct text out;

	text_init(&out, arena);
	for (; *value; value++) {
		unsigned char c = (unsigned char)*value;

		if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || strchr("-._~", c))
			text_add_char(&out, *value);
		else
			text_add_n(&out, (char[]){'%', hex[c >> 4], hex[c & 15]}, 3);
	}
	return text_string(&out);
}

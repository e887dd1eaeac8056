#include "net/http_transfer.h"

#include <pthread.h>
#include <stdlib.h>
#include <strings.h>
#include <time.h>

enum { CONNECT_TIMEOUT_MS = 20000, MAX_RETRY_AFTER_S = 86400 };

static int64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000LL + now.tv_nsec / 1000000;
}

static void init_curl(void)
{
	curl_global_init(CURL_GLOBAL_DEFAULT);
}

CURLM *http_transfer_connections_new(void)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	CURLM *multi;

	pthread_once(&once, init_curl);
	multi = curl_multi_init();
	ASSERT(multi);
	curl_multi_setopt(multi, CURLMOPT_MAXCONNECTS, 1L);
	return multi;
}

static size_t take_body(char *bytes, size_t size, size_t count, void *context)
{
	struct http_transfer *transfer = context;

	if (transfer->body.length + size * count > HTTP_CLIENT_MAX_BODY) {
		transfer->too_large = true;
		return 0;
	}
	text_add_n(&transfer->body, bytes, size * count);
	return size * count;
}

static size_t take_header(char *bytes, size_t size, size_t count, void *context)
{
	struct http_transfer *transfer = context;
	size_t length = size * count;
	long status = 0;

	curl_easy_getinfo(transfer->easy, CURLINFO_RESPONSE_CODE, &status);
	if (status >= 200)
		transfer->status = (int)status;
	if (length > 12 && strncasecmp(bytes, "Retry-After:", 12) == 0) {
		long seconds = strtol(bytes + 12, NULL, 10);

		if (seconds > 0)
			transfer->retry_after_ms = 1000LL * (seconds < MAX_RETRY_AFTER_S ? seconds : MAX_RETRY_AFTER_S);
	}
	return length;
}

static struct curl_slist *headers_of(const struct http_call *call, struct arena *arena)
{
	struct curl_slist *headers = curl_slist_append(NULL, "Accept: application/json");

	headers = curl_slist_append(headers, "Expect:");
	if (call->content_type)
		headers = curl_slist_append(headers, arena_printf(arena, "Content-Type: %s", call->content_type));
	ASSERT(headers);
	return headers;
}

static void set_options(struct http_transfer *transfer, const struct http_call *call)
{
	CURL *easy = transfer->easy;

	curl_easy_setopt(easy, CURLOPT_URL, call->url);
	curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
	curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
	curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, (long)CONNECT_TIMEOUT_MS);
	curl_easy_setopt(easy, CURLOPT_HTTPHEADER, transfer->headers);
	curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, take_body);
	curl_easy_setopt(easy, CURLOPT_WRITEDATA, transfer);
	curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, take_header);
	curl_easy_setopt(easy, CURLOPT_HEADERDATA, transfer);
	if (call->ca_file)
		curl_easy_setopt(easy, CURLOPT_CAINFO, call->ca_file);
	if (call->bearer) {
		curl_easy_setopt(easy, CURLOPT_HTTPAUTH, CURLAUTH_BEARER);
		curl_easy_setopt(easy, CURLOPT_XOAUTH2_BEARER, secret_text(call->bearer));
	}
}

void http_transfer_init(struct http_transfer *transfer, CURLM *multi, const struct http_call *call, struct arena *arena)
{
	*transfer = (struct http_transfer){.multi = multi, .easy = curl_easy_init()};
	ASSERT(transfer->easy);
	text_init(&transfer->body, arena);
	transfer->headers = headers_of(call, arena);
	set_options(transfer, call);
}

void http_transfer_close(struct http_transfer *transfer)
{
	if (!transfer->easy)
		return;
	curl_multi_remove_handle(transfer->multi, transfer->easy);
	curl_easy_cleanup(transfer->easy);
	curl_slist_free_all(transfer->headers);
	transfer->easy = NULL;
	transfer->headers = NULL;
}

static void note_end(struct http_transfer *transfer)
{
	int left = 0;

	for (CURLMsg *message = curl_multi_info_read(transfer->multi, &left); message;
		message = curl_multi_info_read(transfer->multi, &left))
		if (message->msg == CURLMSG_DONE && message->easy_handle == transfer->easy) {
			transfer->done = true;
			transfer->result = message->data.result;
		}
}

bool http_transfer_run(struct http_transfer *transfer, struct cancel *cancel, int64_t timeout_ms, const bool *enough,
	struct error *err)
{
	struct curl_waitfd flag = {.fd = cancel ? cancel->fd : -1, .events = CURL_WAIT_POLLIN};
	int64_t deadline = now_ms() + timeout_ms;

	for (;;) {
		int running = 0;
		int64_t left;

		if (cancel_is_raised(cancel))
			return error_set(err, ERROR_TEMPORARY, "cancelled", "The request was cut on purpose.");
		curl_multi_perform(transfer->multi, &running);
		note_end(transfer);
		if (transfer->done || (enough && *enough))
			return true;
		left = deadline - now_ms();
		if (left <= 0)
			return error_set(err, ERROR_TEMPORARY, "timeout", "The provider does not answer.");
		curl_multi_poll(transfer->multi, cancel ? &flag : NULL, cancel ? 1 : 0,
			(int)(left < 10000 ? left : 10000), NULL);
	}
}

bool http_transfer_answer(const struct http_transfer *transfer, struct http_answer *out, struct error *err)
{
	if (transfer->too_large)
		return error_set(err, ERROR_TEMPORARY, "http_failed", "The provider's answer is too large.");
	if (transfer->result == CURLE_PEER_FAILED_VERIFICATION)
		return error_set(
			err, ERROR_INVALID, "certificate_invalid", "The provider's certificate is not trusted.");
	if (transfer->result != CURLE_OK)
		return error_set(err, ERROR_TEMPORARY, "http_failed", "The provider cannot be reached: %s.",
			curl_easy_strerror(transfer->result));
	*out = (struct http_answer){.status = transfer->status,
		.body = text_string(&transfer->body),
		.size = transfer->body.length,
		.retry_after_ms = transfer->retry_after_ms};
	return true;
}

#include "net/http_client.h"

#include <curl/curl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/text.h"

enum { TIMEOUT_MS = 20000 };

struct receiving {
	struct text body;
	bool too_large;
	struct cancel *cancel;
	struct http_answer *out;
};

static void init_curl(void)
{
	curl_global_init(CURL_GLOBAL_DEFAULT);
}

static size_t take_body(char *bytes, size_t size, size_t count, void *context)
{
	struct receiving *receiving = context;

	if (receiving->body.length + size * count > HTTP_CLIENT_MAX_BODY) {
		receiving->too_large = true;
		return 0;
	}
	text_add_n(&receiving->body, bytes, size * count);
	return size * count;
}

static size_t take_header(char *bytes, size_t size, size_t count, void *context)
{
	struct receiving *receiving = context;
	size_t length = size * count;

	if (length > 12 && strncasecmp(bytes, "Retry-After:", 12) == 0)
		receiving->out->retry_after_ms = 1000 * strtoll(bytes + 12, NULL, 10);
	return length;
}

/* Called by libcurl at least once a second, and whenever something moves. */
static int look_at_flag(void *context, curl_off_t a, curl_off_t b, curl_off_t c, curl_off_t d)
{
	struct receiving *receiving = context;

	(void)a, (void)b, (void)c, (void)d;
	return cancel_is_raised(receiving->cancel);
}

static struct curl_slist *headers_of(const struct http_call *call, struct arena *arena)
{
	struct curl_slist *headers = curl_slist_append(NULL, "Accept: application/json");

	headers = curl_slist_append(headers, "Expect:");
	if (call->content_type)
		headers = curl_slist_append(headers, arena_printf(arena, "Content-Type: %s", call->content_type));
	return headers;
}

static void set_options(CURL *curl, const struct http_call *call, struct receiving *receiving)
{
	curl_easy_setopt(curl, CURLOPT_URL, call->url);
	curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
	curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(curl, CURLOPT_FORBID_REUSE, 1L);
	curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, (long)(call->timeout_ms ? call->timeout_ms : TIMEOUT_MS));
	curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take_body);
	curl_easy_setopt(curl, CURLOPT_WRITEDATA, receiving);
	curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, take_header);
	curl_easy_setopt(curl, CURLOPT_HEADERDATA, receiving);
	curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
	curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, look_at_flag);
	curl_easy_setopt(curl, CURLOPT_XFERINFODATA, receiving);
	if (call->ca_file)
		curl_easy_setopt(curl, CURLOPT_CAINFO, call->ca_file);
	if (call->bearer) {
		curl_easy_setopt(curl, CURLOPT_HTTPAUTH, CURLAUTH_BEARER);
		curl_easy_setopt(curl, CURLOPT_XOAUTH2_BEARER, secret_text(call->bearer));
	}
	if (call->content_type) {
		curl_easy_setopt(curl, CURLOPT_POST, 1L);
		curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE, (long)call->body_size);
		curl_easy_setopt(curl, CURLOPT_POSTFIELDS, call->body);
	}
}

static bool explain(CURLcode code, const struct receiving *receiving, struct error *err)
{
	if (cancel_is_raised(receiving->cancel))
		return error_set(err, ERROR_TEMPORARY, "cancelled", "The request was cut on purpose.");
	if (receiving->too_large)
		return error_set(err, ERROR_TEMPORARY, "http_failed", "The provider's answer is too large.");
	if (code == CURLE_PEER_FAILED_VERIFICATION)
		return error_set(err, ERROR_INVALID, "certificate_invalid", "The provider's certificate is not trusted.");
	return error_set(err, ERROR_TEMPORARY, "http_failed", "The provider cannot be reached: %s.", curl_easy_strerror(code));
}

bool http_client_call(const struct http_call *call, struct arena *arena, struct http_answer *out, struct error *err)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	struct receiving receiving = {.cancel = call->cancel, .out = out};
	struct curl_slist *headers;
	CURLcode code;
	long status = 0;
	CURL *curl;

	pthread_once(&once, init_curl);
	*out = (struct http_answer){0};
	text_init(&receiving.body, arena);
	curl = curl_easy_init();
	ASSERT(curl);
	headers = headers_of(call, arena);
	curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
	set_options(curl, call, &receiving);
	code = curl_easy_perform(curl);
	curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
	curl_easy_cleanup(curl);
	curl_slist_free_all(headers);
	if (code != CURLE_OK)
		return explain(code, &receiving, err);
	out->status = (int)status;
	out->body = text_string(&receiving.body);
	out->size = receiving.body.length;
	return true;
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

#include "cli/client.h"

#include <curl/curl.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/json.h"
#include "base/text.h"

enum { MAX_ANSWER = 16 * 1024 * 1024, TIMEOUT_S = 180 };

struct client {
	CURL *curl;
	struct arena *arena;
	const char *base;   /* "http://localhost" or --url */
	const char *socket; /* NULL with --url */
	const char *key;
	void (*progress)(double sent, double total);
};

static const char *option_or_variable(const struct cli *cli, const char *option, const char *variable)
{
	const char *value = cli_option(cli, option);

	if (!value)
		value = getenv(variable);
	return text_is_empty(value) ? NULL : value;
}

static const char *data_dir(const struct cli *cli)
{
	const char *value = option_or_variable(cli, "data", "OUTRIDER_DATA");

	return value ? value : "./data";
}

bool client_open(const struct cli *cli, struct client **out, struct error *err)
{
	struct client *client = calloc(1, sizeof(*client));
	const char *url = option_or_variable(cli, "url", "OUTRIDER_URL");
	size_t length = url ? strlen(url) : 0;

	ASSERT(client);
	client->curl = curl_easy_init();
	ASSERT(client->curl);
	client->arena = cli->arena;
	client->key = option_or_variable(cli, "key", "OUTRIDER_KEY");
	while (length && url[length - 1] == '/')
		length--;
	client->base = url ? arena_text_n(cli->arena, url, length) : "http://localhost";
	if (!url)
		client->socket = arena_printf(cli->arena, "%s/outrider.sock", data_dir(cli));
	*out = client;
	if (!url || client->key)
		return true;
	client_free(client);
	*out = NULL;
	return error_set(err, ERROR_UNAUTHENTICATED, "key_missing", "Give an API key with --key or OUTRIDER_KEY.");
}

void client_free(struct client *client)
{
	if (!client)
		return;
	curl_easy_cleanup(client->curl);
	free(client);
}

static size_t take_answer(char *bytes, size_t size, size_t count, void *context)
{
	struct text *answer = context;

	if (answer->length + size * count > MAX_ANSWER)
		return 0;
	text_add_n(answer, bytes, size * count);
	return size * count;
}

static int tell_progress(void *context, __attribute__((unused)) curl_off_t down_total,
	__attribute__((unused)) curl_off_t down, curl_off_t up_total, curl_off_t up)
{
	const struct client *client = context;

	if (client->progress && up_total > 0)
		client->progress((double)up, (double)up_total);
	return 0;
}

static struct curl_slist *add_header(struct curl_slist *headers, const char *header)
{
	struct curl_slist *longer = curl_slist_append(headers, header);

	ASSERT(longer);
	return longer;
}

static struct curl_slist *make_headers(const struct client *client, const char *content_type)
{
	struct curl_slist *headers = add_header(NULL, "Accept: application/json");

	if (content_type)
		headers = add_header(headers, arena_printf(client->arena, "Content-Type: %s", content_type));
	if (client->key)
		headers = add_header(headers, arena_printf(client->arena, "Authorization: Bearer %s", client->key));
	return headers;
}

static void prepare(struct client *client, const char *method, const char *path, struct text *answer)
{
	CURL *curl = client->curl;

	curl_easy_reset(curl);
	curl_easy_setopt(curl, CURLOPT_URL, arena_printf(client->arena, "%s/api/v1%s", client->base, path));
	curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, method);
	if (client->socket)
		curl_easy_setopt(curl, CURLOPT_UNIX_SOCKET_PATH, client->socket);
	curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, 10L);
	curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take_answer);
	curl_easy_setopt(curl, CURLOPT_WRITEDATA, answer);
}

static bool no_connection(const struct client *client, CURLcode code, struct error *err)
{
	if (client->socket && code == CURLE_COULDNT_CONNECT)
		return error_set(err, ERROR_CONFLICT, "server_not_running",
			"No server answers at %s. Start it with “outrider serve”, or give --url and --key.",
			client->socket);
	return error_set(err, ERROR_TEMPORARY, "server_unreachable", "%s: %s.", client->base, curl_easy_strerror(code));
}

static const char *member(const json_t *object, const char *name, const char *otherwise)
{
	const char *value = json_string_value(json_object_get(object, name));

	return value ? value : otherwise;
}

/* An answer that is an error; what is not one of ours is told by its status. */
static bool take_error(const struct client *client, const json_t *answer, long status, struct error *err)
{
	const json_t *error = json_object_get(answer, "error");

	if (!error)
		return error_set(err, ERROR_INTERNAL, "unexpected_answer", "%s answered %ld. Is it an Outrider server?",
			client->base, status);
	return error_set(err, status == 401 ? ERROR_UNAUTHENTICATED : ERROR_CONFLICT,
		arena_text(client->arena, member(error, "code", "failed")), "%s", member(error, "message", ""));
}

static bool perform(
	struct client *client, struct curl_slist *headers, const struct text *bytes, json_t **answer, struct error *err)
{
	CURLcode code;
	long status = 0;
	struct error ignored;

	curl_easy_setopt(client->curl, CURLOPT_HTTPHEADER, headers);
	code = curl_easy_perform(client->curl);
	curl_slist_free_all(headers);
	if (code != CURLE_OK)
		return no_connection(client, code, err);
	curl_easy_getinfo(client->curl, CURLINFO_RESPONSE_CODE, &status);
	*answer = NULL;
	if (bytes->length && !json_parse(bytes->data, bytes->length, answer, &ignored))
		*answer = NULL;
	if (status < 300 && *answer)
		return true;
	take_error(client, *answer, status, err);
	json_decref(*answer);
	*answer = NULL;
	return false;
}

bool client_call(
	struct client *client, const char *method, const char *path, json_t *body, json_t **answer, struct error *err)
{
	char *text = body ? json_dumps(body, JSON_COMPACT) : NULL;
	struct text bytes;
	bool is_done;

	text_init(&bytes, client->arena);
	prepare(client, method, path, &bytes);
	curl_easy_setopt(client->curl, CURLOPT_TIMEOUT, (long)TIMEOUT_S);
	if (text)
		curl_easy_setopt(client->curl, CURLOPT_POSTFIELDS, text);
	is_done = perform(client, make_headers(client, text ? "application/json" : NULL), &bytes, answer, err);
	free(text);
	return is_done;
}

bool client_upload(struct client *client, const char *path, const char *content_type, const char *file_name,
	void (*progress)(double sent, double total), json_t **answer, struct error *err)
{
	FILE *file = fopen(file_name, "rbe");
	struct text bytes;
	struct stat info;
	bool is_done;

	if (!file || fstat(fileno(file), &info) != 0) {
		error_set(
			err, ERROR_NOT_FOUND, "file_unreadable", "%s cannot be read: %s.", file_name, strerror(errno));
		if (file)
			fclose(file);
		return false;
	}
	text_init(&bytes, client->arena);
	prepare(client, "POST", path, &bytes);
	client->progress = progress;
	curl_easy_setopt(client->curl, CURLOPT_POST, 1L);
	curl_easy_setopt(client->curl, CURLOPT_READDATA, file);
	curl_easy_setopt(client->curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)info.st_size);
	curl_easy_setopt(client->curl, CURLOPT_NOPROGRESS, 0L);
	curl_easy_setopt(client->curl, CURLOPT_XFERINFOFUNCTION, tell_progress);
	curl_easy_setopt(client->curl, CURLOPT_XFERINFODATA, client);
	is_done = perform(client, make_headers(client, content_type), &bytes, answer, err);
	client->progress = NULL;
	fclose(file);
	return is_done;
}

char *client_escape(struct arena *arena, const char *text)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~";
	struct text out;

	text_init(&out, arena);
	text_add(&out, "");
	for (const char *c = text; *c; c++)
		if (strchr(plain, *c))
			text_add_char(&out, *c);
		else
			text_printf(&out, "%%%02X", (unsigned char)*c);
	return out.data;
}

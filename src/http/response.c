#include "http/response.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "http/exchange.h"

void exchange_close_response(struct http_response *response)
{
	if (response->file >= 0)
		close(response->file);
	response->file = -1;
	if (response->stream) {
		sse_stream_end(response->stream);
		sse_stream_gone(response->stream);
	}
	response->stream = NULL;
}

void http_response_body(
	struct http_response *response, int status, const char *content_type, const char *bytes, size_t length)
{
	exchange_close_response(response);
	response->status = status;
	response->content_type = content_type;
	response->bytes = bytes;
	response->length = length;
}

void http_response_text(struct http_response *response, int status, const char *content_type, const char *text)
{
	http_response_body(response, status, content_type, text, strlen(text));
}

static bool is_plain_name(const char *name)
{
	return *name && name[strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_")] == '\0';
}

bool http_response_file(
	struct http_response *response, const char *path, const char *content_type, const char *download_name)
{
	struct stat info;
	int file = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);

	if (file < 0)
		return false;
	if (fstat(file, &info) != 0 || !S_ISREG(info.st_mode)) {
		close(file);
		return false;
	}
	http_response_body(response, 200, content_type, NULL, 0);
	response->file = file;
	response->file_size = info.st_size;
	if (is_plain_name(download_name))
		http_response_header(response, "Content-Disposition",
			arena_printf(response->arena, "attachment; filename=\"%s\"", download_name));
	return true;
}

void http_response_redirect(struct http_response *response, int status, const char *location)
{
	http_response_body(response, status, "text/plain; charset=utf-8", "", 0);
	http_response_header(response, "Location", location);
}

void http_response_stream(struct http_response *response, struct sse_stream *stream)
{
	http_response_body(response, 200, "text/event-stream; charset=utf-8", NULL, 0);
	response->stream = stream;
}

void http_response_header(struct http_response *response, const char *name, const char *value)
{
	for (const char *c = value; *c; c++)
		if ((unsigned char)*c < 0x20 || *c == 0x7f)
			return;
	ASSERT(response->header_count < EXCHANGE_MAX_ADDED_HEADERS);
	response->headers[response->header_count++] = (struct http_field){name, value};
}

bool http_response_is_set(const struct http_response *response)
{
	return response->status != 0;
}

int http_response_status(const struct http_response *response)
{
	return response->status;
}

#include "http/guard.h"

#include <string.h>
#include <strings.h>

#include "base/check.h"

/* Headers that decide something: which server, how long, who, what. Two of them could be read two ways. */
static const char *const singles[] = {"Host", "Content-Length", "Transfer-Encoding", "Content-Type", "Authorization",
	"Origin", "Cookie", "X-CSRF-Token", "Idempotency-Key", "Last-Event-ID", "Expect", "X-Forwarded-Proto"};

/* Browsers send these long, and nothing is decided from them byte by byte. */
static const char *const long_ones[] = {"Cookie", "Referer", "X-Forwarded-For"};

static const char *const methods[] = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"};

static bool refuse(struct error *err, const char *why)
{
	return error_set(err, ERROR_MALFORMED, "malformed_request", "The request is not well formed: %s.", why);
}

static bool contains(const char *const *names, size_t count, const struct guard_header *header)
{
	for (size_t i = 0; i < count; i++)
		if (strlen(names[i]) == header->name_length &&
			strncasecmp(names[i], header->name, header->name_length) == 0)
			return true;
	return false;
}

static bool is_named(const struct guard_header *header, const char *name)
{
	return contains(&name, 1, header);
}

static bool is_token(const char *bytes, size_t length)
{
	static const char marks[] = "!#$%&'*+-.^_`|~";

	for (size_t i = 0; i < length; i++) {
		unsigned char c = (unsigned char)bytes[i];
		bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');

		if (!is_letter && !(c && strchr(marks, c)))
			return false;
	}
	return length > 0;
}

static bool has_control(const char *bytes, size_t length)
{
	for (size_t i = 0; i < length; i++) {
		unsigned char c = (unsigned char)bytes[i];

		if ((c < 0x20 && c != '\t') || c == 0x7f)
			return true;
	}
	return false;
}

static bool check_line(const struct guard_input *input, struct error *err)
{
	bool is_known = false;

	for (size_t i = 0; i < ARRAY_COUNT(methods); i++)
		is_known |= strcmp(methods[i], input->method) == 0;
	if (!is_known)
		return refuse(err, "the method is not one this server knows");
	if (strcmp(input->version, "HTTP/1.1") != 0 && strcmp(input->version, "HTTP/1.0") != 0)
		return refuse(err, "only HTTP/1.1 and HTTP/1.0 are spoken here");
	if (input->target[0] != '/')
		return refuse(err, "the target must be a path");
	if (strlen(input->target) > GUARD_MAX_TARGET)
		return refuse(err, "the target is too long");
	for (const char *c = input->target; *c; c++)
		if (*c <= 0x20 || *c >= 0x7f || *c == '#' || *c == '"' || *c == '<' || *c == '>' || *c == '\\')
			return refuse(err, "the target has characters that must be percent-encoded");
	return true;
}

static bool check_header(const struct guard_header *header, struct error *err)
{
	size_t limit = contains(long_ones, ARRAY_COUNT(long_ones), header) ? GUARD_MAX_LONG_VALUE : GUARD_MAX_VALUE;

	if (!is_token(header->name, header->name_length))
		return refuse(err, "a header's name holds something else than letters, digits and dashes");
	if (has_control(header->value, header->value_length))
		return refuse(err, "a header's value holds a control character");
	if (header->value_length > limit)
		return refuse(err, "a header's value is too long");
	return true;
}

static bool check_length(const struct guard_header *header, struct error *err)
{
	if (header->value_length == 0 || header->value_length > 12)
		return refuse(err, "Content-Length is not a number");
	for (size_t i = 0; i < header->value_length; i++)
		if (header->value[i] < '0' || header->value[i] > '9')
			return refuse(err, "Content-Length is not a number");
	return true;
}

static size_t count_named(const struct guard_input *input, const char *name, const struct guard_header **last)
{
	size_t count = 0;

	for (size_t i = 0; i < input->count; i++)
		if (is_named(&input->headers[i], name)) {
			*last = &input->headers[i];
			count++;
		}
	return count;
}

static bool check_framing(const struct guard_input *input, struct error *err)
{
	const struct guard_header *length = NULL, *coding = NULL, *host = NULL;

	count_named(input, "Content-Length", &length);
	count_named(input, "Transfer-Encoding", &coding);
	if (count_named(input, "Host", &host) != 1 || host->value_length == 0)
		return refuse(err, "it must name one Host");
	if (length && coding)
		return refuse(err, "Content-Length beside Transfer-Encoding");
	if (length && !check_length(length, err))
		return false;
	if (coding && strcmp(input->version, "HTTP/1.1") != 0)
		return refuse(err, "Transfer-Encoding needs HTTP/1.1");
	if (coding && !(coding->value_length == 7 && strncasecmp(coding->value, "chunked", 7) == 0))
		return refuse(err, "the only Transfer-Encoding understood is chunked");
	return true;
}

bool guard_check(const struct guard_input *input, struct error *err)
{
	if (!check_line(input, err))
		return false;
	if (input->count > GUARD_MAX_HEADERS)
		return refuse(err, "too many headers");
	for (size_t i = 0; i < input->count; i++)
		if (!check_header(&input->headers[i], err))
			return false;
	for (size_t i = 0; i < ARRAY_COUNT(singles); i++) {
		const struct guard_header *last = NULL;

		if (count_named(input, singles[i], &last) > 1)
			return error_set(err, ERROR_MALFORMED, "malformed_request",
				"The request is not well formed: %s comes more than once.", singles[i]);
	}
	return check_framing(input, err);
}

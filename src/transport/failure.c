#include "transport/failure.h"

#include <stdio.h>

enum { FILE_RETRY_MS = 20 * 1000 };

void failure_set(struct send_result *result, enum send_class class, const char *text)
{
	*result = (struct send_result){.outcome = SEND_DEFERRED, .class = class};
	snprintf(result->text, sizeof(result->text), "%.255s", text);
}

void failure_from_error(const struct error *err, struct send_result *result)
{
	enum send_class class = SEND_CLASS_NETWORK;

	if (error_is(err, "cancelled"))
		class = SEND_CLASS_CANCELLED;
	else if (err->kind == ERROR_INVALID || err->kind == ERROR_INTERNAL)
		class = SEND_CLASS_CONFIG;
	failure_set(result, class, err->message);
}

void failure_from_file(const struct error *err, struct send_result *result)
{
	failure_set(result, SEND_CLASS_FILE, err->message);
	result->retry_after_ms = FILE_RETRY_MS;
}

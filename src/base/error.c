#include "base/error.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

bool error_set(struct error *err, enum error_kind kind, const char *code, const char *format, ...)
{
	va_list args;

	*err = (struct error){.kind = kind, .code = code};
	va_start(args, format);
	vsnprintf(err->message, sizeof(err->message), format, args);
	va_end(args);
	return false;
}

bool error_invalid(struct error *err, const char *field, const char *rule, const char *value, const char *format, ...)
{
	va_list args;

	*err = (struct error){.kind = ERROR_INVALID, .code = "validation_failed", .field = field};
	snprintf(err->rule, sizeof(err->rule), "%s", rule);
	snprintf(err->value, sizeof(err->value), "%s", value ? value : "");
	va_start(args, format);
	vsnprintf(err->message, sizeof(err->message), format, args);
	va_end(args);
	return false;
}

bool error_disk(struct error *err, int reason, const char *what)
{
	if (reason == ENOSPC || reason == EDQUOT)
		return error_set(err, ERROR_STORAGE, "disk_full", "%s: the disk is full. Free some space.", what);
	if (reason == EROFS)
		return error_set(err, ERROR_STORAGE, "read_only", "%s: the disk is read-only. Make it writable.", what);
	return error_set(err, ERROR_STORAGE, "io_error", "%s: %s. Check the disk and the owner of the data directory.",
		what, strerror(reason));
}

bool error_details(struct error *err, const char *format, ...)
{
	va_list args;
	int length;

	va_start(args, format);
	length = vsnprintf(err->details, sizeof(err->details), format, args);
	va_end(args);
	if (length < 0 || (size_t)length >= sizeof(err->details))
		err->details[0] = '\0';
	return false;
}

bool error_is(const struct error *err, const char *code)
{
	return err->code && strcmp(err->code, code) == 0;
}

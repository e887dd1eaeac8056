#include "cli/read_password.h"

#include <stdio.h>
#include <string.h>

bool read_password(struct secret **out, struct error *err)
{
	char line[1100];

	if (!fgets(line, sizeof(line), stdin))
		line[0] = '\0';
	line[strcspn(line, "\r\n")] = '\0';
	if (!line[0])
		return error_set(err, ERROR_INVALID, "password_missing", "Give the password on standard input.");
	*out = secret_new_text(line);
	explicit_bzero(line, sizeof(line));
	return true;
}

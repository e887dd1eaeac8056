#pragma once
/*
 * read_password: one line from standard input, never from an argument that others could see.
 */
#include <stdbool.h>

#include "base/error.h"
#include "base/secret.h"

/* Without the line's end. INVALID/password_missing for an empty one. */
MUST_CHECK bool read_password(struct secret **out, struct error *err);

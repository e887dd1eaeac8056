#pragma once
/*
 * parameter: a parameter of a header whose value may be anything: quoted where it is plain, in the manner of RFC 2231 where it
 * is not.
 */
#include "base/text.h"

/* Appends ";", a line end and the parameter. The value is valid UTF-8 without controls. */
void parameter_add(struct text *out, const char *name, const char *value);

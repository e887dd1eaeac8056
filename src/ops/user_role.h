#pragma once
/*
 * user_role: the names of roles, as in rows and in the API.
 */
#include "ops/ops.h"

const char *user_role_name(enum user_role role);
bool user_role_parse(const char *name, enum user_role *out);

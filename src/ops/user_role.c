#include "ops/user_role.h"

#include "base/text.h"

static const char *const role_names[] = {
	[ROLE_OWNER] = "owner", [ROLE_MANAGER] = "manager", [ROLE_MEMBER] = "member", [ROLE_VIEWER] = "viewer"};
_Static_assert(ARRAY_COUNT(role_names) == ROLE_COUNT, "each role has a name");

const char *user_role_name(enum user_role role)
{
	return role_names[role];
}

bool user_role_parse(const char *name, enum user_role *out)
{
	for (int i = 0; i < ROLE_COUNT; i++)
		if (text_equal(name, role_names[i])) {
			*out = (enum user_role)i;
			return true;
		}
	return false;
}

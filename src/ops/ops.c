/*
 * ops: who may do what. Roles decide by scope; what depends on the record (one's own mailbox, or another's) is decided by
 * the use case.
 */
#include "ops/ops.h"

#include <string.h>

#include "base/text.h"
#include "ops/user_role.h"
#include "store/user_store.h"

/* What a role may, as a key's scopes are written. */
static const char *const role_scopes[] = {
	[ROLE_OWNER] = "*",
	[ROLE_MANAGER] = "*",
	[ROLE_MEMBER] = ("mailboxes:read mailboxes:write campaigns:read campaigns:write contacts:read contacts:write "
			 "threads:read threads:write settings:read"),
	[ROLE_VIEWER] = "mailboxes:read campaigns:read contacts:read settings:read",
};
_Static_assert(ARRAY_COUNT(role_scopes) == ROLE_COUNT, "each role has scopes");

static bool scopes_allow(const char *scopes, const char *scope)
{
	static const char separators[] = " ,";
	size_t wanted = strlen(scope);

	while (*scopes) {
		size_t length;

		scopes += strspn(scopes, separators);
		length = strcspn(scopes, separators);
		if (length == 1 && *scopes == '*')
			return true;
		if (length == wanted && strncmp(scopes, scope, wanted) == 0)
			return true;
		scopes += length;
	}
	return false;
}

bool ops_allow(const struct call *call, const char *scope, struct error *err)
{
	const struct actor *actor = &call->actor;

	if (actor->scopes && !scopes_allow(actor->scopes, scope))
		return error_set(err, ERROR_DENIED, "scope_missing", "This API key lacks the scope %s.", scope);
	if (actor->kind == ACTOR_SHELL || actor->kind == ACTOR_SYSTEM)
		return true;
	if (!scopes_allow(role_scopes[actor->role], scope))
		return error_set(err, ERROR_DENIED, "role_missing",
			"Your role (%s) does not allow this. Ask an owner or a manager.", user_role_name(actor->role));
	return true;
}

bool ops_workspace(struct ops *ops, int64_t *workspace_id, struct error *err)
{
	OWNED(tx) struct tx *tx = NULL;
	int64_t found = 0;

	if (!tx_read(ops->store, &tx, err))
		return false;
	if (!user_store_first_workspace(tx, &found, err))
		return false;
	if (!found)
		return error_set(err, ERROR_NOT_FOUND, "not_set_up",
			"There is no owner yet. Open the set-up link that the server printed, or run “outrider "
			"setup”.");
	*workspace_id = found;
	return true;
}

/*
 * oauth_error: what a token endpoint's refusal means, and to whom.
 *
 * A mailbox is taken away only when its grant is gone for certain. Entra says invalid_grant also when the request was ours to
 * write better, when it is asked too often, and when an administrator must act: there the number in its description tells.
 * Numbers may change, so they only make an error milder; one that is not listed leaves the decision to the error's name.
 */
#include <string.h>

#include "base/text.h"
#include "oauth/oauth.h"

/* https://learn.microsoft.com/en-us/entra/identity-platform/reference-error-codes */
static const struct {
	int64_t number;
	enum oauth_fault fault;
} entra_numbers[] = {
	{50057, OAUTH_FAULT_BLOCKED}, /* account disabled */
	{50034, OAUTH_FAULT_BLOCKED}, /* not in this directory */
	{50053, OAUTH_FAULT_BLOCKED}, /* locked */
	{50105, OAUTH_FAULT_BLOCKED}, /* not assigned to the app */
	{53000, OAUTH_FAULT_BLOCKED}, /* conditional access, and its kin */
	{53001, OAUTH_FAULT_BLOCKED},
	{53002, OAUTH_FAULT_BLOCKED},
	{53003, OAUTH_FAULT_BLOCKED},
	{53004, OAUTH_FAULT_BLOCKED},
	{90094, OAUTH_FAULT_BLOCKED},  /* an administrator must consent */
	{7000215, OAUTH_FAULT_CLIENT}, /* wrong secret */
	{7000222, OAUTH_FAULT_CLIENT}, /* secret expired */
	{7000218, OAUTH_FAULT_CLIENT}, /* secret missing */
	{7000112, OAUTH_FAULT_CLIENT}, /* app disabled */
	{700016, OAUTH_FAULT_CLIENT},  /* app not in this tenant */
	{700025, OAUTH_FAULT_CLIENT},  /* a public client sent a secret */
	{50011, OAUTH_FAULT_CLIENT},   /* redirect address */
	{70011, OAUTH_FAULT_CLIENT},   /* scope */
	{650053, OAUTH_FAULT_CLIENT},  /* scope unknown to the resource */
	{900144, OAUTH_FAULT_CLIENT},  /* a parameter is missing */
	{9002313, OAUTH_FAULT_CLIENT}, /* malformed request */
	{50196, OAUTH_FAULT_NETWORK},  /* asked too often */
	{90006, OAUTH_FAULT_NETWORK},
	{90024, OAUTH_FAULT_NETWORK},
	{90033, OAUTH_FAULT_NETWORK},
	{90036, OAUTH_FAULT_NETWORK},
	{80002, OAUTH_FAULT_NETWORK}, /* the agent in the company's own network */
	{80005, OAUTH_FAULT_NETWORK},
	{80007, OAUTH_FAULT_NETWORK},
};

/* RFC 6749 §5.2, Google's and Microsoft's own. */
static const struct {
	const char *error;
	enum oauth_fault fault;
} errors[] = {
	{"invalid_grant", OAUTH_FAULT_GRANT},
	{"interaction_required", OAUTH_FAULT_GRANT},
	{"login_required", OAUTH_FAULT_GRANT},
	{"consent_required", OAUTH_FAULT_GRANT},
	{"access_denied", OAUTH_FAULT_GRANT},
	{"invalid_token", OAUTH_FAULT_GRANT}, /* when revoking: it is gone already */
	{"admin_policy_enforced", OAUTH_FAULT_BLOCKED},
	{"invalid_client", OAUTH_FAULT_CLIENT},
	{"unauthorized_client", OAUTH_FAULT_CLIENT},
	{"deleted_client", OAUTH_FAULT_CLIENT},
	{"org_internal", OAUTH_FAULT_CLIENT},
	{"redirect_uri_mismatch", OAUTH_FAULT_CLIENT},
	{"unsupported_grant_type", OAUTH_FAULT_CLIENT},
	{"invalid_request", OAUTH_FAULT_CLIENT},
	{"invalid_scope", OAUTH_FAULT_CLIENT},
	{"invalid_resource", OAUTH_FAULT_CLIENT},
};

static enum oauth_fault fault_of_number(int64_t number)
{
	for (size_t i = 0; i < ARRAY_COUNT(entra_numbers); i++)
		if (entra_numbers[i].number == number)
			return entra_numbers[i].fault;
	return OAUTH_NO_FAULT;
}

/* A description may name several; the first that is listed counts. */
static enum oauth_fault fault_of_description(const char *description)
{
	static const char mark[] = "AADSTS";
	enum oauth_fault fault = OAUTH_NO_FAULT;

	while (fault == OAUTH_NO_FAULT && description && (description = strstr(description, mark)) != NULL) {
		description += sizeof(mark) - 1;
		fault = fault_of_number(text_number(description));
	}
	return fault;
}

enum oauth_fault oauth_classify(int status, const char *error, const char *description)
{
	enum oauth_fault fault = error ? fault_of_description(description) : OAUTH_NO_FAULT;

	if (status == 429 || status >= 500)
		return OAUTH_FAULT_NETWORK;
	if (fault != OAUTH_NO_FAULT)
		return fault;
	for (size_t i = 0; error && i < ARRAY_COUNT(errors); i++)
		if (strcmp(error, errors[i].error) == 0)
			return errors[i].fault;
	/* A refusal that nobody has described: never take a mailbox away for it. */
	return status == 401 ? OAUTH_FAULT_CLIENT : OAUTH_FAULT_NETWORK;
}

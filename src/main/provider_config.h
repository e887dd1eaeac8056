#pragma once
/*
 * provider_config: the OAuth clients and endpoints that the operator has set.
 */
#include "main/settings.h"
#include "oauth/providers.h"

/* A provider is configured when its client id and secret are there; one without the other, or a URL that is none, is refused.
 * The generic provider also needs AUTH, TOKEN, USERINFO, SMTP and IMAP URLs. */
MUST_CHECK bool provider_config_load(
	const struct settings *settings, struct arena *arena, struct oauth_providers *out, struct error *err);
void provider_config_free(struct oauth_providers *providers);

/* Whether this (without OUTRIDER_) is the name of one of these settings. */
bool provider_config_knows(const char *name);

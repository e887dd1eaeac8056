#pragma once
/*
 * presets: where the mail of well-known providers is, by the domain of the address. Facts from the providers' help pages.
 */
#include "base/arena.h"
#include "model/mailbox.h"
#include "transport/account.h"

struct preset {
	enum mailbox_provider provider;
	struct endpoint sending, reading; /* PROVIDER_SMTP only */
	const char *hint;                 /* about app passwords and the like; NULL: none */
	bool is_guess;                    /* smtp.DOMAIN and imap.DOMAIN: not known to be right */
};

/* Always finds one; `domain` in A-labels, lower case. */
void presets_find(const char *domain, struct arena *arena, struct preset *out);

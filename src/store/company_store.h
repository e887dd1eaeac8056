#pragma once
/*
 * company_store: which company a contact belongs to (model/company_domain.h), as far as somebody asks.
 *
 * Only a campaign that a colleague's answer stops asks, so only its contacts' companies are known: to index those of
 * everybody would more than double the time of a large import.
 */
#include "store/tx.h"

/* Makes the company of one contact known, whose domain is in A-labels, folded. */
MUST_CHECK bool company_store_learn(
	struct tx *tx, int64_t workspace_id, int64_t contact_id, const char *domain, struct error *err);

/* The same for some of a campaign's contacts, those with enrollments above *after (0: from the first). *after is then where to
 * go on, and *over whether nobody is left. */
MUST_CHECK bool company_store_learn_some(
	struct tx *tx, int64_t workspace_id, int64_t campaign_id, int64_t *after, bool *over, struct error *err);

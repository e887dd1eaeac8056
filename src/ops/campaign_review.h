#pragma once
/*
 * campaign_review: the sheet before a launch: who will be written to and who not, from when to when, how much of it each
 * mailbox bears, what stands in the way, and what is worth a second look.
 */
#include "model/advice.h"
#include "ops/campaign_forecast.h"
#include "store/campaign_store.h"

enum { REVIEW_EXAMPLES = 5 };

/* Contacts who get nothing for one reason. */
struct review_excluded {
	const char *reason; /* suppressed, overlap, missing_field, left_out, stopped */
	const char *field;  /* missing_field: which; else NULL */
	int64_t contacts;
	struct review_person {
		int64_t enrollment_id, contact_id;
		const char *email;
	} examples[REVIEW_EXAMPLES];
	size_t example_count;
};
enum { REVIEW_MAX_EXCLUDED = 48 };

struct campaign_review {
	struct campaign campaign;
	const char **blocks, **block_texts; /* launch's codes that apply */
	size_t block_count;
	struct advice_list advice;
	struct campaign_counts counts;
	int64_t in_review;   /* contacts that lack a field */
	int64_t excluded;    /* who left before the launch, or would leave with it */
	int64_t to_write_to; /* everybody else who waits */
	struct review_excluded *reasons;
	size_t reason_count;
	int64_t *waiting; /* for each mailbox of the forecast, who is its own */
	struct campaign_forecast forecast;
};

MUST_CHECK bool campaign_review_make(
	struct ops *ops, const struct call *call, int64_t campaign_id, struct campaign_review *out, struct error *err);

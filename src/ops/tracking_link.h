#pragma once
/*
 * tracking_link: the names that pixels and links of tracked emails carry, and what they say.
 *
 * Signed by a key outside rotation and derived from nothing but what the email is, so that an email comes out the same after a
 * crash, and its links work after a rotation, and for as long as where they lead is kept.
 */
#include "model/scanner.h"
#include "vault/vault.h"

struct tracking_link {
	enum track_kind kind;
	int64_t workspace_id, send_id;
	unsigned char link[SCANNER_HASH_SIZE]; /* of a click; zeros for an open */
};

/* "<base_url>/o/<token>.gif". */
const char *tracking_link_pixel(
	const struct vault *vault, const char *base_url, int64_t workspace_id, int64_t send_id, struct arena *arena);

/* "<base_url>/c/<token>", 60 characters of token. */
const char *tracking_link_click(const struct vault *vault, const char *base_url, int64_t workspace_id, int64_t send_id,
	const unsigned char link[SCANNER_HASH_SIZE], struct arena *arena);

/* False for a token that we did not make for this kind. */
bool tracking_link_verify(
	const struct vault *vault, enum track_kind kind, const char *token, struct tracking_link *out);

/* What stands for a link of a campaign; contact_id is 0 unless the address is made of the contact's fields. */
void tracking_link_hash(const struct vault *vault, int64_t workspace_id, int64_t campaign_id, int64_t contact_id,
	const char *url, unsigned char out[SCANNER_HASH_SIZE]);

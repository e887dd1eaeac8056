#include "ops/tracking_link.h"

#include <sodium.h>
#include <string.h>

#include "base/text.h"

enum {
	HASH_SIZE = 32,
	MAC_SIZE = 12,
	OPEN_SIZE = 1 + 2 * 8, /* kind, workspace, send */
	CLICK_SIZE = OPEN_SIZE + SCANNER_HASH_SIZE,
	MAX_TOKEN_SIZE = CLICK_SIZE + MAC_SIZE,
	MAX_TOKEN_LENGTH = MAX_TOKEN_SIZE * 4 / 3,
};

static size_t signed_size(enum track_kind kind)
{
	return kind == TRACK_OPEN ? OPEN_SIZE : CLICK_SIZE;
}

static void put_number(int64_t number, unsigned char out[8])
{
	for (int i = 0; i < 8; i++)
		out[i] = (unsigned char)((uint64_t)number >> (56 - 8 * i));
}

static int64_t read_number(const unsigned char bytes[8])
{
	uint64_t number = 0;

	for (int i = 0; i < 8; i++)
		number = number << 8 | bytes[i];
	return (int64_t)number;
}

static void sign(const struct vault *vault, const unsigned char *bytes, size_t size, unsigned char mac[MAC_SIZE])
{
	unsigned char hash[HASH_SIZE];

	vault_hash(vault, VAULT_TRACKING, bytes, size, hash);
	memcpy(mac, hash, MAC_SIZE);
}

static const char *token_of(const struct vault *vault, const struct tracking_link *link, struct arena *arena)
{
	unsigned char token[MAX_TOKEN_SIZE] = {(unsigned char)link->kind};
	size_t size = signed_size(link->kind);

	put_number(link->workspace_id, token + 1);
	put_number(link->send_id, token + 9);
	if (link->kind == TRACK_CLICK)
		memcpy(token + OPEN_SIZE, link->link, SCANNER_HASH_SIZE);
	sign(vault, token, size, token + size);
	return text_base64_url(arena, token, size + MAC_SIZE);
}

const char *tracking_link_pixel(
	const struct vault *vault, const char *base_url, int64_t workspace_id, int64_t send_id, struct arena *arena)
{
	struct tracking_link link = {.kind = TRACK_OPEN, .workspace_id = workspace_id, .send_id = send_id};

	return arena_printf(arena, "%s/o/%s.gif", base_url, token_of(vault, &link, arena));
}

const char *tracking_link_click(const struct vault *vault, const char *base_url, int64_t workspace_id, int64_t send_id,
	const unsigned char link[SCANNER_HASH_SIZE], struct arena *arena)
{
	struct tracking_link click = {.kind = TRACK_CLICK, .workspace_id = workspace_id, .send_id = send_id};

	memcpy(click.link, link, SCANNER_HASH_SIZE);
	return arena_printf(arena, "%s/c/%s", base_url, token_of(vault, &click, arena));
}

static bool read_token(const struct vault *vault, enum track_kind kind, const unsigned char *bytes, size_t size,
	struct tracking_link *out)
{
	size_t signed_bytes = signed_size(kind);
	unsigned char mac[MAC_SIZE];

	if (!bytes || size != signed_bytes + MAC_SIZE || bytes[0] != kind)
		return false;
	sign(vault, bytes, signed_bytes, mac);
	if (sodium_memcmp(mac, bytes + signed_bytes, MAC_SIZE) != 0)
		return false;
	*out = (struct tracking_link){kind, read_number(bytes + 1), read_number(bytes + 9), {0}};
	if (kind == TRACK_CLICK)
		memcpy(out->link, bytes + OPEN_SIZE, SCANNER_HASH_SIZE);
	return true;
}

bool tracking_link_verify(const struct vault *vault, enum track_kind kind, const char *token, struct tracking_link *out)
{
	OWNED(arena) struct arena *arena = NULL;
	const unsigned char *bytes;
	size_t size = 0;

	if (!token || strlen(token) > MAX_TOKEN_LENGTH)
		return false;
	arena = arena_new();
	bytes = text_base64_url_decode(arena, token, &size);
	return read_token(vault, kind, bytes, size, out);
}

void tracking_link_hash(const struct vault *vault, int64_t workspace_id, int64_t campaign_id, int64_t contact_id,
	const char *url, unsigned char out[SCANNER_HASH_SIZE])
{
	OWNED(arena) struct arena *arena = arena_new();
	const char *what = arena_printf(arena, "link\n%lld\n%lld\n%lld\n%s", (long long)workspace_id,
		(long long)campaign_id, (long long)contact_id, url);
	unsigned char hash[HASH_SIZE];

	vault_hash(vault, VAULT_TRACKING, what, strlen(what), hash);
	memcpy(out, hash, SCANNER_HASH_SIZE);
}

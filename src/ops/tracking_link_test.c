#include "base/unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/text.h"
#include "ops/tracking_link.h"

static const unsigned char hash[SCANNER_HASH_SIZE] = "0123456789abcde";

static struct vault *new_vault(const char *instance_secret)
{
	OWNED(secret) struct secret *instance = secret_new(instance_secret, 32);
	char dir[] = "/tmp/outrider-link-XXXXXX";
	struct vault *vault = NULL;
	struct error err;
	char file[64];

	assert_non_null(mkdtemp(dir));
	assert_true(vault_open(dir, NULL, true, &vault, &err));
	vault_set_instance_secret(vault, instance);
	snprintf(file, sizeof(file), "%s/master.key", dir);
	unlink(file);
	rmdir(dir);
	return vault;
}

static const char *click_token(const struct vault *vault, int64_t workspace_id, struct arena *arena)
{
	return strrchr(tracking_link_click(vault, "https://out.test", workspace_id, INT64_MAX, hash, arena), '/') + 1;
}

static const char *open_token(const struct vault *vault, struct arena *arena)
{
	const char *url = tracking_link_pixel(vault, "https://out.test", 1, 42, arena);
	const char *name = strrchr(url, '/') + 1;

	assert_true(text_starts(url, "https://out.test/o/") && text_ends(url, ".gif"));
	return arena_text_n(arena, name, strlen(name) - strlen(".gif"));
}

TEST(tracking_link, a_token_tells_the_email_and_the_link)
{
	OWNED(arena) struct arena *arena = arena_new();
	OWNED(vault) struct vault *vault = new_vault("an instance secret for the tests");
	struct tracking_link link;

	assert_int_equal(strlen(click_token(vault, 1, arena)), 60);
	assert_true(tracking_link_verify(vault, TRACK_CLICK, click_token(vault, 1, arena), &link));
	assert_true(link.workspace_id == 1 && link.send_id == INT64_MAX);
	assert_memory_equal(link.link, hash, sizeof(hash));
	assert_true(tracking_link_verify(vault, TRACK_OPEN, open_token(vault, arena), &link));
	assert_true(link.workspace_id == 1 && link.send_id == 42);
}

TEST(tracking_link, no_other_token_is_taken)
{
	OWNED(arena) struct arena *arena = arena_new();
	OWNED(vault) struct vault *vault = new_vault("an instance secret for the tests");
	OWNED(vault) struct vault *other = new_vault("a secret of another installation");
	const char *token = click_token(vault, 1, arena), *open = open_token(vault, arena);
	struct tracking_link link;

	for (size_t i = 0; i < strlen(token); i++) {
		char *forged = arena_text(arena, token);

		forged[i] = forged[i] == 'A' ? 'B' : 'A';
		assert_false(tracking_link_verify(vault, TRACK_CLICK, forged, &link));
		assert_false(tracking_link_verify(vault, TRACK_CLICK, arena_text_n(arena, token, i), &link));
	}
	assert_false(tracking_link_verify(vault, TRACK_CLICK, arena_printf(arena, "%sA", token), &link));
	assert_false(tracking_link_verify(vault, TRACK_CLICK, open, &link));
	assert_false(tracking_link_verify(vault, TRACK_OPEN, token, &link));
	assert_false(tracking_link_verify(other, TRACK_CLICK, token, &link));
	assert_false(tracking_link_verify(vault, TRACK_CLICK, NULL, &link));
	assert_false(tracking_link_verify(vault, TRACK_OPEN, "", &link));
}

TEST(tracking_link, a_link_is_another_in_another_workspace_campaign_or_for_a_contact_of_its_own)
{
	OWNED(vault) struct vault *vault = new_vault("an instance secret for the tests");
	unsigned char first[SCANNER_HASH_SIZE], second[SCANNER_HASH_SIZE];
	static const struct {
		int64_t workspace_id, campaign_id, contact_id;
		const char *url;
		bool same;
	} rows[] = {
		{1, 2, 0, "https://a.test", true},
		{2, 2, 0, "https://a.test", false},
		{1, 3, 0, "https://a.test", false},
		{1, 2, 4, "https://a.test", false},
		{1, 2, 0, "https://b.test", false},
	};

	tracking_link_hash(vault, 1, 2, 0, "https://a.test", first);
	for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
		tracking_link_hash(
			vault, rows[i].workspace_id, rows[i].campaign_id, rows[i].contact_id, rows[i].url, second);
		assert_int_equal(memcmp(first, second, sizeof(first)) == 0, rows[i].same);
	}
}

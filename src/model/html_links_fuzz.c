/*
 * html_links_fuzz: whatever the markup, what is not a link comes out as it went in, an address handed on is one that a header
 * may carry, and the rewritten HTML has as many links as before, all of them ours.
 */
#include <stdint.h>
#include <string.h>

#include "base/check.h"
#include "base/text.h"
#include "model/html_links.h"

static const char ours[] = "https://out.test/c/x";

struct found {
	struct arena *arena;
	size_t links, own;
};

static const char *stays(void *context, const char *url)
{
	struct found *found = context;

	ASSERT(text_starts(text_lower(found->arena, url), "http"));
	ASSERT(strlen(url) <= HTML_LINKS_MAX_URL);
	for (const char *c = url; *c; c++)
		ASSERT(*c > 0x20 && *c < 0x7f && !strchr("\"<>\\^`{|}", *c));
	ASSERT(text_equal(html_links_url(url, found->arena), url));
	found->links++;
	found->own += text_equal(url, ours);
	return NULL;
}

static const char *becomes_ours(void *context, __attribute__((unused)) const char *url)
{
	(*(size_t *)context)++;
	return ours;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	OWNED(arena) struct arena *arena = arena_new();
	const char *html = arena_text_n(arena, (const char *)data, size), *rewritten;
	struct found before = {.arena = arena}, after = {.arena = arena};
	size_t replaced = 0;

	ASSERT(text_equal(html_links_rewrite(html, stays, &before, arena), html));
	rewritten = html_links_rewrite(html, becomes_ours, &replaced, arena);
	ASSERT(replaced == before.links);
	ASSERT(text_equal(html_links_rewrite(rewritten, stays, &after, arena), rewritten));
	ASSERT(after.links == before.links && after.own == before.links);
	return 0;
}

#include "base/unit.h"

#include "base/check.h"
#include "base/text.h"
#include "model/html_links.h"

/* Writes the address into what stands for it. */
static const char *to_test(void *context, const char *url)
{
	return arena_printf(context, "T(%s)", url);
}

static const char *rewrite(const char *html, struct arena *arena)
{
	return html_links_rewrite(html, to_test, arena, arena);
}

TEST(html_links, only_addresses_of_links_change)
{
	static const struct {
		const char *html, *becomes;
	} rows[] = {
		{"<a href=\"https://a.test/x\">x</a>", "<a href=\"T(https://a.test/x)\">x</a>"},
		{"<A HREF='HTTPS://a.test'>x</A>", "<A HREF=\"T(HTTPS://a.test)\">x</A>"},
		{"<a href=https://a.test/x>x</a>", "<a href=\"T(https://a.test/x)\">x</a>"},
		{"<a\n class=b href = \"https://a.test\"\ttarget=_blank>x</a>",
			"<a\n class=b href = \"T(https://a.test)\"\ttarget=_blank>x</a>"},
		{"<area href=\"https://a.test\">", "<area href=\"T(https://a.test)\">"},
		{"<a href=\"https://a.test/?a=1&amp;b=2\">x</a>", "<a href=\"T(https://a.test/?a=1&amp;b=2)\">x</a>"},
		{"<a href=\"https://a.test/?a=1&b=2\">x</a>", "<a href=\"T(https://a.test/?a=1&amp;b=2)\">x</a>"},
		{"<a href=\"https://a.test/?q=&#x26;&#39;\">x</a>",
			"<a href=\"T(https://a.test/?q=&amp;&#39;)\">x</a>"},
		{"<a href=\" https://a.test/a b \">x</a>", "<a href=\"T(https://a.test/a%20b)\">x</a>"},
		{"<a href=\"https://a.test/\r\nSet-Cookie:x\">x</a>",
			"<a href=\"T(https://a.test/Set-Cookie:x)\">x</a>"},
		{"<a href=\"https://a.test/é\">x</a>", "<a href=\"T(https://a.test/%C3%A9)\">x</a>"},
		{"<a href='https://a.test/\"><script>'>x</a>",
			"<a href=\"T(https://a.test/%22%3E%3Cscript%3E)\">x</a>"},
		{"<a href=\"https://a.test\" href=\"https://b.test\">x</a>",
			"<a href=\"T(https://a.test)\" href=\"https://b.test\">x</a>"},
		{"<a title=\"a > b\" href=\"https://a.test\">x</a>",
			"<a title=\"a > b\" href=\"T(https://a.test)\">x</a>"},
		{"<a href=\"https://a.test\"><a href=\"https://b.test\">",
			"<a href=\"T(https://a.test)\"><a href=\"T(https://b.test)\">"},
		{"1 < 2 <a href=\"https://a.test\">x</a>", "1 < 2 <a href=\"T(https://a.test)\">x</a>"},
		{"<!-- c --><a href=\"https://a.test\">x</a>", "<!-- c --><a href=\"T(https://a.test)\">x</a>"},
		{"<!--><a href=\"https://a.test\">x</a>", "<!--><a href=\"T(https://a.test)\">x</a>"},
		{"<style>a>b{}</style><a href=\"https://a.test\">x</a>",
			"<style>a>b{}</style><a href=\"T(https://a.test)\">x</a>"},
	};
	struct arena *arena = arena_new();

	for (size_t i = 0; i < ARRAY_COUNT(rows); i++)
		assert_string_equal(rewrite(rows[i].html, arena), rows[i].becomes);
	arena_free(arena);
}

TEST(html_links, everything_else_stays_as_it_is)
{
	static const char *const rows[] = {
		"",
		"https://a.test in words",
		"<p>https://a.test</p>",
		"<a href=\"mailto:ada@a.test\">x</a>",
		"<a href=\"tel:+49\">x</a>",
		"<a href=\"cid:part1\">x</a>",
		"<a href=\"#top\">x</a>",
		"<a href=\"/path\">x</a>",
		"<a href=\"//a.test/path\">x</a>",
		"<a href=\"javascript:alert(1)\">x</a>",
		"<a href=\"data:text/html,x\">x</a>",
		"<a href=\"ftp://a.test\">x</a>",
		"<a href=\"https://\">x</a>",
		"<a href=\"https:///x\">x</a>",
		"<a href=\"https://@b.test\">x</a>",
		"<a href>x</a>",
		"<a href=\"\">x</a>",
		"<a data-href=\"https://a.test\">x</a>",
		"<a xhref=\"https://a.test\">x</a>",
		"<abbr href=\"https://a.test\">x</abbr>",
		"<img src=\"https://a.test/x.png\">",
		"<link href=\"https://a.test/x.css\">",
		"<base href=\"https://a.test\">",
		"<form action=\"https://a.test\">",
		"<!-- <a href=\"https://a.test\">x</a> -->",
		"<!--[if mso]><a href=\"https://a.test\">x</a><![endif]-->",
		"<!-- never closed <a href=\"https://a.test\">x</a>",
		"<style>/* <a href=\"https://a.test\"> */</style>",
		"<script>'<a href=\"https://a.test\">'</script>",
		"<textarea><a href=\"https://a.test\">x</a></textarea>",
		"<title><a href=\"https://a.test\">",
		"</a href=\"https://a.test\">",
		"<a href=\"https://a.test",
		"<a href=\"https://a.test\"",
		"<p title='<a href=\"https://a.test\">'>x</p>",
		/* Not understood: left alone. */
		"<a href=\"https://a.test/?x=1&copy;y\">x</a>",
		"<a href=\"https://a.test/?x=1&copy\">x</a>",
		"<a href=\"https://a.test/&#128;\">x</a>",
		"<a href=\"https://a.test/&#0;\">x</a>",
		"<a href=\"https://a.test/&#38\">x</a>",
		"<a href=\"https://a.test/\xff\">x</a>",
	};
	struct arena *arena = arena_new();

	for (size_t i = 0; i < ARRAY_COUNT(rows); i++)
		assert_string_equal(rewrite(rows[i], arena), rows[i]);
	arena_free(arena);
}

static const char *stays(__attribute__((unused)) void *context, __attribute__((unused)) const char *url)
{
	return NULL;
}

TEST(html_links, a_link_that_is_given_no_other_stays_byte_for_byte)
{
	static const char html[] = "<a href='https://a.test/?a=1&b=2'>x</a>";
	struct arena *arena = arena_new();

	assert_string_equal(html_links_rewrite(html, stays, NULL, arena), html);
	arena_free(arena);
}

TEST(html_links, an_address_that_is_too_long_stays)
{
	struct arena *arena = arena_new();
	struct text url;

	text_init(&url, arena);
	text_add(&url, "https://a.test/");
	while (url.length < HTML_LINKS_MAX_URL)
		text_add_char(&url, 'x');
	assert_non_null(html_links_url(text_string(&url), arena));
	text_add_char(&url, 'x');
	assert_null(html_links_url(text_string(&url), arena));
	arena_free(arena);
}

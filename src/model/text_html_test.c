#include "base/unit.h"

#include "model/html_text.h"
#include "model/text_html.h"

static const struct {
	const char *text, *html;
} cases[] = {
	{"Hi Ben,\n\nhow are you?\nFine?\n", "<p>Hi Ben,</p>\n<p>how are you?<br>\nFine?</p>\n"},
	{"a\r\n\r\n \r\nb", "<p>a</p>\n<p>b</p>\n"},
	{"1 < 2 & \"x\" > y", "<p>1 &lt; 2 &amp; &quot;x&quot; &gt; y</p>\n"},
	{"See https://a.test/x?a=1&b=2.",
		"<p>See <a href=\"https://a.test/x?a=1&amp;b=2\">https://a.test/x?a=1&amp;b=2</a>.</p>\n"},
	{"(http://a.test/)", "<p>(<a href=\"http://a.test/\">http://a.test/</a>)</p>\n"},
	{"https://a.test/(x)", "<p><a href=\"https://a.test/(x)\">https://a.test/(x)</a></p>\n"},
	{"https://a.test/\"onclick=", "<p><a href=\"https://a.test/\">https://a.test/</a>&quot;onclick=</p>\n"},
	{"javascript:alert(1) <script>", "<p>javascript:alert(1) &lt;script&gt;</p>\n"},
	{"", ""},
	{"\n\n", ""},
};

TEST(text_html, keeps_paragraphs_and_lines_and_makes_addresses_links)
{
	OWNED(arena) struct arena *arena = arena_new();

	for (size_t i = 0; i < ARRAY_COUNT(cases); i++)
		assert_string_equal(text_html(cases[i].text, arena), cases[i].html);
}

TEST(text_html, reads_back_as_the_same_text)
{
	OWNED(arena) struct arena *arena = arena_new();
	const char *text = "Hi Ben,\n\nsee https://a.test/x?a=1&b=2, 1 < 2.\nAda\n\nP.S. more";

	assert_string_equal(html_text(text_html(text, arena), arena), text);
}

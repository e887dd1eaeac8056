#include "base/unit.h"

#include "base/check.h"
#include "model/html_text.h"

TEST(html_text, keeps_the_words_and_the_lines)
{
	static const struct {
		const char *html, *text;
	} rows[] = {
		{"", ""},
		{"plain &amp; simple", "plain & simple"},
		{"<p>Hi Ada,</p>\n<p>how  are\nyou?</p>", "Hi Ada,\n\nhow are you?"},
		{"one<br>two<BR/>three<br />four", "one\ntwo\nthree\nfour"},
		{"a<br><br>b", "a\n\nb"},
		{"<ul><li>a</li><li>b</li></ul>end", "- a\n- b\n\nend"},
		{"<div>a</div><div>b</div>", "a\nb"},
		{"<a href=\"https://acme.test/x\">our page</a>!", "our page (https://acme.test/x)!"},
		{"<a href='https://acme.test'>https://acme.test</a>", "https://acme.test"},
		{"<a href=\"javascript:x\">no</a>", "no"},
		{"<style>p { color: red }</style><b>bold</b><script>1 < 2</script> text", "bold text"},
		{"a<!-- <p>hidden</p> -->b", "ab"},
		{"1 &lt; 2 &unknown; & 3", "1 < 2 &unknown; & 3"},
		{"<ol><li>a</li><li>b<ul><li>c</li></ul></li></ol>d", "1. a\n2. b\n  - c\n\nd"},
		{"So:<ul><li>a</li></ul>", "So:\n\n- a"},
		{"I wrote:<blockquote><p>one</p><p>two<br>three</p></blockquote>Yes.",
			"I wrote:\n\n> one\n\n> two\n> three\n\nYes."},
		{"it&#8217;s 5&nbsp;&euro; &#x1F600; &#0; &#xD800;", "it’s 5 € 😀 &#0; &#xD800;"},
		{"<a href=\"https://a.test/?a=1&amp;b=2\">more</a>", "more (https://a.test/?a=1&b=2)"},
		{"<a href=\"mailto:ada@acme.test\">Ada</a>, <a href=\"mailto:b@a.test\">b@a.test</a>",
			"Ada (ada@acme.test), b@a.test"},
		{"a&zwnj;b", "ab"},
		{"open <b", "open"},
		{"<style>never closed", ""},
		{"Grüße<br>Ada", "Grüße\nAda"},
	};
	struct arena *arena = arena_new();

	for (size_t i = 0; i < ARRAY_COUNT(rows); i++)
		assert_string_equal(html_text(rows[i].html, arena), rows[i].text);
	arena_free(arena);
}

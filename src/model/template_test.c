#include "base/unit.h"

#include "base/text.h"
#include "model/template.h"

static const char *const customs[] = {"deal_size", "icebreaker", "tags", NULL};

static const char *value_of(void *context, const char *name)
{
	static const char *const values[][2] = {{"first_name", "ada"}, {"last_name", "LOVELACE"},
		{"company", "R&D <Labs>"}, {"custom.deal_size", "12"}, {"custom.grosse", "7"}, {"title", "  Head  "},
		{"location", "Köln"}, {"country", ""}, {"context", "bad\xff"},
		{"unsubscribe_url", "https://u.test/u/x"}};

	(void)context;
	for (size_t i = 0; i < ARRAY_COUNT(values); i++)
		if (text_equal(values[i][0], name))
			return values[i][1];
	return NULL;
}

/* The rendering; "missing NAME" when a value is; "!MESSAGE" when it does not parse or render. */
static const char *rendered(const char *source, bool html, struct arena *arena)
{
	static const struct template_values values = {value_of, NULL};
	struct template *template;
	const char *missing;
	struct error err = {0};
	struct text out;

	text_init(&out, arena);
	if (!template_parse(source, customs, arena, &template, &err))
		return arena_printf(arena, "!%s", err.message);
	if (!template_render(template, &values, html, &out, &missing, &err))
		return missing ? arena_printf(arena, "missing %s", missing) : arena_printf(arena, "!%s", err.code);
	return text_string(&out);
}

static void check(const char *source, const char *wanted)
{
	struct arena *arena = arena_new();

	assert_string_equal(rendered(source, false, arena), wanted);
	arena_free(arena);
}

TEST(template, fills_in_values)
{
	check("Hi {{ first_name }},", "Hi ada,");
	check("{{first_name}}{{last_name}}", "adaLOVELACE");
	check("no variables { } {x} %}", "no variables { } {x} %}");
	check("", "");
	check("{{ custom.deal_size }}/{{ deal_size }}", "12/12");
	check("{{ custom.Deal_Size }} {{ custom.Größe }}", "12 7");
	check("{{ 'a text' }} {{ 12 }}", "a text 12");
}

TEST(template, applies_filters_from_left_to_right)
{
	check("{{ first_name | capitalize }} {{ last_name | capitalize }}", "Ada Lovelace");
	check("{{ first_name | upcase }} {{ last_name | downcase }}", "ADA lovelace");
	check("{{ location | upcase | downcase | capitalize }}", "Köln");
	check("[{{ title | strip }}]", "[Head]");
	check("{{ location | truncate: 3, '…' }}", "Kö…");
	check("{{ location | truncate: 4 }}", "Köln");
	check("{{ last_name | truncate: 5 }}", "LO...");
	check("{{ last_name | truncate: 2 }}", "...");
}

TEST(template, takes_a_default_for_what_is_missing)
{
	check("Hi {{ email | default: \"there\" }},", "Hi there,");
	check("Hi {{ first_name | default: 'there' }},", "Hi ada,");
	check("{{ country | default: “somewhere” }}", "somewhere");
	check("{{ email | default: company }}", "R&D <Labs>");
	check("{{ email | default: country }}", "missing email");
	check("[{{ email | default: '' }}]", "[]");
	check("{{ email | upcase | default: 'none' | upcase }}", "NONE");
	check("{{ email | default: country | default: 'x' }}", "x");
}

TEST(template, reports_a_missing_value_instead_of_sending_a_gap)
{
	check("Hi {{ email }},", "missing email");
	check("{{ custom.icebreaker }}", "missing custom.icebreaker");
	check("{{ icebreaker | upcase }}", "missing custom.icebreaker");
	check("{{ country | truncate: 3 }}", "missing country");
	check("{{ context }}", "missing context");
}

TEST(template, tells_missing_fields_by_code)
{
	static const struct template_values values = {value_of, NULL};
	struct arena *arena = arena_new();
	struct template *template;
	const char *missing;
	struct error err;
	struct text out;

	text_init(&out, arena);
	assert_true(template_parse("{{ email }}", customs, arena, &template, &err));
	assert_false(template_render(template, &values, false, &out, &missing, &err));
	assert_string_equal(err.code, "missing_field");
	assert_int_equal(err.kind, ERROR_INVALID);
	arena_free(arena);
}

TEST(template, escapes_values_in_html_but_not_the_text_around)
{
	struct arena *arena = arena_new();

	assert_string_equal(rendered("<b>{{ company }}</b>", true, arena), "<b>R&amp;D &lt;Labs&gt;</b>");
	assert_string_equal(rendered("{{ email | default: '\"x\"' }}", true, arena), "&quot;x&quot;");
	assert_string_equal(rendered("{{ company }}", false, arena), "R&D <Labs>");
	arena_free(arena);
}

TEST(template, a_value_is_never_read_as_a_template)
{
	check("{{ '{{ email }}' }}", "{{ email }}");
}

TEST(template, dashes_swallow_white_space)
{
	check("a \n {{- first_name -}} \n b", "aadab");
	check("a {{ first_name }} b", "a ada b");
}

TEST(template, comments_and_raw_text_swallow_white_space_too)
{
	check("a {%- raw -%} {{ x }} {%- endraw -%} b", "a{{ x }}b");
	check("a {%- comment -%} {% if %} {%- endcomment -%} b", "ab");
	check("a{% raw %}{% raw %}{% endraw %}b", "a{% raw %}b");
}

TEST(template, chooses_branches_and_repeats)
{
	check("{% if email %}a{% elsif first_name == 'ada' %}b{% else %}c{% endif %}", "b");
	check("{% unless company contains 'Labs' %}a{% else %}b{% endunless %}", "b");
	check("{% case location %}{% when 'Bonn', 'Köln' %}Rhein{% else %}x{% endcase %}", "Rhein");
	check("{% for i in (1..3) reversed %}{{ i }}{% unless forloop.last %}, {% endunless %}{% endfor %}", "3, 2, 1");
	check("{% for x in email %}{{ x }}{% else %}none{% endfor %}", "none");
	check("{% case 1 %}{% for i in (1..2) %}{% break %}{% endfor %}{% when 1 %}a{% endcase %}", "a");
	check("{% for i in (1..2) %}{% case i %}{% break %}{% when 2 %}{{ i }}{% endcase %}{% endfor %}", "2");
}

TEST(template, a_name_that_a_branch_did_not_assign_is_the_contacts_field)
{
	check("{% if email %}{% assign first_name = 'x' %}{% endif %}{{ first_name }}", "ada");
	check("{% if email %}{% assign greeting = 'x' %}{% endif %}{{ greeting }}", "missing greeting");
	check("{% assign first_name = first_name | capitalize %}{{ first_name }}", "Ada");
}

TEST(template, names_the_field_that_an_empty_place_comes_from)
{
	check("{% assign name = email | capitalize %}Hi {{ name }}", "missing email");
	check("Hi {{ first_name | remove: 'ada' }}", "missing first_name");
	check("{% capture x %}{{ email }}{% endcapture %}", "missing email");
	check("{% if email %}{{ email }}{% endif %}-", "-");
	check("{{ first_name | split: ',' | slice: 1 }}", "missing first_name");
}

static void check_html(const char *source, const char *wanted)
{
	struct arena *arena = arena_new();

	assert_string_equal(rendered(source, true, arena), wanted);
	arena_free(arena);
}

TEST(template, escapes_a_value_for_where_it_stands_in_html)
{
	check_html("<a title=\"{{ company }}\">", "<a title=\"R&amp;D &lt;Labs&gt;\">");
	check_html("<a title={{ company }}>", "<a title=R&amp;D&#32;&lt;Labs&gt;>");
	check_html("<a href=\"{{ unsubscribe_url }}\">", "<a href=\"https://u.test/u/x\">");
	check_html("<a href=\"{{ 'JavaScript:alert(1)' }}\">", "<a href=\"#\">");
	check_html("<a href='https://x.test/?q={{ 'javascript:1' }}'>", "<a href='https://x.test/?q=javascript:1'>");
	check_html("<a href={{ 'data:text/html,x' }}>", "<a href=#>");
	check_html("<img src=\"{{ 'cid:logo' }}\">", "<img src=\"cid:logo\">");
	check_html("<!-- <a href=\"-->{{ 'javascript:1' }}", "<!-- <a href=\"-->javascript:1");
	check_html("<p>{{ 'a\nb<' | newline_to_br }}</p>", "<p>a<br />\nb&lt;</p>");
	check_html("{% capture x %}<b>{{ company }}</b>{% endcapture %}{{ x }}", "<b>R&amp;D &lt;Labs&gt;</b>");
	check_html("{{ company | escape }}{{ company | escape | upcase }}",
		"R&amp;D &lt;Labs&gt;R&amp;AMP;D &amp;LT;LABS&amp;GT;");
}

TEST(template, tells_the_time_where_it_is_asked_to)
{
	check("{{ '2026-03-29T00:59:59Z' | date: '%H:%M %z', 'Europe/Berlin' }}", "01:59 +0100");
	check("{{ '2026-03-29T01:00:00Z' | date: '%H:%M %z', 'Europe/Berlin' }}", "03:00 +0200");
	check("{{ '2026-11-23' | date: '%A, %-d. %B', 'Europe/Berlin', 'de' }}", "Montag, 23. November");
	check("{{ '2026-11-23' | date: '%a %b', '', 'fr-CA' }} {{ '2026-11-23' | date: '%A', '', 'xx' }}",
		"lun. nov. Monday");
	check("{{ 'soon' | date: '%Y' }} {{ '2026-02-30' | date: '%Y' }}", "soon 2026-02-30");
	check("{{ 'now' | date: '%Y-%m-%d %H:%M' }}", "1970-01-01 00:00");
}

TEST(template, tells_mistakes_with_line_and_column)
{
	static const struct {
		const char *source, *message;
	} rows[] = {
		{"Hi {{ frist_name }}",
			"!Line 1, column 7: there is no variable “frist_name”. Did you mean “first_name”?"},
		{"Hi\n\n  {{ firstName }}",
			"!Line 3, column 6: there is no variable “firstName”. Did you mean “first_name”?"},
		{"ÄÖÜ {{ dealsize }}", "!Line 1, column 8: there is no variable “dealsize”. Did you mean “deal_size”?"},
		{"{{ weather_forecast }}",
			"!Line 1, column 4: there is no variable “weather_forecast”. A custom field is written custom. "
			"and its name."},
		{"{{ contact.email }}",
			"!Line 1, column 4: there is no variable “contact.email”. Did you mean “email”?"},
		{"{{ custom. }}",
			"!Line 1, column 4: there is no variable “custom.”. A custom field is written custom. and its "
			"name."},
		{"{{ first_name", "!Line 1, column 14: }} is missing."},
		{"{{ first_name }", "!Line 1, column 15: this character has no place here."},
		{"{{ }}", "!Line 1, column 4: a variable, or a text in quotation marks, is missing here."},
		{"{{ first_name last_name }}", "!Line 1, column 15: }} or | is missing here."},
		{"{{ first_name | }}", "!Line 1, column 17: the name of a filter is missing after |."},
		{"{{ first_name | shout }}",
			"!Line 1, column 17: there is no filter “shout”. Much used are default, capitalize, truncate "
			"and date."},
		{"{{ first_name | captialize }}",
			"!Line 1, column 17: there is no filter “captialize”. Did you mean “capitalize”?"},
		{"{{ first_name | default }}",
			"!Line 1, column 17: the filter “default” needs a value: default: \"…\"."},
		{"{{ first_name | default: }}",
			"!Line 1, column 26: a variable, or a text in quotation marks, is missing here."},
		{"{{ first_name | default: 'a', 'b' }}",
			"!Line 1, column 31: the filter “default” takes no further value."},
		{"{{ first_name | upcase: 'a' }}", "!Line 1, column 25: the filter “upcase” takes no further value."},
		{"{{ first_name | default: 'a }}", "!Line 1, column 26: this quotation mark is never closed."},
		{"{{ first_name ? }}", "!Line 1, column 15: this character has no place here."},
		{"\xff", "!The text is not readable (UTF-8)."},
	};

	for (size_t i = 0; i < ARRAY_COUNT(rows); i++)
		check(rows[i].source, rows[i].message);
}

TEST(template, tells_mistakes_in_tags_with_line_and_column)
{
	static const struct {
		const char *source, *message;
	} rows[] = {
		{"{% if first_name %}", "!Line 1, column 4: this is never closed: {% endif %} is missing."},
		{"a\n{% for x in tags %}{{ x }}{% endif %}",
			"!Line 2, column 30: “endif” has no place here: what it belongs to is not open."},
		{"{% if first_name = 'a' %}{% endif %}",
			"!Line 1, column 18: two values are compared with ==, not with =."},
		{"{% if first_name | size %}{% endif %}",
			"!Line 1, column 18: a filter has no place here; give its result a name before: "
			"{% assign x = … %}."},
		{"{% cycle 'a' %}",
			"!Line 1, column 4: there is no tag “cycle”. There are: if, unless, case, for, break, "
			"continue, "
			"assign, capture, comment, raw."},
		{"{% %}", "!Line 1, column 4: the name of a tag is missing here."},
		{"{% if first_name }}", "!Line 1, column 18: this character has no place here."},
		{"{% assign x first_name %}", "!Line 1, column 13: = is missing here."},
		{"{% assign custom.x = 1 %}",
			"!Line 1, column 11: “custom.x” cannot be given a value; use another name."},
		{"{% for x tags %}{% endfor %}", "!Line 1, column 10: in is missing here: {% for x in … %}."},
		{"{% for x in tags %}{% endfor %}{{ x }}",
			"!Line 1, column 35: there is no variable “x”. A custom field is written custom. and its "
			"name."},
		{"{% assign greeting = 'Hi' %}{{ greting }}",
			"!Line 1, column 32: there is no variable “greting”. Did you mean “greeting”?"},
		{"{% break %}", "!Line 1, column 4: break and continue are known within {% for %} only."},
		{"{% raw %}{{ x", "!Line 1, column 4: this is never closed: {% endraw %} is missing."},
		{"{% comment %}", "!Line 1, column 4: this is never closed: {% endcomment %} is missing."},
		{"{{ forloop.index }}", "!Line 1, column 4: forloop is known within {% for %} only."},
		{"{% for x in tags %}{{ forloop.key }}{% endfor %}",
			"!Line 1, column 23: forloop has no “key”. It has index, index0, rindex, rindex0, first, last "
			"and length."},
	};

	for (size_t i = 0; i < ARRAY_COUNT(rows); i++)
		check(rows[i].source, rows[i].message);
}

TEST(template, takes_any_bare_name_for_a_custom_field_when_it_was_checked_before)
{
	struct arena *arena = arena_new();
	struct template *template;
	struct error err;

	assert_true(template_parse("{{ anything }}", NULL, arena, &template, &err));
	assert_true(template_always_prints(template, "custom.anything"));
	assert_false(template_parse("{{ some.thing }}", NULL, arena, &template, &err));
	arena_free(arena);
}

static bool always_prints(const char *source)
{
	struct arena *arena = arena_new();
	struct template *template;
	struct error err;
	bool prints;

	assert_true(template_parse(source, customs, arena, &template, &err));
	prints = template_always_prints(template, "unsubscribe_url");
	arena_free(arena);
	return prints;
}

TEST(template, knows_what_is_written_whatever_the_contact_holds)
{
	assert_true(always_prints("{% if email %}x{% endif %} {{ unsubscribe_url }}"));
	assert_false(always_prints("{% if email %}{{ unsubscribe_url }}{% endif %}"));
	assert_false(always_prints("{% for x in tags %}{{ unsubscribe_url }}{% endfor %}"));
	assert_false(always_prints("{% capture x %}{{ unsubscribe_url }}{% endcapture %}"));
	assert_false(always_prints("{% comment %}{{ unsubscribe_url }}{% endcomment %}"));
	assert_false(always_prints("{{ email | default: unsubscribe_url }}"));
	assert_false(always_prints("{{ unsubscribe_url | truncate: 3 }}"));
	assert_false(always_prints("unsubscribe_url"));
}

TEST(template, every_known_variable_parses)
{
	struct arena *arena = arena_new();

	for (size_t i = 0; template_variable_at(i); i++) {
		struct template *template;
		struct error err;

		assert_true(template_parse(
			arena_printf(arena, "{{ %s }}", template_variable_at(i)), customs, arena, &template, &err));
		assert_true(template_always_prints(template, template_variable_at(i)));
	}
	arena_free(arena);
}

static char *repeated(const char *piece, size_t times, struct arena *arena)
{
	struct text text;

	text_init(&text, arena);
	for (size_t i = 0; i < times; i++)
		text_add(&text, piece);
	return arena_text(arena, text_string(&text));
}

static const char *long_value(void *context, const char *name)
{
	(void)name;
	return context;
}

TEST(template, is_bounded_in_source_and_output)
{
	struct arena *arena = arena_new();
	struct template_values values = {long_value, repeated("0123456789abcdef", 512, arena)};
	struct template *template;
	const char *missing;
	struct error err;
	struct text out;

	text_init(&out, arena);
	assert_false(template_parse(repeated("x", TEMPLATE_MAX_SOURCE + 1, arena), NULL, arena, &template, &err));
	assert_true(template_parse(repeated("x", TEMPLATE_MAX_SOURCE, arena), NULL, arena, &template, &err));
	assert_true(template_parse(repeated("{{ title }}", 1000, arena), NULL, arena, &template, &err));
	assert_false(template_render(template, &values, false, &out, &missing, &err));
	assert_string_equal(err.code, "template_too_large");
	assert_null(missing);
	assert_true(out.length < 2 * TEMPLATE_MAX_OUTPUT);
	arena_free(arena);
}

/* Loops, doubling and nesting end within the bounds. */
TEST(template, is_bounded_in_what_it_does)
{
	check("{% for i in (1..1000000) %}{% endfor %}", "!template_too_large");
	check("{% assign x = 'abcdefgh' %}{% for i in (1..50) %}{% assign x = x | append: x %}{% endfor %}",
		"!template_too_large");
	check("{% for i in (1..999) %}{% for k in (1..999) %}x{% endfor %}{% endfor %}", "!template_too_large");
}

TEST(template, tags_nest_to_a_bound)
{
	struct arena *arena = arena_new();
	struct template *template;
	struct error err;

	assert_true(template_parse(
		arena_printf(arena, "%s%s", repeated("{% if title %}", 32, arena), repeated("{% endif %}", 32, arena)),
		NULL, arena, &template, &err));
	assert_false(template_parse(
		arena_printf(arena, "%s%s", repeated("{% if title %}", 33, arena), repeated("{% endif %}", 33, arena)),
		NULL, arena, &template, &err));
	arena_free(arena);
}

#include "base/unit.h"

#include "base/text.h"
#include "model/template.h"

static const char *const customs[] = {"deal_size", "icebreaker", NULL};

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
			"!Line 1, column 17: there is no filter “shout”. There are: default, capitalize, "
			"upcase, downcase, strip, truncate."},
		{"{{ first_name | default }}",
			"!Line 1, column 17: the filter “default” needs a value: default: \"…\"."},
		{"{{ first_name | default: }}",
			"!Line 1, column 26: a variable, or a text in quotation marks, is missing here."},
		{"{{ first_name | default: 'a', 'b' }}",
			"!Line 1, column 31: the filter “default” takes no further value."},
		{"{{ first_name | upcase: 'a' }}", "!Line 1, column 25: the filter “upcase” takes no further value."},
		{"{{ first_name | default: 'a }}", "!Line 1, column 26: this quotation mark is never closed."},
		{"{% if first_name %}",
			"!Line 1, column 1: tags in {% %} are not known here; use {{ name | default: \"…\" }}."},
		{"{{ first_name ? }}", "!Line 1, column 15: this character has no place here."},
		{"\xff", "!The text is not readable (UTF-8)."},
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
	assert_true(template_uses(template, "custom.anything"));
	assert_false(template_parse("{{ some.thing }}", NULL, arena, &template, &err));
	arena_free(arena);
}

TEST(template, knows_which_variables_it_uses)
{
	struct arena *arena = arena_new();
	struct template *template;
	struct error err;

	assert_true(
		template_parse("{{ email | default: unsubscribe_url }} first_name", customs, arena, &template, &err));
	assert_true(template_uses(template, "email"));
	assert_true(template_uses(template, "unsubscribe_url"));
	assert_false(template_uses(template, "first_name"));
	arena_free(arena);
}

TEST(template, every_known_variable_parses)
{
	struct arena *arena = arena_new();

	for (size_t i = 0; template_variable_at(i); i++) {
		struct template *template;
		struct error err;

		assert_true(template_parse(
			arena_printf(arena, "{{ %s }}", template_variable_at(i)), customs, arena, &template, &err));
		assert_true(template_uses(template, template_variable_at(i)));
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

#include "base/unit.h"

#include <stdio.h>

#include "base/check.h"
#include "model/advice.h"
#include "model/links.h"

/* Thirty-one words, so that nothing is said of their number. */
#define PLENTY \
	"one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen " \
	"seventeen eighteen nineteen twenty again again again again again again again again again again again "

static const struct {
	const char *subject, *text, *html;
	const char *codes; /* all of them, in order */
} cases[] = {
	{"A question", PLENTY, NULL, ""},
	{"A question", "Too short.", NULL, "word_count"},
	{"", PLENTY, NULL, "no_subject"},
	{"A subject that goes on and on, well past what any telephone shows", PLENTY, NULL, "long_subject"},
	{"READ THIS NOW", PLENTY, NULL, "shouting"},
	{"GDPR", PLENTY, NULL, ""},
	{"{{ company }} and ours", PLENTY, NULL, ""},
	{"Re: our call", PLENTY, NULL, "fake_reply"},
	{"Reply wanted", PLENTY, NULL, ""},
	{"AW: Angebot", PLENTY, NULL, "fake_reply"},
	{"Hello!", PLENTY, NULL, "exclamation_marks"},
	{"Hello", PLENTY "Hi! There! You!", NULL, "exclamation_marks"},
	{"Hello", PLENTY "See https://acme.test/a.", NULL, ""},
	{"Hello", PLENTY "See http://acme.test/a.", NULL, "insecure_link"},
	{"Hello", PLENTY "See https:/acme.test.", NULL, "broken_link"},
	{"Hello", PLENTY "See https://acme.", NULL, "broken_link"},
	{"Hello", PLENTY "See www.acme.test.", NULL, ""},
	{"Hello", PLENTY "{{ custom.link }} and https://{{ custom.host }}/x", NULL, ""},
	{"Hello", PLENTY "https://a.test https://b.test https://c.test https://d.test", NULL, "many_links"},
	{"Hello", PLENTY, "<p>" PLENTY "<a href='https://acme.test/x'>prices</a></p>", ""},
	{"Hello", PLENTY, "<p>" PLENTY "<a href='https://evil.test/x'>https://acme.test</a></p>", "link_mismatch"},
	{"Hello", PLENTY, "<p>" PLENTY "<a href='https://shop.acme.test/x'>www.acme.test</a></p>", ""},
	{"Hello", PLENTY, "<p>" PLENTY "<a href=\"#\">here</a></p>", "broken_link"},
	{"Hello", PLENTY, "<p>" PLENTY "<a href=\"/prices\">here</a></p>", "broken_link"},
	{"Hello", PLENTY, "<p>" PLENTY "<a href=\"javascript:x()\">here</a></p>", "broken_link"},
	{"Hello", PLENTY, "<p>" PLENTY "<a href=\"mailto:a@b.test\">here</a><address>x</address></p>", ""},
	{"Hello", PLENTY, "<img src=\"https://acme.test/big.png\">", "images_without_text remote_images"},
	{"Hello", PLENTY, "<p>" PLENTY "</p><img src='cid:logo'>", ""},
	{"Hello", PLENTY "Hi [First name],", NULL, "placeholder"},
	{"Hello", PLENTY "Hi {{ first_name | default: \"\" }},", NULL, "empty_default"},
	{"Hello", PLENTY "Hi {{ first_name | default: \"there\" }},", NULL, ""},
};

static const char *ask(struct arena *arena, const struct campaign *campaign, const struct step *step)
{
	struct advice_list list = {0};
	const char *codes = "";

	advice_on_steps(campaign, step, 1, arena, &list);
	for (size_t i = 0; i < list.count; i++) {
		assert_int_equal(list.items[i].step, step->position);
		codes = arena_printf(arena, "%s%s%s", codes, *codes ? " " : "", list.items[i].code);
	}
	return codes;
}

TEST(advice, is_given_on_what_an_experienced_person_would_mention)
{
	OWNED(arena) struct arena *arena = arena_new();
	const struct campaign campaign = {.opt_out_line = true};

	for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
		struct step step = {.position = 1,
			.subject = cases[i].subject,
			.body_text = cases[i].text,
			.body_html = cases[i].html};
		const char *codes = ask(arena, &campaign, &step);

		if (strcmp(codes, cases[i].codes) != 0)
			fail_msg("case %zu: “%s” instead of “%s”", i, codes, cases[i].codes);
	}
}

TEST(advice, an_email_without_a_way_out_is_told)
{
	OWNED(arena) struct arena *arena = arena_new();
	const struct campaign campaign = {.opt_out_line = false};
	struct step step = {.position = 2, .body_text = PLENTY};

	assert_string_equal(ask(arena, &campaign, &step), "no_opt_out");
	step.body_text = PLENTY "{{ unsubscribe_url }}";
	assert_string_equal(ask(arena, &campaign, &step), "");
}

/* "A:word_count B:shouting " of a step with these wordings. */
static const char *ask_wordings(struct arena *arena, const struct step *step)
{
	const struct campaign campaign = {.opt_out_line = true};
	struct advice_list list = {0};
	const char *codes = "";

	advice_on_steps(&campaign, step, 1, arena, &list);
	for (size_t i = 0; i < list.count; i++)
		codes = arena_printf(arena, "%s%s:%s ", codes, list.items[i].variant, list.items[i].code);
	return codes;
}

TEST(advice, is_given_on_each_wording_that_somebody_may_get)
{
	OWNED(arena) struct arena *arena = arena_new();
	struct variant others[] = {{.id = 2, .enabled = true, .subject = "READ THIS NOW", .body_text = PLENTY},
		{.id = 3, .enabled = true, .body_text = "Too short."},
		{.id = 4, .enabled = false, .body_text = "Off and short."}};
	struct step step = {.id = 1,
		.position = 1,
		.subject = "AND READ THIS",
		.body_text = PLENTY,
		.variant_enabled = true,
		.variants = others,
		.variant_count = 3};

	assert_string_equal(ask_wordings(arena, &step), "A:shouting B:shouting C:word_count ");
	step.variant_enabled = false;
	assert_string_equal(ask_wordings(arena, &step), "B:shouting C:word_count C:shouting ");
	step.winner_id = 2;
	assert_string_equal(ask_wordings(arena, &step), "B:shouting ");
	others[0].enabled = false;
	assert_string_equal(ask_wordings(arena, &step), "C:word_count C:shouting ");
}

TEST(advice, the_text_names_the_wording)
{
	OWNED(arena) struct arena *arena = arena_new();
	const struct campaign campaign = {.opt_out_line = true};
	struct variant other = {.id = 2, .enabled = true, .body_text = "Too short."};
	struct step steps[] = {{.id = 1,
				       .position = 1,
				       .subject = "Hello",
				       .body_text = PLENTY,
				       .variant_enabled = true,
				       .variants = &other,
				       .variant_count = 1},
		{.id = 5, .position = 2, .body_text = "Short, too."}};
	struct advice_list list = {0};

	advice_on_steps(&campaign, steps, 2, arena, &list);

	assert_int_equal(list.count, 2);
	assert_string_equal(list.items[0].text, "Step 1, variant B, has 2 words; between 30 and 150 are read best.");
	assert_string_equal(list.items[1].text, "Step 2 has 2 words; between 30 and 150 are read best.");
	assert_null(list.items[1].variant);
}

TEST(advice, a_signature_in_either_form_is_one)
{
	OWNED(arena) struct arena *arena = arena_new();
	struct advice_list list = {0};

	advice_on_sender(
		"ada@acme.test", &(struct identity){.name = "Ada", .signature_html = "<b>Ada</b>"}, arena, &list);
	assert_int_equal(list.count, 0);
	advice_on_sender("ada@acme.test", &(struct identity){.name = "Ada"}, arena, &list);
	assert_string_equal(list.items[0].code, "no_signature");
}

/* What is said of a step with these files. */
static const char *ask_about(
	struct arena *arena, int position, const char *html, struct step_attachment *files, size_t count)
{
	const struct campaign campaign = {.opt_out_line = true};
	struct step step = {.position = position,
		.subject = "Hello",
		.body_text = PLENTY,
		.body_html = html,
		.attachments = files,
		.attachment_count = count};

	return ask(arena, &campaign, &step);
}

TEST(advice, is_given_on_files_that_servers_and_filters_distrust)
{
	OWNED(arena) struct arena *arena = arena_new();
	static const struct {
		int position;
		const char *html;
		struct step_attachment file;
		const char *codes;
	} rows[] = {
		{2, NULL, {.file = {.name = "a.pdf", .size = 1}}, ""},
		{1, NULL, {.file = {.name = "a.pdf", .size = 1}}, "first_step_attachment"},
		{2, NULL, {.file = {.name = "a.zip", .size = 1}}, "risky_attachment"},
		{2, NULL, {.file = {.name = "a.docm", .size = 1}}, "risky_attachment"},
		{2, NULL, {.file = {.name = "a.html", .size = 1}}, "risky_attachment"},
		{2, NULL, {.file = {.name = "a.pdf", .size = ATTACHMENT_LARGE_BYTES}}, ""},
		{2, NULL, {.file = {.name = "a.pdf", .size = ATTACHMENT_LARGE_BYTES + 1}}, "large_attachments"},
		{1, "<p>" PLENTY "<img src=\"cid:x\"></p>", {.file = {.name = "a.png", .size = 1}, .content_id = "x"},
			""},
		{1, "<p>" PLENTY "</p>", {.file = {.name = "a.png", .size = 1}, .content_id = "x"}, "unused_image"},
	};

	for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
		struct step_attachment file = rows[i].file;
		const char *codes = ask_about(arena, rows[i].position, rows[i].html, &file, 1);

		if (strcmp(codes, rows[i].codes) != 0)
			fail_msg("row %zu: “%s”, not “%s”", i, codes, rows[i].codes);
	}
}

TEST(advice, a_list_that_is_full_stays_as_it_is)
{
	OWNED(arena) struct arena *arena = arena_new();
	struct advice_list list = {0};

	for (int i = 0; i < ADVICE_MAX + 5; i++)
		advice_on_sender("ada@acme.test", &(struct identity){.signature = "Ada"}, arena, &list);
	assert_int_equal(list.count, ADVICE_MAX);
	assert_string_equal(list.items[0].code, "no_sender_name");
}

TEST(links, html_that_breaks_off_ends_the_search)
{
	OWNED(arena) struct arena *arena = arena_new();
	struct link links[LINKS_MAX];

	assert_int_equal(links_in_html("<a href=\"https://a.test\">text", arena, links), 1);
	assert_string_equal(links[0].label, "text");
	assert_int_equal(links_in_html("<a href=\"https://a.test\"", arena, links), 0);
	assert_int_equal(links_in_html("<a", arena, links), 0);
	assert_int_equal(links_in_html("<a href=>x</a>", arena, links), 1);
	assert_string_equal(links[0].href, "");
}

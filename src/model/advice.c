#include "model/advice.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "base/check.h"
#include "base/text.h"
#include "model/html_text.h"
#include "model/links.h"
#include "model/variant.h"

/* One wording of an email with what several checks ask of it. */
struct email {
	const struct campaign *campaign;
	const struct step *step; /* as it reads in this wording */
	const char *variant;     /* its letter; NULL: the step has no other */
	const char *name;        /* "step 2, variant B" */
	bool has_own_subject;    /* one that no wording before it has */
	struct arena *arena;
	const char *words; /* what is read: the text, or that of the HTML */
	struct link links[LINKS_MAX];
	size_t link_count;
	struct advice_list *out;
};

static void add(struct advice_list *out, struct advice advice)
{
	if (out->count < ADVICE_MAX)
		out->items[out->count++] = advice;
}

void advice_add(struct advice_list *out, const char *code, const char *text)
{
	add(out, (struct advice){.code = code, .text = text});
}

/* The text begins in capitals. */
static void say(struct email *email, const char *code, char *text)
{
	text[0] = (char)toupper((unsigned char)text[0]);
	add(email->out, (struct advice){code, email->step->position, email->variant, text});
}

#define SAY(email_, code_, ...) say((email_), (code_), arena_printf((email_)->arena, __VA_ARGS__))

static int count_words(const char *text)
{
	int words = 0;

	while (*(text += strspn(text, " \t\r\n"))) {
		words++;
		text += strcspn(text, " \t\r\n");
	}
	return words;
}

static void check_words(struct email *email)
{
	int words = count_words(email->words);

	if (words > 0 && (words < ADVICE_MIN_WORDS || words > ADVICE_MAX_WORDS))
		SAY(email, "word_count", "%s has %d words; between %d and %d are read best.", email->name, words,
			ADVICE_MIN_WORDS, ADVICE_MAX_WORDS);
}

/* Subjects. */

static const char *subject_of(const struct email *email)
{
	return email->step->subject ? email->step->subject : "";
}

static size_t count_letters(const char *text)
{
	size_t letters = 0;

	for (; *text; text++)
		letters += (*text & 0xc0) != 0x80;
	return letters;
}

/* Letters outside of templates; an abbreviation alone is no shouting. */
static bool is_shouted(const char *subject)
{
	enum { ENOUGH = 6 };
	size_t upper = 0;

	for (const char *at = subject; *at; at++) {
		const char *end = at[0] == '{' && at[1] == '{' ? strstr(at, "}}") : NULL;

		at = end ? end + 1 : at;
		if (!end && islower((unsigned char)*at))
			return false;
		upper += !end && isupper((unsigned char)*at);
	}
	return upper >= ENOUGH;
}

static bool fakes_reply(const char *subject)
{
	static const char *const marks[] = {"re:", "fw:", "fwd:", "aw:", "wg:", "sv:", "antw:", "tr:"};

	subject += strspn(subject, " ");
	for (size_t i = 0; i < ARRAY_COUNT(marks); i++)
		if (strncasecmp(subject, marks[i], strlen(marks[i])) == 0)
			return true;
	return false;
}

static void check_subject(struct email *email)
{
	const char *subject = subject_of(email);
	size_t letters = count_letters(subject);

	if (!email->has_own_subject)
		return;
	if (email->step->position == 1 && text_is_empty(subject))
		SAY(email, "no_subject", "%s has no subject.", email->name);
	if (letters > ADVICE_MAX_SUBJECT)
		SAY(email, "long_subject", "The subject of %s has %zu characters; telephones show about 40.",
			email->name, letters);
	if (is_shouted(subject))
		SAY(email, "shouting", "The subject of %s is in capitals, which filters and people dislike.",
			email->name);
	if (fakes_reply(subject))
		SAY(email, "fake_reply",
			"The subject of %s begins as an answer does, but begins the conversation. Readers feel "
			"deceived.",
			email->name);
}

static size_t count_marks(const char *text)
{
	size_t marks = 0;

	for (; *text; text++)
		marks += *text == '!';
	return marks;
}

static void check_exclamations(struct email *email)
{
	if ((email->has_own_subject && strchr(subject_of(email), '!')) || count_marks(email->words) > 2)
		SAY(email, "exclamation_marks", "%s has exclamation marks, as advertising has.", email->name);
}

/* Links and images. */

static const char *say_fault(enum link_fault fault)
{
	switch (fault) {
	case LINK_EMPTY:
		return "leads nowhere";
	case LINK_MALFORMED:
		return "is no address that can be opened";
	case LINK_RELATIVE:
		return "does not begin with https://";
	case LINK_SCHEME:
		return "is not opened by mail programs";
	case LINK_INSECURE:
	case LINK_FINE:
		break;
	}
	return NULL;
}

static void check_link(struct email *email, const struct link *link)
{
	bool is_bare = !link->label && strncasecmp(link->href, "www.", 4) == 0;
	enum link_fault fault = is_bare ? LINK_FINE : link_check(link->href);
	const char *shown = link_shown_host(link, email->arena);

	if (say_fault(fault))
		SAY(email, "broken_link", "A link in %s %s: “%.120s”.", email->name, say_fault(fault), link->href);
	if (fault == LINK_INSECURE)
		SAY(email, "insecure_link", "A link in %s is not encrypted: “%.120s”. Use https.", email->name,
			link->href);
	if (shown)
		SAY(email, "link_mismatch", "A link in %s shows %.80s and leads elsewhere, as fraud does: “%.120s”.",
			email->name, shown, link->href);
}

static void check_links(struct email *email)
{
	if (email->link_count > ADVICE_MAX_LINKS)
		SAY(email, "many_links", "%s has %zu links; more than %d look like advertising.", email->name,
			email->link_count, ADVICE_MAX_LINKS);
	for (size_t i = 0; i < email->link_count; i++)
		check_link(email, &email->links[i]);
}

static void check_images(struct email *email)
{
	bool is_remote = false;
	size_t images = email->step->body_html ? links_count_images(email->step->body_html, &is_remote) : 0;

	if (images && count_words(html_text(email->step->body_html, email->arena)) < ADVICE_MIN_WORDS)
		SAY(email, "images_without_text", "%s is mostly images, which many people never see.", email->name);
	if (is_remote)
		SAY(email, "remote_images",
			"%s loads images from a server. Many mail programs hide them, and filters count them.",
			email->name);
}

/* Files. */

static void check_risk(struct email *email, const struct attachment *file)
{
	static const char *const texts[] = {
		[ATTACHMENT_PLAIN] = NULL,
		[ATTACHMENT_ARCHIVE] =
			"is an archive, which many mail servers refuse because they cannot look into it. Attach "
			"what is in it, or write a link.",
		[ATTACHMENT_MACROS] =
			"may hold macros, which many mail servers refuse. Save it without them, or as PDF.",
		[ATTACHMENT_PAGE] = "can hold scripts, as attachments of fraud do. Attach a PDF or an image.",
	};
	const char *text = texts[attachment_risk_of(file->name)];

	if (text)
		SAY(email, "risky_attachment", "“%.80s” of step %d %s", file->name, email->step->position, text);
}

static bool is_shown_anywhere(const struct email *email, const struct step_attachment *image)
{
	const struct step *step = email->step;

	for (size_t i = 0; i < variant_count(step) && email->campaign->format != FORMAT_PLAIN; i++) {
		const char *html = variant_at(step, i).body_html;

		if (html && attachment_is_shown(html, image->content_id))
			return true;
	}
	return false;
}

static void check_attachments(struct email *email)
{
	const struct step *step = email->step;
	size_t beside = 0;
	int64_t sum = 0;

	for (size_t i = 0; i < step->attachment_count; i++) {
		const struct step_attachment *attachment = &step->attachments[i];

		sum += attachment->file.size;
		beside += !attachment->content_id;
		check_risk(email, &attachment->file);
		if (attachment->content_id && !is_shown_anywhere(email, attachment))
			SAY(email, "unused_image",
				"“%.80s” is an image for the text of step %d, which does not show it: it is not sent.",
				attachment->file.name, step->position);
	}
	if (sum > ATTACHMENT_LARGE_BYTES)
		SAY(email, "large_attachments",
			"The files of step %d have %.1f MB. Large emails come late, or not at all; a link is lighter.",
			step->position, (double)sum / (1024 * 1024));
	if (beside && step->position == 1)
		SAY(email, "first_step_attachment",
			"The first email carries a file. From somebody who is not known yet, filters distrust that: "
			"offer it, "
			"and send it to those who answer.");
}

/* What was meant to be replaced. */

static bool has_placeholder(const char *text)
{
	static const char *const words[] = {"lorem ipsum", "[name]", "[first name]", "[firstname]", "[company]", "xxxx",
		"<name>", "{name}", "%first_name%", "[your "};

	for (size_t i = 0; i < ARRAY_COUNT(words); i++)
		if (strcasestr(text, words[i]))
			return true;
	return false;
}

static bool has_empty_default(const char *text)
{
	for (const char *at = text; (at = strstr(at, "default:")); at++) {
		const char *value = at + strlen("default:");

		value += strspn(value, " ");
		if (strncmp(value, "\"\"", 2) == 0 || strncmp(value, "''", 2) == 0)
			return true;
	}
	return false;
}

static void check_left_over(struct email *email)
{
	const char *all = arena_printf(email->arena, "%s\n%s\n%s", subject_of(email), email->step->body_text,
		email->step->body_html ? email->step->body_html : "");

	if (has_placeholder(all))
		SAY(email, "placeholder", "%s still holds a placeholder that nobody filled in.", email->name);
	if (has_empty_default(all))
		SAY(email, "empty_default", "A default in %s is empty: who lacks the value reads a gap, as in “Hi ,”.",
			email->name);
	if (!email->campaign->opt_out_line && !strstr(all, "unsubscribe_url"))
		SAY(email, "no_opt_out", "%s says nowhere how to opt out.", email->name);
}

static void read_links(struct email *email)
{
	email->link_count = !text_is_empty(email->step->body_html)
		? links_in_html(email->step->body_html, email->arena, email->links)
		: links_in_text(email->step->body_text, email->arena, email->links);
}

static void check_step(struct email *email)
{
	const struct step *step = email->step;

	email->words = !text_is_empty(step->body_text) || !step->body_html ? step->body_text
									   : html_text(step->body_html, email->arena);
	read_links(email);
	check_words(email);
	check_subject(email);
	check_exclamations(email);
	check_links(email);
	check_images(email);
	check_left_over(email);
}

/* Whether somebody may still get this wording. */
static bool is_used(const struct step *step, size_t at)
{
	size_t winner = 0;

	if (step->winner_id && variant_find(step, step->winner_id, &winner) && variant_at(step, winner).enabled)
		return at == winner;
	return variant_count(step) == 1 || variant_at(step, at).enabled;
}

static bool is_new_subject(const struct step *step, size_t at)
{
	for (size_t before = 0; before < at; before++)
		if (is_used(step, before) && text_equal(variant_at(step, before).subject, variant_at(step, at).subject))
			return false;
	return true;
}

static void check_wording(const struct email *common, const struct step *step, size_t at)
{
	struct email *email = ARENA_NEW(common->arena, struct email);
	struct step worded = variant_step(step, at);

	*email = *common;
	email->step = &worded;
	email->variant = variant_count(step) > 1 ? variant_letter(at) : NULL;
	email->name = email->variant
		? arena_printf(email->arena, "step %d, variant %s,", step->position, email->variant)
		: arena_printf(email->arena, "step %d", step->position);
	email->has_own_subject = is_new_subject(step, at);
	check_step(email);
}

/* All wordings carry the same. */
static void check_files(const struct email *common, const struct step *step)
{
	struct email email = *common;

	email.step = step;
	email.name = arena_printf(email.arena, "step %d", step->position);
	check_attachments(&email);
}

void advice_on_steps(const struct campaign *campaign, const struct step *steps, size_t count, struct arena *arena,
	struct advice_list *out)
{
	const struct email common = {.campaign = campaign, .arena = arena, .out = out};

	for (size_t i = 0; i < count; i++) {
		for (size_t at = 0; at < variant_count(&steps[i]); at++)
			if (is_used(&steps[i], at))
				check_wording(&common, &steps[i], at);
		check_files(&common, &steps[i]);
	}
}

void advice_on_sender(
	const char *address, const struct identity *identity, struct arena *arena, struct advice_list *out)
{
	if (text_is_empty(identity->name))
		advice_add(out, "no_sender_name",
			arena_printf(arena, "%s has no sender name: people see the bare address.", address));
	if (text_is_empty(identity->signature) && text_is_empty(identity->signature_html))
		advice_add(out, "no_signature", arena_printf(arena, "%s has no signature.", address));
}

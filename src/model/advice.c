#include "model/advice.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "base/check.h"
#include "base/text.h"
#include "model/html_text.h"
#include "model/links.h"

/* One email with what several checks ask of it. */
struct email {
	const struct campaign *campaign;
	const struct step *step;
	struct arena *arena;
	const char *words; /* what is read: the text, or that of the HTML */
	struct link links[LINKS_MAX];
	size_t link_count;
	struct advice_list *out;
};

void advice_add(struct advice_list *out, const char *code, int step, const char *text)
{
	if (out->count < ADVICE_MAX)
		out->items[out->count++] = (struct advice){code, step, text};
}

#define SAY(email_, code_, ...) \
	advice_add((email_)->out, (code_), (email_)->step->position, arena_printf((email_)->arena, __VA_ARGS__))

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
		SAY(email, "word_count", "Step %d has %d words; between %d and %d are read best.",
			email->step->position, words, ADVICE_MIN_WORDS, ADVICE_MAX_WORDS);
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

	if (email->step->position == 1 && text_is_empty(subject))
		SAY(email, "no_subject", "The first email has no subject.");
	if (letters > ADVICE_MAX_SUBJECT)
		SAY(email, "long_subject", "The subject of step %d has %zu characters; telephones show about 40.",
			email->step->position, letters);
	if (is_shouted(subject))
		SAY(email, "shouting", "The subject of step %d is in capitals, which filters and people dislike.",
			email->step->position);
	if (fakes_reply(subject))
		SAY(email, "fake_reply",
			"The subject of step %d begins as an answer does, but begins the conversation. Readers feel "
			"deceived.",
			email->step->position);
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
	if (strchr(subject_of(email), '!') || count_marks(email->words) > 2)
		SAY(email, "exclamation_marks", "Step %d has exclamation marks, as advertising has.",
			email->step->position);
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
		SAY(email, "broken_link", "A link in step %d %s: “%.120s”.", email->step->position, say_fault(fault),
			link->href);
	if (fault == LINK_INSECURE)
		SAY(email, "insecure_link", "A link in step %d is not encrypted: “%.120s”. Use https.",
			email->step->position, link->href);
	if (shown)
		SAY(email, "link_mismatch",
			"A link in step %d shows %.80s and leads elsewhere, as fraud does: “%.120s”.",
			email->step->position, shown, link->href);
}

static void check_links(struct email *email)
{
	if (email->link_count > ADVICE_MAX_LINKS)
		SAY(email, "many_links", "Step %d has %zu links; more than %d look like advertising.",
			email->step->position, email->link_count, ADVICE_MAX_LINKS);
	for (size_t i = 0; i < email->link_count; i++)
		check_link(email, &email->links[i]);
}

static void check_images(struct email *email)
{
	bool is_remote = false;
	size_t images = email->step->body_html ? links_count_images(email->step->body_html, &is_remote) : 0;

	if (images && count_words(html_text(email->step->body_html, email->arena)) < ADVICE_MIN_WORDS)
		SAY(email, "images_without_text", "Step %d is mostly images, which many people never see.",
			email->step->position);
	if (is_remote)
		SAY(email, "remote_images",
			"Step %d loads images from a server. Many mail programs hide them, and filters count them.",
			email->step->position);
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
		SAY(email, "placeholder", "Step %d still holds a placeholder that nobody filled in.",
			email->step->position);
	if (has_empty_default(all))
		SAY(email, "empty_default",
			"A default in step %d is empty: who lacks the value reads a gap, as in “Hi ,”.",
			email->step->position);
	if (!email->campaign->opt_out_line && !strstr(all, "unsubscribe_url"))
		SAY(email, "no_opt_out", "Step %d says nowhere how to opt out.", email->step->position);
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

void advice_on_steps(const struct campaign *campaign, const struct step *steps, size_t count, struct arena *arena,
	struct advice_list *out)
{
	for (size_t i = 0; i < count; i++) {
		struct email *email = ARENA_NEW(arena, struct email);

		*email = (struct email){.campaign = campaign, .step = &steps[i], .arena = arena, .out = out};
		check_step(email);
	}
}

void advice_on_sender(
	const char *address, const char *name, const char *signature, struct arena *arena, struct advice_list *out)
{
	if (text_is_empty(name))
		advice_add(out, "no_sender_name", 0,
			arena_printf(arena, "%s has no sender name: people see the bare address.", address));
	if (text_is_empty(signature))
		advice_add(out, "no_signature", 0, arena_printf(arena, "%s has no signature.", address));
}

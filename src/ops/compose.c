#include "ops/compose.h"

#include <string.h>
#include <strings.h>

#include "base/text.h"
#include "mime/message_build.h"
#include "model/html_text.h"
#include "model/template.h"
#include "model/text_html.h"
#include "ops/compose_tracking.h"
#include "ops/step_attachments.h"

enum { PREHEADER_PADDING = 80 };

static const char own_opt_out_text[] = "If you'd rather not hear from me, unsubscribe here: {{ unsubscribe_url }}";

/* Everything that is gathered for one email. */
struct draft {
	const struct compose_input *input;
	struct arena *arena;
	struct template_values values;
	const char *opt_out; /* the line; NULL: the email carries its own */
	const char **missing_field;
	struct error *err;
};

/* ---- Values ---- */

static const char *lookup(void *context, const char *name)
{
	const struct draft *draft = context;
	const struct compose_input *input = draft->input;
	enum contact_field field;

	if (text_starts(name, "custom."))
		return contact_custom(input->contact, name + strlen("custom."), draft->arena);
	if (text_equal(name, "unsubscribe_url"))
		return input->unsubscribe_url;
	if (text_equal(name, "sender_name"))
		return input->identity.name ? input->identity.name : "";
	if (text_equal(name, "sender_email"))
		return input->identity.address;
	return contact_field_parse(name, &field) ? input->contact->fields[field] : NULL;
}

static bool render(struct draft *draft, const char *source, bool html, const char **out)
{
	struct template *template;
	struct text text;

	text_init(&text, draft->arena);
	if (!template_parse(source, NULL, draft->arena, &template, draft->err) ||
		!template_render(template, &draft->values, html, &text, draft->missing_field, draft->err))
		return false;
	*out = text_string(&text);
	return true;
}

/* What the step says: a template, or already the words themselves. */
static bool render_own(struct draft *draft, const char *source, bool html, const char **out)
{
	if (!draft->input->is_literal)
		return render(draft, source, html, out);
	*out = source;
	return true;
}

/* A value with line ends must not add a header: every run of white space and controls is one space. */
static const char *one_line(const char *text, struct arena *arena)
{
	char *line = arena_text(arena, text), *to = line;

	for (const char *from = line; *from; from++) {
		bool space = (unsigned char)*from <= 0x20 || *from == 0x7f;

		if (!space)
			*to++ = *from;
		else if (to > line && to[-1] != ' ')
			*to++ = ' ';
	}
	*to = '\0';
	return text_trim(arena, line);
}

/* Line ends stay line ends. */
static const char *escaped(const char *text, struct arena *arena)
{
	const char *safe = text_html_escape(text, arena);
	struct text out;

	text_init(&out, arena);
	while (*safe) {
		size_t run = strcspn(safe, "\r\n");

		text_add_n(&out, safe, run);
		safe += run;
		if (*safe == '\n')
			text_add(&out, "<br>\n");
		safe += *safe != '\0';
	}
	return text_string(&out);
}

/* ---- What every email carries ---- */

static bool holds_url(const char *body, const char *url)
{
	return text_is_empty(body) || strstr(body, url);
}

static bool wants_opt_out(const struct compose_input *input)
{
	return input->campaign->opt_out_line ||
		!(input->is_literal ? holds_url(input->step->body_text, input->unsubscribe_url) &&
					holds_url(input->step->body_html, input->unsubscribe_url)
				    : compose_step_has_unsubscribe_url(input->step));
}

/* The opt-out line. A wording that cannot be filled in gives way to ours: the line itself is not optional. */
static const char *opt_out_line(const struct draft *draft)
{
	const char *wording = text_is_empty(draft->input->identity.opt_out_text) ? own_opt_out_text
										 : draft->input->identity.opt_out_text;
	const char *missing, *line = NULL;
	struct error unused;
	struct draft own = *draft;

	own.missing_field = &missing;
	own.err = &unused;
	own.values.context = &own;
	if (!render(&own, wording, false, &line) && !render(&own, own_opt_out_text, false, &line))
		UNREACHABLE();
	if (strstr(line, draft->input->unsubscribe_url))
		return line;
	return arena_printf(draft->arena, "%s %s", line, draft->input->unsubscribe_url);
}

static void add_paragraph(struct text *out, const char *paragraph)
{
	if (text_is_empty(paragraph))
		return;
	if (out->length)
		text_add(out, "\n\n");
	text_add(out, paragraph);
}

static const char *trimmed(const struct draft *draft, const char *text)
{
	return text_trim(draft->arena, text ? text : "");
}

/* Who writes, and from where. */
static const char *imprint(const struct draft *draft)
{
	struct text out;

	text_init(&out, draft->arena);
	text_add(&out, trimmed(draft, draft->input->identity.organization));
	if (out.length && !text_is_empty(draft->input->identity.postal_address))
		text_add_char(&out, '\n');
	text_add(&out, trimmed(draft, draft->input->identity.postal_address));
	return text_string(&out);
}

/* The form that was not written is made from the other. */
static const char *plain_signature(const struct draft *draft)
{
	const struct identity *identity = &draft->input->identity;

	if (text_is_empty(identity->signature) && !text_is_empty(identity->signature_html))
		return html_text(identity->signature_html, draft->arena);
	return trimmed(draft, identity->signature);
}

static const char *text_part(const struct draft *draft, const char *body)
{
	struct text out;

	text_init(&out, draft->arena);
	add_paragraph(&out, text_trim(draft->arena, body));
	add_paragraph(&out, plain_signature(draft));
	add_paragraph(&out, draft->opt_out);
	add_paragraph(&out, imprint(draft));
	text_add_char(&out, '\n');
	return text_string(&out);
}

/* The opt-out line with its address as a link. */
static const char *opt_out_html(const struct draft *draft)
{
	const char *line = escaped(draft->opt_out, draft->arena);
	const char *url = escaped(draft->input->unsubscribe_url, draft->arena);
	const char *at = strstr(line, url);
	struct text out;

	text_init(&out, draft->arena);
	text_add_n(&out, line, (size_t)(at - line));
	text_add(&out, "<a href=\"");
	text_add(&out, url);
	text_add(&out, "\">");
	text_add(&out, url);
	text_add(&out, "</a>");
	text_add(&out, at + strlen(url));
	return text_string(&out);
}

static void add_html_paragraph(struct text *out, const char *html)
{
	if (text_is_empty(html))
		return;
	text_add(out, "\n<p>");
	text_add(out, html);
	text_add(out, "</p>");
}

static void add_html_signature(struct text *out, const struct draft *draft)
{
	const struct identity *identity = &draft->input->identity;

	if (!text_is_empty(identity->signature_html))
		text_printf(out, "\n<div>%s</div>", identity->signature_html);
	else if (!text_is_empty(identity->signature))
		add_html_paragraph(out, escaped(identity->signature, draft->arena));
}

/* Lists of mail show what comes first in the text: the preheader, and then nothing, for as long as a list is wide. */
static void add_preheader(struct text *out, const char *preheader, struct arena *arena)
{
	if (text_is_empty(preheader))
		return;
	text_printf(
		out, "<div style=\"display:none;max-height:0;overflow:hidden\">%s", text_html_escape(preheader, arena));
	for (int i = 0; i < PREHEADER_PADDING; i++)
		text_add(out, "&#847;&zwnj;&nbsp;");
	text_add(out, "</div>\n");
}

/* In any case of letters; NULL where there is none. */
static const char *find_tag(const char *html, const char *tag)
{
	size_t length = strlen(tag);

	while ((html = strchr(html, '<')) && strncasecmp(html, tag, length) != 0)
		html++;
	return html;
}

/* Where the document's body begins: behind its tag, where there is one. */
static const char *body_start(const char *html)
{
	const char *tag = find_tag(html, "<body"), *end = tag ? strchr(tag, '>') : NULL;

	return end ? end + 1 : html;
}

/* The preheader goes first; the footer, and the pixel behind it, before the end of the document, where there is one. */
static const char *html_part(const struct draft *draft, const char *body, const char *preheader, const char *pixel)
{
	const char *start = body_start(body), *end = NULL;
	struct text out;

	for (const char *at = start; (at = find_tag(at, "</body")); at++)
		end = at;
	if (!end)
		end = body + strlen(body);
	text_init(&out, draft->arena);
	text_add_n(&out, body, (size_t)(start - body));
	add_preheader(&out, preheader, draft->arena);
	text_add_n(&out, start, (size_t)(end - start));
	add_html_signature(&out, draft);
	if (draft->opt_out)
		add_html_paragraph(&out, opt_out_html(draft));
	add_html_paragraph(&out, escaped(imprint(draft), draft->arena));
	text_add_char(&out, '\n');
	text_add(&out, pixel);
	text_add(&out, end);
	return text_string(&out);
}

static const char *tracked_html(
	const struct draft *draft, const char *body, const char *preheader, struct tracked_mail *tracked)
{
	const char *led = compose_tracking_links(draft->input, body, draft->arena, tracked);

	return html_part(draft, led, preheader, compose_tracking_pixel(draft->input, draft->arena, tracked));
}

/* The two forms of the body: as written, the other made from it where the campaign asks for one that was not. */
static bool render_bodies(struct draft *draft, const char **text, const char **html)
{
	const struct step *step = draft->input->step;
	enum email_format format = draft->input->campaign->format;
	bool has_text = !text_is_empty(step->body_text), has_html = !text_is_empty(step->body_html);

	*text = "";
	*html = NULL;
	if ((has_html && !render_own(draft, step->body_html, true, html)) ||
		(has_text && !render_own(draft, step->body_text, false, text)))
		return false;
	if (has_html && !has_text)
		*text = html_text(*html, draft->arena);
	if (format == FORMAT_PLAIN)
		*html = NULL;
	else if (format == FORMAT_HTML && !has_html)
		*html = text_html(*text, draft->arena);
	return true;
}

static bool render_preheader(struct draft *draft, const char **out)
{
	const char *preheader = draft->input->step->preheader;

	*out = "";
	if (text_is_empty(preheader))
		return true;
	if (!render(draft, preheader, false, out))
		return false;
	*out = one_line(*out, draft->arena);
	return true;
}

static bool make_bodies(struct draft *draft, struct composed *out)
{
	const struct step *step = draft->input->step;
	const char *text = NULL, *html = NULL, *preheader = NULL;

	if (!render_bodies(draft, &text, &html) || !render_preheader(draft, &preheader))
		return false;
	if (text_is_empty(text_trim(draft->arena, text)))
		return error_set(draft->err, ERROR_INVALID, "empty_body", "Step %d has no text.", step->position);
	out->body_text = text;
	out->body_html = html;
	draft->opt_out = wants_opt_out(draft->input) ? opt_out_line(draft) : NULL;
	out->text = text_part(draft, text);
	out->html = html ? html_part(draft, html, preheader, "") : NULL;
	if (strlen(out->text) + (html ? strlen(out->html) : 0) > TEMPLATE_MAX_OUTPUT)
		return error_set(draft->err, ERROR_INVALID, "template_too_large", "The email is larger than 1 MiB.");
	if (html && draft->input->tracking)
		out->html = tracked_html(draft, html, preheader, &out->tracked);
	return true;
}

/* ---- Subject and thread ---- */

static bool is_reply(const char *subject)
{
	return strncasecmp(subject, "re:", 3) == 0;
}

/* A step without a subject of its own stays in the thread. */
static bool make_subject(struct draft *draft, struct composed *out)
{
	const struct compose_input *input = draft->input;
	const char *subject;

	out->in_thread = text_is_empty(input->step->subject);
	if (out->in_thread && text_is_empty(input->thread_subject))
		return error_set(draft->err, ERROR_INVALID, "no_subject",
			"Step %d has no subject, and there is no email before it to follow on.", input->step->position);
	if (out->in_thread) {
		out->subject = is_reply(input->thread_subject)
			? input->thread_subject
			: arena_printf(draft->arena, "Re: %s", input->thread_subject);
		return true;
	}
	if (!render_own(draft, input->step->subject, false, &subject))
		return false;
	out->subject = one_line(subject, draft->arena);
	return *out->subject ||
		error_set(draft->err, ERROR_INVALID, "no_subject", "The subject of step %d is empty.",
			input->step->position);
}

/* The last ids of a list separated by spaces. *newest is the very last; NULL when there is none. */
static const char *last_references(const char *references, struct arena *arena, const char **newest)
{
	const char *list = text_trim(arena, references ? references : "");
	const char *begin = list + strlen(list);
	int ids = 0;

	*newest = NULL;
	while (begin > list && ids < COMPOSE_MAX_REFERENCES) {
		while (begin > list && begin[-1] != ' ')
			begin--;
		if (!*newest)
			*newest = begin;
		if (++ids == COMPOSE_MAX_REFERENCES)
			break;
		while (begin > list && begin[-1] == ' ')
			begin--;
	}
	return *newest ? begin : NULL;
}

static const char *full_name(const struct contact *contact, struct arena *arena)
{
	const char *first = contact->fields[CONTACT_FIRST_NAME], *last = contact->fields[CONTACT_LAST_NAME];
	const char *name = arena_printf(arena, "%s %s", first ? first : "", last ? last : "");

	return one_line(name, arena);
}

/* The files of this email, all of them there. */
static bool find_files(struct draft *draft, const char *html, const struct message_file **files, size_t *count)
{
	const struct compose_input *input = draft->input;

	*count = 0;
	if (!input->data_dir || !input->step->attachment_count)
		return true;
	*files = step_attachments_files(input->step, html, input->data_dir, draft->arena, count);
	for (size_t i = 0; i < *count; i++)
		if (!message_file_is_there(&(*files)[i], draft->err))
			return false;
	return true;
}

static bool build(struct draft *draft, struct composed *out)
{
	const struct compose_input *input = draft->input;
	const struct message_file *files = NULL;
	struct message_piece *pieces = NULL;
	const char *newest = NULL;
	const char *references = out->in_thread ? last_references(input->thread_references, draft->arena, &newest)
						: NULL;
	struct text bytes;

	if (!find_files(draft, out->html, &files, &out->piece_count))
		return false;
	if (out->piece_count)
		pieces = ARENA_ARRAY(draft->arena, struct message_piece, out->piece_count);
	text_init(&bytes, draft->arena);
	if (!message_build(
		    &(struct message){
			    .from_name = one_line(input->identity.name ? input->identity.name : "", draft->arena),
			    .from_address = input->identity.address,
			    .reply_to = text_is_empty(input->identity.reply_to) ? NULL : input->identity.reply_to,
			    .to_name = input->test_to ? "" : full_name(input->contact, draft->arena),
			    .to_address = input->test_to ? input->test_to : input->contact->fields[CONTACT_EMAIL],
			    .subject = input->test_to ? arena_printf(draft->arena, "[Test] %s", out->subject)
						      : out->subject,
			    .message_id = input->message_id,
			    .date_ms = input->now,
			    .in_reply_to = newest,
			    .references = references,
			    .list_unsubscribe_url = input->unsubscribe_url,
			    .text = out->text,
			    .html = out->html,
			    .files = files,
			    .file_count = out->piece_count,
		    },
		    &bytes, pieces, draft->err))
		return false;
	out->pieces = pieces;
	out->bytes = text_string(&bytes);
	out->size = bytes.length;
	return true;
}

bool compose_email(const struct compose_input *input, struct arena *arena, struct composed *out,
	const char **missing_field, struct error *err)
{
	struct draft draft = {.input = input, .arena = arena, .missing_field = missing_field, .err = err};
	struct composed composed = {0};

	*missing_field = NULL;
	draft.values = (struct template_values){.lookup = lookup,
		.context = &draft,
		.now = input->written_at ? input->written_at : input->now,
		.zone = input->campaign->schedule.timezone};
	if (!make_subject(&draft, &composed) || !make_bodies(&draft, &composed))
		return false;
	if (!build(&draft, &composed))
		return false;
	*out = composed;
	return true;
}

/* ---- Checks ---- */

int compose_count_words(const char *text)
{
	int words = 0;

	while (*(text += strspn(text, " \t\r\n"))) {
		words++;
		text += strcspn(text, " \t\r\n");
	}
	return words;
}

static bool check_part(
	const char *field, const char *source, const char *const *custom_names, struct arena *arena, struct error *err)
{
	struct template *template;

	if (text_is_empty(source) || template_parse(source, custom_names, arena, &template, err))
		return true;
	err->field = field;
	return false;
}

bool compose_check_step(const struct step *step, const char *const *custom_names, struct error *err)
{
	struct arena *arena = arena_new();
	bool fine = check_part("subject", step->subject, custom_names, arena, err) &&
		check_part("preheader", step->preheader, custom_names, arena, err) &&
		check_part("body_text", step->body_text, custom_names, arena, err) &&
		check_part("body_html", step->body_html, custom_names, arena, err);

	arena_free(arena);
	return fine;
}

static const char *placeholder(void *context, const char *name)
{
	bool known = text_equal(name, "unsubscribe_url") || text_equal(name, "sender_name") ||
		text_equal(name, "sender_email");

	(void)context;
	return known ? "x" : NULL;
}

bool compose_check_opt_out_text(const char *text, struct error *err)
{
	static const char *const no_custom_names[] = {NULL};
	static const struct template_values values = {placeholder, NULL};
	struct arena *arena = arena_new();
	struct template *template;
	const char *missing;
	struct text out;
	bool fine;

	text_init(&out, arena);
	fine = template_parse(text, no_custom_names, arena, &template, err) &&
		template_render(template, &values, false, &out, &missing, err);
	if (!fine) {
		err->code = "validation_failed";
		err->field = "opt_out_text";
	}
	arena_free(arena);
	return fine;
}

static bool writes_unsubscribe_url(const char *source, struct arena *arena)
{
	struct template *template;
	struct error unused;

	return template_parse(source, NULL, arena, &template, &unused) &&
		template_always_prints(template, "unsubscribe_url");
}

bool compose_step_has_unsubscribe_url(const struct step *step)
{
	struct arena *arena = arena_new();
	bool text = text_is_empty(step->body_text) || writes_unsubscribe_url(step->body_text, arena);
	bool html = text_is_empty(step->body_html) || writes_unsubscribe_url(step->body_html, arena);

	arena_free(arena);
	return text && html && !(text_is_empty(step->body_text) && text_is_empty(step->body_html));
}

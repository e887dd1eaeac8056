/*
 * template_parse: text, outputs and tags → operations.
 */
#include <glib.h>
#include <string.h>

#include "base/text.h"
#include "model/template.h"
#include "model/template_parser.h"

/* ---- Operations ---- */

static struct template_op *add_op(struct template_parser *parser, enum template_op_kind kind)
{
	struct template *template = parser->template;

	if (template->count == parser->capacity) {
		size_t size = sizeof(*template->ops) * parser->capacity;

		template->ops = arena_grow(
			parser->arena, template->ops, size, size ? 2 * size : 8 * sizeof(*template->ops));
		parser->capacity = parser->capacity ? 2 * parser->capacity : 8;
	}
	template->ops[template->count] = (struct template_op){
		.kind = kind, .is_unconditional = parser->block_depth == 0};
	return &template->ops[template->count++];
}

static size_t here(const struct template_parser *parser)
{
	return parser->template->count;
}

/* A jump whose target is not known yet joins the others that go there. */
static void add_jump(struct template_parser *parser, size_t *chain)
{
	add_op(parser, OP_JUMP)->target = *chain;
	*chain = here(parser);
}

/* All of them go here. */
static void land(struct template_parser *parser, size_t chain)
{
	while (chain) {
		struct template_op *op = &parser->template->ops[chain - 1];

		chain = op->target;
		op->target = here(parser);
	}
}

/* ---- Text ---- */

static void add_text(struct template_parser *parser, const char *begin, const char *end, bool strip_right)
{
	struct template_op *op;

	while (parser->strip && begin < end && g_ascii_isspace(*begin))
		begin++;
	while (strip_right && end > begin && g_ascii_isspace(end[-1]))
		end--;
	if (begin == end)
		return;
	template_html_scan(&parser->html, begin, (size_t)(end - begin));
	op = add_op(parser, OP_TEXT);
	op->text = arena_text_n(parser->arena, begin, (size_t)(end - begin));
	op->length = (size_t)(end - begin);
}

static const char *next_opening(const char *at)
{
	for (; (at = strchr(at, '{')); at++)
		if (at[1] == '{' || at[1] == '%')
			return at;
	return NULL;
}

/* Behind {{ or {%, the first token read. */
static bool open_markup(struct template_parser *parser, const char *open)
{
	parser->in_tag = open[1] == '%';
	parser->at = open + (open[2] == '-' ? 3 : 2);
	return template_next(parser);
}

static bool parse_output(struct template_parser *parser)
{
	const struct template_expression *expression;
	struct template_op *op;

	if (!template_parse_expression(parser, &expression) || !template_take_close(parser))
		return false;
	op = add_op(parser, OP_PRINT);
	op->expression = expression;
	op->context = template_html_value(&parser->html);
	return true;
}

/* ---- Blocks ---- */

static bool parse_tag(struct template_parser *parser);

static bool is_one_of(const struct template_parser *parser, const char *const *words)
{
	for (; *words; words++)
		if (template_is_word(parser, *words))
			return true;
	return false;
}

/* Everything up to one of the tags in `enders`, whose name is the present token then; the whole rest without enders. `opened` is
 * where the block began. */
static bool parse_items(struct template_parser *parser, const char *opened, const char *const *enders)
{
	for (;;) {
		const char *open = next_opening(parser->at);
		const char *end = open ? open : parser->at + strlen(parser->at);

		add_text(parser, parser->at, end, open && open[2] == '-');
		parser->strip = false;
		if (!open)
			return !*enders ||
				template_mistake(
					parser, opened, "this is never closed: {%% %s %%} is missing.", enders[0]);
		if (!open_markup(parser, open))
			return false;
		if (parser->in_tag && is_one_of(parser, enders))
			return true;
		if (!(parser->in_tag ? parse_tag(parser) : parse_output(parser)))
			return false;
	}
}

/* The contents of a block: the tag that opened it is behind. */
static bool parse_block(struct template_parser *parser, const char *opened, const char *const *enders)
{
	bool fine;

	if (parser->block_depth == TEMPLATE_MAX_DEPTH)
		return template_mistake(parser, opened, "tags are nested deeper than %d levels.", TEMPLATE_MAX_DEPTH);
	parser->block_depth++;
	fine = parse_items(parser, opened, enders);
	parser->block_depth--;
	return fine;
}

/* The present token is the name of a tag that takes nothing else. */
static bool finish_tag(struct template_parser *parser)
{
	return template_next(parser) && template_take_close(parser);
}

/* ---- if, unless, case ---- */

/* A branch: its condition, read up to its end, then its contents; afterwards a jump to the end of all branches. */
static bool parse_branch(struct template_parser *parser, const char *opened, const struct template_condition *condition,
	const char *const *enders, size_t *ends)
{
	size_t at = here(parser);

	if (!template_take_close(parser))
		return false;
	add_op(parser, OP_UNLESS)->condition = condition;
	if (!parse_block(parser, opened, enders))
		return false;
	add_jump(parser, ends);
	parser->template->ops[at].target = here(parser);
	return true;
}

static bool parse_else(struct template_parser *parser, const char *opened, const char *const *enders)
{
	if (template_is_word(parser, "else") && (!finish_tag(parser) || !parse_block(parser, opened, enders)))
		return false;
	return finish_tag(parser);
}

static bool parse_if_tag(struct template_parser *parser, const char *opened, const char *end, bool negated)
{
	const char *const enders[] = {end, "elsif", "else", NULL};
	const struct template_condition *condition;
	size_t ends = 0;

	do {
		if (!template_next(parser) || !template_parse_condition(parser, negated, &condition) ||
			!parse_branch(parser, opened, condition, enders, &ends))
			return false;
		negated = false;
	} while (template_is_word(parser, "elsif"));
	if (!parse_else(parser, opened, (const char *const[]){end, NULL}))
		return false;
	land(parser, ends);
	return true;
}

static bool parse_if(struct template_parser *parser, const char *opened)
{
	return parse_if_tag(parser, opened, "endif", false);
}

static bool parse_unless(struct template_parser *parser, const char *opened)
{
	return parse_if_tag(parser, opened, "endunless", true);
}

/* What stands before the first when belongs to no branch. */
static bool drop_block(struct template_parser *parser, const char *opened, const char *const *enders)
{
	struct template_open_loop none = {.captures = parser->captures}, *loop = parser->loop;
	size_t start = here(parser);
	bool fine;

	parser->loop = loop ? &none : NULL;
	fine = parse_block(parser, opened, enders);
	parser->loop = loop;
	parser->template->count = start;
	return fine;
}

static bool parse_case(struct template_parser *parser, const char *opened)
{
	static const char *const enders[] = {"endcase", "when", "else", NULL}, *const end[] = {"endcase", NULL};
	const struct template_condition *condition;
	struct template_operand value;
	size_t ends = 0;

	if (!template_next(parser) || !template_parse_operand(parser, &value) || !template_take_close(parser) ||
		!drop_block(parser, opened, enders))
		return false;
	while (template_is_word(parser, "when"))
		if (!template_parse_when(parser, &value, &condition) ||
			!parse_branch(parser, opened, condition, enders, &ends))
			return false;
	if (!parse_else(parser, opened, end))
		return false;
	land(parser, ends);
	return true;
}

/* ---- for ---- */

static bool parse_range(struct template_parser *parser, struct template_loop *loop)
{
	loop->is_range = true;
	return template_next(parser) && template_parse_operand(parser, &loop->list) &&
		template_take_sign(parser, "..") && template_parse_operand(parser, &loop->last) &&
		template_take_sign(parser, ")");
}

/* limit: n, offset: n and reversed, in any order. */
static bool parse_loop_options(struct template_parser *parser, struct template_loop *loop)
{
	while (parser->token.kind == TOKEN_NAME) {
		bool is_limit = template_is_word(parser, "limit");

		if (template_is_word(parser, "reversed")) {
			loop->is_reversed = true;
			if (!template_next(parser))
				return false;
			continue;
		}
		if (!is_limit && !template_is_word(parser, "offset"))
			break;
		*(is_limit ? &loop->has_limit : &loop->has_offset) = true;
		if (!template_next(parser) || !template_take_sign(parser, ":") ||
			!template_parse_operand(parser, is_limit ? &loop->limit : &loop->offset))
			return false;
		if (template_is_sign(parser, ",") && !template_next(parser))
			return false;
	}
	return true;
}

/* A name that may be given to a value, which is the present token. */
static bool check_new_name(struct template_parser *parser)
{
	if (parser->token.kind != TOKEN_NAME)
		return template_mistake(parser, parser->token.begin, "a name is missing here.");
	if (strchr(parser->token.text, '.') || text_equal(parser->token.text, "forloop") ||
		text_equal(parser->token.text, "custom"))
		return template_mistake(parser, parser->token.begin, "“%s” cannot be given a value; use another name.",
			parser->token.text);
	return true;
}

static bool parse_loop_head(struct template_parser *parser, struct template_loop *loop)
{
	const char *item;

	if (!template_next(parser) || !check_new_name(parser))
		return false;
	item = parser->token.text;
	if (!template_next(parser))
		return false;
	if (!template_is_word(parser, "in"))
		return template_mistake(parser, parser->token.begin, "in is missing here: {%% for %s in … %%}.", item);
	if (!template_next(parser))
		return false;
	if (!(template_is_sign(parser, "(") ? parse_range(parser, loop) : template_parse_operand(parser, &loop->list)))
		return false;
	return parse_loop_options(parser, loop) && template_add_local(parser, item, &loop->place) &&
		template_take_close(parser);
}

/* From behind the head up to endfor or else. */
static bool parse_loop_body(struct template_parser *parser, const char *opened, struct template_open_loop *open)
{
	static const char *const enders[] = {"endfor", "else", NULL};
	struct template_open_loop *outer = parser->loop;
	bool fine;

	parser->loop = open;
	parser->loop_depth++;
	fine = parse_block(parser, opened, enders);
	parser->loop_depth--;
	parser->loop = outer;
	return fine;
}

static bool parse_for(struct template_parser *parser, const char *opened)
{
	static const char *const end[] = {"endfor", NULL};
	struct template_loop *loop = ARENA_NEW(parser->arena, struct template_loop);
	struct template_open_loop open = {.captures = parser->captures};
	struct template_op *op;
	size_t start;

	loop->depth = parser->loop_depth;
	if (!parse_loop_head(parser, loop))
		return false;
	start = here(parser);
	add_op(parser, OP_LOOP)->loop = loop;
	if (!parse_loop_body(parser, opened, &open))
		return false;
	parser->is_hidden[loop->place] = true;
	land(parser, open.continues);
	op = add_op(parser, OP_NEXT);
	op->loop = loop;
	op->target = start + 1;
	add_jump(parser, &open.breaks);
	parser->template->ops[start].target = here(parser);
	if (!parse_else(parser, opened, end))
		return false;
	land(parser, open.breaks);
	return true;
}

static bool leave_loop(struct template_parser *parser, const char *opened, bool is_break)
{
	if (!parser->loop || parser->loop->captures != parser->captures)
		return template_mistake(parser, opened, "break and continue are known within {%% for %%} only.");
	add_jump(parser, is_break ? &parser->loop->breaks : &parser->loop->continues);
	return finish_tag(parser);
}

static bool parse_break(struct template_parser *parser, const char *opened)
{
	return leave_loop(parser, opened, true);
}

static bool parse_continue(struct template_parser *parser, const char *opened)
{
	return leave_loop(parser, opened, false);
}

/* ---- assign, capture ---- */

/* The place of the name that is the present token. */
static bool take_new_name(struct template_parser *parser, const char **name)
{
	if (!template_next(parser) || !check_new_name(parser))
		return false;
	*name = parser->token.text;
	return template_next(parser);
}

static bool find_or_add(struct template_parser *parser, const char *name, size_t *place)
{
	return template_find_local(parser, name, place) || template_add_local(parser, name, place);
}

static bool parse_assign(struct template_parser *parser, const char *opened)
{
	const struct template_expression *expression;
	struct template_op *op;
	const char *name;
	size_t place;

	(void)opened;
	if (!take_new_name(parser, &name) || !template_take_sign(parser, "=") ||
		!template_parse_expression(parser, &expression) || !find_or_add(parser, name, &place))
		return false;
	op = add_op(parser, OP_ASSIGN);
	op->expression = expression;
	op->place = place;
	return template_take_close(parser);
}

static bool parse_capture(struct template_parser *parser, const char *opened)
{
	static const char *const enders[] = {"endcapture", NULL};
	const char *name;
	size_t place;
	bool fine;

	if (!take_new_name(parser, &name) || !template_take_close(parser))
		return false;
	add_op(parser, OP_CAPTURE);
	parser->captures++;
	fine = parse_block(parser, opened, enders);
	parser->captures--;
	if (!fine || !find_or_add(parser, name, &place))
		return false;
	add_op(parser, OP_CAPTURE_END)->place = place;
	return finish_tag(parser);
}

/* ---- raw, comment ---- */

/* Goes behind the next tag that is one of these words alone; *before is where it begins. False: there is none. */
static bool skip_to(struct template_parser *parser, const char *const *words, const char **before, const char **word)
{
	for (const char *at = parser->at; (at = strstr(at, "{%")); at++) {
		struct template_parser ahead = *parser;
		struct error unused;

		ahead.err = &unused;
		if (!open_markup(&ahead, at) || !is_one_of(&ahead, words))
			continue;
		*before = at;
		*word = ahead.token.text;
		if (!finish_tag(&ahead))
			continue;
		parser->at = ahead.at;
		parser->strip = ahead.strip;
		return true;
	}
	return false;
}

static bool parse_raw(struct template_parser *parser, const char *opened)
{
	static const char *const enders[] = {"endraw", NULL};
	const char *begin, *end = NULL, *word;
	bool strip, strip_after;

	if (!finish_tag(parser))
		return false;
	begin = parser->at;
	strip = parser->strip;
	if (!skip_to(parser, enders, &end, &word))
		return template_mistake(parser, opened, "this is never closed: {%% endraw %%} is missing.");
	strip_after = parser->strip;
	parser->strip = strip;
	add_text(parser, begin, end, end[2] == '-');
	parser->strip = strip_after;
	return true;
}

static bool parse_comment(struct template_parser *parser, const char *opened)
{
	static const char *const words[] = {"endcomment", "comment", NULL};
	const char *before, *word;

	if (!finish_tag(parser))
		return false;
	for (size_t depth = 1; depth;) {
		if (!skip_to(parser, words, &before, &word))
			return template_mistake(parser, opened, "this is never closed: {%% endcomment %%} is missing.");
		depth = text_equal(word, "comment") ? depth + 1 : depth - 1;
	}
	return true;
}

/* ---- Tags ---- */

static const struct {
	const char *name;
	bool (*parse)(struct template_parser *parser, const char *opened);
} tags[] = {{"if", parse_if}, {"unless", parse_unless}, {"case", parse_case}, {"for", parse_for},
	{"break", parse_break}, {"continue", parse_continue}, {"assign", parse_assign}, {"capture", parse_capture},
	{"comment", parse_comment}, {"raw", parse_raw}};

static bool unknown_tag(struct template_parser *parser)
{
	static const char *const inner[] = {"endif", "endunless", "endcase", "endfor", "endcapture", "endcomment",
		"endraw", "else", "elsif", "when", NULL};
	struct text names;

	if (parser->token.kind != TOKEN_NAME)
		return template_mistake(parser, parser->token.begin, "the name of a tag is missing here.");
	if (is_one_of(parser, inner))
		return template_mistake(parser, parser->token.begin,
			"“%s” has no place here: what it belongs to is not open.", parser->token.text);
	text_init(&names, parser->arena);
	for (size_t i = 0; i < ARRAY_COUNT(tags); i++)
		text_printf(&names, "%s%s", i ? ", " : "", tags[i].name);
	return template_mistake(parser, parser->token.begin, "there is no tag “%s”. There are: %s.", parser->token.text,
		text_string(&names));
}

static bool parse_tag(struct template_parser *parser)
{
	for (size_t i = 0; i < ARRAY_COUNT(tags); i++)
		if (template_is_word(parser, tags[i].name))
			return tags[i].parse(parser, parser->token.begin);
	return unknown_tag(parser);
}

bool template_parse(const char *source, const char *const *custom_names, struct arena *arena, struct template **out,
	struct error *err)
{
	static const char *const none[] = {NULL};
	struct template_parser parser = {
		.source = source, .at = source, .custom_names = custom_names, .arena = arena, .err = err};
	size_t size = strlen(source);

	if (size > TEMPLATE_MAX_SOURCE)
		return error_invalid(err, "template", "max_length", NULL, "A text may be at most %d bytes long.",
			TEMPLATE_MAX_SOURCE);
	if (!text_is_utf8(source, size))
		return error_invalid(err, "template", "text", NULL, "The text is not readable (UTF-8).");
	parser.template = ARENA_NEW(arena, struct template);
	if (!parse_items(&parser, source, none))
		return false;
	*out = parser.template;
	return true;
}

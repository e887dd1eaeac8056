#include "model/template.h"

#include <string.h>

#include "model/template_code.h"
#include "model/template_html.h"

/* A loop that runs. */
struct run_loop {
	const struct template_list *list; /* NULL: a range */
	int64_t first;                    /* of the range */
	int64_t at, count, offset;
	bool is_reversed;
};

struct rendering {
	const struct template *template;
	const struct template_values *values;
	bool html;
	struct text *out;
	struct arena *arena;
	size_t made; /* bytes that filters made */
	struct template_value *locals;
	bool *is_set;
	struct run_loop loops[TEMPLATE_MAX_DEPTH];
	struct text captures[TEMPLATE_MAX_DEPTH], *written;
	size_t capture_count;
	const char *missing;
};

/* ---- Values ---- */

/* A field that is empty has no value. What is not UTF-8 cannot have come in through any door, and filters rely on that. */
static struct template_value field(const struct rendering *rendering, const char *name)
{
	const char *value = rendering->values->lookup(rendering->values->context, name);

	if (text_is_empty(value) || !text_is_utf8(value, strlen(value)))
		return (struct template_value){.field = name};
	return template_string(value, name);
}

static struct template_value local(const struct rendering *rendering, const struct template_operand *operand)
{
	if (rendering->is_set[operand->place])
		return rendering->locals[operand->place];
	return operand->is_field ? field(rendering, operand->name) : (struct template_value){.field = operand->name};
}

static struct template_value truth(bool is_true)
{
	return (struct template_value){.type = TEMPLATE_BOOLEAN, .boolean = is_true};
}

static struct template_value of_loop(const struct run_loop *loop, enum template_forloop what)
{
	switch (what) {
	case FORLOOP_INDEX:
		return template_integer(loop->at + 1, NULL);
	case FORLOOP_INDEX0:
		return template_integer(loop->at, NULL);
	case FORLOOP_RINDEX:
		return template_integer(loop->count - loop->at, NULL);
	case FORLOOP_RINDEX0:
		return template_integer(loop->count - loop->at - 1, NULL);
	case FORLOOP_FIRST:
		return truth(loop->at == 0);
	case FORLOOP_LAST:
		return truth(loop->at == loop->count - 1);
	case FORLOOP_LENGTH:
	case FORLOOP_COUNT:
		break;
	}
	return template_integer(loop->count, NULL);
}

static struct template_value base_of(const struct rendering *rendering, const struct template_operand *operand)
{
	switch (operand->source) {
	case TEMPLATE_FIELD:
		return field(rendering, operand->name);
	case TEMPLATE_LOCAL:
		return local(rendering, operand);
	case TEMPLATE_FORLOOP:
		return of_loop(&rendering->loops[operand->place], operand->forloop);
	case TEMPLATE_LITERAL:
		break;
	}
	return operand->literal;
}

static struct template_value operand_value(const struct rendering *rendering, const struct template_operand *operand)
{
	struct template_value value = base_of(rendering, operand);

	for (size_t i = 0; i < operand->path_count && value.type != TEMPLATE_NIL; i++)
		value = operand->path[i].is_size ? template_integer((int64_t)template_value_size(&value), value.field)
						 : template_value_at(&value, operand->path[i].at, rendering->arena);
	return value;
}

static struct template_value filtered(
	struct rendering *rendering, struct template_value value, const struct template_filter_use *use)
{
	struct template_value arguments[TEMPLATE_MAX_ARGUMENTS];

	if (value.type == TEMPLATE_NIL && !use->filter->takes_nothing)
		return value;
	for (size_t i = 0; i < use->count; i++)
		arguments[i] = operand_value(rendering, &use->arguments[i]);
	value = use->filter->apply(&value,
		&(struct template_call){.arguments = arguments,
			.count = use->count,
			.html = rendering->html,
			.now = rendering->values->now,
			.zone = rendering->values->zone,
			.arena = rendering->arena});
	if (value.type == TEMPLATE_STRING)
		rendering->made += strlen(value.string);
	else if (value.type == TEMPLATE_LIST)
		rendering->made += value.list->count * sizeof(value);
	return value;
}

static struct template_value expression_value(struct rendering *rendering, const struct template_expression *expression)
{
	struct template_value value = operand_value(rendering, &expression->operand);

	for (size_t i = 0; i < expression->count && rendering->made <= TEMPLATE_MAX_MADE; i++)
		value = filtered(rendering, value, &expression->filters[i]);
	return value;
}

/* ---- Conditions ---- */

static bool order_holds(enum template_comparison comparison, double order)
{
	if (order == 0)
		return comparison == COMPARE_LESS_EQUAL || comparison == COMPARE_GREATER_EQUAL;
	if (order < 0)
		return comparison == COMPARE_LESS || comparison == COMPARE_LESS_EQUAL;
	return comparison == COMPARE_GREATER || comparison == COMPARE_GREATER_EQUAL;
}

static bool test_holds(const struct rendering *rendering, const struct template_test *test)
{
	struct template_value left = operand_value(rendering, &test->left), right;
	double order;

	if (test->comparison == COMPARE_TRUTH)
		return template_value_is_true(&left);
	right = operand_value(rendering, &test->right);
	if (test->comparison == COMPARE_EQUAL || test->comparison == COMPARE_UNEQUAL)
		return template_value_equal(&left, &right) == (test->comparison == COMPARE_EQUAL);
	if (test->comparison == COMPARE_CONTAINS)
		return template_value_contains(&left, &right, rendering->arena);
	return template_value_order(&left, &right, &order) && order_holds(test->comparison, order);
}

static bool condition_holds(const struct rendering *rendering, const struct template_condition *condition)
{
	bool holds = test_holds(rendering, &condition->tests[condition->count - 1]);

	for (size_t i = condition->count - 1; i-- > 0;) {
		const struct template_test *test = &condition->tests[i];

		holds = test->and_next ? test_holds(rendering, test) && holds : test_holds(rendering, test) || holds;
	}
	return holds != condition->negated;
}

/* ---- Loops ---- */

/* A whole number within the bounds of a loop; `otherwise` for what is none. */
static int64_t whole(const struct rendering *rendering, const struct template_operand *operand, int64_t otherwise)
{
	struct template_value value = operand_value(rendering, operand), number;

	if (!template_value_number(&value, &number) || number.type != TEMPLATE_INTEGER)
		return otherwise;
	return number.integer < -INT32_MAX ? -INT32_MAX : number.integer > INT32_MAX ? INT32_MAX : number.integer;
}

static void set_item(struct rendering *rendering, const struct template_loop *loop)
{
	const struct run_loop *run = &rendering->loops[loop->depth];
	int64_t at = run->offset + (run->is_reversed ? run->count - 1 - run->at : run->at);

	rendering->is_set[loop->place] = true;
	rendering->locals[loop->place] = run->list ? run->list->items[at] : template_integer(run->first + at, NULL);
}

/* What the loop goes over: a list, a range, or a text as its only item. */
static int64_t begin_list(struct rendering *rendering, const struct template_loop *loop, struct run_loop *run)
{
	struct template_value value = operand_value(rendering, &loop->list);
	struct template_list *only;

	if (loop->is_range) {
		run->first = whole(rendering, &loop->list, 0);
		return whole(rendering, &loop->last, 0) - run->first + 1;
	}
	if (value.type == TEMPLATE_LIST) {
		run->list = value.list;
		return (int64_t)value.list->count;
	}
	if (value.type != TEMPLATE_STRING || !*value.string)
		return 0;
	only = template_list_new(1, rendering->arena);
	only->items[0] = value;
	run->list = only;
	return 1;
}

/* False when there is nothing to go over. */
static bool begin_loop(struct rendering *rendering, const struct template_loop *loop)
{
	struct run_loop *run = &rendering->loops[loop->depth];
	int64_t count;

	*run = (struct run_loop){.is_reversed = loop->is_reversed};
	count = begin_list(rendering, loop, run);
	if (loop->has_offset)
		run->offset = whole(rendering, &loop->offset, 0);
	if (run->offset < 0)
		run->offset = 0;
	run->count = count - run->offset;
	if (loop->has_limit && whole(rendering, &loop->limit, 0) < run->count)
		run->count = whole(rendering, &loop->limit, 0);
	if (run->count <= 0)
		return false;
	set_item(rendering, loop);
	return true;
}

static bool next_item(struct rendering *rendering, const struct template_loop *loop)
{
	if (++rendering->loops[loop->depth].at >= rendering->loops[loop->depth].count)
		return false;
	set_item(rendering, loop);
	return true;
}

/* ---- Operations ---- */

/* A place that would stay empty because the contact has no value names the field. */
static void print(struct rendering *rendering, const struct template_op *op)
{
	struct template_value value = expression_value(rendering, op->expression);
	const char *text = template_value_text(&value, rendering->arena);

	if (!*text && value.field)
		rendering->missing = value.field;
	else if (rendering->html)
		template_html_add(rendering->out, text, op->context, value.is_markup);
	else
		text_add(rendering->out, text);
}

static void set_local(struct rendering *rendering, size_t place, struct template_value value)
{
	rendering->locals[place] = value;
	rendering->is_set[place] = true;
}

static void begin_capture(struct rendering *rendering)
{
	struct text *capture = &rendering->captures[rendering->capture_count++];

	text_init(capture, rendering->arena);
	rendering->out = capture;
}

static void end_capture(struct rendering *rendering, size_t place)
{
	struct template_value value = template_string(text_string(rendering->out), NULL);

	value.is_markup = rendering->html;
	rendering->made += rendering->out->length;
	set_local(rendering, place, value);
	rendering->capture_count--;
	rendering->out = rendering->capture_count ? &rendering->captures[rendering->capture_count - 1]
						  : rendering->written;
}

/* Runs one operation; returns where to go on. */
static size_t step(struct rendering *rendering, size_t at)
{
	const struct template_op *op = &rendering->template->ops[at];

	switch (op->kind) {
	case OP_TEXT:
		text_add_n(rendering->out, op->text, op->length);
		return at + 1;
	case OP_PRINT:
		print(rendering, op);
		return at + 1;
	case OP_JUMP:
		return op->target;
	case OP_UNLESS:
		return condition_holds(rendering, op->condition) ? at + 1 : op->target;
	case OP_ASSIGN:
		set_local(rendering, op->place, expression_value(rendering, op->expression));
		return at + 1;
	case OP_CAPTURE:
		begin_capture(rendering);
		return at + 1;
	case OP_CAPTURE_END:
		end_capture(rendering, op->place);
		return at + 1;
	case OP_LOOP:
		return begin_loop(rendering, op->loop) ? at + 1 : op->target;
	case OP_NEXT:
		return next_item(rendering, op->loop) ? op->target : at + 1;
	}
	UNREACHABLE();
}

static bool tell_missing(const char *name, struct error *err)
{
	error_invalid(err, "template", "required", name, "The contact has no %s, and the text gives no default for it.",
		name);
	err->code = "missing_field";
	return false;
}

static bool tell_too_large(struct error *err)
{
	error_invalid(err, "template", "max_length", NULL,
		"The text grew beyond what one email may hold when it was filled in.");
	err->code = "template_too_large";
	return false;
}

bool template_render(const struct template *template, const struct template_values *values, bool html, struct text *out,
	const char **missing_field, struct error *err)
{
	struct rendering rendering = {.template = template,
		.values = values,
		.html = html,
		.out = out,
		.written = out,
		.arena = out->arena,
		.locals = ARENA_ARRAY(out->arena, struct template_value, template->local_count),
		.is_set = ARENA_ARRAY(out->arena, bool, template->local_count)};
	size_t start = out->length, steps = 0;

	*missing_field = NULL;
	for (size_t at = 0; at < template->count;) {
		at = step(&rendering, at);
		*missing_field = rendering.missing;
		if (rendering.missing)
			return tell_missing(rendering.missing, err);
		if (++steps > TEMPLATE_MAX_STEPS || rendering.made > TEMPLATE_MAX_MADE ||
			rendering.out->length > TEMPLATE_MAX_OUTPUT + (rendering.out == out ? start : 0))
			return tell_too_large(err);
	}
	return true;
}

bool template_always_prints(const struct template *template, const char *name)
{
	for (size_t i = 0; i < template->count; i++) {
		const struct template_op *op = &template->ops[i];

		if (op->kind == OP_PRINT && op->is_unconditional && op->expression->count == 0 &&
			op->expression->operand.source == TEMPLATE_FIELD && op->expression->operand.path_count == 0 &&
			text_equal(op->expression->operand.name, name))
			return true;
	}
	return false;
}

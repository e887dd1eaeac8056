#include "model/template.h"

#include <string.h>

#include "model/template_op.h"

static const struct {
	char c;
	const char *entity;
} entities[] = {{'&', "&amp;"}, {'<', "&lt;"}, {'>', "&gt;"}, {'"', "&quot;"}, {'\'', "&#39;"}};

struct rendering {
	const struct template_values *values;
	bool html;
	struct text *out;
	struct arena *arena;
	size_t start; /* what was in `out` before does not count */
	const char *value;
};

/* A variable that is empty has no value; a literal always has one, even an empty one. What is not UTF-8 cannot have come
 * in through any door, and filters rely on that. */
static const char *fetch(const struct rendering *rendering, const struct template_operand *operand)
{
	const char *value;

	if (!operand->is_variable)
		return operand->text;
	value = rendering->values->lookup(rendering->values->context, operand->text);
	return text_is_empty(value) || !text_is_utf8(value, strlen(value)) ? NULL : value;
}

static void apply_filter(struct rendering *rendering, const struct template_op *op)
{
	const char *arguments[TEMPLATE_MAX_ARGUMENTS] = {NULL};

	for (size_t i = 0; i < op->argument_count; i++)
		arguments[i] = fetch(rendering, &op->arguments[i]);
	rendering->value = op->filter->apply(rendering->value, arguments, op->argument_count, rendering->arena);
}

static void add_escaped(struct text *out, const char *value)
{
	for (; *value; value++) {
		size_t i = 0;

		while (i < ARRAY_COUNT(entities) && entities[i].c != *value)
			i++;
		if (i < ARRAY_COUNT(entities))
			text_add(out, entities[i].entity);
		else
			text_add_char(out, *value);
	}
}

static bool print(struct rendering *rendering, const struct template_op *op)
{
	if (!rendering->value)
		return !op->operand.is_variable;
	if (rendering->html)
		add_escaped(rendering->out, rendering->value);
	else
		text_add(rendering->out, rendering->value);
	return true;
}

/* Runs one operation; false when a value is missing. */
static bool step(struct rendering *rendering, const struct template_op *op)
{
	switch (op->kind) {
	case TEMPLATE_TEXT:
		text_add(rendering->out, op->operand.text);
		return true;
	case TEMPLATE_LOAD:
		rendering->value = fetch(rendering, &op->operand);
		return true;
	case TEMPLATE_FILTER:
		apply_filter(rendering, op);
		return true;
	case TEMPLATE_PRINT:
		return print(rendering, op);
	}
	UNREACHABLE();
}

bool template_render(const struct template *template, const struct template_values *values, bool html, struct text *out,
	const char **missing_field, struct error *err)
{
	struct rendering rendering = {
		.values = values, .html = html, .out = out, .arena = out->arena, .start = out->length};

	*missing_field = NULL;
	for (size_t i = 0; i < template->count; i++) {
		if (!step(&rendering, &template->ops[i])) {
			*missing_field = template->ops[i].operand.text;
			error_invalid(err, "template", "required", *missing_field,
				"The contact has no %s, and the text gives no default for it.", *missing_field);
			err->code = "missing_field";
			return false;
		}
		if (i >= TEMPLATE_MAX_STEPS || out->length - rendering.start > TEMPLATE_MAX_OUTPUT) {
			error_invalid(err, "template", "max_length", NULL,
				"The text grew beyond 1 MiB when it was filled in.");
			err->code = "template_too_large";
			return false;
		}
	}
	return true;
}

static bool operand_is(const struct template_operand *operand, const char *name)
{
	return operand->is_variable && text_equal(operand->text, name);
}

bool template_uses(const struct template *template, const char *name)
{
	for (size_t i = 0; i < template->count; i++) {
		const struct template_op *op = &template->ops[i];

		if (op->kind == TEMPLATE_LOAD && operand_is(&op->operand, name))
			return true;
		for (size_t k = 0; k < op->argument_count; k++)
			if (operand_is(&op->arguments[k], name))
				return true;
	}
	return false;
}

/*
 * csv_write: the other half of csv: rows for exports, which end up in spreadsheets.
 */
#include "model/csv.h"

#include <string.h>

/* What a spreadsheet takes for the beginning of a formula, also in full-width letters. */
static const char *const formula_starts[] = {
	"=", "+", "-", "@", "\t", "\r", "\n", "\xef\xbc\x9d", "\xef\xbc\x8b", "\xef\xbc\x8d", "\xef\xbc\xa0"};

/* "-12.50" and "+49 30 1234" are harmless. */
static bool is_number(const char *value)
{
	const char *digits = value + (*value == '+' || *value == '-');

	return *digits >= '0' && *digits <= '9' && digits[strspn(digits, "0123456789 .,")] == '\0';
}

static bool is_formula(const char *value)
{
	for (size_t i = 0; i < ARRAY_COUNT(formula_starts); i++)
		if (text_starts(value, formula_starts[i]))
			return !is_number(value);
	return false;
}

void csv_write_field(struct text *out, const char *value)
{
	const char *text = value ? value : "";
	size_t length = strlen(text);
	bool formula = is_formula(text);
	bool quoted = formula || strpbrk(text, ",;\t|\"\r\n") || (length && (*text == ' ' || text[length - 1] == ' '));

	if (quoted)
		text_add_char(out, '"');
	if (formula)
		text_add_char(out, '\'');
	for (; *text; text++) {
		if (*text == '"')
			text_add_char(out, '"');
		text_add_char(out, *text);
	}
	if (quoted)
		text_add_char(out, '"');
}

void csv_write_row(struct text *out, const char *const *values, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (i)
			text_add_char(out, ',');
		csv_write_field(out, values[i]);
	}
	text_add(out, "\r\n");
}

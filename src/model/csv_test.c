#include "base/unit.h"

#include <stdlib.h>

#include "base/check.h"
#include "model/csv.h"

/* Rows written down as "a|b|c\n", with a fault as "!n" in front: easy to compare. */
struct heard {
	struct text text;
	int64_t last_number, last_line, last_offset;
	int64_t stop_after;
};

static bool hear(void *context, const struct csv_row *row)
{
	struct heard *heard = context;

	if (row->fault)
		text_printf(&heard->text, "!%d ", (int)row->fault);
	for (size_t i = 0; i < row->count; i++) {
		assert_int_equal(row->fields[i].bytes[row->fields[i].length], '\0');
		text_printf(&heard->text, "%s%s", i ? "|" : "", row->fields[i].bytes);
	}
	text_add(&heard->text, "\n");
	heard->last_number = row->number;
	heard->last_line = row->line;
	heard->last_offset = row->end_offset;
	return row->number != heard->stop_after;
}

static void read_in_steps(
	const char *bytes, size_t size, size_t step, struct heard *heard, char *delimiter, enum csv_encoding *encoding)
{
	OWNED(csv_reader) struct csv_reader *reader = csv_reader_new(hear, heard);

	for (size_t at = 0; at < size; at += step)
		if (!csv_feed(reader, bytes + at, size - at < step ? size - at : step))
			return;
	csv_finish(reader);
	*delimiter = csv_delimiter(reader);
	*encoding = csv_encoding(reader);
}

/* Reads the input whole, byte by byte and in threes: the rows must be the same. */
static void check_rows_n(const char *bytes, size_t size, const char *wanted, char delimiter, enum csv_encoding encoding)
{
	static const size_t steps[] = {1000000, 1, 3};

	for (size_t i = 0; i < ARRAY_COUNT(steps); i++) {
		struct arena *arena = arena_new();
		struct heard heard = {0};
		enum csv_encoding found = CSV_ENCODING_COUNT;
		char got = 0;

		text_init(&heard.text, arena);
		read_in_steps(bytes, size, steps[i], &heard, &got, &found);
		assert_string_equal(text_string(&heard.text), wanted);
		assert_int_equal(got, delimiter);
		assert_int_equal(found, encoding);
		arena_free(arena);
	}
}

static void check_rows(const char *input, const char *wanted)
{
	check_rows_n(input, strlen(input), wanted, ',', CSV_UTF8);
}

TEST(csv, reads_plain_and_quoted_fields)
{
	check_rows("a,b,c\r\n1,2,3\r\n", "a|b|c\n1|2|3\n");
	check_rows("a,b\n\"x,y\",\"say \"\"hi\"\"\"\n", "a|b\nx,y|say \"hi\"\n");
	check_rows("\"two\nlines\",b\nc,d", "two\nlines|b\nc|d\n");
	check_rows("\"\",x\n", "|x\n");
}

TEST(csv, keeps_empty_fields_and_skips_empty_lines)
{
	check_rows("a,,c\n,,\n\n\r\n1,2,\n", "a||c\n||\n1|2|\n");
	check_rows("a,b\n\"\"\n", "a|b\n\n");
	check_rows("", "");
	check_rows("\n\n", "");
}

TEST(csv, takes_every_kind_of_line_end)
{
	check_rows("a,b\rc,d\re,f", "a|b\nc|d\ne|f\n");
	check_rows("a,b\r\nc,d\ne,f\r", "a|b\nc|d\ne|f\n");
	check_rows("\"a\"\r\n\"b\"\r\n", "a\nb\n");
}

TEST(csv, is_lenient_with_stray_quotes)
{
	check_rows("5\" pipe,b\n", "5\" pipe|b\n");
	check_rows("\"ab\"c,d\n", "abc|d\n");
	check_rows("\"ab\" ,d\n", "ab |d\n");
}

TEST(csv, finds_the_delimiter)
{
	check_rows_n("a;b;c\n1,5;2;3\n", 14, "a|b|c\n1,5|2|3\n", ';', CSV_UTF8);
	check_rows_n("a\tb\n1\t2\n", 8, "a|b\n1|2\n", '\t', CSV_UTF8);
	check_rows_n("a|b\n1|2\n", 8, "a|b\n1|2\n", '|', CSV_UTF8);
	check_rows_n("\"a,b,c,d\";e\n", 12, "a,b,c,d|e\n", ';', CSV_UTF8);
	check_rows("email\na@b.test\n", "email\na@b.test\n");
}

TEST(csv, reads_utf8_with_and_without_its_mark)
{
	check_rows("\xef\xbb\xbfname,x\nJ\xc3\xb6rg,1\n", "name|x\nJörg|1\n");
	check_rows("name,x\nJ\xc3\xb6rg,1\n", "name|x\nJörg|1\n");
}

TEST(csv, takes_what_is_no_utf8_for_windows_1252)
{
	check_rows_n("name,x\nJ\xf6rg,5 \x80\n", 16, "name|x\nJörg|5 €\n", ',', CSV_WINDOWS_1252);
	check_rows_n("a,\x81\n", 4, "a|\xef\xbf\xbd\n", ',', CSV_WINDOWS_1252);
}

TEST(csv, reads_utf16_of_both_orders_with_and_without_its_mark)
{
	static const char little[] = "\xff\xfe"
				     "a\0;\0b\0\r\0\n\0\xf6\0;\0=\xd8\x00\xde\n\0";
	static const char big[] = "\xfe\xff\0a\0;\0b\0\r\0\n\0\xf6\0;\xd8=\xde\x00\0\n";

	check_rows_n(little, sizeof(little) - 1, "a|b\nö|😀\n", ';', CSV_UTF16_LE);
	check_rows_n(big, sizeof(big) - 1, "a|b\nö|😀\n", ';', CSV_UTF16_BE);
	check_rows_n("a\0,\0b\0\n\0c\0,\0d\0", 14, "a|b\nc|d\n", ',', CSV_UTF16_LE);
	check_rows_n("\0a\0,\0b\0\n\0c\0,\0d", 14, "a|b\nc|d\n", ',', CSV_UTF16_BE);
}

TEST(csv, a_broken_pair_of_utf16_is_shown_as_such)
{
	static const char last[] = "\xff\xfe"
				   "a\0=\xd8x\0y";
	static const char lone[] = "\xff\xfe"
				   "a\0,\0=\xd8x\0\n\0";

	check_rows_n(lone, sizeof(lone) - 1, "a|\xef\xbf\xbdx\n", ',', CSV_UTF16_LE);
	check_rows_n(last, sizeof(last) - 1, "a\xef\xbf\xbdx\n", ',', CSV_UTF16_LE);
}

TEST(csv, a_row_too_long_is_told_and_the_next_is_read)
{
	struct arena *arena = arena_new();
	struct heard heard = {0};
	enum csv_encoding encoding;
	struct text input;
	char delimiter;

	text_init(&heard.text, arena);
	text_init(&input, arena);
	text_add(&input, "a,b\n");
	for (int i = 0; i < CSV_MAX_ROW + 10; i++)
		text_add_char(&input, 'x');
	text_add(&input, ",y\n1,2\n");
	read_in_steps(input.data, input.length, 777, &heard, &delimiter, &encoding);

	assert_true(text_starts(text_string(&heard.text), "a|b\n!1 xxx"));
	assert_true(text_ends(text_string(&heard.text), "xxx\n1|2\n"));
	assert_int_equal(heard.text.length, 4 + 3 + CSV_MAX_ROW + 1 + 4);
	arena_free(arena);
}

TEST(csv, a_row_of_exactly_the_limit_is_fine)
{
	struct arena *arena = arena_new();
	struct heard heard = {0};
	enum csv_encoding encoding;
	struct text input;
	char delimiter;

	text_init(&heard.text, arena);
	text_init(&input, arena);
	for (int i = 0; i < CSV_MAX_ROW; i++)
		text_add_char(&input, (char)0xe4);
	text_add(&input, "\n");
	read_in_steps(input.data, input.length, 5000, &heard, &delimiter, &encoding);

	assert_int_equal(heard.text.length, 2 * CSV_MAX_ROW + 1);
	assert_true(text_starts(text_string(&heard.text), "ää"));
	arena_free(arena);
}

TEST(csv, an_open_quote_costs_one_row_not_the_file)
{
	struct arena *arena = arena_new();
	struct heard heard = {0};
	enum csv_encoding encoding;
	struct text input;
	char delimiter;

	text_init(&heard.text, arena);
	text_init(&input, arena);
	text_add(&input, "\"open,b\n");
	for (int i = 0; i < CSV_MAX_ROW / 4 + 100; i++)
		text_add(&input, "1,2\n");
	read_in_steps(input.data, input.length, 4096, &heard, &delimiter, &encoding);

	assert_true(text_starts(text_string(&heard.text), "!1 open,b\n"));
	assert_true(text_ends(text_string(&heard.text), "\n1|2\n1|2\n"));
	assert_in_range(heard.last_number, 90, 102);
	check_rows("a,b\n\"open,c\n", "a|b\n!4 open,c\n\n");
	arena_free(arena);
}

TEST(csv, too_many_fields_and_zero_bytes_are_told)
{
	struct arena *arena = arena_new();
	struct heard heard = {0};
	enum csv_encoding encoding;
	struct text input;
	char delimiter;

	text_init(&heard.text, arena);
	text_init(&input, arena);
	for (int i = 0; i < CSV_MAX_FIELDS; i++)
		text_add(&input, "1,");
	text_add(&input, "1\n2,3\n");
	read_in_steps(input.data, input.length, 64, &heard, &delimiter, &encoding);

	assert_true(text_starts(text_string(&heard.text), "!2 1|1"));
	assert_true(text_ends(text_string(&heard.text), "|1\n2|3\n"));
	check_rows_n("a,b\nx\0y,z\n1,2\n", 14, "a|b\n!3 x\n1|2\n", ',', CSV_UTF8);
	check_rows_n("a,b\n\"x\0y\",z\n1,2\n", 16, "a|b\n!3 x\n1|2\n", ',', CSV_UTF8);
	arena_free(arena);
}

TEST(csv, tells_number_line_and_offset_of_a_row)
{
	static const char input[] = "\xef\xbb\xbfh1,h2\n\n\"a\nb\",c\nlast,row\n";
	struct arena *arena = arena_new();
	struct heard heard = {0};
	enum csv_encoding encoding;
	char delimiter;

	text_init(&heard.text, arena);
	read_in_steps(input, sizeof(input) - 1, 2, &heard, &delimiter, &encoding);

	assert_int_equal(heard.last_number, 3);
	assert_int_equal(heard.last_line, 5);
	assert_int_equal(heard.last_offset, sizeof(input) - 1);
	arena_free(arena);
}

TEST(csv, stops_when_the_reader_has_enough)
{
	struct arena *arena = arena_new();
	struct heard heard = {.stop_after = 2};
	OWNED(csv_reader) struct csv_reader *reader = csv_reader_new(hear, &heard);

	text_init(&heard.text, arena);
	assert_true(csv_feed(reader, "a\nb\nc\n", 6));
	assert_false(csv_finish(reader));
	assert_false(csv_feed(reader, "d\n", 2));

	assert_string_equal(text_string(&heard.text), "a\nb\n");
	arena_free(arena);
}

static void check_written(const char *value, const char *wanted)
{
	struct arena *arena = arena_new();
	struct text out;

	text_init(&out, arena);
	csv_write_field(&out, value);
	assert_string_equal(text_string(&out), wanted);
	arena_free(arena);
}

TEST(csv, writes_fields_that_no_spreadsheet_runs)
{
	check_written("plain", "plain");
	check_written(NULL, "");
	check_written("a,b", "\"a,b\"");
	check_written("say \"hi\"", "\"say \"\"hi\"\"\"");
	check_written("two\nlines", "\"two\nlines\"");
	check_written("=1+1", "\"'=1+1\"");
	check_written("@SUM(A1)", "\"'@SUM(A1)\"");
	check_written("+cmd|' /C calc'!A0", "\"'+cmd|' /C calc'!A0\"");
	check_written("-2+3", "\"'-2+3\"");
	check_written("\t=1", "\"'\t=1\"");
	check_written("\xef\xbc\x9d"
		      "1",
		"\"'\xef\xbc\x9d"
		"1\"");
	check_written("a;=1", "\"a;=1\"");
	check_written("-12.50", "-12.50");
	check_written("+49 30 1234", "+49 30 1234");
}

TEST(csv, what_is_written_reads_back)
{
	static const char *const values[] = {"a", "b,c", "d\"e", "f\r\ng", "", " h ", "ünï"};
	struct arena *arena = arena_new();
	struct text out;

	text_init(&out, arena);
	csv_write_row(&out, values, ARRAY_COUNT(values));
	check_rows(text_string(&out), "a|b,c|d\"e|f\r\ng|| h |ünï\n");
	arena_free(arena);
}

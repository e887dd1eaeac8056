/*
 * csv: a state machine over bytes that copies each field once, into the buffer of its row.
 *
 * The first bytes are kept until there is enough to tell encoding and delimiter from. UTF-16 is converted piece by piece
 * before parsing; everything else is parsed as it is, because delimiters, quotes and line ends are ASCII in both UTF-8 and
 * Windows-1252. Only rows with bytes beyond ASCII are checked for being UTF-8.
 */
#include "model/csv.h"

#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "model/csv_text.h"

enum {
	SAMPLE_SIZE = 4096,
	PIECE_SIZE = 4096, /* bytes of UTF-16 converted at a time */
	ROW_BUFFER = CSV_MAX_ROW + CSV_MAX_FIELDS + 1,
	MAX_GROWTH = 3 /* bytes of UTF-8 for one of Windows-1252 */
};

enum state {
	FIELD_START,
	UNQUOTED,
	QUOTED,
	QUOTE_SEEN, /* a quote inside a quoted field: its end, or the first of two */
	DISCARD     /* the row is broken: nothing is kept up to the end of the line */
};

struct csv_reader {
	csv_visit *visit;
	void *context;
	bool stopped, started, utf16_input;
	char sample[SAMPLE_SIZE];
	size_t sample_size;
	enum csv_encoding encoding;
	char delimiter;
	bool special[256]; /* what ends a run of plain bytes outside quotes */

	enum state state;
	bool after_cr; /* a \n that follows belongs to the line end before it */
	bool row_quoted;
	unsigned char high; /* every byte of the row or-ed: above 0x7f when one is beyond ASCII */
	enum csv_fault fault;
	int64_t row_number, row_line, line;

	const char *piece;    /* what is being parsed, */
	int64_t piece_offset; /* and where it lies in the input */
	int64_t row_end;
	struct csv_utf16 utf16;

	struct csv_field fields[CSV_MAX_FIELDS];
	size_t count;
	char *field_at, *write_at; /* into row: where this field began, where its next byte goes */
	char row[ROW_BUFFER];
	char converted[ROW_BUFFER * MAX_GROWTH];
};

static const char *const encoding_names[] = {
	[CSV_UTF8] = "utf-8",
	[CSV_UTF16_LE] = "utf-16le",
	[CSV_UTF16_BE] = "utf-16be",
	[CSV_WINDOWS_1252] = "windows-1252",
};
_Static_assert(ARRAY_COUNT(encoding_names) == CSV_ENCODING_COUNT, "each encoding has a name");

static const char *const fault_texts[] = {
	[CSV_ROW_FINE] = NULL,
	[CSV_ROW_TOO_LONG] = "the row is longer than 64 KiB",
	[CSV_ROW_TOO_MANY_FIELDS] = "the row has more than 200 columns",
	[CSV_ROW_NUL] = "the row holds a zero byte",
	[CSV_ROW_OPEN_QUOTE] = "a quotation mark is opened and never closed",
};
_Static_assert(ARRAY_COUNT(fault_texts) == CSV_FAULT_COUNT, "each fault has a text");

struct csv_reader *csv_reader_new(csv_visit *visit, void *context)
{
	struct csv_reader *reader = malloc(sizeof(*reader));

	ASSERT(reader);
	memset(reader, 0, offsetof(struct csv_reader, fields));
	reader->visit = visit;
	reader->context = context;
	reader->delimiter = ',';
	reader->line = reader->row_line = 1;
	reader->count = 0;
	reader->field_at = reader->write_at = reader->row;
	return reader;
}

void csv_reader_free(struct csv_reader *reader)
{
	free(reader);
}

char csv_delimiter(const struct csv_reader *reader)
{
	return reader->delimiter;
}

enum csv_encoding csv_encoding(const struct csv_reader *reader)
{
	return reader->encoding;
}

const char *csv_encoding_name(enum csv_encoding encoding)
{
	return encoding_names[encoding];
}

const char *csv_fault_text(enum csv_fault fault)
{
	return fault_texts[fault];
}

static void convert_row(struct csv_reader *reader)
{
	char *out = reader->converted;

	for (size_t i = 0; i < reader->count; i++) {
		struct csv_field *field = &reader->fields[i];
		size_t length = csv_text_from_windows_1252(field->bytes, field->length, out);

		*field = (struct csv_field){out, length};
		out[length] = '\0';
		out += length + 1;
	}
}

static bool row_is_utf8(const struct csv_reader *reader)
{
	for (size_t i = 0; i < reader->count; i++)
		if (!text_is_utf8(reader->fields[i].bytes, reader->fields[i].length))
			return false;
	return true;
}

static void start_row(struct csv_reader *reader)
{
	reader->state = FIELD_START;
	reader->row_quoted = false;
	reader->high = 0;
	reader->fault = CSV_ROW_FINE;
	reader->row_line = reader->line;
	reader->count = 0;
	reader->field_at = reader->write_at = reader->row;
}

/* Room for one more field was made when the row buffer was sized; one beyond the limit is dropped. */
static void end_field(struct csv_reader *reader)
{
	if (reader->count < CSV_MAX_FIELDS) {
		*reader->write_at = '\0';
		reader->fields[reader->count++] = (struct csv_field){
			reader->field_at, (size_t)(reader->write_at - reader->field_at)};
		reader->field_at = ++reader->write_at;
	} else {
		reader->fault = CSV_ROW_TOO_MANY_FIELDS;
		reader->write_at = reader->field_at;
	}
	reader->state = FIELD_START;
}

static void end_row(struct csv_reader *reader)
{
	bool empty;

	if (reader->state != DISCARD || reader->write_at != reader->field_at)
		end_field(reader);
	empty = reader->count == 1 && reader->fields[0].length == 0 && !reader->row_quoted;
	if (!empty || reader->fault) {
		if (reader->high >= 0x80 && !row_is_utf8(reader)) {
			reader->encoding = CSV_WINDOWS_1252;
			convert_row(reader);
		}
		reader->row_number++;
		reader->stopped = !reader->visit(reader->context,
			&(struct csv_row){.number = reader->row_number,
				.line = reader->row_line,
				.end_offset = reader->row_end,
				.fault = reader->fault,
				.fields = reader->fields,
				.count = reader->count});
	}
	start_row(reader);
}

static void break_row(struct csv_reader *reader, enum csv_fault fault)
{
	reader->fault = fault;
	reader->state = DISCARD;
}

/* How many more bytes this row may hold. */
static size_t room(const struct csv_reader *reader)
{
	return (size_t)(reader->row + CSV_MAX_ROW - reader->write_at) + reader->count;
}

/* `at` is the line end. The offset is exact unless the input is UTF-16, where it is that of the piece. */
static void end_line(struct csv_reader *reader, const char *at)
{
	reader->line++;
	reader->after_cr = *at == '\r';
	reader->row_end = reader->piece_offset + (reader->utf16_input ? 0 : at + 1 - reader->piece);
	end_row(reader);
}

/* Copies plain bytes; returns where it stopped: at a special byte, the end, or a full row. */
static const char *copy_unquoted(struct csv_reader *reader, const char *at, const char *end)
{
	size_t limit = room(reader);
	char *to = reader->write_at;
	unsigned char high = reader->high;

	if ((size_t)(end - at) > limit)
		end = at + limit;
	while (at < end && !reader->special[(unsigned char)*at]) {
		high |= (unsigned char)*at;
		*to++ = *at++;
	}
	reader->high = high;
	reader->write_at = to;
	return at;
}

static const char *copy_quoted(struct csv_reader *reader, const char *at, const char *end)
{
	size_t limit = room(reader);
	char *to = reader->write_at;
	unsigned char high = reader->high;

	if ((size_t)(end - at) > limit)
		end = at + limit;
	while (at < end && *at != '"' && *at != '\0') {
		reader->line += *at == '\n';
		high |= (unsigned char)*at;
		*to++ = *at++;
	}
	reader->high = high;
	reader->write_at = to;
	return at;
}

/* One byte that ended a run outside quotes. */
static void take_special(struct csv_reader *reader, const char *at)
{
	if (*at == reader->delimiter)
		end_field(reader);
	else if (*at == '\n' || *at == '\r')
		end_line(reader, at);
	else
		break_row(reader, *at == '\0' ? CSV_ROW_NUL : CSV_ROW_TOO_LONG);
}

static const char *take_unquoted(struct csv_reader *reader, const char *at, const char *end)
{
	at = copy_unquoted(reader, at, end);
	if (at == end)
		return at;
	take_special(reader, at);
	return at + 1;
}

static const char *take_quoted(struct csv_reader *reader, const char *at, const char *end)
{
	at = copy_quoted(reader, at, end);
	if (at == end)
		return at;
	if (*at == '"')
		reader->state = QUOTE_SEEN;
	else
		break_row(reader, *at == '\0' ? CSV_ROW_NUL : CSV_ROW_TOO_LONG);
	return at + 1;
}

/* After a quote in a quoted field: a second one is a quote; anything else but an end is kept as it is. */
static const char *take_after_quote(struct csv_reader *reader, const char *at)
{
	reader->state = UNQUOTED;
	if (*at != '"')
		return at;
	if (room(reader) == 0) {
		break_row(reader, CSV_ROW_TOO_LONG);
		return at + 1;
	}
	*reader->write_at++ = '"';
	reader->state = QUOTED;
	return at + 1;
}

static const char *take_start(struct csv_reader *reader, const char *at)
{
	if (reader->after_cr) {
		reader->after_cr = false;
		if (*at == '\n')
			return at + 1;
	}
	if (*at != '"') {
		reader->state = UNQUOTED;
		return at;
	}
	reader->state = QUOTED;
	reader->row_quoted = true;
	return at + 1;
}

static const char *take_discarded(struct csv_reader *reader, const char *at, const char *end)
{
	while (at < end && *at != '\n' && *at != '\r')
		at++;
	if (at == end)
		return at;
	end_line(reader, at);
	return at + 1;
}

/* Text in UTF-8 or Windows-1252. */
static void parse(struct csv_reader *reader, const char *bytes, size_t size)
{
	const char *at = bytes, *end = bytes + size;

	reader->piece = bytes;
	while (at < end && !reader->stopped) {
		switch (reader->state) {
		case FIELD_START:
			at = take_start(reader, at);
			break;
		case UNQUOTED:
			at = take_unquoted(reader, at, end);
			break;
		case QUOTED:
			at = take_quoted(reader, at, end);
			break;
		case QUOTE_SEEN:
			at = take_after_quote(reader, at);
			break;
		case DISCARD:
			at = take_discarded(reader, at, end);
			break;
		}
	}
}

static void parse_utf16(struct csv_reader *reader, const char *bytes, size_t size)
{
	char text[2 * PIECE_SIZE + 4];

	while (size && !reader->stopped) {
		size_t piece = size < PIECE_SIZE ? size : PIECE_SIZE;

		reader->piece_offset += (int64_t)piece;
		parse(reader, text, csv_text_from_utf16(&reader->utf16, bytes, piece, text));
		bytes += piece;
		size -= piece;
	}
}

static void take(struct csv_reader *reader, const char *bytes, size_t size)
{
	if (reader->utf16_input) {
		parse_utf16(reader, bytes, size);
		return;
	}
	parse(reader, bytes, size);
	reader->piece_offset += (int64_t)size;
}

static void find_delimiter(struct csv_reader *reader, const char *sample, size_t size)
{
	struct csv_utf16 utf16 = reader->utf16;
	char text[2 * SAMPLE_SIZE + 4];

	if (reader->utf16_input) {
		size = csv_text_from_utf16(&utf16, sample, size, text);
		sample = text;
	}
	reader->delimiter = csv_text_delimiter(sample, size);
}

/* The sample is complete: tells what the input is, and parses the sample. */
static void start(struct csv_reader *reader)
{
	size_t mark;

	reader->started = true;
	reader->encoding = csv_text_detect(reader->sample, reader->sample_size, &mark);
	reader->utf16_input = reader->encoding != CSV_UTF8;
	reader->utf16.big_endian = reader->encoding == CSV_UTF16_BE;
	find_delimiter(reader, reader->sample + mark, reader->sample_size - mark);
	reader->special['\0'] = reader->special['\n'] = reader->special['\r'] = true;
	reader->special[(unsigned char)reader->delimiter] = true;
	reader->piece_offset = (int64_t)mark;
	take(reader, reader->sample + mark, reader->sample_size - mark);
}

bool csv_feed(struct csv_reader *reader, const char *bytes, size_t size)
{
	size_t missing = reader->started ? 0 : SAMPLE_SIZE - reader->sample_size;
	size_t kept = size < missing ? size : missing;

	if (!reader->started) {
		memcpy(reader->sample + reader->sample_size, bytes, kept);
		reader->sample_size += kept;
		if (reader->sample_size == SAMPLE_SIZE)
			start(reader);
	}
	if (reader->started)
		take(reader, bytes + kept, size - kept);
	return !reader->stopped;
}

bool csv_finish(struct csv_reader *reader)
{
	if (!reader->started)
		start(reader);
	if (reader->stopped)
		return false;
	if (reader->state == QUOTED)
		break_row(reader, CSV_ROW_OPEN_QUOTE);
	reader->row_end = reader->piece_offset;
	if (reader->state != FIELD_START || reader->count > 0)
		end_row(reader);
	return !reader->stopped;
}

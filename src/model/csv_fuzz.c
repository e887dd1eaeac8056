/*
 * csv_fuzz: any bytes, read whole and in steps of any size, give the same rows, and those are UTF-8.
 */
#include <stdint.h>
#include <string.h>

#include "base/check.h"
#include "model/csv.h"

struct digest {
	uint64_t sum;
	int64_t rows;
};

static void add(struct digest *digest, const void *bytes, size_t size)
{
	const unsigned char *at = bytes;

	for (size_t i = 0; i < size; i++)
		digest->sum = (digest->sum ^ at[i]) * 1099511628211u;
}

static bool hear(void *context, const struct csv_row *row)
{
	struct digest *digest = context;

	digest->rows++;
	ASSERT(row->number == digest->rows);
	ASSERT(row->count <= CSV_MAX_FIELDS);
	add(digest, &row->fault, sizeof(row->fault));
	add(digest, &row->line, sizeof(row->line));
	for (size_t i = 0; i < row->count; i++) {
		ASSERT(strlen(row->fields[i].bytes) == row->fields[i].length);
		ASSERT(text_is_utf8(row->fields[i].bytes, row->fields[i].length));
		add(digest, row->fields[i].bytes, row->fields[i].length + 1);
	}
	return true;
}

/* Rows that fill the sample from which encoding and delimiter are told, so that what follows is parsed as it is fed. */
static void feed_sample(struct csv_reader *reader, int kind)
{
	static const struct {
		const char *row;
		size_t size;
	} fillers[] = {{"a,b\n", 4}, {"a;\"\xe4\"\r\n", 7}, {"a\0,\0b\0\n\0", 8}, {"\0a\0;\0\r\0\n", 8}};

	if (kind == 0)
		return;
	for (size_t fed = 0; fed < 2 * 4096; fed += fillers[kind - 1].size)
		csv_feed(reader, fillers[kind - 1].row, fillers[kind - 1].size);
}

static struct digest read_in_steps(const char *bytes, size_t size, size_t step, int kind)
{
	OWNED(csv_reader) struct csv_reader *reader = NULL;
	struct digest digest = {0};

	reader = csv_reader_new(hear, &digest);
	feed_sample(reader, kind);
	for (size_t at = 0; at < size; at += step)
		csv_feed(reader, bytes + at, size - at < step ? size - at : step);
	csv_finish(reader);
	return digest;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *bytes = (const char *)data;
	struct digest whole, parts;

	if (size == 0)
		return 0;
	whole = read_in_steps(bytes + 1, size - 1, size, data[0] % 5);
	parts = read_in_steps(bytes + 1, size - 1, data[0] / 5 + 1, data[0] % 5);
	ASSERT(whole.sum == parts.sum && whole.rows == parts.rows);
	return 0;
}

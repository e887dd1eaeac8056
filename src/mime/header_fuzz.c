/*
 * header_fuzz: any header block can be asked for any header; what is found is decoded to UTF-8, gives Message-IDs between
 * brackets, and an address that is not empty.
 */
#include <stdint.h>
#include <string.h>

#include "base/arena.h"
#include "base/check.h"
#include "base/text.h"
#include "mime/header.h"

static void check_ids(const char *value, struct arena *arena)
{
	const char *at = value, *before = value, *id;

	while ((id = header_next_id(&at, arena)) != NULL) {
		ASSERT(id[0] == '<' && text_ends(id, ">"));
		ASSERT(at > before && at <= value + strlen(value));
		before = at;
	}
}

static void check_header(const char *block, size_t size, const char *name)
{
	OWNED(arena) struct arena *arena = arena_new();
	const char *value = header_find(block, size, name, arena);
	const char *address;

	if (!value)
		return;
	ASSERT(strlen(value) <= 8192 && !strpbrk(value, "\r\n"));
	(void)header_decode(value, arena);
	check_ids(value, arena);
	address = header_address(value, arena);
	ASSERT(!address || *address);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const names[] = {"Subject", "From", "References", "X"};

	for (size_t i = 0; i < ARRAY_COUNT(names); i++)
		check_header((const char *)data, size, names[i]);
	return 0;
}

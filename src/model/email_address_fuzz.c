/*
 * email_address_fuzz: an address that was taken is taken again as itself, with the same key; the same for what people type
 * into Do Not Contact. Nothing that could end a header or a command survives.
 */
#include <stdint.h>
#include <string.h>

#include "base/check.h"
#include "base/text.h"
#include "model/email_address.h"
#include "model/suppression.h"

static void check_address(const char *typed, struct arena *arena)
{
	struct email_address first, second;
	struct error err;

	if (!email_address_parse(typed, arena, &first, &err))
		return;
	ASSERT(!strpbrk(first.address, " \t\r\n<>(),;:\"\\[]"));
	ASSERT(strlen(first.address) <= EMAIL_ADDRESS_MAX);
	ASSERT(text_is_utf8(first.key, strlen(first.key)));
	ASSERT(email_address_parse(first.address, arena, &second, &err));
	ASSERT(text_equal(first.address, second.address) && text_equal(first.key, second.key));
	ASSERT(text_equal(strrchr(first.key, '@') + 1, first.domain));
}

static void check_suppression(const char *typed, struct arena *arena)
{
	struct suppression_value first, second;
	struct error err;

	if (!suppression_parse(typed, arena, &first, &err))
		return;
	ASSERT(suppression_parse(first.value, arena, &second, &err));
	ASSERT(first.kind == second.kind && text_equal(first.key, second.key));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	OWNED(arena) struct arena *arena = arena_new();
	const char *typed = arena_text_n(arena, (const char *)data, size);

	check_address(typed, arena);
	check_suppression(typed, arena);
	return 0;
}

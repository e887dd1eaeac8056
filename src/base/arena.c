#include "base/arena.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK_SIZE = 16 * 1024, ALIGNMENT = 16 };

struct block {
	struct block *next;
	size_t size;
	size_t used;
	_Alignas(ALIGNMENT) unsigned char bytes[];
};

struct arena {
	struct block *blocks; /* the newest first */
};

static struct block *block_new(size_t size, struct block *next)
{
	struct block *block = malloc(sizeof(*block) + size);

	if (!block)
		check_failed(__FILE__, __LINE__, "out of memory");
	block->next = next;
	block->size = size;
	block->used = 0;
	return block;
}

static size_t aligned(size_t size)
{
	ASSERT(size <= SIZE_MAX / 2);
	return (size + ALIGNMENT - 1) & ~(size_t)(ALIGNMENT - 1);
}

struct arena *arena_new(void)
{
	struct arena *arena = malloc(sizeof(*arena));

	if (!arena)
		check_failed(__FILE__, __LINE__, "out of memory");
	arena->blocks = block_new(BLOCK_SIZE, NULL);
	return arena;
}

void arena_free(struct arena *arena)
{
	if (!arena)
		return;
	while (arena->blocks) {
		struct block *next = arena->blocks->next;

		free(arena->blocks);
		arena->blocks = next;
	}
	free(arena);
}

void arena_reset(struct arena *arena)
{
	while (arena->blocks->next) {
		struct block *next = arena->blocks->next;

		free(arena->blocks);
		arena->blocks = next;
	}
	arena->blocks->used = 0;
}

void *arena_alloc(struct arena *arena, size_t size)
{
	struct block *block = arena->blocks;
	size_t needed = aligned(size);
	void *result;

	if (block->size - block->used < needed) {
		block = block_new(needed > BLOCK_SIZE ? needed : BLOCK_SIZE, arena->blocks);
		arena->blocks = block;
	}
	result = block->bytes + block->used;
	block->used += needed;
	memset(result, 0, size);
	return result;
}

void *arena_grow(struct arena *arena, void *old, size_t old_size, size_t new_size)
{
	struct block *block = arena->blocks;
	size_t old_needed = aligned(old_size), new_needed = aligned(new_size);
	void *result;

	ASSERT(new_size >= old_size);
	if (old && block->used >= old_needed && block->bytes + block->used - old_needed == (unsigned char *)old &&
		block->size - block->used >= new_needed - old_needed) {
		block->used += new_needed - old_needed;
		return old;
	}
	result = arena_alloc(arena, new_size);
	if (old)
		memcpy(result, old, old_size);
	return result;
}

char *arena_text_n(struct arena *arena, const char *text, size_t length)
{
	char *copy;

	if (!text)
		return NULL;
	copy = arena_alloc(arena, length + 1);
	memcpy(copy, text, length);
	return copy;
}

char *arena_text(struct arena *arena, const char *text)
{
	return text ? arena_text_n(arena, text, strlen(text)) : NULL;
}

char *arena_vprintf(struct arena *arena, const char *format, va_list args)
{
	char usual[256];
	va_list again;
	int length;
	char *result;

	va_copy(again, args);
	length = vsnprintf(usual, sizeof(usual), format, again);
	va_end(again);
	ASSERT(length >= 0);
	if ((size_t)length < sizeof(usual))
		return arena_text_n(arena, usual, (size_t)length);
	result = arena_alloc(arena, (size_t)length + 1);
	vsnprintf(result, (size_t)length + 1, format, args);
	return result;
}

char *arena_printf(struct arena *arena, const char *format, ...)
{
	va_list args;
	char *result;

	va_start(args, format);
	result = arena_vprintf(arena, format, args);
	va_end(args);
	return result;
}

#pragma once
/*
 * arena: memory for one request or one turn of a worker.
 *
 * Strings, rows and JSON come from an arena and go with it, so they have no free function. Out of memory aborts.
 */
#include <stdarg.h>
#include <stddef.h>

#include "base/check.h"
#include "base/own.h"

struct arena;

struct arena *arena_new(void);
void arena_free(struct arena *arena);
OWN_DEFINE(arena)

/* Forgets everything handed out, keeps one block for the next turn. */
void arena_reset(struct arena *arena);

/* Zeroed, aligned for any type, valid until the arena goes. Size 0 gives a pointer that must not be read. */
void *arena_alloc(struct arena *arena, size_t size);

/* Makes the newest allocation larger in place where it can, else moves it. The rest is not zeroed. */
void *arena_grow(struct arena *arena, void *old, size_t old_size, size_t new_size);

/* Copies; NULL stays NULL. */
char *arena_text(struct arena *arena, const char *text);
char *arena_text_n(struct arena *arena, const char *text, size_t length);
char *arena_printf(struct arena *arena, const char *format, ...) PRINTF(2, 3);
char *arena_vprintf(struct arena *arena, const char *format, va_list args) PRINTF(2, 0);

#define ARENA_NEW(arena, type) ((type *)arena_alloc((arena), sizeof(type)))
#define ARENA_ARRAY(arena, type, count) ((type *)arena_alloc((arena), sizeof(type) * (size_t)(count)))

/*
 * memory: the nth allocation of the program finds no memory.
 */
#include <errno.h>
#include <stddef.h>

#include "control.h"

/* The C library's own names for what stands behind this. */
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *old, size_t size);

void *malloc(size_t size);
void *calloc(size_t count, size_t size);
void *realloc(void *old, size_t size);

static void *none(void)
{
	errno = ENOMEM;
	return NULL;
}

void *malloc(size_t size)
{
	return shim_count(SHIM_ALLOCATION) ? none() : __libc_malloc(size);
}

void *calloc(size_t count, size_t size)
{
	return shim_count(SHIM_ALLOCATION) ? none() : __libc_calloc(count, size);
}

void *realloc(void *old, size_t size)
{
	return shim_count(SHIM_ALLOCATION) ? none() : __libc_realloc(old, size);
}

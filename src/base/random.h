#pragma once
/*
 * random: the kernel's randomness (through libsodium), and tokens made of it.
 */
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

void random_bytes(void *out, size_t length);
uint32_t random_below(uint32_t limit); /* uniform in [0, limit) */

/* URL-safe text of `bytes` random bytes. */
char *random_token(struct arena *arena, size_t bytes);

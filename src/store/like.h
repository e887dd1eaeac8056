#pragma once
/*
 * like: patterns for LIKE … ESCAPE '\', from texts that may hold LIKE's own signs.
 */
#include "base/arena.h"

/* "%part%"; "" for no search (NULL or ""). */
const char *like_contains(struct arena *arena, const char *part);

/* "%part", for what ends in it. */
const char *like_ends(struct arena *arena, const char *part);

#pragma once
/*
 * cookie: reading the Cookie header and writing Set-Cookie.
 *
 * Every cookie is HttpOnly and SameSite=Lax (Strict would lose the session on the way back from an OAuth provider), and
 * Secure where the connection is https.
 */
#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"

/* The value of the first cookie of this name, or NULL. */
char *cookie_find(struct arena *arena, const char *header, const char *name);

/* The value of a Set-Cookie header. max_age_s 0 deletes the cookie. */
char *cookie_set(struct arena *arena, const char *name, const char *value, int64_t max_age_s, bool secure);

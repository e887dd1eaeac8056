#pragma once
/*
 * country: what people write into a contact's country, as an ISO 3166-1 code.
 *
 * Codes, English names and the usual other ones are known; what is not known is no country, and rules about countries then take
 * the careful side.
 */
#include <stdbool.h>

#include "base/arena.h"

/* "DE" for "de", "Germany" or "Deutschland"; NULL when it is none that we know, or NULL. */
const char *country_code(const char *text, struct arena *arena);

/* Whether it is the two capital letters of a country. */
bool country_is_code(const char *text);

#pragma once
/*
 * fold: texts made comparable: Unicode case folding and compatibility normalisation, so that "Ｍüller" equals "MÜLLER".
 */
#include "base/arena.h"

/* The folded text; invalid UTF-8 is folded by ASCII alone. NULL stays NULL. */
const char *fold_text(const char *text, struct arena *arena);

/* Folded, without accents, and everything but letters and digits as single spaces: "  Désabonner!" → "desabonner". */
const char *fold_words(const char *text, struct arena *arena);

#pragma once
/*
 * html_text: the words of a piece of HTML as plain text, for the text part of an email that was written in HTML only.
 *
 * Lossy on purpose: blocks become lines, links show their address, everything else of the markup goes.
 */
#include "base/arena.h"

const char *html_text(const char *html, struct arena *arena);

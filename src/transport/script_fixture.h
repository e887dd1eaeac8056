#pragma once
/*
 * script_fixture: a server on loopback that does to one client after the other what a test tells it to, good or bad.
 *
 * A script is a list of moves, one letter and its text each:
 *	sTEXT  says TEXT and CRLF          1TEXT  the same, byte by byte      nTEXT  TEXT, a NUL, CRLF
 *	r      reads a line                e      reads to the end of data    b      reads until nothing comes for a while
 *	L      says a line of 10 MB        w      does nothing for a while    h      hangs until the client goes
 *	x      resets the connection       c      closes it                   a      closes it and takes the next one
 * "sTEXT" may hold "$" for the tag of the last line read (IMAP).
 */
#include <stdbool.h>
#include <stddef.h>

struct script;

/* Listens and plays in a thread of its own. */
struct script *script_start(const char *const *moves);
int script_port(const struct script *script);

/* Waits until the script is over; nobody need have come. */
void script_wait(struct script *script);
/* After script_wait: what clients said, and how often an end of data (CRLF.CRLF) was among it. */
const char *script_got(const struct script *script);
int script_ends(const struct script *script);
int script_connections(const struct script *script);

void script_free(struct script *script);

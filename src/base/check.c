#include "base/check.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

/* An assertion knows no context: this is one of the few places where the process itself is meant. */
static _Atomic(void (*)(void)) last_words;

void check_on_failure(void (*write_last_words)(void))
{
	atomic_store(&last_words, write_last_words);
}

_Noreturn void check_failed(const char *file, int line, const char *condition)
{
	void (*write_last_words)(void) = atomic_exchange(&last_words, NULL);

	fprintf(stderr, "%s:%d: assertion failed: %s\n", file, line, condition);
	if (write_last_words)
		write_last_words();
	abort();
}

#pragma once
/*
 * check: assertions about what the programmer guarantees.
 *
 * ASSERT stays on in release builds and aborts: every claim of a worker expires, so a restart loses nothing. Never assert
 * on input, network, disk or rows.
 */

#define MUST_CHECK __attribute__((warn_unused_result))
#define PRINTF(format_at, args_at) __attribute__((format(printf, format_at, args_at)))

#define ASSERT(condition) ((condition) ? (void)0 : check_failed(__FILE__, __LINE__, #condition))
#define UNREACHABLE() check_failed(__FILE__, __LINE__, "unreachable")

#define ARRAY_COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* Prints the place and the condition to stderr, lets the last words be written, and aborts. */
_Noreturn void check_failed(const char *file, int line, const char *condition);

/* What a failing assertion calls before it aborts, once; NULL: nothing. It runs in whatever state the process is in. */
void check_on_failure(void (*write_last_words)(void));

#pragma once
/*
 * cli: a table of verbs, their options, and what they have in common.
 *
 * Every verb knows --help and --json. Exit status: 0 done, 1 refused or failed (one line on stderr, with the code), 2 bad usage.
 */
#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/error.h"

enum { CLI_MAX_ARGUMENTS = 16, CLI_MAX_OPTIONS = 16 };
enum { CLI_DONE = 0, CLI_FAILED = 1, CLI_USAGE = 2 };

struct cli;

struct cli_option {
	const char *name;  /* without the dashes; NULL ends the list */
	const char *value; /* what it takes, for the help: "DIR"; NULL: takes nothing */
	const char *help;
};

struct cli_verb {
	const char *name;      /* "mailbox disconnect"; NULL ends the table */
	const char *arguments; /* for the help: "MAILBOX", or "" */
	const char *summary;
	const struct cli_option *options; /* its own; NULL: none */
	int min_arguments, max_arguments;
	int (*run)(struct cli *cli); /* the exit status */
};

struct cli {
	const struct cli_verb *verb;
	struct arena *arena;
	const char *arguments[CLI_MAX_ARGUMENTS];
	int argument_count;
	struct {
		const char *name, *value;
	} given[CLI_MAX_OPTIONS];
	int given_count;
	bool is_json;
};

/* Finds the verb, parses its options, runs it. */
int cli_main(const struct cli_verb *const *tables, size_t table_count, int argc, char **argv);

/* An option's value, "" for one that takes none; NULL when it was not given. */
const char *cli_option(const struct cli *cli, const char *name);

/* "outrider: code: message" on stderr; gives CLI_FAILED. */
int cli_fail(const struct error *err);

/* Says what is wrong with the call, and how to get help; gives CLI_USAGE. */
int cli_usage(const struct cli *cli, const char *format, ...) PRINTF(2, 3);

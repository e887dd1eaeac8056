#include "cli/cli.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

/* What every verb takes. */
static const struct cli_option common[] = {
	{"data", "DIR", "data directory (OUTRIDER_DATA, ./data)"},
	{"json", NULL, "print JSON"},
	{"help", NULL, "this help"},
	{.name = NULL},
};

static int count_options(const struct cli_option *options)
{
	int count = 0;

	while (options && options[count].name)
		count++;
	return count;
}

static void print_options(const struct cli_option *options)
{
	for (; options && options->name; options++) {
		char left[64];

		snprintf(left, sizeof(left), "--%s%s%s", options->name, options->value ? " " : "",
			options->value ? options->value : "");
		printf("  %-26s %s\n", left, options->help);
	}
}

static void print_verb_help(const struct cli_verb *verb)
{
	printf("outrider %s%s%s [options]\n%s\n\n", verb->name, *verb->arguments ? " " : "", verb->arguments,
		verb->summary);
	print_options(verb->options);
	print_options(common);
}

/* The verbs whose name begins so; "" is all. How many there are. */
static int print_verbs(const struct cli_verb *const *tables, size_t table_count, const char *beginning)
{
	int count = 0;

	for (size_t i = 0; i < table_count; i++)
		for (const struct cli_verb *verb = tables[i]; verb->name; verb++) {
			char left[64];

			if (!text_starts(verb->name, beginning))
				continue;
			snprintf(left, sizeof(left), "%s %s", verb->name, verb->arguments);
			printf("  %-36s %s\n", left, verb->summary);
			count++;
		}
	return count;
}

static void print_help(const struct cli_verb *const *tables, size_t table_count)
{
	printf("outrider COMMAND [options]\n\n");
	print_verbs(tables, table_count, "");
	printf("\n“outrider COMMAND --help” tells the options of each.\n");
}

/* A verb is one word or two. */
static const struct cli_verb *find_verb(
	const struct cli_verb *const *tables, size_t table_count, int argc, char **argv, int *words)
{
	for (size_t i = 0; i < table_count; i++)
		for (const struct cli_verb *verb = tables[i]; verb->name; verb++) {
			const char *space = strchr(verb->name, ' ');
			size_t length = space ? (size_t)(space - verb->name) : strlen(verb->name);

			if (argc < 2 || strlen(argv[1]) != length || strncmp(argv[1], verb->name, length) != 0)
				continue;
			if (space && (argc < 3 || strcmp(argv[2], space + 1) != 0))
				continue;
			*words = space ? 2 : 1;
			return verb;
		}
	return NULL;
}

static int fill_options(struct option *out, const struct cli_option *options, int at)
{
	for (; options && options->name; options++, at++)
		out[at] = (struct option){.name = options->name,
			.has_arg = options->value ? required_argument : no_argument,
			.val = at + 1};
	return at;
}

int cli_usage(const struct cli *cli, const char *format, ...)
{
	va_list args;

	fprintf(stderr, "outrider: ");
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fprintf(stderr, " See “outrider %s --help”.\n", cli->verb->name);
	return CLI_USAGE;
}

static bool parse(struct cli *cli, int argc, char **argv)
{
	struct option options[2 * CLI_MAX_OPTIONS] = {{0}};
	int found;

	ASSERT(count_options(cli->verb->options) + count_options(common) < CLI_MAX_OPTIONS);
	fill_options(options, common, fill_options(options, cli->verb->options, 0));
	optind = 1;
	while ((found = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (found < 1 || found == '?' || cli->given_count == CLI_MAX_OPTIONS)
			return false;
		ASSERT(options[found - 1].name);
		cli->given[cli->given_count].name = options[found - 1].name;
		cli->given[cli->given_count++].value = optarg ? optarg : "";
	}
	while (optind < argc && cli->argument_count < CLI_MAX_ARGUMENTS)
		cli->arguments[cli->argument_count++] = argv[optind++];
	return true;
}

static int run(struct cli *cli, int argc, char **argv)
{
	if (!parse(cli, argc, argv))
		return cli_usage(cli, "The options are not right.");
	cli->is_json = cli_option(cli, "json") != NULL;
	if (cli_option(cli, "help")) {
		print_verb_help(cli->verb);
		return CLI_DONE;
	}
	if (cli->argument_count < cli->verb->min_arguments)
		return cli_usage(cli, "It needs %s.", cli->verb->arguments);
	if (cli->argument_count > cli->verb->max_arguments)
		return cli_usage(cli, "“%s” is one argument too many.", cli->arguments[cli->verb->max_arguments]);
	return cli->verb->run(cli);
}

int cli_main(const struct cli_verb *const *tables, size_t table_count, int argc, char **argv)
{
	OWNED(arena) struct arena *arena = arena_new();
	struct cli cli = {.arena = arena};
	int words;

	cli.verb = find_verb(tables, table_count, argc, argv, &words);
	if (cli.verb)
		return run(&cli, argc - words, argv + words);
	if (argc >= 2 && (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "help") == 0)) {
		print_help(tables, table_count);
		return CLI_DONE;
	}
	if (argc >= 3 && strcmp(argv[2], "--help") == 0 &&
		print_verbs(tables, table_count, arena_printf(arena, "%s ", argv[1])))
		return CLI_DONE;
	if (argc >= 2)
		fprintf(stderr, "outrider: there is no such command. See “outrider --help”.\n");
	else
		print_help(tables, table_count);
	return CLI_USAGE;
}

const char *cli_option(const struct cli *cli, const char *name)
{
	for (int i = cli->given_count; i-- > 0;)
		if (strcmp(cli->given[i].name, name) == 0)
			return cli->given[i].value;
	return NULL;
}

int cli_fail(const struct error *err)
{
	fprintf(stderr, "outrider: %s: %s\n", err->code ? err->code : "failed", err->message);
	return CLI_FAILED;
}

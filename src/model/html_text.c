#include "model/html_text.h"

#include <stdbool.h>
#include <string.h>
#include <strings.h>

#include "base/text.h"

static const struct {
	const char *entity, *text;
} entities[] = {{"&amp;", "&"}, {"&lt;", "<"}, {"&gt;", ">"}, {"&quot;", "\""}, {"&#39;", "'"}, {"&apos;", "'"},
	{"&nbsp;", " "}, {"&ndash;", "–"}, {"&mdash;", "—"}, {"&hellip;", "…"}};

static const char *const line_tags[] = {"/tr", "/li", "/div"};
static const char *const paragraph_tags[] = {"/p", "/h1", "/h2", "/h3", "/h4", "/ul", "/ol", "/table", "hr"};
static const char *const silent_tags[] = {"style", "script", "head", "title"};

struct reading {
	const char *at;
	struct text *out;
	struct arena *arena;
	const char *link; /* of the <a> that is open */
	size_t link_start;
	bool gap;
};

/* Of the name in "br/>", "p class=…", "/a>". */
static size_t name_length(const char *tag)
{
	size_t length = strcspn(tag, " \t\r\n>");

	return length > 1 && tag[length - 1] == '/' ? length - 1 : length;
}

static bool is_tag(const char *tag, const char *name)
{
	return name_length(tag) == strlen(name) && strncasecmp(tag, name, strlen(name)) == 0;
}

static bool is_one_of(const char *tag, const char *const *names, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (is_tag(tag, names[i]))
			return true;
	return false;
}

/* Ends the present line, and makes sure of so many line ends in a row. */
static void break_line(struct reading *reading, size_t ends)
{
	struct text *out = reading->out;
	size_t there = 0;

	reading->gap = false;
	if (!out->length)
		return;
	while (there < out->length && out->data[out->length - 1 - there] == '\n')
		there++;
	for (; there < ends; there++)
		text_add_char(out, '\n');
}

static void add_gap(struct reading *reading)
{
	if (reading->gap && reading->out->length && reading->out->data[reading->out->length - 1] != '\n')
		text_add_char(reading->out, ' ');
	reading->gap = false;
}

/* The value of href, when it leads to the web or to an address. */
static const char *read_link(const char *tag, const char *end, struct arena *arena)
{
	const char *href = strcasestr(tag, "href=");
	char quote;

	if (!href || href > end)
		return NULL;
	href += strlen("href=");
	quote = *href == '"' || *href == '\'' ? *href++ : ' ';
	if (strncasecmp(href, "http", 4) != 0)
		return NULL;
	return arena_text_n(arena, href, strcspn(href, (char[]){quote, '>', '\0'}));
}

/* A link whose words are not its address already is followed by it. */
static void end_link(struct reading *reading)
{
	if (reading->link && !strstr(text_string(reading->out) + reading->link_start, reading->link))
		text_printf(reading->out, " (%s)", reading->link);
	reading->link = NULL;
}

static const char *skip_silent(const char *at, const char *tag)
{
	const char *end;
	char closing[16] = "</";

	for (size_t i = 0; i < ARRAY_COUNT(silent_tags); i++) {
		if (!is_tag(tag, silent_tags[i]))
			continue;
		memcpy(closing + 2, silent_tags[i], strlen(silent_tags[i]) + 1);
		end = strcasestr(at, closing);
		return end ? end : at + strlen(at);
	}
	return at;
}

static void read_tag(struct reading *reading)
{
	const char *tag = reading->at + 1;
	const char *end = strncmp(tag, "!--", 3) == 0 ? strstr(tag, "-->") : strchr(tag, '>');

	if (!end) {
		reading->at += strlen(reading->at);
		return;
	}
	reading->at = skip_silent(end + (*end == '-' ? 3 : 1), tag);
	if (is_tag(tag, "br") && reading->out->length)
		text_add_char(reading->out, '\n');
	else if (is_one_of(tag, line_tags, ARRAY_COUNT(line_tags)))
		break_line(reading, 1);
	if (is_one_of(tag, paragraph_tags, ARRAY_COUNT(paragraph_tags)))
		break_line(reading, 2);
	if (is_tag(tag, "li")) {
		break_line(reading, 1);
		text_add(reading->out, "- ");
	}
	if (is_tag(tag, "a")) {
		add_gap(reading);
		reading->link = read_link(tag, end, reading->arena);
		reading->link_start = reading->out->length;
	}
	if (is_tag(tag, "/a"))
		end_link(reading);
}

static void read_entity(struct reading *reading)
{
	add_gap(reading);
	for (size_t i = 0; i < ARRAY_COUNT(entities); i++) {
		if (text_starts(reading->at, entities[i].entity)) {
			text_add(reading->out, entities[i].text);
			reading->at += strlen(entities[i].entity);
			return;
		}
	}
	text_add_char(reading->out, *reading->at++);
}

static void read_words(struct reading *reading)
{
	if (strchr(" \t\r\n", *reading->at)) {
		reading->gap = true;
		reading->at++;
		return;
	}
	add_gap(reading);
	text_add_char(reading->out, *reading->at++);
}

const char *html_text(const char *html, struct arena *arena)
{
	struct text out;
	struct reading reading = {.at = html, .out = &out, .arena = arena};

	text_init(&out, arena);
	while (*reading.at) {
		if (*reading.at == '<')
			read_tag(&reading);
		else if (*reading.at == '&')
			read_entity(&reading);
		else
			read_words(&reading);
	}
	return text_trim(arena, text_string(&out));
}

#include "model/html_text.h"

#include <glib.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/text.h"

enum { MAX_LISTS = 8, MAX_QUOTES = 8 };

static const struct {
	const char *entity, *text;
} entities[] = {{"&amp;", "&"}, {"&lt;", "<"}, {"&gt;", ">"}, {"&quot;", "\""}, {"&apos;", "'"}, {"&nbsp;", " "},
	{"&ndash;", "–"}, {"&mdash;", "—"}, {"&hellip;", "…"}, {"&lsquo;", "‘"}, {"&rsquo;", "’"}, {"&ldquo;", "“"},
	{"&rdquo;", "”"}, {"&laquo;", "«"}, {"&raquo;", "»"}, {"&bull;", "•"}, {"&middot;", "·"}, {"&euro;", "€"},
	{"&pound;", "£"}, {"&copy;", "©"}, {"&reg;", "®"}, {"&trade;", "™"}, {"&times;", "×"}, {"&zwnj;", ""},
	{"&shy;", ""}};

static const char *const line_tags[] = {"/tr", "/li", "/div"};
static const char *const paragraph_tags[] = {
	"/p", "/h1", "/h2", "/h3", "/h4", "/h5", "/h6", "/table", "hr", "blockquote"};
static const char *const silent_tags[] = {"style", "script", "head", "title"};

struct reading {
	const char *at;
	struct text *out;
	struct arena *arena;
	const char *link; /* of the <a> that is open */
	size_t link_start;
	bool gap;
	int quotes;             /* <blockquote>s that are open */
	int lists;              /* <ul>s and <ol>s that are open */
	int numbers[MAX_LISTS]; /* of the next <li>; 0: a bullet */
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

static bool is_at_line_start(const struct reading *reading)
{
	return !reading->out->length || reading->out->data[reading->out->length - 1] == '\n';
}

/* Words, behind the gap before them; at the start of a line behind its marks. */
static void put(struct reading *reading, const char *words, size_t length)
{
	if (is_at_line_start(reading)) {
		for (int i = 0; i < reading->quotes; i++)
			text_add(reading->out, "> ");
	} else if (reading->gap) {
		text_add_char(reading->out, ' ');
	}
	reading->gap = false;
	text_add_n(reading->out, words, length);
}

static void begin_list(struct reading *reading, bool is_numbered)
{
	break_line(reading, reading->lists ? 1 : 2);
	if (reading->lists < MAX_LISTS)
		reading->numbers[reading->lists++] = is_numbered;
}

static void end_list(struct reading *reading)
{
	if (reading->lists)
		reading->lists--;
	break_line(reading, reading->lists ? 1 : 2);
}

static void begin_item(struct reading *reading)
{
	int *number = reading->lists ? &reading->numbers[reading->lists - 1] : NULL;
	const char *mark = number && *number ? arena_printf(reading->arena, "%d. ", (*number)++) : "- ";

	break_line(reading, 1);
	for (int i = 1; i < reading->lists; i++)
		put(reading, "  ", 2);
	put(reading, mark, strlen(mark));
}

/* "&#8217;" and "&#x2019;". */
static size_t read_number(const char *at, char utf8[6], int *length)
{
	bool is_hex = at[2] == 'x' || at[2] == 'X';
	char *end;
	unsigned long code = strtoul(at + (is_hex ? 3 : 2), &end, is_hex ? 16 : 10);

	if (*end != ';' || code < 0x20 || code > 0x10ffff || !g_unichar_validate((gunichar)code))
		return 0;
	*length = g_unichar_to_utf8((gunichar)code, utf8);
	return (size_t)(end + 1 - at);
}

/* The text of the entity that stands here; *used 0 when it is none. */
static const char *entity(const char *at, struct arena *arena, size_t *used)
{
	char utf8[6];
	int length;

	for (size_t i = 0; i < ARRAY_COUNT(entities); i++) {
		*used = strlen(entities[i].entity);
		if (text_starts(at, entities[i].entity))
			return entities[i].text;
	}
	*used = text_starts(at, "&#") ? read_number(at, utf8, &length) : 0;
	return *used ? arena_text_n(arena, utf8, (size_t)length) : NULL;
}

static const char *without_entities(const char *value, struct arena *arena)
{
	struct text out;

	text_init(&out, arena);
	while (*value) {
		size_t used = 0;
		const char *text = *value == '&' ? entity(value, arena, &used) : NULL;

		if (text)
			text_add(&out, text);
		else
			text_add_char(&out, *value);
		value += text ? used : 1;
	}
	return text_string(&out);
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
	if (strncasecmp(href, "mailto:", 7) == 0)
		href += strlen("mailto:");
	else if (strncasecmp(href, "http://", 7) != 0 && strncasecmp(href, "https://", 8) != 0)
		return NULL;
	return without_entities(arena_text_n(arena, href, strcspn(href, (char[]){quote, '>', '\0'})), arena);
}

/* A link whose words are not its address already is followed by it. */
static void end_link(struct reading *reading)
{
	if (reading->link && !strstr(text_string(reading->out) + reading->link_start, reading->link))
		text_printf(reading->out, " (%s)", reading->link);
	reading->link = NULL;
}

static void read_anchor(struct reading *reading, const char *tag, const char *end)
{
	put(reading, "", 0);
	reading->link = read_link(tag, end, reading->arena);
	reading->link_start = reading->out->length;
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

/* Tags that begin or end something. */
static void read_structure(struct reading *reading, const char *tag, const char *end)
{
	if (is_tag(tag, "ul") || is_tag(tag, "ol")) {
		begin_list(reading, is_tag(tag, "ol"));
	} else if (is_tag(tag, "/ul") || is_tag(tag, "/ol")) {
		end_list(reading);
	} else if (is_tag(tag, "li")) {
		begin_item(reading);
	} else if (is_tag(tag, "blockquote")) {
		reading->quotes += reading->quotes < MAX_QUOTES;
	} else if (is_tag(tag, "/blockquote")) {
		reading->quotes -= reading->quotes > 0;
		break_line(reading, 2);
	} else if (is_tag(tag, "a")) {
		read_anchor(reading, tag, end);
	} else if (is_tag(tag, "/a")) {
		end_link(reading);
	}
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
	read_structure(reading, tag, end);
}

static void read_entity(struct reading *reading)
{
	size_t used;
	const char *text = entity(reading->at, reading->arena, &used);

	put(reading, text ? text : "&", text ? strlen(text) : 1);
	reading->at += text ? used : 1;
}

static void read_words(struct reading *reading)
{
	size_t length = strcspn(reading->at, " \t\r\n<&");

	if (length)
		put(reading, reading->at, length);
	else
		reading->gap = true;
	reading->at += length ? length : 1;
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

/*
 * template_filter_date: {{ "now" | date: "%A, %-d %B", "Europe/Berlin", "de" }}. Formats are those of strftime (POSIX) with
 * Ruby's flags "-", "_", "0" and "^"; a zone and a language may follow. What is no date stays as it is.
 */
#include <glib.h>
#include <string.h>

#include "base/text.h"
#include "model/template.h"
#include "model/template_code.h"
#include "model/template_locale.h"
#include "model/zone.h"

/* A moment, as the people of a place tell it. */
struct moment {
	int64_t at;                                          /* wall ms */
	int64_t local;                                       /* ms of the place's own time */
	int64_t day;                                         /* since 1970 */
	int year, month, day_of_month, day_of_year, weekday; /* 1…, Sunday is 0 */
	int hour, minute, second;
	const struct template_locale *locale;
};

/* ---- What was written ---- */

/* Days since 1970 of a date in the Gregorian calendar. */
static int64_t day_of(int year, int month, int day)
{
	GDate date;

	g_date_clear(&date, 1);
	g_date_set_dmy(&date, (GDateDay)day, (GDateMonth)month, (GDateYear)year);
	return (int64_t)g_date_get_julian(&date) - 719163;
}

static bool take_digits(const char **at, size_t least, size_t most, int *out)
{
	size_t length = strspn(*at, "0123456789");

	if (length < least || length > most)
		return false;
	*out = (int)g_ascii_strtoll(*at, NULL, 10);
	*at += length;
	return true;
}

static bool take_char(const char **at, const char *any)
{
	bool is = **at && strchr(any, **at);

	*at += is;
	return is;
}

/* "Z", "+02:00", "+0200", " +0200" or nothing. */
static bool take_offset(const char **at, bool *has, int64_t *offset_ms)
{
	int hours, minutes = 0;
	bool minus;

	*at += strspn(*at, " ");
	*has = **at != '\0';
	*offset_ms = 0;
	if (!*has || take_char(at, "Z"))
		return true;
	minus = **at == '-';
	if (!take_char(at, "+-") || strspn(*at, "0123456789") < 2)
		return false;
	hours = ((*at)[0] - '0') * 10 + (*at)[1] - '0';
	*at += 2;
	take_char(at, ":");
	if (**at && !take_digits(at, 2, 2, &minutes))
		return false;
	*offset_ms = (hours * 60 + minutes) * 60000LL * (minus ? -1 : 1);
	return true;
}

/* "T10:30", " 10:30:15", "10:30:15.250"; *ms of the day. */
static bool take_clock(const char **at, int64_t *ms)
{
	int hour, minute, second = 0, fraction;

	*ms = 0;
	if (!**at || !take_char(at, "T "))
		return !**at;
	if (!take_digits(at, 1, 2, &hour) || !take_char(at, ":") || !take_digits(at, 2, 2, &minute))
		return false;
	if (take_char(at, ":") && !take_digits(at, 2, 2, &second))
		return false;
	if (take_char(at, ".") && !take_digits(at, 1, 9, &fraction))
		return false;
	*ms = ((hour * 60 + minute) * 60 + second) * 1000LL;
	return hour < 24 && minute < 60 && second < 60;
}

/* A date, with or without a time and an offset (ISO 8601, RFC 3339). Without an offset it is the place's own time. */
static bool parse_iso(const char *text, const struct zone *zone, int64_t *at_ms)
{
	int year, month, day;
	int64_t clock, offset, local;
	bool has_offset = false;

	if (!take_digits(&text, 4, 4, &year) || !take_char(&text, "-") || !take_digits(&text, 1, 2, &month) ||
		!take_char(&text, "-") || !take_digits(&text, 1, 2, &day) || year == 0 ||
		!g_date_valid_dmy((GDateDay)day, (GDateMonth)month, (GDateYear)year))
		return false;
	if (!take_clock(&text, &clock) || !take_offset(&text, &has_offset, &offset) || *text)
		return false;
	local = day_of(year, month, day) * ZONE_DAY_MS + clock;
	*at_ms = has_offset ? local - offset : zone_from_local(zone, local);
	return true;
}

/* "now", "today", seconds since 1970, or a date. */
static bool parse_date(
	const struct template_value *value, const struct template_call *call, const struct zone *zone, int64_t *at_ms)
{
	struct template_value number;
	const char *text = template_value_text(value, call->arena);

	if (g_ascii_strcasecmp(text, "now") == 0 || g_ascii_strcasecmp(text, "today") == 0) {
		*at_ms = call->now;
		return true;
	}
	if (template_value_number(value, &number) && number.type == TEMPLATE_INTEGER) {
		*at_ms = number.integer * 1000;
		return number.integer > -62135596800 && number.integer < 253402300800;
	}
	return parse_iso(text_trim(call->arena, text), zone, at_ms);
}

static bool tell_moment(int64_t at, const struct zone *zone, const struct template_locale *locale, struct moment *out)
{
	int64_t local = zone_local(zone, at), day = zone_day(local), rest = (local - day * ZONE_DAY_MS) / 1000;
	GDate date;

	if (day < -719162 || day > 2932896) /* the years 1 to 9999 */
		return false;
	g_date_clear(&date, 1);
	g_date_set_julian(&date, (guint32)(day + 719163));
	*out = (struct moment){.at = at,
		.local = local,
		.day = day,
		.year = g_date_get_year(&date),
		.month = (int)g_date_get_month(&date),
		.day_of_month = g_date_get_day(&date),
		.day_of_year = (int)g_date_get_day_of_year(&date),
		.weekday = (int)g_date_get_weekday(&date) % 7,
		.hour = (int)(rest / 3600),
		.minute = (int)(rest / 60 % 60),
		.second = (int)(rest % 60),
		.locale = locale};
	return true;
}

/* ---- What is written out ---- */

static int hour12(const struct moment *moment)
{
	return (moment->hour + 11) % 12 + 1;
}

/* The number that a letter stands for, its width and what fills that. */
static bool number_for(char letter, const struct moment *moment, long long *number, int *width, char *fill)
{
	const struct {
		char letter;
		long long number;
		int width;
		char fill;
	} rows[] = {{'d', moment->day_of_month, 2, '0'}, {'e', moment->day_of_month, 2, ' '},
		{'m', moment->month, 2, '0'}, {'Y', moment->year, 4, '0'}, {'y', moment->year % 100, 2, '0'},
		{'C', moment->year / 100, 2, '0'}, {'j', moment->day_of_year, 3, '0'}, {'H', moment->hour, 2, '0'},
		{'k', moment->hour, 2, ' '}, {'I', hour12(moment), 2, '0'}, {'l', hour12(moment), 2, ' '},
		{'M', moment->minute, 2, '0'}, {'S', moment->second, 2, '0'},
		{'L', (moment->at % 1000 + 1000) % 1000, 3, '0'},
		{'s', zone_day(moment->at) * 86400 + (moment->at - zone_day(moment->at) * ZONE_DAY_MS) / 1000, 1, '0'},
		{'u', moment->weekday ? moment->weekday : 7, 1, '0'}, {'w', moment->weekday, 1, '0'}};

	for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
		if (rows[i].letter == letter) {
			*number = rows[i].number;
			*width = rows[i].width;
			*fill = rows[i].fill;
			return true;
		}
	}
	return false;
}

/* The word that a letter stands for, or NULL. */
static const char *word_for(char letter, const struct moment *moment, struct arena *arena)
{
	int64_t minutes = (moment->local - moment->at) / 60000;

	switch (letter) {
	case 'A':
		return moment->locale->days[moment->weekday];
	case 'a':
		return moment->locale->short_days[moment->weekday];
	case 'B':
		return moment->locale->months[moment->month - 1];
	case 'b':
	case 'h':
		return moment->locale->short_months[moment->month - 1];
	case 'p':
		return moment->hour < 12 ? "AM" : "PM";
	case 'P':
		return moment->hour < 12 ? "am" : "pm";
	case 'z':
		return arena_printf(arena, "%c%02d%02d", minutes < 0 ? '-' : '+',
			(int)((minutes < 0 ? -minutes : minutes) / 60), (int)((minutes < 0 ? -minutes : minutes) % 60));
	case 'n':
		return "\n";
	case 't':
		return "\t";
	case '%':
		return "%";
	default:
		return NULL;
	}
}

/* What a letter is short for, or NULL. */
static const char *longer_form(char letter)
{
	switch (letter) {
	case 'D':
	case 'x':
		return "%m/%d/%y";
	case 'F':
		return "%Y-%m-%d";
	case 'T':
	case 'X':
		return "%H:%M:%S";
	case 'R':
		return "%H:%M";
	case 'r':
		return "%I:%M:%S %p";
	case 'c':
		return "%a %b %e %H:%M:%S %Y";
	default:
		return NULL;
	}
}

static void add_word(struct text *out, const char *word, char flag)
{
	char *large;

	if (flag != '^') {
		text_add(out, word);
		return;
	}
	large = g_utf8_strup(word, -1);
	text_add(out, large);
	g_free(large);
}

static void add_number(struct text *out, long long number, int width, char fill, char flag)
{
	int most = flag == '-' ? 1 : width;
	bool spaces = flag == '_' || (flag != '0' && fill == ' ');

	text_printf(out, spaces ? "%*lld" : "%0*lld", most, number);
}

static void format_moment(struct text *out, const char *format, const struct moment *moment)
{
	while (*format && out->length <= TEMPLATE_MAX_OUTPUT) {
		size_t plain = strcspn(format, "%"), flags;
		const char *word;
		long long number;
		char flag, letter, fill;
		int width;

		text_add_n(out, format, plain);
		format += plain;
		if (!*format)
			return;
		flags = strspn(format + 1, "-_0^");
		flag = flags ? format[flags] : '\0';
		letter = format[1 + flags];
		word = word_for(letter, moment, out->arena);
		if (word)
			add_word(out, word, flag);
		else if (number_for(letter, moment, &number, &width, &fill))
			add_number(out, number, width, fill, flag);
		else if (longer_form(letter))
			format_moment(out, longer_form(letter), moment);
		else
			text_add_n(out, format, 1 + flags + (letter != '\0'));
		format += 1 + flags + (letter != '\0');
	}
}

static const struct zone *zone_for(const struct template_call *call)
{
	const char *name = call->count > 1 ? template_value_text(&call->arguments[1], call->arena) : "";
	const struct zone *zone = *name ? zone_find(name) : NULL;

	if (!zone && call->zone)
		zone = zone_find(call->zone);
	return zone ? zone : zone_find("UTC");
}

static struct template_value filter_date(const struct template_value *value, const struct template_call *call)
{
	const char *language = call->count > 2 ? template_value_text(&call->arguments[2], call->arena) : "en";
	const struct zone *zone = zone_for(call);
	struct moment moment;
	struct text out;
	int64_t at;

	if (!zone || !parse_date(value, call, zone, &at) ||
		!tell_moment(at, zone, template_locale_find(language), &moment))
		return *value;
	text_init(&out, call->arena);
	format_moment(&out, template_value_text(&call->arguments[0], call->arena), &moment);
	return template_string(text_string(&out), value->field);
}

const struct template_filter template_date_filters[] = {
	{"date", 1, 3, filter_date, false},
	{0},
};

#include "api/schedule_json.h"

#include <string.h>

#include "base/text.h"

enum { NAME_MAX_BYTES = 64, MAX_MINUTES = 100000 };

struct reader {
	const json_t *body;
	struct arena *arena;
	struct campaign_edit *edit;
	struct problems *problems;
};

static void complain(struct reader *reader, const char *field, const char *rule, const char *value, const char *message)
{
	struct error err;

	if (!error_invalid(&err, field, rule, value, "%s", message))
		problems_add(reader->problems, "", &err);
}

static void read_source(struct reader *reader)
{
	const char *name = NULL;
	struct error err;

	if (!json_get_text(reader->body, "timezone_source", NAME_MAX_BYTES, reader->arena, &name, NULL, &err)) {
		problems_add(reader->problems, "", &err);
		return;
	}
	if (!name)
		return;
	reader->edit->settings |= SETTING_TIMEZONE_SOURCE;
	if (!timezone_source_parse(name, &reader->edit->values.timezone_source))
		complain(reader, "timezone_source", "one_of", name, "“timezone_source” must be campaign or contact.");
}

/* The items of a list of texts; false when it is none. */
static bool read_list(struct reader *reader, const json_t *holidays, const char *key, const char *field, size_t max,
	const json_t **list)
{
	*list = json_object_get(holidays, key);
	if (!*list || json_is_null(*list))
		return false;
	if (json_is_array(*list) && json_array_size(*list) <= max)
		return true;
	complain(reader, field, json_is_array(*list) ? "max_items" : "type", NULL,
		json_is_array(*list) ? "The list is too long." : "This must be a list of texts.");
	return false;
}

static void read_countries(struct reader *reader, const json_t *given, struct holidays *holidays)
{
	const json_t *list, *item;
	size_t i, n = 0;

	if (!read_list(reader, given, "countries", "holidays.countries", HOLIDAYS_MAX_COUNTRIES, &list))
		return;
	json_array_foreach(list, i, item) {
		const char *code = json_string_value(item);

		if (code && holidays_country_find(code, &n))
			holidays->countries |= UINT64_C(1) << n;
		else
			complain(reader, "holidays.countries", "one_of", code,
				"The holidays of this country are not known here. Add them as dates.");
	}
}

static void read_dates(struct reader *reader, const json_t *given, struct holidays *holidays)
{
	const json_t *list, *item;
	int *dates;
	size_t i;

	if (!read_list(reader, given, "dates", "holidays.dates", HOLIDAYS_MAX_DATES, &list))
		return;
	dates = ARENA_ARRAY(reader->arena, int, json_array_size(list));
	json_array_foreach(list, i, item) {
		if (!holidays_date_parse(json_string_value(item), &dates[holidays->date_count]))
			complain(reader, "holidays.dates", "date", json_string_value(item),
				"Write dates like 2026-12-24.");
		else
			holidays->date_count++;
	}
	holidays->date_count = holidays_sort_dates(dates, holidays->date_count);
	holidays->dates = dates;
}

/* One of the two lists alone leaves the other empty: holidays are given as a whole. */
static void read_holidays(struct reader *reader)
{
	const json_t *given = json_object_get(reader->body, "holidays");

	if (!given)
		return;
	reader->edit->settings |= SETTING_HOLIDAYS;
	if (json_is_null(given))
		return;
	if (!json_is_object(given)) {
		complain(reader, "holidays", "type", NULL, "“holidays” has “countries” and “dates”.");
		return;
	}
	read_countries(reader, given, &reader->edit->values.schedule.holidays);
	read_dates(reader, given, &reader->edit->values.schedule.holidays);
}

/* A day of the campaign's zone; null: none. */
static void read_date(struct reader *reader, const char *field, int *out, unsigned setting)
{
	const json_t *value = json_object_get(reader->body, field);

	if (!value)
		return;
	reader->edit->settings |= setting;
	*out = 0;
	if (!json_is_null(value) && !holidays_date_parse(json_string_value(value), out))
		complain(reader, field, "date", json_string_value(value), "Write a date like 2026-12-24.");
}

static void read_spacing(struct reader *reader)
{
	int64_t *minutes = &reader->edit->values.domain_spacing_minutes;
	struct error err;
	bool has = false;

	if (!json_get_int(reader->body, "domain_spacing_minutes", 0, MAX_MINUTES, minutes, &has, &err))
		problems_add(reader->problems, "", &err);
	else if (has)
		reader->edit->settings |= SETTING_DOMAIN_SPACING;
}

void schedule_json_read(const json_t *body, struct arena *arena, struct campaign_edit *edit, struct problems *problems)
{
	struct reader reader = {.body = body, .arena = arena, .edit = edit, .problems = problems};

	read_source(&reader);
	read_holidays(&reader);
	read_date(&reader, "starts_on", &edit->values.schedule.starts_on, SETTING_STARTS_ON);
	read_date(&reader, "ends_on", &edit->values.schedule.ends_on, SETTING_ENDS_ON);
	read_spacing(&reader);
}

void schedule_json_put(struct json_out *out, const struct campaign *campaign, struct arena *arena)
{
	const struct holidays *holidays = &campaign->schedule.holidays;

	json_put_string(out, "timezone_source", timezone_source_name(campaign->timezone_source));
	json_open_object(out, "holidays");
	json_open_array(out, "countries");
	for (size_t i = 0; holidays_country_at(i); i++)
		if (holidays->countries >> i & 1)
			json_put_string(out, NULL, holidays_country_at(i));
	json_close_array(out);
	json_open_array(out, "dates");
	for (size_t i = 0; i < holidays->date_count; i++)
		json_put_string(out, NULL, holidays_date_text(holidays->dates[i], arena));
	json_close_array(out);
	json_close_object(out);
	json_put_string(out, "starts_on", holidays_date_text(campaign->schedule.starts_on, arena));
	json_put_string(out, "ends_on", holidays_date_text(campaign->schedule.ends_on, arena));
	json_put_int(out, "domain_spacing_minutes", campaign->domain_spacing_minutes);
}

#pragma once
/*
 * template_locale: the names of days and months in some languages, as they stand within a date.
 */

struct template_locale {
	const char *language; /* ISO 639-1 */
	const char *days[7];  /* from Sunday */
	const char *short_days[7];
	const char *months[12];
	const char *short_months[12];
};

/* By a language's code or a tag that begins with it ("de", "de-AT", "pt_BR"); English for what is not known. */
const struct template_locale *template_locale_find(const char *language);

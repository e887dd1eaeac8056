#include "model/tracking.h"

#include <string.h>

#include "base/text.h"
#include "model/country.h"

/* As of 28 November 2026. */
static const char default_countries[] = "AT,AX,BE,BG,CH,CY,CZ,DE,DK,EE,ES,FI,FR,GB,GF,GP,GR,HR,HU,IE,IS,IT,LI,LT,LU,LV,"
					"MF,MQ,MT,NL,NO,PL,PT,RE,RO,SE,SI,SK,YT";

const char *tracking_default_countries(void)
{
	return default_countries;
}

static bool has_consented(const struct contact *contact, struct arena *arena)
{
	const char *basis = contact->fields[CONTACT_LEGAL_BASIS];

	return basis && text_equal_nocase(text_trim(arena, basis), "consent");
}

static bool is_listed(const char *countries, const char *code)
{
	for (const char *at = countries; (at = strstr(at, code)); at++)
		if (at == countries || at[-1] == ',')
			return true;
	return false;
}

bool tracking_may_follow(const struct contact *contact, const char *countries, struct arena *arena)
{
	const char *code = country_code(contact->fields[CONTACT_COUNTRY], arena);

	if (!countries)
		countries = default_countries;
	if (!*countries || has_consented(contact, arena))
		return true;
	return code && !is_listed(countries, code);
}

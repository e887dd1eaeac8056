#include "model/country_rule.h"

#include <stddef.h>

#include "base/text.h"

static const char *const names[] = {[COUNTRY_ALLOW] = "allow", [COUNTRY_WARN] = "warn", [COUNTRY_BLOCK] = "block"};
_Static_assert(ARRAY_COUNT(names) == COUNTRY_RULE_COUNT, "each rule has a name");

const char *country_rule_name(enum country_rule rule)
{
	return names[rule];
}

bool country_rule_parse(const char *name, enum country_rule *out)
{
	for (size_t i = 0; i < ARRAY_COUNT(names); i++)
		if (text_equal(name, names[i])) {
			*out = (enum country_rule)i;
			return true;
		}
	return false;
}

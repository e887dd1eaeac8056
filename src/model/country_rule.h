#pragma once
/*
 * country_rule: what a workspace may rule about writing to a country.
 */
#include <stdbool.h>

enum country_rule { COUNTRY_ALLOW, COUNTRY_WARN, COUNTRY_BLOCK, COUNTRY_RULE_COUNT };
const char *country_rule_name(enum country_rule rule);
bool country_rule_parse(const char *name, enum country_rule *out);

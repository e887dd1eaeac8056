#pragma once
/*
 * tracking: who may be tracked at all. Pure.
 *
 * A pixel and a link of one's own read from the recipient's device: article 5(3) of Directive 2002/58/EC asks for consent first, and
 * so say the EDPB's guidelines 2/2023 (version 2, 7 October 2024). So there is a list of countries where nobody is tracked without
 * consent, and whoever's country is not known may live in one of them. docs/tracking.md has the sources.
 */
#include <stdbool.h>

#include "model/contact.h"

/* The EEA with its parts overseas, the United Kingdom and Switzerland; codes separated by commas. */
const char *tracking_default_countries(void);

/* Whether an email to this contact may carry a pixel and tracked links. `countries`: those without tracking, as above (NULL: the
 * default ones); with none listed everybody may be tracked. */
bool tracking_may_follow(const struct contact *contact, const char *countries, struct arena *arena);

#pragma once
/*
 * compose_tracking: the pixel and the links of a tracked email.
 *
 * Only HTML is tracked: an address in plain text is read by people, and what would stand there instead is nobody's. Opt-out links
 * are never touched.
 */
#include "ops/compose.h"

/* The HTML with its links led through here; `out` tells which they are. */
const char *compose_tracking_links(
	const struct compose_input *input, const char *html, struct arena *arena, struct tracked_mail *out);

/* The pixel, or "". */
const char *compose_tracking_pixel(const struct compose_input *input, struct arena *arena, struct tracked_mail *out);

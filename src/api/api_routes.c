#include "api/api_routes.h"

#include <string.h>

#include "base/text.h"
#include "http/router.h"

static const struct api_route *const tables[] = {
	session_routes,
	mailbox_routes,
	oauth_routes,
	send_routes,
	campaign_routes,
	forecast_routes,
	test_send_routes,
	reassign_routes,
	approval_routes,
	contact_routes,
	import_routes,
	attachment_routes,
	suppression_routes,
	settings_routes,
	saved_view_routes,
	user_routes,
	event_routes,
	support_routes,
	status_routes,
};

const struct api_route *api_routes_find(
	const char *method, const char *path, struct arena *arena, const char *segments[3], const char **allowed)
{
	struct text others;

	text_init(&others, arena);
	for (size_t i = 0; i < ARRAY_COUNT(tables); i++)
		for (const struct api_route *route = tables[i]; route->method; route++) {
			const char *found[ROUTER_MAX_SEGMENTS];

			if (!router_match(route->pattern, path, arena, found))
				continue;
			if (strcmp(route->method, method) == 0) {
				memcpy(segments, found, sizeof(found));
				return route;
			}
			text_printf(&others, "%s%s", others.length ? ", " : "", route->method);
		}
	*allowed = others.length ? text_string(&others) : NULL;
	return NULL;
}

void api_routes_each(void (*visit)(void *context, const struct api_route *route), void *context)
{
	for (size_t i = 0; i < ARRAY_COUNT(tables); i++)
		for (const struct api_route *route = tables[i]; route->method; route++)
			visit(context, route);
}

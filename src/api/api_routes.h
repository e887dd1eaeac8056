#pragma once
/*
 * api_routes: the route table of the API, joined from the *_api.c files.
 */
#include "api/api.h"

/* The route, with what stood in its {…}; NULL when there is none. *allowed tells, for a path that other methods have, which. */
const struct api_route *api_routes_find(
	const char *method, const char *path, struct arena *arena, const char *segments[3], const char **allowed);

/* Calls for each route. */
void api_routes_each(void (*visit)(void *context, const struct api_route *route), void *context);

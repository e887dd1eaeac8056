/*
 * routes_list: prints the route table, for the test that compares it with openapi.yaml.
 */
#include <stdio.h>

#include "api/api_routes.h"

static void print(__attribute__((unused)) void *context, const struct api_route *route)
{
	printf("%s %s\n", route->method, route->pattern);
}

int main(void)
{
	api_routes_each(print, NULL);
	return 0;
}

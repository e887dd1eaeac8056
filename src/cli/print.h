#pragma once
/*
 * print: what the verbs share in fetching and showing.
 */
#include "cli/client.h"

/* A text of an answer; without it NULL, or "". Borrowed from the answer. */
const char *text_of(const json_t *object, const char *name);
const char *text_or_empty(const json_t *object, const char *name);

/* The answer as indented JSON. */
void print_json(const json_t *value);

/* {"items":[…]}, as the API lists. */
void print_list_json(json_t *items);

/* Every page of a list as one array, released by json_decref. `path` has a query already. */
MUST_CHECK bool print_fetch_all(
	struct client *client, struct arena *arena, const char *path, json_t **items, struct error *err);

#pragma once
/*
 * contact: a person who may be written to, and the fields they have.
 *
 * The field table is the one list of what a contact holds: names in API, CSV and templates, limits, labels.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"

enum contact_field {
	CONTACT_EMAIL,
	CONTACT_FIRST_NAME,
	CONTACT_LAST_NAME,
	CONTACT_TITLE,
	CONTACT_COMPANY,
	CONTACT_LOCATION,
	CONTACT_COUNTRY,
	CONTACT_TIMEZONE,
	CONTACT_LANGUAGE,
	CONTACT_LINKEDIN,
	CONTACT_TWITTER,
	CONTACT_CONTEXT,
	CONTACT_SOURCE,
	CONTACT_LEGAL_BASIS,
	CONTACT_FIELD_COUNT
};

/* Custom fields are one JSON object of texts. */
enum { CONTACT_CUSTOM_MAX_FIELDS = 100, CONTACT_CUSTOM_NAME_MAX = 64, CONTACT_CUSTOM_VALUE_MAX = 8192 };

struct contact {
	int64_t workspace_id, id;
	const char *email_key, *domain;
	const char *fields[CONTACT_FIELD_COUNT]; /* NULL: not known */
	const char *custom;                      /* JSON object of texts; "{}" */
	int64_t import_id, created_at, updated_at;
};

const char *contact_field_name(enum contact_field field);  /* "first_name" */
const char *contact_field_label(enum contact_field field); /* "First name" */
size_t contact_field_max(enum contact_field field);        /* bytes */
bool contact_field_parse(const char *name, enum contact_field *out);

/*
 * Checks one field's value and gives it as it is to be stored: trimmed, line ends as \n, "" as NULL. INVALID naming the
 * field: too long, controls, not UTF-8, an unknown time zone. The email is checked by contact_set_email.
 */
MUST_CHECK bool contact_clean(
	enum contact_field field, const char *value, struct arena *arena, const char **out, struct error *err);

/* Sets email, email_key and domain. INVALID on field "email". */
MUST_CHECK bool contact_set_email(struct contact *contact, const char *email, struct arena *arena, struct error *err);

/* A custom field's name as templates spell it: lower case, letters, digits and "_" ("Deal size" → "deal_size"). NULL when
 * nothing is left of it. */
const char *contact_custom_name(const char *label, struct arena *arena);

/* Checks an object of custom fields (NULL: "{}") and writes it with clean names; numbers and truth values become texts,
 * empty values are left out. INVALID on field "custom". */
MUST_CHECK bool contact_clean_custom(const char *json, struct arena *arena, const char **out, struct error *err);

/* The value of a custom field, or NULL. */
const char *contact_custom(const struct contact *contact, const char *name, struct arena *arena);

/* The folded text that searches look at: "first last company email". */
const char *contact_search_key(const struct contact *contact, struct arena *arena);

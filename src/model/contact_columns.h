#pragma once
/*
 * contact_columns: which column of a file is which field of a contact, by the names other programs give them.
 */
#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "model/contact.h"

enum contact_column_kind {
	COLUMN_SKIP,         /* no name, or the twin of a column further left */
	COLUMN_FIELD,        /* a field of the contact */
	COLUMN_FULL_NAME,    /* "Name": split into first and last where those columns are missing */
	COLUMN_UNSUBSCRIBED, /* a yes here is a suppression */
	COLUMN_STATUS,       /* "bounced", "unsubscribed", "replied" … */
	COLUMN_CUSTOM        /* a custom field of its own name */
};

struct contact_column {
	enum contact_column_kind kind;
	enum contact_field field; /* COLUMN_FIELD */
	const char *custom_name;  /* COLUMN_CUSTOM */
};

/* What each header means, the first of two equal ones winning. Returns false when no column holds addresses. */
bool contact_columns_match(const char *const *headers, size_t count, struct arena *arena, struct contact_column *out);

/* Whether a row of values looks like a header: no value in it is an address. */
bool contact_columns_is_header(const char *const *values, size_t count);

/* Whether a value says yes ("1", "true", "yes", "x", "ja", "oui", a date), or a status says never to write again. */
bool contact_columns_is_yes(const char *value);
bool contact_columns_is_stop_status(const char *value);

/* "Ada Lovelace" → first and last name; "Lovelace, Ada" too. */
void contact_columns_split_name(const char *name, struct arena *arena, const char **first, const char **last);

#pragma once
/*
 * import_row: what the columns of a file mean, and a contact made of one of its rows.
 */
#include "model/contact.h"
#include "model/contact_columns.h"
#include "model/csv.h"

struct import_columns {
	struct contact_column columns[CSV_MAX_FIELDS];
	size_t count;
	bool has_header; /* the first row is one, not a contact */
};

/* From the first row and the user's mapping ({header: field} as JSON, or NULL). False with INVALID/no_email_column. */
MUST_CHECK bool import_row_columns(const struct csv_row *first, const char *mapping, struct arena *arena,
	struct import_columns *out, struct error *err);

/* Makes a contact; *is_stop when the row says never to write to them. INVALID names what is wrong with the row. */
MUST_CHECK bool import_row_contact(const struct import_columns *columns, const struct csv_row *row, struct arena *arena,
	struct contact *out, bool *is_stop, struct error *err);

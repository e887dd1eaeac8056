#pragma once
/*
 * contact_import: works through files of contacts, a batch of rows in each transaction.
 *
 * How many rows are done is written with the rows themselves, so that a restart goes on where the last batch ended and no
 * row counts twice. Rows that cannot be taken go to a file of their own with the reason.
 */
#include "ops/ops.h"

/* One slice (a few seconds) of the import that is next. *did is false when there is none. */
MUST_CHECK bool contact_import_run_next(struct ops *ops, bool *did, struct error *err);

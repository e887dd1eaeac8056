#pragma once
/*
 * attachment_copy: attachments beside a backup, and back from there.
 *
 * A content never changes under its name, so that all backups of a folder share one folder of attachments, and each copies only
 * what is not there yet. Going back, what lies there is read too: a disk may have changed it.
 */
#include "base/error.h"

/* Copies from one directory's attachments/ to another's what is not there; each is on disk under its name, or not at all. What is
 * damaged is left out. Nothing to copy is well. */
MUST_CHECK bool attachment_copy_missing(const char *from_dir, const char *to_dir, struct error *err);
/* The same, and what is there but damaged is replaced. */
MUST_CHECK bool attachment_copy_back(const char *from_dir, const char *to_dir, struct error *err);

#pragma once
/*
 * step_attachments: the files of a step: whether they may be its files, and what an email of it carries.
 *
 * An image within the HTML goes along with the HTML that shows it, and only then: a plain email, or a wording without it,
 * carries none.
 */
#include "mime/message_source.h"
#include "model/campaign.h"
#include "ops/ops.h"
#include "ops/problems.h"
#include "store/tx.h"

/* Looks up the files of an edit, names the images in the HTML, and checks number, size and names. `prefix` names the step,
 * which may outlive the transaction: what it gets is in the call's arena. */
MUST_CHECK bool step_attachments_resolve(struct tx *tx, const struct call *call, struct step *step, const char *prefix,
	struct problems *problems, struct error *err);

/* Whether an email with this HTML (NULL: none) carries it. */
bool step_attachments_goes_with(const struct step_attachment *attachment, const char *html);

/* Those that an email with this HTML carries. */
struct step_attachment *step_attachments_carried(
	const struct step *step, const char *html, struct arena *arena, size_t *count);

/* The files of an email with this HTML (NULL: none), in the arena. */
struct message_file *step_attachments_files(
	const struct step *step, const char *html, const char *data_dir, struct arena *arena, size_t *count);

/* The files that emails of this step carry, whichever its wording, in the arena. */
struct message_file *step_attachments_all(const struct campaign *campaign, const struct step *step,
	const char *data_dir, struct arena *arena, size_t *count);

/* Whether the files that emails of this step carry are on disk; with `whole`, whether each is still what was attached.
 * CONFLICT/attachment_missing or attachment_altered. */
MUST_CHECK bool step_attachments_are_there(const struct campaign *campaign, const struct step *step,
	const char *data_dir, bool whole, struct arena *arena, struct error *err);

/* Whether an email of any of its wordings carries this file. */
bool step_attachments_is_carried(
	const struct campaign *campaign, const struct step *step, const struct step_attachment *attachment);

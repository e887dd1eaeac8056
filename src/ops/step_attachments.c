#include "ops/step_attachments.h"

#include <stdio.h>
#include <string.h>

#include "base/id.h"
#include "base/text.h"
#include "store/attachment_file.h"
#include "store/attachment_store.h"

/* The check of one step. */
struct checking {
	struct tx *tx;
	const struct call *call;
	struct step *step;
	const char *prefix;
	struct problems *problems;
};

static void complain(struct checking *checking, const char *prefix, const char *field, const char *rule,
	const char *value, const char *message)
{
	struct error err;

	if (!error_invalid(&err, field, rule, value, "%s", message))
		problems_add(checking->problems, prefix, &err);
}

static void complain_of(struct checking *checking, size_t at, const char *field, const char *rule, const char *value,
	const char *message)
{
	struct arena *arena = tx_arena(checking->tx);

	complain(checking, arena_printf(arena, "%sattachments[%zu].", checking->prefix, at), field, rule, value,
		message);
}

/* "" asks for a name of ours. */
static void name_image(struct checking *checking, size_t at)
{
	struct step_attachment *attachment = &checking->step->attachments[at];
	char id[ID_TEXT_SIZE];

	if (text_is_empty(attachment->content_id)) {
		id_format(ID_ATTACHMENT, attachment->file.id, id);
		attachment->content_id = arena_printf(checking->call->arena, "%s@outrider", id);
	} else if (!attachment_content_id_is_fine(attachment->content_id)) {
		complain_of(checking, at, "content_id", "characters", attachment->content_id,
			"A content id holds letters, digits, dots, dashes and one @, 100 characters at most.");
	}
	if (!attachment_may_be_inline(attachment->file.type))
		complain_of(checking, at, "inline", "image_type", attachment->file.type,
			"Only PNG, JPEG, GIF and WebP images can stand within the text. Attach it as a file.");
}

static void check_twice(struct checking *checking, size_t at)
{
	const struct step_attachment *list = checking->step->attachments, *one = &list[at];

	for (size_t i = 0; i < at; i++) {
		if (list[i].file.id == one->file.id)
			complain_of(checking, at, "id", "unique", NULL, "The step has this file already.");
		else if (one->content_id && text_equal(list[i].content_id, one->content_id))
			complain_of(checking, at, "content_id", "unique", one->content_id,
				"Another image of the step has this content id.");
	}
}

static bool resolve_one(struct checking *checking, size_t at, struct error *err)
{
	struct step_attachment *attachment = &checking->step->attachments[at];
	char id[ID_TEXT_SIZE];
	struct error why;

	if (!attachment_store_get(checking->tx, checking->call->workspace_id, attachment->file.id,
		    checking->call->arena, &attachment->file, &why)) {
		if (why.kind != ERROR_NOT_FOUND) {
			*err = why;
			return false;
		}
		id_format(ID_ATTACHMENT, attachment->file.id, id);
		complain_of(checking, at, "id", "unknown", id, "There is no such attachment. Send the file again.");
		return true;
	}
	if (attachment->content_id)
		name_image(checking, at);
	check_twice(checking, at);
	return true;
}

static void check_sum(struct checking *checking)
{
	const struct step *step = checking->step;
	int64_t sum = 0;
	char number[24];

	for (size_t i = 0; i < step->attachment_count; i++)
		sum += step->attachments[i].file.size;
	snprintf(number, sizeof(number), "%lld", (long long)sum);
	if (sum > ATTACHMENT_MAX_BYTES)
		complain(checking, checking->prefix, "attachments", "max_size", number,
			"The files of a step may have 10 MB together. Take one out, or write a link to it.");
}

static bool knows(const struct step *step, const char *content_id)
{
	for (size_t i = 0; i < step->attachment_count; i++)
		if (text_equal(step->attachments[i].content_id, content_id))
			return true;
	return false;
}

static void check_shown(struct checking *checking, const char *html, const char *prefix)
{
	char content_id[ATTACHMENT_CONTENT_ID_MAX + 1];

	while (html && attachment_next_shown(&html, content_id))
		if (!knows(checking->step, content_id))
			complain(checking, prefix, "body_html", "unknown_content_id", content_id,
				"The HTML shows an image that is not among the step's attachments. Put it in again, or "
				"take "
				"it out of the text.");
}

static void check_html(struct checking *checking)
{
	const struct step *step = checking->step;
	struct arena *arena = tx_arena(checking->tx);

	check_shown(checking, step->body_html, checking->prefix);
	for (size_t i = 0; i < step->variant_count; i++)
		check_shown(checking, step->variants[i].body_html,
			arena_printf(arena, "%svariants[%zu].", checking->prefix, i));
}

bool step_attachments_resolve(struct tx *tx, const struct call *call, struct step *step, const char *prefix,
	struct problems *problems, struct error *err)
{
	struct checking checking = {.tx = tx, .call = call, .step = step, .prefix = prefix, .problems = problems};
	char number[24];

	if (step->attachment_count > ATTACHMENT_MAX_COUNT) {
		snprintf(number, sizeof(number), "%zu", step->attachment_count);
		complain(&checking, prefix, "attachments", "max_items", number, "A step carries at most 10 files.");
		return true;
	}
	for (size_t i = 0; i < step->attachment_count; i++)
		if (!resolve_one(&checking, i, err))
			return false;
	check_sum(&checking);
	check_html(&checking);
	return true;
}

static struct message_file file_of(const struct step_attachment *attachment, const char *data_dir, struct arena *arena)
{
	struct message_file file = {.name = attachment->file.name,
		.type = attachment->file.type,
		.content_id = attachment->content_id,
		.path = attachment_file_path(data_dir, attachment->file.sha256, arena),
		.size = attachment->file.size};

	memcpy(file.sha256, attachment->file.sha256, sizeof(file.sha256));
	return file;
}

bool step_attachments_goes_with(const struct step_attachment *attachment, const char *html)
{
	return !attachment->content_id || (html && attachment_is_shown(html, attachment->content_id));
}

struct step_attachment *step_attachments_carried(
	const struct step *step, const char *html, struct arena *arena, size_t *count)
{
	struct step_attachment *carried = ARENA_ARRAY(arena, struct step_attachment, step->attachment_count);

	*count = 0;
	for (size_t i = 0; i < step->attachment_count; i++)
		if (step_attachments_goes_with(&step->attachments[i], html))
			carried[(*count)++] = step->attachments[i];
	return carried;
}

struct message_file *step_attachments_files(
	const struct step *step, const char *html, const char *data_dir, struct arena *arena, size_t *count)
{
	const struct step_attachment *carried = step_attachments_carried(step, html, arena, count);
	struct message_file *files = ARENA_ARRAY(arena, struct message_file, *count);

	for (size_t i = 0; i < *count; i++)
		files[i] = file_of(&carried[i], data_dir, arena);
	return files;
}

bool step_attachments_is_carried(
	const struct campaign *campaign, const struct step *step, const struct step_attachment *attachment)
{
	bool is_carried = step_attachments_goes_with(attachment, NULL);

	for (size_t i = 0; i < variant_count(step) && campaign->format != FORMAT_PLAIN && !is_carried; i++)
		is_carried = step_attachments_goes_with(attachment, variant_at(step, i).body_html);
	return is_carried;
}

struct message_file *step_attachments_all(const struct campaign *campaign, const struct step *step,
	const char *data_dir, struct arena *arena, size_t *count)
{
	struct message_file *files = ARENA_ARRAY(arena, struct message_file, step->attachment_count);

	*count = 0;
	for (size_t i = 0; i < step->attachment_count; i++)
		if (step_attachments_is_carried(campaign, step, &step->attachments[i]))
			files[(*count)++] = file_of(&step->attachments[i], data_dir, arena);
	return files;
}

bool step_attachments_are_there(const struct campaign *campaign, const struct step *step, const char *data_dir,
	bool whole, struct arena *arena, struct error *err)
{
	size_t count = 0;
	const struct message_file *files = step_attachments_all(campaign, step, data_dir, arena, &count);

	for (size_t i = 0; i < count; i++)
		if (!(whole ? message_file_is_whole(&files[i], err) : message_file_is_there(&files[i], err)))
			return false;
	return true;
}

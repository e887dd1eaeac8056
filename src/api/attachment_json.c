#include "api/attachment_json.h"

static void put_file(struct json_out *out, const struct attachment *attachment)
{
	json_put_id(out, "id", ID_ATTACHMENT, attachment->id);
	json_put_string(out, "name", attachment->name);
	json_put_string(out, "type", attachment->type);
	json_put_int(out, "size", attachment->size);
	json_put_bool(out, "may_be_inline", attachment_may_be_inline(attachment->type));
}

void attachment_json_put(struct json_out *out, const char *key, const struct attachment *attachment)
{
	char sha256[2 * ATTACHMENT_HASH_SIZE + 1];

	text_hex(attachment->sha256, ATTACHMENT_HASH_SIZE, sha256);
	json_open_object(out, key);
	put_file(out, attachment);
	json_put_string(out, "sha256", sha256);
	json_put_time(out, "created_at", attachment->created_at);
	json_close_object(out);
}

void attachment_json_put_of_step(struct json_out *out, const struct step_attachment *attachment)
{
	json_open_object(out, NULL);
	put_file(out, &attachment->file);
	json_put_bool(out, "inline", attachment->content_id != NULL);
	json_put_string(out, "content_id", attachment->content_id);
	json_close_object(out);
}

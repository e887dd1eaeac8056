/*
 * read_lines: what GMime reads in emails. In: a base64 text a line. Out: a JSON object a line, as read_lines.py writes it.
 */
#include <gmime/gmime.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "mime/gmime_ready.h"

struct walk {
	struct arena *arena;
	struct json_out *out;
};

static void put_addresses(struct json_out *out, const char *key, InternetAddressList *list)
{
	json_open_array(out, key);
	for (int i = 0; list && i < internet_address_list_length(list); i++) {
		InternetAddress *address = internet_address_list_get_address(list, i);
		const char *name = internet_address_get_name(address);

		json_open_array(out, NULL);
		json_put_string(out, NULL, name ? name : "");
		json_put_string(out, NULL, internet_address_mailbox_get_idn_addr((InternetAddressMailbox *)address));
		json_close_array(out);
	}
	json_close_array(out);
}

static const char *decoded(GMimePart *part, struct arena *arena)
{
	GMimeStream *stream = g_mime_stream_mem_new();
	GByteArray *bytes;
	const char *base64;

	g_mime_data_wrapper_write_to_stream(g_mime_part_get_content(part), stream);
	bytes = g_mime_stream_mem_get_byte_array((GMimeStreamMem *)stream);
	base64 = text_base64(arena, bytes->data, bytes->len);
	g_object_unref(stream);
	return base64;
}

static void put_part(GMimeObject *parent, GMimeObject *object, gpointer context)
{
	struct walk *walk = context;
	GMimeContentType *type = g_mime_object_get_content_type(object);
	const char *disposition = g_mime_object_get_disposition(object);
	char *mime_type;

	(void)parent;
	if (!GMIME_IS_PART(object))
		return;
	mime_type = g_mime_content_type_get_mime_type(type);
	json_open_object(walk->out, NULL);
	json_put_string(walk->out, "type", mime_type);
	json_put_string(walk->out, "disposition", disposition);
	json_put_string(walk->out, "name", g_mime_part_get_filename((GMimePart *)object));
	json_put_string(walk->out, "content_id", g_mime_object_get_content_id(object));
	json_put_string(walk->out, "bytes", decoded((GMimePart *)object, walk->arena));
	json_close_object(walk->out);
	g_free(mime_type);
}

static void put_message(GMimeMessage *message, struct walk *walk)
{
	GMimeObject *object = (GMimeObject *)message;
	struct json_out *out = walk->out;

	json_put_string(out, "subject", g_mime_message_get_subject(message));
	put_addresses(out, "from", g_mime_message_get_from(message));
	put_addresses(out, "reply_to", g_mime_message_get_reply_to(message));
	put_addresses(out, "to", g_mime_message_get_to(message));
	json_put_string(out, "message_id", g_mime_object_get_header(object, "Message-ID"));
	json_put_string(out, "in_reply_to", g_mime_object_get_header(object, "In-Reply-To"));
	json_put_string(out, "references", g_mime_object_get_header(object, "References"));
	json_open_array(out, "parts");
	g_mime_message_foreach(message, put_part, walk);
	json_close_array(out);
}

static void answer(const char *line)
{
	OWNED(arena) struct arena *arena = arena_new();
	size_t size = 0;
	const unsigned char *bytes = text_base64_decode(arena, line, &size);
	GMimeStream *stream = g_mime_stream_mem_new_with_buffer((const char *)bytes, size);
	GMimeParser *parser = g_mime_parser_new_with_stream(stream);
	GMimeMessage *message = g_mime_parser_construct_message(parser, NULL);
	struct json_out out;
	struct text text;

	text_init(&text, arena);
	json_out_init(&out, &text);
	json_open_object(&out, NULL);
	if (message)
		put_message(message, &(struct walk){arena, &out});
	json_close_object(&out);
	puts(text_string(&text));
	if (message)
		g_object_unref(message);
	g_object_unref(parser);
	g_object_unref(stream);
}

int main(void)
{
	char *line = NULL;
	size_t size = 0;

	gmime_ready();
	while (getline(&line, &size, stdin) > 0) {
		line[strcspn(line, "\n")] = '\0';
		answer(line);
	}
	free(line);
	return 0;
}

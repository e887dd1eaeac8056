#include "mime/message_parse.h"

#include <gmime/gmime.h>
#include <string.h>

#include "base/text.h"
#include "mime/gmime_ready.h"
#include "mime/header.h"

enum { MAX_PARTS = 200 };

struct walk {
	struct arena *arena;
	struct bounce_report *out;
	bool found;
	int parts;
};

/* The part's bytes, decoded. */
static const char *part_bytes(GMimePart *part, struct arena *arena, size_t *size)
{
	GMimeDataWrapper *content = g_mime_part_get_content(part);
	GMimeStream *stream;
	GByteArray *bytes;
	const char *copy = NULL;

	*size = 0;
	if (!content)
		return NULL;
	stream = g_mime_stream_mem_new();
	if (g_mime_data_wrapper_write_to_stream(content, stream) >= 0) {
		bytes = g_mime_stream_mem_get_byte_array((GMimeStreamMem *)stream);
		copy = arena_text_n(arena, (const char *)bytes->data, bytes->len);
		*size = bytes->len;
	}
	g_object_unref(stream);
	return copy;
}

/* "rfc822; bob@example.org" without the type. */
static const char *without_type(const char *value, struct arena *arena)
{
	const char *semicolon = value ? strchr(value, ';') : NULL;

	return value ? text_trim(arena, semicolon ? semicolon + 1 : value) : NULL;
}

/* The groups of a delivery status follow one another; the fields we want stand in the first that names a recipient. */
static void read_status(struct walk *walk, const char *bytes, size_t size)
{
	struct bounce_report *out = walk->out;
	const char *recipient = header_find(bytes, size, "Final-Recipient", walk->arena);
	const char *action = header_find(bytes, size, "Action", walk->arena);

	if (!recipient)
		recipient = header_find(bytes, size, "Original-Recipient", walk->arena);
	out->recipient = without_type(recipient, walk->arena);
	out->action = action ? text_lower(walk->arena, action) : NULL;
	out->status = header_find(bytes, size, "Status", walk->arena);
	out->diagnostic = without_type(header_find(bytes, size, "Diagnostic-Code", walk->arena), walk->arena);
	walk->found = true;
}

static bool is_type(GMimeObject *object, const char *type, const char *subtype)
{
	return g_mime_content_type_is_type(g_mime_object_get_content_type(object), type, subtype);
}

static void read_leaf(struct walk *walk, GMimePart *part)
{
	GMimeObject *object = (GMimeObject *)part;
	const char *bytes;
	size_t size;

	if (is_type(object, "message", "delivery-status") || is_type(object, "message", "global-delivery-status")) {
		bytes = part_bytes(part, walk->arena, &size);
		if (bytes && !walk->found)
			read_status(walk, bytes, size);
	} else if (is_type(object, "text", "rfc822-headers") || is_type(object, "message", "global-headers")) {
		bytes = part_bytes(part, walk->arena, &size);
		if (bytes && !walk->out->message_id)
			walk->out->message_id = header_find(bytes, size, "Message-ID", walk->arena);
	}
}

static void visit_part(GMimeObject *parent, GMimeObject *object, gpointer context)
{
	struct walk *walk = context;

	(void)parent;
	if (++walk->parts > MAX_PARTS)
		return;
	if (GMIME_IS_MESSAGE_PART(object)) {
		GMimeMessage *inner = g_mime_message_part_get_message((GMimeMessagePart *)object);
		const char *id = inner ? g_mime_message_get_message_id(inner) : NULL;

		if (id && !walk->out->message_id)
			walk->out->message_id = arena_printf(walk->arena, "<%s>", id);
	} else if (GMIME_IS_PART(object)) {
		read_leaf(walk, (GMimePart *)object);
	}
}

/* Calls the visitor for every part. */
static void walk_parts(const char *bytes, size_t size, GMimeObjectForeachFunc visitor, void *context)
{
	GMimeMessage *message;
	GMimeStream *stream;
	GMimeParser *parser;

	gmime_ready();
	stream = g_mime_stream_mem_new_with_buffer(bytes, size);
	parser = g_mime_parser_new_with_stream(stream);
	message = g_mime_parser_construct_message(parser, NULL);
	if (message) {
		g_mime_message_foreach(message, visitor, context);
		g_object_unref(message);
	}
	g_object_unref(parser);
	g_object_unref(stream);
}

bool message_parse_bounce(const char *bytes, size_t size, struct arena *arena, struct bounce_report *out)
{
	struct walk walk = {.arena = arena, .out = out};

	*out = (struct bounce_report){0};
	walk_parts(bytes, size, visit_part, &walk);
	return walk.found;
}

struct text_walk {
	struct arena *arena;
	const char *plain, *html;
	int parts;
};

static void visit_text(GMimeObject *parent, GMimeObject *object, gpointer context)
{
	struct text_walk *walk = context;
	const char **slot = NULL;
	char *text;

	(void)parent;
	if (++walk->parts > MAX_PARTS || !GMIME_IS_TEXT_PART(object))
		return;
	if (is_type(object, "text", "plain"))
		slot = &walk->plain;
	else if (is_type(object, "text", "html"))
		slot = &walk->html;
	if (!slot || *slot)
		return;
	text = g_mime_text_part_get_text((GMimeTextPart *)object);
	*slot = arena_text(walk->arena, text ? text : "");
	g_free(text);
}

const char *message_parse_text(const char *bytes, size_t size, struct arena *arena, bool *is_html)
{
	struct text_walk walk = {.arena = arena};

	walk_parts(bytes, size, visit_text, &walk);
	*is_html = !walk.plain && walk.html;
	return walk.plain ? walk.plain : walk.html ? walk.html : "";
}

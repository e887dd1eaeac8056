#include "mime/message_build.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "mime/encoding.h"

enum { FOLD_AT = 76, HEADER_MAX_BYTES = 2048, REFERENCES_MAX = 8192 };

static bool check_value(const char *field, const char *value, size_t max, struct error *err)
{
	size_t length = value ? strlen(value) : 0;

	for (size_t i = 0; i < length; i++)
		if ((unsigned char)value[i] < 0x20 || value[i] == 0x7f)
			return error_set(err, ERROR_INVALID, "bad_header", "The %s holds control characters.", field);
	if (length > max)
		return error_set(err, ERROR_INVALID, "bad_header", "The %s is longer than %zu bytes.", field, max);
	if (length && !text_is_utf8(value, length))
		return error_set(err, ERROR_INVALID, "bad_header", "The %s is not valid UTF-8.", field);
	return true;
}

/* An address or Message-ID stands between brackets: no spaces, no brackets of its own. */
static bool check_token(const char *field, const char *value, struct error *err)
{
	size_t length = value ? strlen(value) : 0;

	if (!check_value(field, value, 512, err))
		return false;
	if (length == 0 || strpbrk(value, " ,;\"()\\") != NULL)
		return error_set(err, ERROR_INVALID, "bad_header", "The %s cannot stand in a header.", field);
	return true;
}

static bool check_address(const char *field, const char *value, struct error *err)
{
	if (!check_token(field, value, err))
		return false;
	return !strpbrk(value, "<>") || error_set(err, ERROR_INVALID, "bad_header", "The %s is no address.", field);
}

static bool check(const struct message *message, struct error *err)
{
	return check_value("sender name", message->from_name, HEADER_MAX_BYTES, err) &&
	       check_value("recipient name", message->to_name, HEADER_MAX_BYTES, err) &&
	       check_value("subject", message->subject, HEADER_MAX_BYTES, err) &&
	       check_value("references", message->references, REFERENCES_MAX, err) &&
	       check_value("unsubscribe link", message->list_unsubscribe_url, HEADER_MAX_BYTES, err) &&
	       check_address("sender", message->from_address, err) && check_address("recipient", message->to_address, err) &&
	       (!message->reply_to || check_address("reply-to address", message->reply_to, err)) &&
	       check_token("Message-ID", message->message_id, err) &&
	       (!message->in_reply_to || check_token("In-Reply-To", message->in_reply_to, err));
}

/* Words of plain text, folded at spaces. */
static void add_folded(struct text *out, const char *value, size_t used)
{
	size_t column = used;

	while (*value) {
		size_t word = strcspn(value + 1, " ") + 1; /* with the space before it */

		if (column + word > FOLD_AT && *value == ' ' && column > 1) {
			text_add(out, "\r\n");
			column = 0;
		}
		text_add_n(out, value, word);
		column += word;
		value += word;
	}
}

static void add_unstructured(struct text *out, const char *name, const char *value)
{
	bool lookalike = strstr(value, "=?") != NULL; /* would be read as an encoded word */

	text_printf(out, "%s: ", name);
	if (encoding_is_plain(value) && !lookalike)
		add_folded(out, value, strlen(name) + 2);
	else
		encoding_add_words(out, value, strlen(name) + 2);
	text_add(out, "\r\n");
}

static void add_quoted_string(struct text *out, const char *value)
{
	text_add_char(out, '"');
	for (; *value; value++) {
		if (*value == '"' || *value == '\\')
			text_add_char(out, '\\');
		text_add_char(out, *value);
	}
	text_add_char(out, '"');
}

static bool is_short_atom_text(const char *value)
{
	for (const char *c = value; *c; c++)
		if (!((*c >= 'a' && *c <= 'z') || (*c >= 'A' && *c <= 'Z') || (*c >= '0' && *c <= '9') || *c == ' ' || *c == '-'))
			return false;
	return *value != ' ';
}

static void add_mailbox(struct text *out, const char *name, const char *display, const char *address)
{
	size_t used = strlen(name) + 2;

	text_printf(out, "%s: ", name);
	if (text_is_empty(display)) {
		text_printf(out, "%s\r\n", address);
		return;
	}
	if (!encoding_is_plain(display) || strstr(display, "=?") || strlen(display) > 60)
		encoding_add_words(out, display, used);
	else if (is_short_atom_text(display))
		text_add(out, display);
	else
		add_quoted_string(out, display);
	text_printf(out, "%s<%s>\r\n", used + strlen(display) + strlen(address) > FOLD_AT - 3 ? "\r\n " : " ", address);
}

static void add_date(struct text *out, int64_t date_ms)
{
	static const char *const days[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
	static const char *const months[] = {
		"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
	time_t seconds = (time_t)(date_ms / 1000);
	struct tm parts;

	gmtime_r(&seconds, &parts);
	text_printf(out, "Date: %s, %02d %s %d %02d:%02d:%02d +0000\r\n", days[parts.tm_wday], parts.tm_mday,
		months[parts.tm_mon], parts.tm_year + 1900, parts.tm_hour, parts.tm_min, parts.tm_sec);
}

/* One Message-ID a line: each is short, the line stays below 998. */
static void add_references(struct text *out, const char *references)
{
	text_add(out, "References:");
	while (*references) {
		size_t length = strcspn(references, " ");

		if (length) {
			text_add(out, out->data[out->length - 1] == ':' ? " " : "\r\n ");
			text_add_n(out, references, length);
		}
		references += length + (references[length] == ' ');
	}
	text_add(out, "\r\n");
}

static void add_part(struct text *out, const char *type, const char *body)
{
	text_printf(out, "Content-Type: text/%s; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n", type);
	encoding_add_quoted_printable(out, body, strlen(body));
}

/* Quoted-printable never writes "=_", so that this can stand in no part (RFC 2045 §6.7). */
static const char *boundary(const struct message *message, struct arena *arena)
{
	unsigned char hash[12];
	char text[25];

	crypto_generichash(hash, sizeof(hash), (const unsigned char *)message->message_id, strlen(message->message_id), NULL, 0);
	text_hex(hash, sizeof(hash), text);
	return arena_printf(arena, "=_%s", text);
}

static void add_headers(const struct message *message, struct text *out)
{
	add_date(out, message->date_ms);
	add_mailbox(out, "From", message->from_name, message->from_address);
	if (message->reply_to)
		add_mailbox(out, "Reply-To", NULL, message->reply_to);
	add_mailbox(out, "To", message->to_name, message->to_address);
	add_unstructured(out, "Subject", message->subject);
	text_printf(out, "Message-ID: %s\r\n", message->message_id);
	if (message->in_reply_to)
		text_printf(out, "In-Reply-To: %s\r\n", message->in_reply_to);
	if (!text_is_empty(message->references))
		add_references(out, message->references);
	if (message->list_unsubscribe_url)
		text_printf(out, "List-Unsubscribe: <%s>\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n",
			message->list_unsubscribe_url);
	text_add(out, "MIME-Version: 1.0\r\n");
}

bool message_build(const struct message *message, struct text *out, struct error *err)
{
	const char *mark;

	if (!check(message, err))
		return false;
	add_headers(message, out);
	if (!message->html) {
		add_part(out, "plain", message->text);
		if (!text_ends(text_string(out), "\r\n"))
			text_add(out, "\r\n");
		return true;
	}
	mark = boundary(message, out->arena);
	text_printf(out, "Content-Type: multipart/alternative; boundary=\"%s\"\r\n\r\n--%s\r\n", mark, mark);
	add_part(out, "plain", message->text);
	text_printf(out, "\r\n--%s\r\n", mark);
	add_part(out, "html", message->html);
	text_printf(out, "\r\n--%s--\r\n", mark);
	return true;
}

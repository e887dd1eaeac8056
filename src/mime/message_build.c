#include "mime/message_build.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "mime/address.h"
#include "mime/encoding.h"
#include "mime/parameter.h"

enum { FOLD_AT = 76, TOKEN_MAX = 512 };

static bool bad_header(struct error *err, const char *field, const char *why)
{
	return error_set(err, ERROR_INVALID, "bad_header", "The %s %s.", field, why);
}

/* NULL is well: the header is left out or empty. */
static bool check_value(const char *field, const char *value, size_t max, struct error *err)
{
	size_t length = value ? strlen(value) : 0;

	for (size_t i = 0; i < length; i++)
		if ((unsigned char)value[i] < 0x20 || value[i] == 0x7f)
			return bad_header(err, field, "holds control characters");
	if (length > max)
		return error_set(err, ERROR_INVALID, "bad_header", "The %s is longer than %zu bytes.", field, max);
	return !length || text_is_utf8(value, length) || bad_header(err, field, "is not valid UTF-8");
}

/* One Message-ID with its brackets, and nothing else between them. */
static bool is_message_id(const char *value, size_t length)
{
	if (length < 3 || length > TOKEN_MAX || value[0] != '<' || value[length - 1] != '>')
		return false;
	for (size_t i = 1; i + 1 < length; i++)
		if ((unsigned char)value[i] <= 0x20 || (unsigned char)value[i] > 0x7e || strchr("<>,;\"()\\", value[i]))
			return false;
	return true;
}

static bool check_message_id(const char *field, const char *value, struct error *err)
{
	return (value && is_message_id(value, strlen(value))) || bad_header(err, field, "is no Message-ID");
}

static bool check_references(const char *references, struct error *err)
{
	if (!check_value("references", references, MESSAGE_REFERENCES_MAX, err))
		return false;
	for (const char *at = references ? references : ""; *at; at += strspn(at, " ")) {
		size_t length = strcspn(at, " ");

		if (length && !is_message_id(at, length))
			return bad_header(err, "references", "are no Message-IDs");
		at += length;
	}
	return true;
}

/* It stands between angle brackets in one line. */
static bool check_url(const char *url, struct error *err)
{
	if (!url)
		return true;
	if (!encoding_is_plain(url) || strpbrk(url, " <>,\"") || strlen(url) > MESSAGE_URL_MAX)
		return bad_header(err, "unsubscribe link", "cannot stand in a header");
	return true;
}

static bool check_body(const char *field, const char *body, struct error *err)
{
	size_t length = body ? strlen(body) : 0;

	if (length > MESSAGE_BODY_MAX || (length && !text_is_utf8(body, length)))
		return error_set(err, ERROR_INVALID, "bad_body", "The %s is longer than %d bytes or not valid UTF-8.",
			field, MESSAGE_BODY_MAX);
	return true;
}

/* Of a table of ours, and looked at all the same: nothing that is written into a header goes unchecked. */
static bool is_type(const char *type)
{
	const char *slash = strchr(type, '/');

	return encoding_is_plain(type) && slash && slash > type && slash[1] && !strpbrk(type, " ;,\"<>()@:\\") &&
		!strchr(slash + 1, '/');
}

static bool check_files(const struct message *message, struct error *err)
{
	for (size_t i = 0; i < message->file_count; i++) {
		const struct message_file *file = &message->files[i];

		if (text_is_empty(file->name) || !check_value("file's name", file->name, MESSAGE_FILE_NAME_MAX, err))
			return text_is_empty(file->name) ? bad_header(err, "file's name", "is missing") : false;
		if (!is_type(file->type))
			return bad_header(err, "file's type", "is none");
		if (file->content_id &&
			(!encoding_is_plain(file->content_id) || strpbrk(file->content_id, " <>\"") ||
				strlen(file->content_id) > TOKEN_MAX))
			return bad_header(err, "image's content id", "cannot stand in a header");
	}
	return true;
}

static bool check(const struct message *message, struct error *err)
{
	return check_value("sender name", message->from_name, ADDRESS_DISPLAY_MAX, err) &&
		check_value("recipient name", message->to_name, ADDRESS_DISPLAY_MAX, err) &&
		check_value("subject", message->subject, MESSAGE_SUBJECT_MAX, err) &&
		check_message_id("Message-ID", message->message_id, err) &&
		(!message->in_reply_to || check_message_id("In-Reply-To", message->in_reply_to, err)) &&
		check_references(message->references, err) && check_url(message->list_unsubscribe_url, err) &&
		check_body("text", message->text, err) && check_body("HTML", message->html, err) &&
		check_files(message, err);
}

/* The parties, parsed so that they can be rebuilt. */
struct parties {
	struct address from, to, reply_to;
};

static bool parse_party(
	const char *field, const char *text, struct arena *arena, struct address *out, struct error *err)
{
	struct error why = {0};

	if (text && address_parse(text, arena, out, &why))
		return true;
	return bad_header(err, field, "is no email address");
}

static bool parse_parties(const struct message *message, struct arena *arena, struct parties *out, struct error *err)
{
	return parse_party("sender", message->from_address, arena, &out->from, err) &&
		parse_party("recipient", message->to_address, arena, &out->to, err) &&
		(!message->reply_to || parse_party("reply-to address", message->reply_to, arena, &out->reply_to, err));
}

/* Whether folding at its spaces keeps the value as it is and its lines short. */
static bool can_fold(const char *value)
{
	if (value[0] == ' ' || text_ends(value, " ") || strstr(value, "  "))
		return false;
	for (; *value; value += strcspn(value, " "), value += strspn(value, " "))
		if (strcspn(value, " ") > FOLD_AT - 16)
			return false;
	return true;
}

/* Words of plain text, folded at spaces. */
static void add_folded(struct text *out, const char *value)
{
	size_t column = encoding_column(out);

	while (*value) {
		size_t word = strcspn(value + 1, " ") + 1; /* with the space before it */

		if (column + word > FOLD_AT && *value == ' ') {
			text_add(out, "\r\n");
			column = 0;
		}
		text_add_n(out, value, word);
		column += word;
		value += word;
	}
}

static void add_subject(struct text *out, const char *subject)
{
	bool lookalike = strstr(subject, "=?") != NULL; /* would be read as an encoded word */

	text_add(out, "Subject: ");
	if (encoding_is_plain(subject) && !lookalike && can_fold(subject))
		add_folded(out, subject);
	else
		encoding_add_words(out, subject, encoding_column(out));
	text_add(out, "\r\n");
}

static void add_party(struct text *out, const char *name, const char *display, const struct address *address)
{
	text_add(out, name);
	text_add(out, ": ");
	address_add(out, display, address);
	text_add(out, "\r\n");
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

/* Whether base64 is the shorter of the two: scripts other than Latin ones take nine bytes a character otherwise. */
static bool is_shorter_as_base64(const char *body, size_t length)
{
	size_t beyond_ascii = 0;

	if (text_is_ascii(body, length))
		return false;
	for (size_t i = 0; i < length; i++)
		beyond_ascii += (unsigned char)body[i] >= 0x80;
	return beyond_ascii > length / 3;
}

/* Line ends of text are CRLF before they are encoded (RFC 2046 §4.1.1). */
static void add_text_as_base64(struct text *out, const char *body, size_t length)
{
	struct text lines;

	text_init(&lines, out->arena);
	for (const char *at = body, *end = body + length; at < end;) {
		const char *newline = memchr(at, '\n', (size_t)(end - at));
		const char *line_end = newline ? newline : end;

		if (newline && line_end > at && line_end[-1] == '\r')
			line_end--;
		text_add_n(&lines, at, (size_t)(line_end - at));
		if (newline)
			text_add_n(&lines, "\r\n", 2);
		at = newline ? newline + 1 : end;
	}
	encoding_add_base64(out, text_string(&lines), lines.length);
}

static void add_part(struct text *out, const char *type, const char *body)
{
	size_t length = strlen(body);
	bool base64 = is_shorter_as_base64(body, length);

	text_add(out, "Content-Type: text/");
	text_add(out, type);
	text_add(out, "; charset=utf-8\r\nContent-Transfer-Encoding: ");
	text_add(out, base64 ? "base64\r\n\r\n" : "quoted-printable\r\n\r\n");
	if (base64)
		add_text_as_base64(out, body, length);
	else
		encoding_add_quoted_printable(out, body, length);
}

/* A message under way: its text, and the files that stand in it so far. */
struct building {
	const struct message *message;
	struct text *out;
	struct message_piece *pieces;
	size_t piece_count;
};

/* Neither encoding ever writes "=_", so that this can stand in no part (RFC 2045 §6.7). `level` tells one from another. */
static const char *boundary(const struct building *building, const char *level)
{
	const char *id = building->message->message_id;
	unsigned char hash[12];
	char text[25];

	crypto_generichash(hash, sizeof(hash), (const unsigned char *)id, strlen(id), NULL, 0);
	text_hex(hash, sizeof(hash), text);
	return arena_printf(building->out->arena, "=_%s%s", level, text);
}

static void add_headers(const struct message *message, const struct parties *parties, struct text *out)
{
	add_date(out, message->date_ms);
	add_party(out, "From", message->from_name, &parties->from);
	if (message->reply_to)
		add_party(out, "Reply-To", NULL, &parties->reply_to);
	add_party(out, "To", message->to_name, &parties->to);
	add_subject(out, message->subject ? message->subject : "");
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

static bool is_inline(const struct message *message, const struct message_file *file)
{
	return file->content_id && message->html;
}

static size_t count_files(const struct message *message, bool within_html)
{
	size_t count = 0;

	for (size_t i = 0; i < message->file_count; i++)
		count += is_inline(message, &message->files[i]) == within_html;
	return count;
}

static void add_file(struct building *building, const struct message_file *file)
{
	struct text *out = building->out;
	bool within_html = is_inline(building->message, file);

	text_printf(out, "Content-Type: %s", file->type);
	parameter_add(out, "name", file->name);
	text_printf(out, "\r\nContent-Disposition: %s", within_html ? "inline" : "attachment");
	parameter_add(out, "filename", file->name);
	if (within_html)
		text_printf(out, "\r\nContent-ID: <%s>", file->content_id);
	text_add(out, "\r\nContent-Transfer-Encoding: base64\r\n\r\n");
	building->pieces[building->piece_count++] = (struct message_piece){.at = out->length, .file = file};
}

/* What stands in the multipart behind its first part, and its end. */
static void add_files(struct building *building, const char *mark, bool within_html)
{
	const struct message *message = building->message;

	for (size_t i = 0; i < message->file_count; i++) {
		if (is_inline(message, &message->files[i]) != within_html)
			continue;
		text_printf(building->out, "\r\n--%s\r\n", mark);
		add_file(building, &message->files[i]);
	}
	text_printf(building->out, "\r\n--%s--\r\n", mark);
}

static void add_texts(struct building *building)
{
	const struct message *message = building->message;
	struct text *out = building->out;
	const char *mark = boundary(building, "");

	if (!message->html) {
		add_part(out, "plain", message->text);
		return;
	}
	text_printf(out, "Content-Type: multipart/alternative; boundary=\"%s\"\r\n\r\n--%s\r\n", mark, mark);
	add_part(out, "plain", message->text);
	text_printf(out, "\r\n--%s\r\n", mark);
	add_part(out, "html", message->html);
	text_printf(out, "\r\n--%s--\r\n", mark);
}

/* The texts with the images in them (RFC 2387). */
static void add_related(struct building *building)
{
	const char *mark = boundary(building, "r");

	if (count_files(building->message, true) == 0) {
		add_texts(building);
		return;
	}
	text_printf(building->out,
		"Content-Type: multipart/related; type=\"multipart/alternative\";\r\n boundary=\"%s\"\r\n\r\n--%s\r\n",
		mark, mark);
	add_texts(building);
	add_files(building, mark, true);
}

static void add_mixed(struct building *building)
{
	const char *mark = boundary(building, "m");

	if (count_files(building->message, false) == 0) {
		add_related(building);
		return;
	}
	text_printf(building->out, "Content-Type: multipart/mixed; boundary=\"%s\"\r\n\r\n--%s\r\n", mark, mark);
	add_related(building);
	add_files(building, mark, false);
}

bool message_build(const struct message *message, struct text *out, struct message_piece *pieces, struct error *err)
{
	struct building building = {.message = message, .out = out, .pieces = pieces};
	struct parties parties;

	if (!check(message, err) || !parse_parties(message, out->arena, &parties, err))
		return false;
	add_headers(message, &parties, out);
	add_mixed(&building);
	if (memcmp(out->data + out->length - 2, "\r\n", 2) != 0)
		text_add(out, "\r\n");
	return true;
}

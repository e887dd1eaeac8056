#include "model/attachment.h"

#include <string.h>
#include <strings.h>

#include "base/check.h"
#include "base/text.h"

/* What the first bytes tell. */
enum content {
	CONTENT_UNKNOWN,
	CONTENT_PNG,
	CONTENT_JPEG,
	CONTENT_GIF,
	CONTENT_WEBP,
	CONTENT_PDF,
	CONTENT_ZIP,
	CONTENT_OLE, /* what Office wrote before 2007, and writes when there is a password */
	CONTENT_PROGRAM,
	CONTENT_COUNT
};

static const char *const content_types[] = {
	[CONTENT_UNKNOWN] = "application/octet-stream",
	[CONTENT_PNG] = "image/png",
	[CONTENT_JPEG] = "image/jpeg",
	[CONTENT_GIF] = "image/gif",
	[CONTENT_WEBP] = "image/webp",
	[CONTENT_PDF] = "application/pdf",
	[CONTENT_ZIP] = "application/zip",
	[CONTENT_OLE] = "application/octet-stream",
	[CONTENT_PROGRAM] = "application/octet-stream",
};
_Static_assert(ARRAY_COUNT(content_types) == CONTENT_COUNT, "each content has a type");

#define OPEN_XML "application/vnd.openxmlformats-officedocument."
#define OPEN_DOCUMENT "application/vnd.oasis.opendocument."
#define MACROS "application/vnd.ms-"

/* What names promise. CONTENT_UNKNOWN: the bytes may be anything. */
static const struct {
	const char *extension, *type;
	enum content content;
	enum attachment_risk risk;
} kinds[] = {
	{"png", "image/png", CONTENT_PNG, ATTACHMENT_PLAIN},
	{"jpg", "image/jpeg", CONTENT_JPEG, ATTACHMENT_PLAIN},
	{"jpeg", "image/jpeg", CONTENT_JPEG, ATTACHMENT_PLAIN},
	{"gif", "image/gif", CONTENT_GIF, ATTACHMENT_PLAIN},
	{"webp", "image/webp", CONTENT_WEBP, ATTACHMENT_PLAIN},
	{"svg", "image/svg+xml", CONTENT_UNKNOWN, ATTACHMENT_PAGE},
	{"bmp", "image/bmp", CONTENT_UNKNOWN, ATTACHMENT_PLAIN},
	{"tif", "image/tiff", CONTENT_UNKNOWN, ATTACHMENT_PLAIN},
	{"tiff", "image/tiff", CONTENT_UNKNOWN, ATTACHMENT_PLAIN},
	{"heic", "image/heic", CONTENT_UNKNOWN, ATTACHMENT_PLAIN},
	{"pdf", "application/pdf", CONTENT_PDF, ATTACHMENT_PLAIN},
	{"doc", "application/msword", CONTENT_UNKNOWN, ATTACHMENT_MACROS},
	{"xls", "application/vnd.ms-excel", CONTENT_UNKNOWN, ATTACHMENT_MACROS},
	{"ppt", "application/vnd.ms-powerpoint", CONTENT_UNKNOWN, ATTACHMENT_MACROS},
	{"docx", OPEN_XML "wordprocessingml.document", CONTENT_ZIP, ATTACHMENT_PLAIN},
	{"xlsx", OPEN_XML "spreadsheetml.sheet", CONTENT_ZIP, ATTACHMENT_PLAIN},
	{"pptx", OPEN_XML "presentationml.presentation", CONTENT_ZIP, ATTACHMENT_PLAIN},
	{"docm", MACROS "word.document.macroEnabled.12", CONTENT_ZIP, ATTACHMENT_MACROS},
	{"dotm", MACROS "word.template.macroEnabled.12", CONTENT_ZIP, ATTACHMENT_MACROS},
	{"xlsm", MACROS "excel.sheet.macroEnabled.12", CONTENT_ZIP, ATTACHMENT_MACROS},
	{"xlsb", MACROS "excel.sheet.binary.macroEnabled.12", CONTENT_ZIP, ATTACHMENT_MACROS},
	{"xltm", MACROS "excel.template.macroEnabled.12", CONTENT_ZIP, ATTACHMENT_MACROS},
	{"pptm", MACROS "powerpoint.presentation.macroEnabled.12", CONTENT_ZIP, ATTACHMENT_MACROS},
	{"odt", OPEN_DOCUMENT "text", CONTENT_ZIP, ATTACHMENT_PLAIN},
	{"ods", OPEN_DOCUMENT "spreadsheet", CONTENT_ZIP, ATTACHMENT_PLAIN},
	{"odp", OPEN_DOCUMENT "presentation", CONTENT_ZIP, ATTACHMENT_PLAIN},
	{"epub", "application/epub+zip", CONTENT_ZIP, ATTACHMENT_PLAIN},
	{"txt", "text/plain", CONTENT_UNKNOWN, ATTACHMENT_PLAIN},
	{"csv", "text/csv", CONTENT_UNKNOWN, ATTACHMENT_PLAIN},
	{"md", "text/markdown", CONTENT_UNKNOWN, ATTACHMENT_PLAIN},
	{"ics", "text/calendar", CONTENT_UNKNOWN, ATTACHMENT_PLAIN},
	{"vcf", "text/vcard", CONTENT_UNKNOWN, ATTACHMENT_PLAIN},
	{"rtf", "application/rtf", CONTENT_UNKNOWN, ATTACHMENT_PLAIN},
	{"json", "application/json", CONTENT_UNKNOWN, ATTACHMENT_PLAIN},
	{"xml", "application/xml", CONTENT_UNKNOWN, ATTACHMENT_PLAIN},
	{"html", "text/html", CONTENT_UNKNOWN, ATTACHMENT_PAGE},
	{"htm", "text/html", CONTENT_UNKNOWN, ATTACHMENT_PAGE},
	{"mp3", "audio/mpeg", CONTENT_UNKNOWN, ATTACHMENT_PLAIN},
	{"m4a", "audio/mp4", CONTENT_UNKNOWN, ATTACHMENT_PLAIN},
	{"wav", "audio/wav", CONTENT_UNKNOWN, ATTACHMENT_PLAIN},
	{"mp4", "video/mp4", CONTENT_UNKNOWN, ATTACHMENT_PLAIN},
	{"mov", "video/quicktime", CONTENT_UNKNOWN, ATTACHMENT_PLAIN},
	{"webm", "video/webm", CONTENT_UNKNOWN, ATTACHMENT_PLAIN},
	{"zip", "application/zip", CONTENT_ZIP, ATTACHMENT_ARCHIVE},
	{"7z", "application/x-7z-compressed", CONTENT_UNKNOWN, ATTACHMENT_ARCHIVE},
	{"rar", "application/vnd.rar", CONTENT_UNKNOWN, ATTACHMENT_ARCHIVE},
	{"tar", "application/x-tar", CONTENT_UNKNOWN, ATTACHMENT_ARCHIVE},
	{"gz", "application/gzip", CONTENT_UNKNOWN, ATTACHMENT_ARCHIVE},
	{"tgz", "application/gzip", CONTENT_UNKNOWN, ATTACHMENT_ARCHIVE},
	{"bz2", "application/x-bzip2", CONTENT_UNKNOWN, ATTACHMENT_ARCHIVE},
	{"xz", "application/x-xz", CONTENT_UNKNOWN, ATTACHMENT_ARCHIVE},
};

/* What Gmail takes from nobody (https://support.google.com/mail/answer/6590), and a few of the same sort. */
static const char *const blocked[] = {"ade", "adp", "apk", "app", "application", "appx", "appxbundle", "asp", "bas",
	"bat", "cab", "chm", "class", "cmd", "com", "cpl", "crt", "deb", "diagcab", "diagcfg", "diagpkg", "dll", "dmg",
	"ex", "ex_", "exe", "gadget", "hlp", "hta", "img", "inf", "ins", "iso", "isp", "jar", "jnlp", "js", "jse",
	"lib", "lnk", "mde", "mjs", "msc", "msh", "msi", "msix", "msixbundle", "msp", "mst", "nsh", "pif", "pkg", "ps1",
	"ps2", "psc1", "reg", "rpm", "scf", "scr", "sct", "shb", "shs", "sys", "vb", "vbe", "vbs", "vbscript", "vhd",
	"vhdx", "vxd", "ws", "wsc", "wsf", "wsh", "xll"};

static bool bad_name(struct error *err, const char *rule, const char *name, const char *message)
{
	return error_invalid(err, "filename", rule, name, "%s", message);
}

/* Characters that lead out of a folder, end a quoted text or a header, or turn the direction of what is read. */
static bool has_bad_characters(const char *name)
{
	for (const unsigned char *c = (const unsigned char *)name; *c; c++) {
		bool turns = c[0] == 0xe2 &&
			((c[1] == 0x80 && (c[2] == 0x8e || c[2] == 0x8f || (c[2] >= 0xa8 && c[2] <= 0xae))) ||
				(c[1] == 0x81 && c[2] >= 0xa6 && c[2] <= 0xa9));
		bool is_control = *c < 0x20 || *c == 0x7f || (c[0] == 0xc2 && c[1] >= 0x80 && c[1] <= 0x9f);

		if (turns || is_control || strchr("/\\\"", *c))
			return true;
	}
	return false;
}

static bool is_blocked(const char *extension, size_t length)
{
	for (size_t i = 0; i < ARRAY_COUNT(blocked); i++)
		if (strlen(blocked[i]) == length && strncasecmp(blocked[i], extension, length) == 0)
			return true;
	return false;
}

/* The last extension, and the one before it: "invoice.exe.pdf" is a trick. "acme.com.pdf" is none. */
static bool is_blocked_name(const char *name)
{
	const char *last = strrchr(name, '.'), *before;

	if (!last)
		return false;
	if (is_blocked(last + 1, strlen(last + 1)))
		return true;
	before = memrchr(name, '.', (size_t)(last - name));
	return before && is_blocked(before + 1, (size_t)(last - before) - 1) &&
		strncasecmp(before, ".com.", strlen(".com.")) != 0;
}

static bool refuse_program(struct error *err, const char *field, const char *name)
{
	return error_invalid(err, field, "blocked_type", name,
		"“%.100s” is a program or a script: Gmail and others refuse emails with one. Put it where it can be "
		"downloaded, "
		"and write the link.",
		name);
}

bool attachment_check_name(const char *name, struct error *err)
{
	size_t length = name ? strlen(name) : 0;

	if (length == 0)
		return bad_name(err, "required", NULL, "Give the file a name.");
	if (length > ATTACHMENT_NAME_MAX)
		return bad_name(err, "max_length", NULL, "The file's name is too long. Use at most 200 bytes.");
	if (!text_is_utf8(name, length) || has_bad_characters(name))
		return bad_name(err, "characters", text_is_utf8(name, length) ? name : NULL,
			"The file's name may hold neither slashes, quotes nor invisible characters. Rename it.");
	if (strchr(". ", name[length - 1]) || name[0] == ' ')
		return bad_name(err, "trailing", name, "The file's name may not end in a dot or a space. Rename it.");
	return !is_blocked_name(name) || refuse_program(err, "filename", name);
}

static bool starts(const unsigned char *head, size_t length, const char *with, size_t size)
{
	return length >= size && memcmp(head, with, size) == 0;
}

#define STARTS(with) starts(head, length, (with), sizeof(with) - 1)

/* Windows', Linux' and macOS' programs, and Java's. */
static bool is_program(const unsigned char *head, size_t length)
{
	enum { DOS_HEADER = 64 };

	if (STARTS("MZ"))
		return length >= DOS_HEADER && memchr(head, '\0', DOS_HEADER) != NULL;
	return STARTS("\x7f"
		      "ELF") ||
		STARTS("\xfe\xed\xfa\xce") || STARTS("\xfe\xed\xfa\xcf") || STARTS("\xce\xfa\xed\xfe") ||
		STARTS("\xcf\xfa\xed\xfe") || STARTS("\xca\xfe\xba\xbe");
}

static enum content look_at(const unsigned char *head, size_t length)
{
	if (STARTS("\x89PNG\r\n\x1a\n"))
		return CONTENT_PNG;
	if (STARTS("\xff\xd8\xff"))
		return CONTENT_JPEG;
	if (STARTS("GIF87a") || STARTS("GIF89a"))
		return CONTENT_GIF;
	if (STARTS("RIFF") && length >= 12 && memcmp(head + 8, "WEBP", 4) == 0)
		return CONTENT_WEBP;
	/* Readers take it anywhere in the first 1,024 bytes. */
	if (memmem(head, length < ATTACHMENT_HEAD_BYTES ? length : ATTACHMENT_HEAD_BYTES, "%PDF-", 5))
		return CONTENT_PDF;
	if (STARTS("PK\x03\x04") || STARTS("PK\x05\x06") || STARTS("PK\x07\x08"))
		return CONTENT_ZIP;
	if (STARTS("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"))
		return CONTENT_OLE;
	return is_program(head, length) ? CONTENT_PROGRAM : CONTENT_UNKNOWN;
}

/* Its place among the kinds; ARRAY_COUNT(kinds) for a name that promises nothing. */
static size_t kind_of(const char *name)
{
	const char *dot = strrchr(name, '.');
	size_t i = dot ? 0 : ARRAY_COUNT(kinds);

	while (i < ARRAY_COUNT(kinds) && strcasecmp(kinds[i].extension, dot + 1) != 0)
		i++;
	return i;
}

/* Office files with a password are OLE, whatever their name says. */
static bool keeps_promise(size_t kind, enum content content)
{
	enum content promised = kinds[kind].content;

	return promised == CONTENT_UNKNOWN || promised == content ||
		(promised == CONTENT_ZIP && content == CONTENT_OLE && kinds[kind].risk != ATTACHMENT_ARCHIVE);
}

bool attachment_find_type(
	const char *name, const unsigned char *head, size_t length, const char **type, struct error *err)
{
	enum content content = look_at(head, length);
	size_t kind = kind_of(name);

	if (content == CONTENT_PROGRAM)
		return refuse_program(err, "file", name);
	if (kind == ARRAY_COUNT(kinds)) {
		*type = content_types[content];
		return true;
	}
	if (!keeps_promise(kind, content))
		return error_invalid(err, "file", "content_type", content_types[content],
			"“%.100s” is called .%s, but its content is none. Save it in that format, or give it its right "
			"name.",
			name, kinds[kind].extension);
	/* A picture that is called .txt is a picture; what is zipped has many names. */
	*type = kinds[kind].content == CONTENT_UNKNOWN && content != CONTENT_UNKNOWN && content < CONTENT_ZIP
		? content_types[content]
		: kinds[kind].type;
	return true;
}

bool attachment_may_be_inline(const char *type)
{
	for (enum content content = CONTENT_PNG; content <= CONTENT_WEBP; content++)
		if (strcmp(type, content_types[content]) == 0)
			return true;
	return false;
}

static const char id_characters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_+";

bool attachment_content_id_is_fine(const char *content_id)
{
	size_t left = strspn(content_id, id_characters), right;

	if (left == 0 || strlen(content_id) > ATTACHMENT_CONTENT_ID_MAX)
		return false;
	if (content_id[left] == '\0')
		return true;
	right = strspn(content_id + left + 1, id_characters);
	return content_id[left] == '@' && right > 0 && content_id[left + 1 + right] == '\0';
}

/* Behind a quote or an equals sign: the address of an image, and no word of the text. */
bool attachment_next_shown(const char **at, char content_id[ATTACHMENT_CONTENT_ID_MAX + 1])
{
	static const char scheme[] = "cid:";
	const char *found = *at;

	while ((found = strcasestr(found, scheme)) != NULL) {
		const char *id = found + sizeof(scheme) - 1;
		size_t length = strcspn(id, "\"' >)\t\r\n");
		bool is_address = found > *at && strchr("\"'=(", found[-1]);

		found = id;
		if (!is_address || length == 0)
			continue;
		if (length > ATTACHMENT_CONTENT_ID_MAX)
			length = ATTACHMENT_CONTENT_ID_MAX;
		memcpy(content_id, id, length);
		content_id[length] = '\0';
		*at = id;
		return true;
	}
	return false;
}

bool attachment_is_shown(const char *html, const char *content_id)
{
	char shown[ATTACHMENT_CONTENT_ID_MAX + 1];

	while (attachment_next_shown(&html, shown))
		if (strcmp(shown, content_id) == 0)
			return true;
	return false;
}

enum attachment_risk attachment_risk_of(const char *name)
{
	size_t kind = kind_of(name);

	return kind < ARRAY_COUNT(kinds) ? kinds[kind].risk : ATTACHMENT_PLAIN;
}

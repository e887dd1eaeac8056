/*
 * Unit tests of what files may be called, what they are, and which nobody takes.
 */
#include "base/unit.h"

#include <string.h>

#include "base/check.h"
#include "base/text.h"
#include "model/attachment.h"

TEST(attachment, names_that_could_do_harm_are_refused_with_the_rule)
{
	static const struct {
		const char *name, *rule;
	} cases[] = {
		{"report.pdf", NULL},
		{"Übersicht 2026.pdf", NULL},
		{"acme.com.pdf", NULL},
		{"archive.tar.gz", NULL},
		{"README", NULL},
		{"javascript.pdf", NULL},
		{"", "required"},
		{NULL, "required"},
		{"../secret.pdf", "characters"},
		{"C:\\report.pdf", "characters"},
		{"a\"b.pdf", "characters"},
		{"a\r\nBcc: x@y.pdf", "characters"},
		{"gpj.\xe2\x80\xae"
		 "exe.pdf",
			"characters"},
		{"bad \xff.pdf", "characters"},
		{"..", "trailing"},
		{"report.pdf ", "trailing"},
		{"setup.exe.", "trailing"},
		{"setup.exe", "blocked_type"},
		{"SETUP.EXE", "blocked_type"},
		{"run.bat", "blocked_type"},
		{"page.js", "blocked_type"},
		{"tool.jar", "blocked_type"},
		{"photo.scr", "blocked_type"},
		{"macro.vbs", "blocked_type"},
		{"site.com", "blocked_type"},
		{"invoice.pdf.exe", "blocked_type"},
		{"invoice.exe.pdf", "blocked_type"},
		{"disk.iso", "blocked_type"},
	};

	for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
		struct error err = {0};
		bool fits = attachment_check_name(cases[i].name, &err);

		if (fits != !cases[i].rule)
			fail_msg("“%s”: %s", cases[i].name ? cases[i].name : "NULL", fits ? "taken" : err.message);
		if (!fits && !text_equal(err.rule, cases[i].rule))
			fail_msg("“%s”: the rule is %s, not %s", cases[i].name ? cases[i].name : "NULL", err.rule,
				cases[i].rule);
	}
}

TEST(attachment, a_name_may_have_200_bytes)
{
	char name[ATTACHMENT_NAME_MAX + 2];
	struct error err;

	memset(name, 'a', sizeof(name));
	name[ATTACHMENT_NAME_MAX] = '\0';
	assert_true(attachment_check_name(name, &err));
	name[ATTACHMENT_NAME_MAX] = 'a';
	name[ATTACHMENT_NAME_MAX + 1] = '\0';
	assert_false(attachment_check_name(name, &err));
}

#define BYTES(text) (const unsigned char *)(text), sizeof(text) - 1

TEST(attachment, the_first_bytes_say_what_it_is)
{
	static const struct {
		const char *name;
		const unsigned char *head;
		size_t length;
		const char *type; /* NULL: refused */
	} cases[] = {
		{"a.png", BYTES("\x89PNG\r\n\x1a\n...."), "image/png"},
		{"a.JPG", BYTES("\xff\xd8\xff\xe0"), "image/jpeg"},
		{"a.gif", BYTES("GIF89a"), "image/gif"},
		{"a.webp", BYTES("RIFF\0\0\0\0WEBPVP8 "), "image/webp"},
		{"a.pdf", BYTES("%PDF-1.7\n"), "application/pdf"},
		{"a.pdf", BYTES("\n\n%PDF-1.7\n"), "application/pdf"},
		{"a.zip", BYTES("PK\x03\x04"), "application/zip"},
		{"a.docx", BYTES("PK\x03\x04"),
			"application/vnd.openxmlformats-officedocument.wordprocessingml.document"},
		{"a.docx", BYTES("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
			"application/vnd.openxmlformats-officedocument.wordprocessingml.document"},
		{"a.txt", BYTES("Hello"), "text/plain"},
		{"a.txt", BYTES("MZ is how it begins"), "text/plain"},
		{"a.txt", BYTES("\x89PNG\r\n\x1a\n"), "image/png"},
		{"a", BYTES("%PDF-1.7\n"), "application/pdf"},
		{"a.unheard", BYTES("anything"), "application/octet-stream"},
		{"a.svg", BYTES("<svg xmlns="), "image/svg+xml"},
		{"a.png", BYTES("<svg xmlns="), NULL},
		{"a.png", BYTES("\xff\xd8\xff\xe0"), NULL},
		{"a.pdf", BYTES("Hello"), NULL},
		{"a.zip", BYTES("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), NULL},
		{"a.docx", BYTES("%PDF-1.7\n"), NULL},
		{"a.dat",
			BYTES("\x7f"
			      "ELF\x02\x01\x01"),
			NULL},
	};

	for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
		const char *type = NULL;
		struct error err = {0};
		bool fits = attachment_find_type(cases[i].name, cases[i].head, cases[i].length, &type, &err);

		if (fits != (cases[i].type != NULL) || (fits && strcmp(type, cases[i].type) != 0))
			fail_msg("%s (row %zu): %s", cases[i].name, i, fits ? type : err.message);
	}
}

TEST(attachment, a_windows_program_is_known_by_its_header)
{
	unsigned char head[128] = "MZ\x90";
	const char *type = NULL;
	struct error err = {0};

	assert_false(attachment_find_type("report.dat", head, sizeof(head), &type, &err));
	assert_string_equal(err.rule, "blocked_type");
}

TEST(attachment, raster_images_alone_stand_within_the_text)
{
	assert_true(attachment_may_be_inline("image/png"));
	assert_true(attachment_may_be_inline("image/jpeg"));
	assert_true(attachment_may_be_inline("image/gif"));
	assert_true(attachment_may_be_inline("image/webp"));
	assert_false(attachment_may_be_inline("image/svg+xml"));
	assert_false(attachment_may_be_inline("application/pdf"));
}

TEST(attachment, a_content_id_can_neither_end_a_header_nor_an_attribute)
{
	static const struct {
		const char *id;
		bool fits;
	} cases[] = {{"logo", true}, {"logo.1@acme.test", true}, {"att_0abc@outrider", true}, {"", false},
		{"@a", false}, {"a@", false}, {"a@b@c", false}, {"a b", false}, {"a\"b", false}, {"a>b", false},
		{"a\r\nb", false}};

	for (size_t i = 0; i < ARRAY_COUNT(cases); i++)
		if (attachment_content_id_is_fine(cases[i].id) != cases[i].fits)
			fail_msg("“%s”", cases[i].id);
}

TEST(attachment, an_image_is_shown_where_an_address_names_it)
{
	assert_true(attachment_is_shown("<p>Hi <img src=\"cid:logo\" alt=\"\"></p>", "logo"));
	assert_true(attachment_is_shown("<img src='CID:logo'>", "logo"));
	assert_true(attachment_is_shown("<img src=cid:logo>", "logo"));
	assert_true(attachment_is_shown("<img src=\"cid:one\"><img src=\"cid:two\">", "two"));
	assert_false(attachment_is_shown("<img src=\"cid:logo2\">", "logo"));
	assert_false(attachment_is_shown("<p>cid:logo</p>", "logo"));
	assert_false(attachment_is_shown("<p>no image</p>", "logo"));
}

TEST(attachment, what_servers_distrust_is_known_by_its_name)
{
	assert_int_equal(attachment_risk_of("a.zip"), ATTACHMENT_ARCHIVE);
	assert_int_equal(attachment_risk_of("a.RAR"), ATTACHMENT_ARCHIVE);
	assert_int_equal(attachment_risk_of("a.docm"), ATTACHMENT_MACROS);
	assert_int_equal(attachment_risk_of("a.xlsm"), ATTACHMENT_MACROS);
	assert_int_equal(attachment_risk_of("a.html"), ATTACHMENT_PAGE);
	assert_int_equal(attachment_risk_of("a.pdf"), ATTACHMENT_PLAIN);
	assert_int_equal(attachment_risk_of("README"), ATTACHMENT_PLAIN);
}

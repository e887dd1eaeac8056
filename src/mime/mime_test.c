#include "base/unit.h"

#include <gmime/gmime.h>
#include <stdlib.h>

#include "mime/address.h"
#include "mime/encoding.h"
#include "mime/header.h"
#include "mime/message_build.h"
#include "mime/message_parse.h"

static struct message plain(void)
{
	return (struct message){.from_name = "Ada",
		.from_address = "ada@acme.test",
		.to_name = "Bob",
		.to_address = "bob@example.org",
		.subject = "Hello",
		.message_id = "<one@acme.test>",
		.date_ms = 1795420800000,
		.text = "Hi Bob,\n\nline\n"};
}

/* Parses what we built with GMime, another's eyes. */
static GMimeMessage *parse(const struct text *text)
{
	GMimeStream *stream = g_mime_stream_mem_new_with_buffer(text->data, text->length);
	GMimeParser *parser = g_mime_parser_new_with_stream(stream);
	GMimeMessage *message = g_mime_parser_construct_message(parser, NULL);

	g_object_unref(parser);
	g_object_unref(stream);
	return message;
}

static void drop_returns(char *text)
{
	char *to = text;

	for (const char *from = text; *from; from++)
		if (*from != '\r')
			*to++ = *from;
	*to = '\0';
}

static char *part_text(GMimeMessage *message, int index)
{
	GMimeObject *part = g_mime_message_get_mime_part(message);

	if (GMIME_IS_MULTIPART(part))
		part = g_mime_multipart_get_part((GMimeMultipart *)part, index);
	return g_mime_text_part_get_text((GMimeTextPart *)part);
}

TEST(message_build, reads_back_equal_in_every_script)
{
	static const char *const texts[] = {"plain", "Grüße aus Köln", "Приветствуем вас",
		"日本語の件名です、とても長い件名ですので折り返し", "مرحبا",
		"👋🏽 emoji 👨‍👩‍👧‍👦 family", "a \"quoted\" \\ name, with; commas",
		"=?utf-8?Q?fake?=",
		("A very long subject line that has to be folded because it is longer than any one line of a header "
		 "should be, really")};

	g_mime_init();
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		struct arena *arena = arena_new();
		struct message message = plain();
		struct error err = {0};
		struct text text;
		GMimeMessage *back;
		char *body;

		text_init(&text, arena);
		message.from_name = message.to_name = message.subject = texts[i];
		message.text = arena_printf(arena, "%s\n.dot\nFrom here\ntrailing \n%s=\n", texts[i], texts[i]);
		message.html = arena_printf(arena, "<p>%s</p>", texts[i]);
		assert_true(message_build(&message, &text, NULL, &err));
		back = parse(&text);
		assert_string_equal(g_mime_message_get_subject(back), texts[i]);
		assert_string_equal(internet_address_get_name(internet_address_list_get_address(
					    g_mime_message_get_addresses(back, GMIME_ADDRESS_TYPE_FROM), 0)),
			texts[i]);
		body = part_text(back, 0);
		drop_returns(body);
		assert_string_equal(body, message.text);
		g_free(body);
		g_object_unref(back);
		arena_free(arena);
	}
}

/* The longest line; fails on a bare CR or LF, a NUL or a byte of 8 bits. */
static size_t longest_line(const struct text *text)
{
	size_t column = 0, longest = 0;

	for (size_t i = 0; i < text->length; i++) {
		assert_true((unsigned char)text->data[i] < 0x80 && text->data[i] != '\0');
		if (text->data[i] == '\n') {
			assert_int_equal(text->data[i - 1], '\r');
			longest = column - 1 > longest ? column - 1 : longest;
			column = 0;
		} else {
			assert_true(column == 0 || text->data[i - 1] != '\r');
			column++;
		}
	}
	assert_int_equal(column, 0);
	return longest;
}

TEST(message_build, keeps_to_seven_bits_and_short_lines_whatever_it_is_given)
{
	static const char *const words[] = {"ä", "line ", "a  b", "日本", "Слово ", "👨‍👩‍👧‍👦",
		"unbroken", "x\t", ".", "=", "From ", "\n.\n", "\r\n"};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		for (int times = 1; times < 80; times += 3) {
			struct arena *arena = arena_new();
			struct message message = plain();
			struct text text, words_of;
			struct error err = {0};

			text_init(&words_of, arena);
			text_init(&text, arena);
			for (int n = 0; n < times; n++)
				text_add(&words_of, words[i]);
			message.text = message.html = text_string(&words_of);
			if (!strpbrk(words[i], "\r\n\t"))
				message.subject = message.from_name = message.to_name = text_string(&words_of);
			assert_true(message_build(&message, &text, NULL, &err));
			assert_in_range(longest_line(&text), 1, 78);
			assert_null(strstr(text.data, "\r\n."));
			assert_null(strstr(text.data, "\r\nFrom "));
			arena_free(arena);
		}
	}
}

TEST(message_build, values_of_many_spaces_and_long_words_read_back_equal)
{
	static const char *const subjects[] = {" leads", "trails ", "two  spaces", "        ",
		("https://example.org/a/very/long/address/without/any/space/in/it/that/cannot/be/folded/anywhere/at/"
		 "all/it/goes/on/and/on")};

	g_mime_init();
	for (size_t i = 0; i < sizeof(subjects) / sizeof(subjects[0]); i++) {
		struct arena *arena = arena_new();
		struct message message = plain();
		struct error err = {0};
		GMimeMessage *back;
		struct text text;

		text_init(&text, arena);
		message.subject = subjects[i];
		assert_true(message_build(&message, &text, NULL, &err));
		back = parse(&text);
		assert_string_equal(g_mime_message_get_subject(back), subjects[i]);
		g_object_unref(back);
		arena_free(arena);
	}
}

TEST(message_build, is_the_same_for_the_same_input)
{
	struct arena *arena = arena_new();
	struct message message = plain();
	struct error err = {0};
	struct text one, two;

	message.html = "<p>Hi</p>";
	text_init(&one, arena);
	text_init(&two, arena);
	assert_true(message_build(&message, &one, NULL, &err));
	assert_true(message_build(&message, &two, NULL, &err));
	assert_string_equal(one.data, two.data);
	arena_free(arena);
}

TEST(message_build, other_scripts_travel_in_the_shorter_encoding)
{
	struct arena *arena = arena_new();
	struct message message = plain();
	struct error err = {0};
	GMimeMessage *back;
	struct text text;
	char *body;

	g_mime_init();
	text_init(&text, arena);
	message.text = "Приветствуем вас в нашей программе.\nВторая строка.\r\n";
	assert_true(message_build(&message, &text, NULL, &err));
	assert_non_null(strstr(text.data, "Content-Transfer-Encoding: base64\r\n"));
	back = parse(&text);
	body = part_text(back, 0);
	drop_returns(body);
	assert_string_equal(body, "Приветствуем вас в нашей программе.\nВторая строка.\n");
	g_free(body);
	g_object_unref(back);
	arena_free(arena);
}

TEST(message_build, refuses_whatever_could_add_a_header)
{
	struct arena *arena = arena_new();
	struct message bad[] = {
		plain(), plain(), plain(), plain(), plain(), plain(), plain(), plain(), plain(), plain(), plain()};

	bad[0].subject = "Hello\r\nBcc: all@example.org";
	bad[1].from_name = "Ada\nX: y";
	bad[2].to_address = "bob@example.org>\r\nRCPT TO:<x";
	bad[3].to_address = "bob@example.org>, <x@example.org";
	bad[4].message_id = "<a b@acme.test>";
	bad[5].list_unsubscribe_url = "https://out.acme.test/u/abc>\r\nX: y";
	bad[6].list_unsubscribe_url = "https://out.acme.test/u/abc>, <mailto:x@example.org";
	bad[7].references = "<a@acme.test>\r\n <b@acme.test>";
	bad[8].in_reply_to = "<a@acme.test> <b@acme.test>";
	bad[9].to_name = "Bob\x7f";
	bad[10].subject = "not \xff UTF-8";
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct error err = {0};
		struct text text;

		text_init(&text, arena);
		assert_false(message_build(&bad[i], &text, NULL, &err));
		assert_true(error_is(&err, "bad_header"));
		assert_int_equal(text.length, 0);
	}
	arena_free(arena);
}

TEST(message_build, offers_one_click_unsubscribe_and_the_thread)
{
	struct arena *arena = arena_new();
	struct message message = plain();
	struct error err = {0};
	struct text text;

	text_init(&text, arena);
	message.list_unsubscribe_url = "https://out.acme.test/u/abc";
	message.in_reply_to = "<b@acme.test>";
	message.references = "<a@acme.test> <b@acme.test>";
	assert_true(message_build(&message, &text, NULL, &err));
	assert_non_null(strstr(text.data,
		"List-Unsubscribe: <https://out.acme.test/u/abc>\r\n"
		"List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"));
	assert_non_null(
		strstr(text.data, "In-Reply-To: <b@acme.test>\r\nReferences: <a@acme.test>\r\n <b@acme.test>\r\n"));
	arena_free(arena);
}

TEST(address, is_taken_apart_and_put_together_again)
{
	static const struct {
		const char *text, *local, *domain, *formatted;
		bool is_ascii;
	} cases[] = {
		{"ada@acme.test", "ada", "acme.test", "ada@acme.test", true},
		{"Ada.L+tag@ACME.Test", "Ada.L+tag", "acme.test", "Ada.L+tag@acme.test", true},
		{"\"ada l\"@acme.test", "ada l", "acme.test", "\"ada l\"@acme.test", true},
		{"\"ada\"@acme.test", "ada", "acme.test", "ada@acme.test", true},
		{"\"a\\\"b\"@acme.test", "a\"b", "acme.test", "\"a\\\"b\"@acme.test", true},
		{"ada@grün.test", "ada", "xn--grn-ioa.test", "ada@xn--grn-ioa.test", true},
		{"用户@例え.jp", "用户", "xn--r8jz45g.jp", "用户@xn--r8jz45g.jp", false},
		{"root@localhost", "root", "localhost", "root@localhost", true},
	};
	struct arena *arena = arena_new();

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct address address;
		struct error err = {0};

		if (!address_parse(cases[i].text, arena, &address, &err))
			fail_msg("%s: %s", cases[i].text, err.message);
		assert_string_equal(address.local, cases[i].local);
		assert_string_equal(address.domain, cases[i].domain);
		assert_int_equal(address.is_ascii, cases[i].is_ascii);
		assert_string_equal(address_format(&address, arena), cases[i].formatted);
	}
	arena_free(arena);
}

TEST(address, refuses_what_is_none)
{
	static const char *const bad[] = {"", "ada", "@acme.test", "ada@", "ada@acme..test", "ada@-acme.test",
		".ada@acme.test", "a..b@acme.test", "ada@acme.test>", "ada@acme.test, bob@acme.test", "a da@acme.test",
		"ada@acme.test\r\nX: y", "ada@[127.0.0.1]", "\"ada@acme.test", "\"ada\"x@acme.test", "ada@acme_.test",
		"ada\x01@acme.test", "ada@ac\xff.test", "Ada <ada@acme.test>", "a@b@acme.test",
		"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa@acme.test"};
	struct arena *arena = arena_new();

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct address address;
		struct error err = {0};

		if (address_parse(bad[i], arena, &address, &err))
			fail_msg("taken: %s", bad[i]);
		assert_true(error_is(&err, "bad_address"));
	}
	arena_free(arena);
}

TEST(header, a_block_may_end_anywhere)
{
	static const char block[] = "Subject: one\r\n two\r\nX-Long";
	struct arena *arena = arena_new();

	for (size_t size = 0; size < sizeof(block); size++) {
		char *exact = malloc(size ? size : 1); /* so that a sanitizer sees a byte too many */

		memcpy(exact, block, size);
		header_find(exact, size, "Subject", arena);
		assert_null(header_find(exact, size, "X-Long", arena));
		free(exact);
	}
	arena_free(arena);
}

TEST(header, finds_unfolds_and_decodes)
{
	static const char block[] = "Received: x\r\nsubject: =?utf-8?Q?Gr=C3=BC=C3=9Fe?=\r\n =?utf-8?Q?_zwei?=\r\n"
				    "References: <a@x>\r\n\t<b@y> <c@z>\r\nFrom: \"Bob <b>\" <bob@example.org>\r\n\r\n";
	struct arena *arena = arena_new();
	const char *references = header_find(block, sizeof(block) - 1, "References", arena);

	assert_string_equal(
		header_decode(header_find(block, sizeof(block) - 1, "Subject", arena), arena), "Grüße zwei");
	assert_string_equal(header_next_id(&references, arena), "<a@x>");
	assert_string_equal(header_next_id(&references, arena), "<b@y>");
	assert_string_equal(header_next_id(&references, arena), "<c@z>");
	assert_null(header_next_id(&references, arena));
	assert_string_equal(
		header_address(header_find(block, sizeof(block) - 1, "FROM", arena), arena), "bob@example.org");
	assert_string_equal(header_address("bob@example.org", arena), "bob@example.org");
	assert_null(header_find(block, sizeof(block) - 1, "Sub", arena));
	arena_free(arena);
}

static const char report[] = "From: MAILER-DAEMON@mx.test\r\nSubject: Undelivered\r\nMIME-Version: 1.0\r\n"
			     "Content-Type: multipart/report; report-type=delivery-status; boundary=\"b\"\r\n\r\n"
			     "--b\r\nContent-Type: text/plain\r\n\r\nNo such user\r\n"
			     "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.test\r\n\r\n"
			     "Final-Recipient: rfc822; bob@example.org\r\nAction: Failed\r\nStatus: 5.1.1\r\n"
			     "Diagnostic-Code: smtp; 550 5.1.1 No such user\r\n\r\n"
			     "--b\r\nContent-Type: text/rfc822-headers\r\n\r\nSubject: Hello\r\nMessage-ID: "
			     "<one@acme.test>\r\n\r\n--b--\r\n";

TEST(message_parse, a_delivery_report_tells_who_failed_why_and_which_email)
{
	struct arena *arena = arena_new();
	struct bounce_report bounce;

	assert_true(message_parse_bounce(report, sizeof(report) - 1, arena, &bounce));
	assert_string_equal(bounce.recipient, "bob@example.org");
	assert_string_equal(bounce.action, "failed");
	assert_string_equal(bounce.status, "5.1.1");
	assert_string_equal(bounce.diagnostic, "550 5.1.1 No such user");
	assert_string_equal(bounce.message_id, "<one@acme.test>");
	arena_free(arena);
}

TEST(message_parse, a_cut_off_report_still_tells_what_it_holds)
{
	struct arena *arena = arena_new();
	struct bounce_report bounce;
	const char *cut = strstr(report, "--b\r\nContent-Type: text/rfc822-headers");

	assert_true(message_parse_bounce(report, (size_t)(cut - report), arena, &bounce));
	assert_string_equal(bounce.status, "5.1.1");
	assert_null(bounce.message_id);
	assert_false(message_parse_bounce("Subject: x\r\n\r\nhello\r\n", 22, arena, &bounce));
	arena_free(arena);
}

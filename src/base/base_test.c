#include "base/unit.h"

#include <errno.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/id.h"
#include "base/json.h"
#include "base/text.h"

TEST(id, text_and_number_are_the_same_id)
{
	struct clock clock = clock_fixed(1795420800000);
	struct id_source source;
	char text[ID_TEXT_SIZE];
	int64_t first, second, back = 0;

	id_source_init(&source, 3);
	first = id_new(&source, &clock);
	second = id_new(&source, &clock);
	id_format(ID_MAILBOX, first, text);

	assert_true(second > first);
	assert_true(id_parse(ID_MAILBOX, text, &back));
	assert_int_equal(back, first);
	assert_false(id_parse(ID_CAMPAIGN, text, &back));
	assert_false(id_parse(ID_MAILBOX, "mbx_", &back));
	assert_false(id_parse(ID_MAILBOX, "mbx_zzzzzzzzzzzzz", &back));
}

TEST(id, stays_rising_when_the_clock_goes_back)
{
	struct clock clock = clock_fixed(1795420800000);
	struct id_source source;
	int64_t before;

	id_source_init(&source, 0);
	before = id_new(&source, &clock);
	clock.offset_ms -= 3600000;

	assert_true(id_new(&source, &clock) > before);
}

TEST(json, escapes_whatever_a_text_holds)
{
	struct arena *arena = arena_new();
	struct json_out out;
	struct text text;

	text_init(&text, arena);
	json_out_init(&out, &text);
	json_open_object(&out, NULL);
	json_put_string(&out, "a", "q\"b\\n\n\x01\x7f");
	json_put_string(&out, "bad", "x\xff\xc3y\xe2\x82");
	json_put_time(&out, "t", 1795420800123);
	json_close_object(&out);

	assert_string_equal(text_string(&text),
		"{\"a\":\"q\\\"b\\\\n\\n\\u0001\\u007f\","
		"\"bad\":\"x\xef\xbf\xbd\xef\xbf\xbdy\xef\xbf\xbd\xef\xbf\xbd\","
		"\"t\":\"2026-11-23T08:00:00.123Z\"}");
	arena_free(arena);
}

TEST(json, refuses_duplicates_and_depth)
{
	struct error err = {0};
	json_t *value = NULL;
	char deep[80];

	memset(deep, '[', sizeof(deep));
	assert_false(json_parse("{\"a\":1,\"a\":2}", 13, &value, &err));
	assert_true(error_is(&err, "malformed_json"));
	assert_false(json_parse(deep, sizeof(deep), &value, &err));
}

TEST(json, reads_times_with_any_offset)
{
	struct error err = {0};
	json_t *value = json_pack(
		"{s:s,s:s,s:s}", "z", "2026-11-23T08:00:00.5Z", "plus", "2026-11-23T09:30:00+01:30", "bad", "tomorrow");
	int64_t at = 0;

	assert_true(json_get_time(value, "z", &at, NULL, &err));
	assert_int_equal(at, 1795420800500);
	assert_true(json_get_time(value, "plus", &at, NULL, &err));
	assert_int_equal(at, 1795420800000);
	assert_false(json_get_time(value, "bad", &at, NULL, &err));
	assert_string_equal(err.field, "bad");
	json_decref(value);
}

TEST(text, base64_goes_there_and_back_for_every_length)
{
	struct arena *arena = arena_new();
	unsigned char bytes[67];

	for (size_t i = 0; i < sizeof(bytes); i++)
		bytes[i] = (unsigned char)(i * 37);
	for (size_t n = 0; n <= sizeof(bytes); n++) {
		size_t length = 99;
		unsigned char *back = text_base64_decode(arena, text_base64(arena, bytes, n), &length);

		assert_int_equal(length, n);
		assert_memory_equal(back, bytes, n);
		back = text_base64_url_decode(arena, text_base64_url(arena, bytes, n), &length);
		assert_int_equal(length, n);
		assert_memory_equal(back, bytes, n);
	}
	assert_string_equal(text_base64(arena, "any carnal pleas", 16), "YW55IGNhcm5hbCBwbGVhcw==");
	arena_free(arena);
}

TEST(text, a_servers_words_are_made_safe_to_show)
{
	struct arena *arena = arena_new();

	assert_string_equal(text_for_people(arena, "535 no\r\nway\x1b[31m\xff", 17, 200), "535 no  way [31m?");
	assert_string_equal(text_for_people(arena, "\xe2\x82\xac\xe2\x82\xac", 6, 4), "\xe2\x82\xac");
	arena_free(arena);
}

TEST(text, utf8_has_no_surrogates_or_overlong_forms)
{
	assert_true(text_is_utf8("gr\xc3\xbc\xc3\x9f dich \xf0\x9f\x91\x8b", 16));
	assert_false(text_is_utf8("\xc0\xaf", 2));
	assert_false(text_is_utf8("\xed\xa0\x80", 3));
	assert_false(text_is_utf8("\xf4\x90\x80\x80", 4));
	assert_false(text_is_utf8("a\0b", 3));
}

TEST(error, a_disk_says_in_which_way_it_refuses)
{
	static const struct {
		int reason;
		const char *code;
	} cases[] = {{ENOSPC, "disk_full"}, {EDQUOT, "disk_full"}, {EROFS, "read_only"}, {EIO, "io_error"}};
	struct error err = {0};

	for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
		assert_false(error_disk(&err, cases[i].reason, "The file cannot be kept"));
		assert_int_equal(err.kind, ERROR_STORAGE);
		assert_string_equal(err.code, cases[i].code);
	}
}

#include "base/unit.h"

#include "base/text.h"
#include "model/email_address.h"
#include "model/fold.h"

TEST(email_address, keeps_what_was_typed_and_folds_what_is_compared)
{
	static const struct {
		const char *typed, *address, *key, *domain;
	} rows[] = {
		{"ada@acme.test", "ada@acme.test", "ada@acme.test", "acme.test"},
		{"  Ada.Lovelace@ACME.Test \n", "Ada.Lovelace@acme.test", "ada.lovelace@acme.test", "acme.test"},
		{"ada+list@acme.test", "ada+list@acme.test", "ada+list@acme.test", "acme.test"},
		{"o'brien@mail.co.uk", "o'brien@mail.co.uk", "o'brien@mail.co.uk", "mail.co.uk"},
		{"info@Müller.example", "info@xn--mller-kva.example", "info@xn--mller-kva.example",
			"xn--mller-kva.example"},
		{"info@XN--MLLER-KVA.example", "info@xn--mller-kva.example", "info@xn--mller-kva.example",
			"xn--mller-kva.example"},
		{"JÖRG@acme.test", "JÖRG@acme.test", "jörg@acme.test", "acme.test"},
		{"straße@faß.example", "straße@xn--fa-hia.example", "strasse@xn--fa-hia.example", "xn--fa-hia.example"},
		{"\xe2\x80\x8b"
		 "ada@acme.test\xc2\xa0",
			"ada@acme.test", "ada@acme.test", "acme.test"},
		{"1@2.example", "1@2.example", "1@2.example", "2.example"},
	};
	struct arena *arena = arena_new();

	for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
		struct email_address got;
		struct error err;

		assert_true(email_address_parse(rows[i].typed, arena, &got, &err));
		assert_string_equal(got.address, rows[i].address);
		assert_string_equal(got.key, rows[i].key);
		assert_string_equal(got.domain, rows[i].domain);
	}
	arena_free(arena);
}

TEST(email_address, refuses_what_is_none)
{
	static const char *const bad[] = {"", " ", "ada", "@acme.test", "ada@", "ada@acme", "ada@acme.test.",
		"a..b@acme.test", ".a@acme.test", "a.@acme.test", "a b@acme.test", "a@b@acme.test", "\"a b\"@acme.test",
		"<ada@acme.test>", "Ada <ada@acme.test>", "a@b.test,c@d.test", "a@-acme.test", "a@acme-.test",
		"a@acme..test", "a@127.0.0.1", "a@[127.0.0.1]", "a@acme_x.test", "a\r\nBcc: x@y.test",
		"a@acme.test\r\nBcc: x@y.test", "a\x01@acme.test", "a@ac\xffme.test", "\xff@acme.test",
		"a\xc2\x85@acme.test", "a\xe2\x80\xae@acme.test", "a\xef\xbc\xa0x@acme.test", "a@xn--.test",
		"a;b@acme.test", "a(c)@acme.test"};
	struct arena *arena = arena_new();

	for (size_t i = 0; i < ARRAY_COUNT(bad); i++) {
		struct email_address got;
		struct error err = {0};

		if (email_address_parse(bad[i], arena, &got, &err))
			fail_msg("taken for an address: %s", bad[i]);
		assert_string_equal(err.code, "validation_failed");
		assert_string_equal(err.field, "email");
		assert_true(text_is_utf8(err.message, strlen(err.message)));
	}
	assert_false(email_address_parse(NULL, arena, &(struct email_address){0}, &(struct error){0}));
	arena_free(arena);
}

TEST(email_address, holds_its_lengths)
{
	struct arena *arena = arena_new();
	char local[66], label[65], *long_domain;
	struct email_address got;
	struct error err;

	memset(local, 'a', 65);
	local[65] = '\0';
	memset(label, 'b', 64);
	label[64] = '\0';
	assert_true(email_address_parse(arena_printf(arena, "%.64s@acme.test", local), arena, &got, &err));
	assert_false(email_address_parse(arena_printf(arena, "%s@acme.test", local), arena, &got, &err));
	assert_true(email_address_parse(arena_printf(arena, "a@%.63s.test", label), arena, &got, &err));
	assert_false(email_address_parse(arena_printf(arena, "a@%s.test", label), arena, &got, &err));
	long_domain = arena_printf(arena, "%.63s.%.63s.%.63s.%.55s.test", label, label, label, label);
	assert_int_equal(strlen(long_domain), 252);
	assert_true(email_address_parse(arena_printf(arena, "a@%s", long_domain), arena, &got, &err));
	assert_false(email_address_parse(arena_printf(arena, "ab@%s", long_domain), arena, &got, &err));
	arena_free(arena);
}

TEST(email_address, reads_a_domain_alone)
{
	struct arena *arena = arena_new();

	assert_string_equal(email_address_domain("Acme.Test.", arena), "acme.test");
	assert_string_equal(email_address_domain("MÜLLER.example", arena), "xn--mller-kva.example");
	assert_string_equal(email_address_domain("例え。テスト", arena), "xn--r8jz45g.xn--zckzah");
	assert_null(email_address_domain("", arena));
	assert_null(email_address_domain(".", arena));
	assert_null(email_address_domain("com", arena));
	assert_null(email_address_domain("http://acme.test", arena));
	assert_null(email_address_domain("acme.test/x", arena));
	arena_free(arena);
}

TEST(fold, makes_texts_comparable)
{
	struct arena *arena = arena_new();

	assert_string_equal(fold_text("Ada LOVELACE", arena), "ada lovelace");
	assert_string_equal(fold_text("MÜLLER Straße", arena), "müller strasse");
	assert_string_equal(fold_text("Ｍ\xc3\xbcller", arena), "müller");
	assert_string_equal(fold_text("mu\xcc\x88ller", arena), "müller");
	assert_string_equal(fold_text("A\xff", arena), "a\xff");
	assert_null(fold_text(NULL, arena));
	assert_string_equal(fold_words("  Désabonner-moi !", arena), "desabonner moi");
	assert_string_equal(fold_words("--", arena), "");
	assert_string_equal(fold_words("\xff", arena), "");
	arena_free(arena);
}

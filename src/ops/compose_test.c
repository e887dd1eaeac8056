#include "base/unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.h"
#include "ops/compose.h"

static const int64_t now = 1795420800000;

struct scene {
	struct vault *vault;
	struct arena *arena;
	struct campaign campaign;
	struct step step;
	struct contact contact;
	struct compose_input input;
};

static struct vault *new_vault(void)
{
	static const unsigned char secret[32] = "an instance secret for the tests";
	OWNED(secret) struct secret *instance = secret_new(secret, sizeof(secret));
	char dir[] = "/tmp/outrider-compose-XXXXXX";
	struct vault *vault = NULL;
	struct error err;
	char file[64];

	assert_non_null(mkdtemp(dir));
	assert_true(vault_open(dir, NULL, true, &vault, &err));
	vault_set_instance_secret(vault, instance);
	snprintf(file, sizeof(file), "%s/master.key", dir);
	unlink(file);
	rmdir(dir);
	return vault;
}

static void scene_begin(struct scene *scene)
{
	*scene = (struct scene){
		.vault = new_vault(),
		.arena = arena_new(),
		.campaign = {.id = 3, .opt_out_line = true},
		.step = {.position = 1,
			.subject = "Hello {{ first_name }}",
			.body_text = "Hi {{ first_name }},\n\nhow are you?"},
		.contact = {.workspace_id = 1,
			.id = 2,
			.email_key = "ben@b.test",
			.domain = "b.test",
			.fields = {[CONTACT_EMAIL] = "Ben@b.test",
				[CONTACT_FIRST_NAME] = "Ben",
				[CONTACT_COMPANY] = "B & Sons"},
			.custom = "{\"deal_size\":\"12\"}"},
	};
	scene->input = (struct compose_input){.identity = {.name = "Ada Lovelace",
						      .address = "ada@acme.test",
						      .organization = "Acme Ltd",
						      .postal_address = "1 Main Street, London"},
		.message_id = "<abc@acme.test>",
		.now = now};
	scene->input.unsubscribe_url = compose_unsubscribe_url(
		scene->vault, "https://out.test", &scene->contact, 3, scene->arena);
}

static struct composed compose(struct scene *scene)
{
	struct composed composed;
	const char *missing;
	struct error err = {0};

	scene->input.campaign = &scene->campaign;
	scene->input.step = &scene->step;
	scene->input.contact = &scene->contact;
	if (!compose_email(&scene->input, scene->arena, &composed, &missing, &err))
		fail_msg("%s: %s", err.code, err.message);
	return composed;
}

static struct error compose_failure(struct scene *scene, const char **missing)
{
	struct composed composed;
	struct error err = {0};

	scene->input.campaign = &scene->campaign;
	scene->input.step = &scene->step;
	scene->input.contact = &scene->contact;
	assert_false(compose_email(&scene->input, scene->arena, &composed, missing, &err));
	return err;
}

static void scene_end(struct scene *scene)
{
	arena_free(scene->arena);
	vault_free(scene->vault);
}

static bool has(const char *text, const char *part)
{
	return strstr(text, part) != NULL;
}

TEST(compose, a_first_email_carries_all_that_every_email_must)
{
	struct scene scene;
	struct composed mail;

	scene_begin(&scene);
	mail = compose(&scene);

	assert_string_equal(mail.subject, "Hello Ben");
	assert_string_equal(mail.text,
		arena_printf(scene.arena,
			"Hi Ben,\n\nhow are you?\n\nIf you'd rather not hear from me, unsubscribe here: %s\n\nAcme "
			"Ltd\n1 Main Street, "
			"London\n",
			scene.input.unsubscribe_url));
	assert_int_equal(compose_count_words(mail.body_text), 5);
	assert_null(mail.html);
	assert_false(mail.in_thread);
	assert_true(has(mail.bytes, "\r\nSubject: Hello Ben\r\n"));
	assert_true(has(mail.bytes, "\r\nMessage-ID: <abc@acme.test>\r\n"));
	assert_true(has(mail.bytes, "List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"));
	assert_true(has(mail.bytes, "List-Unsubscribe:"));
	assert_true(has(mail.bytes, "To: Ben <Ben@b.test>\r\n"));
	assert_true(has(mail.bytes, "From: Ada Lovelace <ada@acme.test>\r\n"));
	assert_false(has(mail.bytes, "In-Reply-To"));
	assert_false(has(mail.bytes, "References"));
	assert_int_equal(mail.size, strlen(mail.bytes));
	scene_end(&scene);
}

TEST(compose, a_follow_up_without_subject_stays_in_the_thread)
{
	struct scene scene;
	struct composed mail;

	scene_begin(&scene);
	scene.step = (struct step){.position = 2, .body_text = "Just checking in."};
	scene.input.thread_subject = "Hello Ben";
	scene.input.thread_references = "<one@acme.test> <two@acme.test>";
	mail = compose(&scene);

	assert_string_equal(mail.subject, "Re: Hello Ben");
	assert_true(mail.in_thread);
	assert_true(has(mail.bytes, "\r\nIn-Reply-To: <two@acme.test>\r\n"));
	assert_true(has(mail.bytes, "\r\nReferences: <one@acme.test>"));
	scene.input.thread_subject = "Re: Hello Ben";
	assert_string_equal(compose(&scene).subject, "Re: Hello Ben");
	scene_end(&scene);
}

TEST(compose, a_follow_up_with_its_own_subject_begins_a_thread)
{
	struct scene scene;
	struct composed mail;

	scene_begin(&scene);
	scene.step.position = 2;
	scene.input.thread_subject = "Something else";
	scene.input.thread_references = "<one@acme.test>";
	mail = compose(&scene);

	assert_string_equal(mail.subject, "Hello Ben");
	assert_false(mail.in_thread);
	assert_false(has(mail.bytes, "In-Reply-To"));
	scene_end(&scene);
}

TEST(compose, names_the_last_twenty_of_a_long_thread)
{
	struct scene scene;
	struct composed mail;
	struct text ids;

	scene_begin(&scene);
	text_init(&ids, scene.arena);
	for (int i = 1; i <= 25; i++)
		text_printf(&ids, "%s<id%02d@acme.test>", i > 1 ? " " : "", i);
	scene.step = (struct step){.position = 2, .body_text = "Hello again."};
	scene.input.thread_subject = "Hello";
	scene.input.thread_references = text_string(&ids);
	mail = compose(&scene);

	assert_true(has(mail.bytes, "References: <id06@acme.test>"));
	assert_false(has(mail.bytes, "<id05@acme.test>"));
	assert_true(has(mail.bytes, "In-Reply-To: <id25@acme.test>\r\n"));
	scene_end(&scene);
}

TEST(compose, a_missing_value_is_named_and_nothing_is_built)
{
	struct scene scene;
	const char *missing = NULL;

	scene_begin(&scene);
	scene.step.body_text = "Hi {{ last_name }}";
	assert_string_equal(compose_failure(&scene, &missing).code, "missing_field");
	assert_string_equal(missing, "last_name");
	scene.step.body_text = "About {{ custom.budget }}";
	assert_string_equal(compose_failure(&scene, &missing).code, "missing_field");
	assert_string_equal(missing, "custom.budget");
	scene.step.body_text = "About {{ deal_size }} from {{ sender_name }} <{{ sender_email }}>";
	assert_true(has(compose(&scene).text, "About 12 from Ada Lovelace <ada@acme.test>"));
	scene_end(&scene);
}

TEST(compose, an_email_without_words_or_subject_is_refused)
{
	struct scene scene;
	const char *missing = "unset";

	scene_begin(&scene);
	scene.step.body_text = "  ";
	assert_string_equal(compose_failure(&scene, &missing).code, "empty_body");
	assert_null(missing);
	scene.step = (struct step){.position = 1, .body_text = "Hello"};
	assert_string_equal(compose_failure(&scene, &missing).code, "no_subject");
	assert_null(missing);
	scene_end(&scene);
}

TEST(compose, the_opt_out_line_is_off_only_where_the_body_has_the_link)
{
	struct scene scene;

	scene_begin(&scene);
	scene.campaign.opt_out_line = false;
	assert_true(has(compose(&scene).text, "rather not hear from me"));
	scene.step.body_text = "Hi. Not for you? {{ unsubscribe_url }}";
	assert_false(has(compose(&scene).text, "rather not hear from me"));
	assert_true(has(compose(&scene).text, scene.input.unsubscribe_url));
	assert_true(has(compose(&scene).text, "Acme Ltd"));
	scene.step.body_html = "<p>Hi</p>";
	assert_true(has(compose(&scene).html, "rather not hear from me"));
	scene_end(&scene);
}

TEST(compose, the_workspace_words_the_opt_out_line_but_cannot_break_it)
{
	struct scene scene;

	scene_begin(&scene);
	scene.input.identity.opt_out_text = "Genug? {{ unsubscribe_url }} – {{ sender_name }}";
	assert_true(has(compose(&scene).text,
		arena_printf(scene.arena, "Genug? %s – Ada Lovelace\n", scene.input.unsubscribe_url)));
	scene.input.identity.opt_out_text = "Write to us to be left alone.";
	assert_true(has(compose(&scene).text,
		arena_printf(scene.arena, "Write to us to be left alone. %s\n", scene.input.unsubscribe_url)));
	scene.input.identity.opt_out_text = "Broken {{ ";
	assert_true(has(compose(&scene).text, "rather not hear from me"));
	scene.input.identity.opt_out_text = "Bye {{ last_name }}";
	assert_true(has(compose(&scene).text, "rather not hear from me"));
	scene_end(&scene);
}

TEST(compose, html_is_escaped_and_its_footer_stands_inside_the_document)
{
	struct scene scene;
	struct composed mail;

	scene_begin(&scene);
	scene.step.body_html = "<html><body><p>Hi {{ company }}</p></body></html>";
	scene.input.identity.signature = "Ada\nAcme <Sales>";
	scene.input.identity.organization = "Acme & Co";
	mail = compose(&scene);

	assert_true(has(mail.html, "<p>Hi B &amp; Sons</p>"));
	assert_true(has(mail.html, "<p>Ada<br>\nAcme &lt;Sales&gt;</p>"));
	assert_true(has(mail.html, "<p>Acme &amp; Co<br>\n1 Main Street, London</p>\n</body></html>"));
	assert_true(has(mail.html, arena_printf(scene.arena, "<a href=\"%s\">", scene.input.unsubscribe_url)));
	assert_true(has(mail.text, "\n\nAda\nAcme <Sales>\n\n"));
	assert_true(has(mail.bytes, "multipart/alternative"));
	scene_end(&scene);
}

TEST(compose, html_alone_gets_a_text_of_its_own)
{
	struct scene scene;

	scene_begin(&scene);
	scene.step.body_text = "";
	scene.step.body_html = "<p>Hi {{ company }},</p><p>how are you?</p>";
	assert_true(text_starts(compose(&scene).text, "Hi B & Sons,\n\nhow are you?\n\n"));
	scene_end(&scene);
}

TEST(compose, no_value_can_add_a_header)
{
	struct scene scene;
	struct composed mail;
	const char *missing, *headers;

	scene_begin(&scene);
	scene.contact.fields[CONTACT_FIRST_NAME] = "Ben\r\nBcc: all@b.test";
	scene.input.identity.name = "Ada\r\nX-Evil: 1";
	mail = compose(&scene);
	headers = arena_text_n(scene.arena, mail.bytes, (size_t)(strstr(mail.bytes, "\r\n\r\n") - mail.bytes));

	assert_string_equal(mail.subject, "Hello Ben Bcc: all@b.test");
	assert_false(has(headers, "\r\nBcc:"));
	assert_false(has(headers, "\r\nX-Evil:"));
	scene.contact.fields[CONTACT_FIRST_NAME] = "Ben";
	scene.contact.fields[CONTACT_EMAIL] = "ben@b.test>\r\nBcc: x@y.test";
	assert_string_equal(compose_failure(&scene, &missing).code, "bad_header");
	scene_end(&scene);
}

TEST(compose, a_step_is_checked_part_by_part)
{
	static const char *const customs[] = {"deal_size", NULL};
	struct step step = {.position = 1, .subject = "{{ first_name }}", .body_text = "{{ deal_size }}"};
	struct error err = {0};

	assert_true(compose_check_step(&step, customs, &err));
	step.subject = "{{ frist_name }}";
	assert_false(compose_check_step(&step, customs, &err));
	assert_string_equal(err.field, "subject");
	assert_string_equal(err.code, "validation_failed");
	step.subject = NULL;
	step.body_text = "{{ first_name";
	assert_false(compose_check_step(&step, customs, &err));
	assert_string_equal(err.field, "body_text");
	step.body_text = "x";
	step.body_html = "{{ nothing }}";
	assert_false(compose_check_step(&step, customs, &err));
	assert_string_equal(err.field, "body_html");
	assert_true(compose_check_step(&step, NULL, &err));
}

TEST(compose, the_wording_of_the_opt_out_line_is_checked)
{
	struct error err = {0};

	assert_true(compose_check_opt_out_text("", &err));
	assert_true(compose_check_opt_out_text("Stop: {{ unsubscribe_url }} {{ sender_name }}", &err));
	assert_false(compose_check_opt_out_text("{{ first_name }}", &err));
	assert_string_equal(err.field, "opt_out_text");
	assert_string_equal(err.code, "validation_failed");
	assert_false(compose_check_opt_out_text("{{ x", &err));
}

TEST(compose, a_message_id_is_the_same_for_ever_and_for_nothing_else)
{
	struct scene scene;
	const char *id;

	scene_begin(&scene);
	id = compose_message_id(scene.vault, 1, "ben@b.test", 3, 1, "acme.test", scene.arena);

	assert_string_equal(id, compose_message_id(scene.vault, 1, "ben@b.test", 3, 1, "acme.test", scene.arena));
	assert_int_equal(strlen(id), 1 + 26 + strlen("@acme.test>"));
	assert_int_equal(strspn(id + 1, "abcdefghijklmnopqrstuvwxyz234567"), 26);
	assert_string_not_equal(id, compose_message_id(scene.vault, 2, "ben@b.test", 3, 1, "acme.test", scene.arena));
	assert_string_not_equal(id, compose_message_id(scene.vault, 1, "bea@b.test", 3, 1, "acme.test", scene.arena));
	assert_string_not_equal(id, compose_message_id(scene.vault, 1, "ben@b.test", 4, 1, "acme.test", scene.arena));
	assert_string_not_equal(id, compose_message_id(scene.vault, 1, "ben@b.test", 3, 2, "acme.test", scene.arena));
	scene_end(&scene);
}

TEST(compose, a_token_tells_what_it_is_for_and_no_other_is_taken)
{
	struct unsubscribe said = {1, INT64_MAX, 3, "0123456789abcde"}, heard;
	struct scene scene;
	const char *token;

	scene_begin(&scene);
	token = compose_unsubscribe_token(scene.vault, &said, scene.arena);

	assert_int_equal(strlen(token), 75);
	assert_int_equal(strspn(token, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"), 75);
	assert_true(compose_unsubscribe_verify(scene.vault, token, &heard));
	assert_memory_equal(&heard, &said, sizeof(said));
	for (size_t i = 0; i < strlen(token) - 1; i++) {
		char *forged = arena_text(scene.arena, token);

		forged[i] = forged[i] == 'A' ? 'B' : 'A';
		assert_false(compose_unsubscribe_verify(scene.vault, forged, &heard));
	}
	assert_false(compose_unsubscribe_verify(scene.vault, "", &heard));
	assert_false(compose_unsubscribe_verify(scene.vault, NULL, &heard));
	assert_false(compose_unsubscribe_verify(scene.vault, token + 1, &heard));
	scene_end(&scene);
}

TEST(compose, an_address_hash_depends_on_the_instance_secret_and_outlives_the_master_key)
{
	struct scene scene, other;
	unsigned char a[32], b[32];

	scene_begin(&scene);
	scene_begin(&other);
	compose_address_hash(scene.vault, "ben@b.test", a);
	compose_address_hash(other.vault, "ben@b.test", b);
	assert_memory_equal(a, b, sizeof(a));
	compose_address_hash(scene.vault, "bea@b.test", b);
	assert_memory_not_equal(a, b, sizeof(a));
	scene_end(&scene);
	scene_end(&other);
}

TEST(compose, html_is_made_from_the_text_or_left_out_as_the_campaign_asks)
{
	struct scene scene;
	struct composed composed;

	scene_begin(&scene);
	scene.step.body_text = "Hi {{ company }},\n\nsee https://acme.test.";
	scene.campaign.format = FORMAT_HTML;
	composed = compose(&scene);
	assert_true(has(composed.html,
		"<p>Hi B &amp; Sons,</p>\n<p>see <a href=\"https://acme.test\">https://acme.test</a>.</p>"));
	assert_true(has(composed.text, "Hi B & Sons,\n\nsee https://acme.test."));

	scene.step.body_text = "";
	scene.step.body_html = "<p>Hi,</p><p>see <a href=\"https://acme.test\">us</a></p>";
	scene.campaign.format = FORMAT_PLAIN;
	composed = compose(&scene);
	assert_null(composed.html);
	assert_true(has(composed.text, "Hi,\n\nsee us (https://acme.test)"));
	scene_end(&scene);
}

TEST(compose, a_preheader_is_hidden_at_the_start_of_the_html_and_nowhere_in_the_text)
{
	struct scene scene;
	struct composed composed;

	scene_begin(&scene);
	scene.step.body_html = "<html><body class=\"a\"><p>Hi</p></body></html>";
	scene.step.preheader = "For {{ company }}: <b>five</b> minutes";
	composed = compose(&scene);
	assert_true(has(composed.html,
		"<body class=\"a\"><div style=\"display:none;max-height:0;overflow:hidden\">For B &amp; Sons: "
		"&lt;b&gt;five&lt;/b&gt; "
		"minutes&#847;&zwnj;&nbsp;"));
	assert_false(has(composed.text, "five"));
	scene_end(&scene);
}

TEST(compose, each_form_of_a_signature_is_made_from_the_other_where_it_was_not_written)
{
	struct scene scene;
	struct composed composed;

	scene_begin(&scene);
	scene.step.body_html = "<p>Hi</p>";
	scene.input.identity.signature_html = "<b>Ada</b><br><a href=\"https://acme.test\">Acme</a>";
	composed = compose(&scene);
	assert_true(has(composed.text, "Ada\nAcme (https://acme.test)"));
	assert_true(has(composed.html, "<div><b>Ada</b><br>"));

	scene.input.identity.signature = "Ada\n<Acme>";
	scene.input.identity.signature_html = NULL;
	composed = compose(&scene);
	assert_true(has(composed.html, "<p>Ada<br>\n&lt;Acme&gt;</p>"));
	scene_end(&scene);
}

TEST(compose, no_part_of_the_identity_can_add_a_header)
{
	struct scene scene;
	const char *missing;

	scene_begin(&scene);
	scene.input.identity.name = "Ada\r\nBcc: eve@evil.test";
	assert_false(has(compose(&scene).bytes, "\nBcc:"));
	scene.input.identity.reply_to = "ada@acme.test\r\nBcc: eve@evil.test";
	assert_string_equal(compose_failure(&scene, &missing).code, "bad_header");
	scene.input.identity.reply_to = NULL;
	scene.input.identity.address = "ada@acme.test>\nBcc: <eve@evil.test";
	assert_string_equal(compose_failure(&scene, &missing).code, "bad_header");
	scene_end(&scene);
}

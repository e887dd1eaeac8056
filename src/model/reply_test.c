#include "base/unit.h"

#include "base/text.h"
#include "model/reply.h"

enum { MAX_HEADERS = 4 };

struct mail {
	const char *headers[MAX_HEADERS][2];
};

static const char *header_of(void *context, const char *name)
{
	const struct mail *mail = context;

	for (size_t i = 0; i < MAX_HEADERS && mail->headers[i][0]; i++)
		if (text_equal_nocase(mail->headers[i][0], name))
			return mail->headers[i][1];
	return NULL;
}

static enum reply_kind kind_of(struct mail mail, const char *from)
{
	struct reply_headers headers = {header_of, &mail};

	return reply_classify(&headers, "ada@acme.test", from);
}

TEST(reply, tells_people_from_programs_by_headers)
{
	static const struct {
		struct mail mail;
		const char *from;
		enum reply_kind kind;
	} rows[] = {
		{{{{"Subject", "Re: Hello"}, {"Content-Type", "text/plain"}}}, "ben@b.test", REPLY_HUMAN},
		{{{{"Auto-Submitted", "no"}}}, "ben@b.test", REPLY_HUMAN},
		{{{{"Auto-Submitted", " No (really)"}}}, "ben@b.test", REPLY_HUMAN},
		{{{{"Precedence", "first-class"}}}, "ben@b.test", REPLY_HUMAN},
		{{{{"Content-Type", "multipart/mixed; report-type=delivery-status"}}}, "ben@b.test", REPLY_HUMAN},
		{{{{"Subject", "Undeliverable goods"}}}, "ben@b.test", REPLY_HUMAN},
		{{{{"Subject", "Re: Out of office hours support"}}}, "ben@b.test", REPLY_HUMAN},
		{{{{NULL, NULL}}}, NULL, REPLY_HUMAN},
		{{{{"Subject", "Hello"}}}, "ada@acme.test", REPLY_OWN},
		{{{{"auto-submitted", "auto-replied (vacation)"}}}, "ben@b.test", REPLY_AUTO},
		{{{{"Auto-Submitted", "auto-generated"}}}, "ben@b.test", REPLY_AUTO},
		{{{{"Auto-Submitted", "notified"}}}, "ben@b.test", REPLY_AUTO},
		{{{{"X-Auto-Response-Suppress", "All"}}}, "ben@b.test", REPLY_AUTO},
		{{{{"X-Autoreply", "yes"}}}, "ben@b.test", REPLY_AUTO},
		{{{{"X-Autorespond", ""}}}, "ben@b.test", REPLY_AUTO},
		{{{{"Precedence", "Bulk"}}}, "ben@b.test", REPLY_AUTO},
		{{{{"Precedence", "auto_reply"}}}, "ben@b.test", REPLY_AUTO},
		{{{{"List-Id", "<dev.b.test>"}}}, "ben@b.test", REPLY_AUTO},
		{{{{"Return-Path", " <>"}}}, "ben@b.test", REPLY_AUTO},
		{{{{"Subject", "Automatic reply: Hello"}}}, "ben@b.test", REPLY_AUTO},
		{{{{"Subject", "Abwesenheitsnotiz: Hallo"}}}, "ben@b.test", REPLY_AUTO},
		{{{{"Subject", "Réponse automatique : Bonjour"}}}, "ben@b.test", REPLY_AUTO},
		{{{{"Content-Type", "multipart/report; report-type=disposition-notification; boundary=x"}}},
			"ben@b.test", REPLY_AUTO},
		{{{{"Content-Type", "multipart/report; boundary=\"x\"; report-type=\"delivery-status\""}}},
			"mailer-daemon@b.test", REPLY_BOUNCE},
		{{{{"Content-Type", "Multipart/Report;\r\n\tReport-Type=Delivery-Status"},
			 {"Auto-Submitted", "auto-replied"}}},
			"postmaster@b.test", REPLY_BOUNCE},
		{{{{"X-Failed-Recipients", "ben@b.test"}, {"Auto-Submitted", "auto-replied"}}}, "mailer-daemon@b.test",
			REPLY_BOUNCE},
		{{{{"X-MS-Exchange-Message-Is-Ndr", ""}}}, "microsoft@b.test", REPLY_BOUNCE},
		{{{{"Subject", "failure notice"}}}, "mailer-daemon@b.test", REPLY_BOUNCE},
		{{{{"Subject", "Hello"}}}, "postmaster@b.test", REPLY_HUMAN},
		{{{{"Content-Type", "multipart/report; report-type=feedback-report"}}}, "fbl@b.test", REPLY_COMPLAINT},
	};

	for (size_t i = 0; i < ARRAY_COUNT(rows); i++)
		if (kind_of(rows[i].mail, rows[i].from) != rows[i].kind)
			fail_msg("row %zu is %s", i, reply_kind_name(kind_of(rows[i].mail, rows[i].from)));
}

static bool opts_out(const char *body)
{
	struct arena *arena = arena_new();
	bool out = reply_is_opt_out(body, strlen(body), arena);

	arena_free(arena);
	return out;
}

TEST(reply, hears_a_no_in_every_language_it_knows)
{
	static const char *const bodies[] = {"no", "No.", "NO!!!", "No thanks", "No, thank you.\n\nBest\nBen", "stop",
		"Stop!", "Please stop", "STOP EMAILING ME", "unsubscribe", "Unsubscribe please",
		"Please unsubscribe me", "Remove me", "please remove me from your list, thanks", "Opt-out",
		"Don't contact me again", "Don’t contact me again.", "Not interested", "\n\n  Stop  \n",
		"> quoted\n> lines\n\nstop", "On Mon, 23 Nov 2026, Ada wrote:\n> Hi\n\nNo", "Nein", "Nein danke",
		"Nein, vielen Dank!", "Kein Interesse", "Bitte abmelden", "Bitte austragen", "Non merci", "Désabonner",
		"Désinscrivez-moi svp", "No gracias", "No, gracias.", "Darme de baja por favor", "No me interesa",
		"No grazie", "Nee bedankt", "Não obrigado", "Stop\r\n\r\nSent from my phone", "no"};

	for (size_t i = 0; i < ARRAY_COUNT(bodies); i++)
		if (!opts_out(bodies[i]))
			fail_msg("not heard: %s", bodies[i]);
}

TEST(reply, takes_no_sentence_for_an_opt_out)
{
	static const char *const bodies[] = {"", "\n\n", "No problem, call me tomorrow", "No worries!", "Yes",
		"Nonstop", "Stop by our office any time", "I would not unsubscribe from this",
		"No, but my colleague Ben might be interested", "Thanks", "Hi Ada", "Sounds good\nno", "> no",
		"On Mon, Ada wrote:\n> no\n", "From: Ada\nno", "-----Original Message-----\nstop",
		"no no no no no no no no no no no no no", "\xff\xfe", "Non-profit?"};

	for (size_t i = 0; i < ARRAY_COUNT(bodies); i++)
		if (opts_out(bodies[i]))
			fail_msg("misheard: %s", bodies[i]);
}

TEST(reply, the_first_line_is_the_first_that_the_person_wrote)
{
	static const struct {
		const char *body, *line;
	} rows[] = {
		{"Hello\nthere", "Hello"},
		{"\r\n  Hello \r\n", "Hello"},
		{"> a\n>b\nHello", "Hello"},
		{"Am 23.11.2026 um 09:00 schrieb Ada <ada@acme.test>:\n> a\n\nHallo", "Hallo"},
		{"Le lun. 23 nov. 2026, Ada a écrit :\n> a\nBonjour", "Bonjour"},
		{"________________________________\nFrom: Ada", NULL},
		{"", NULL},
	};
	struct arena *arena = arena_new();

	for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
		const char *line = reply_first_line(rows[i].body, strlen(rows[i].body), arena);

		if (!text_equal(line, rows[i].line))
			fail_msg("row %zu: %s", i, line ? line : "none");
	}
	arena_free(arena);
}

#include "model/reply.h"

#include <string.h>
#include <strings.h>

#include "base/text.h"
#include "model/fold.h"

enum { MAX_LINE = 2048, MAX_OPT_OUT_WORDS = 8 };

static const char *const kind_names[] = {
	[REPLY_HUMAN] = "reply",
	[REPLY_AUTO] = "auto_reply",
	[REPLY_BOUNCE] = "bounce",
	[REPLY_COMPLAINT] = "complaint",
	[REPLY_OWN] = "own",
};
_Static_assert(ARRAY_COUNT(kind_names) == REPLY_KIND_COUNT, "each kind has a name");

/* A header whose presence, or whose value's beginning, says what sent the mail. Checked in this order. */
static const struct {
	const char *header, *begins; /* NULL: any value */
	enum reply_kind kind;
} signs[] = {
	{"X-Failed-Recipients", NULL, REPLY_BOUNCE}, /* Gmail, Exim */
	{"X-MS-Exchange-Message-Is-Ndr", NULL, REPLY_BOUNCE},
	{"X-Autoreply", NULL, REPLY_AUTO},
	{"X-Autorespond", NULL, REPLY_AUTO},
	{"X-Auto-Reply-From", NULL, REPLY_AUTO},
	{"X-Auto-Response-Suppress", NULL, REPLY_AUTO}, /* Exchange */
	{"Precedence", "bulk", REPLY_AUTO},
	{"Precedence", "junk", REPLY_AUTO},
	{"Precedence", "list", REPLY_AUTO},
	{"Precedence", "auto_reply", REPLY_AUTO},
	{"List-Id", NULL, REPLY_AUTO},
	{"Content-Type", "multipart/report", REPLY_AUTO}, /* other reports: read receipts */
	{"Return-Path", "<>", REPLY_AUTO},
};

/* What servers without standard reports write as sender and subject of a bounce. */
static const char *const bounce_senders[] = {"mailer-daemon@", "postmaster@", "mail-daemon@"};
static const char *const bounce_subjects[] = {"failure notice", "delivery status notification", "undeliverable",
	"undelivered mail", "mail delivery failed", "mail delivery failure", "delivery failure", "returned mail",
	"delivery has failed", "message could not be delivered", "unzustellbar", "nicht zustellbar", "non remis",
	"echec de la remise", "no se puede entregar", "mail delivery system"};

/* Subjects of automatic replies whose programs set no header at all. */
static const char *const auto_subjects[] = {"automatic reply", "auto reply", "autoreply", "auto response",
	"autoresponse", "out of office", "out of the office", "ooo", "away from my mail", "automatische antwort",
	"abwesenheit", "abwesenheitsnotiz", "automatische abwesenheit", "reponse automatique", "absence du bureau",
	"absent du bureau", "respuesta automatica", "fuera de la oficina", "risposta automatica", "fuori sede",
	"automatisch antwoord", "afwezig", "resposta automatica", "fora do escritorio"};

/* A line that is one of these, politeness aside, asks to stop. As fold_words makes them. */
static const char *const opt_outs[] = {"no", "nope", "stop", "stop it", "stop this", "stop emailing",
	"stop emailing me", "stop mailing me", "stop contacting me", "stop writing me", "stop writing to me",
	"stop sending me emails", "stop sending emails", "unsubscribe", "unsubscribe me", "unsubscribed",
	"unsubscribe from this list", "remove", "remove me", "remove me from your list", "remove me from this list",
	"remove me from your mailing list", "take me off", "take me off your list", "take me off this list",
	"take me off your mailing list", "opt out", "optout", "opt me out", "do not contact", "do not contact me",
	"do not contact me again", "do not email me", "do not email me again", "do not write to me", "don t contact me",
	"don t contact me again", "don t email me", "don t email me again", "don t write to me", "no more",
	"no more emails", "not interested", "i am not interested", "i m not interested", "we are not interested",
	"we re not interested", "no interest", "no not interested", "leave me alone", "nein", "stopp", "abmelden",
	"abbestellen", "austragen", "kein interesse", "nein kein interesse", "keine mails mehr", "keine e mails mehr",
	"keine weiteren mails", "keine weiteren e mails", "nicht interessiert", "wir haben kein interesse",
	"ich habe kein interesse", "melden sie mich ab", "tragen sie mich aus", "nehmen sie mich aus dem verteiler",
	"kontaktieren sie mich nicht", "kontaktieren sie mich nicht mehr", "schreiben sie mir nicht mehr", "non",
	"pas interesse", "pas interessee", "desabonner", "desabonnez moi", "se desabonner", "me desabonner",
	"desinscrire", "desinscrivez moi", "desinscription", "desabonnement", "arretez", "ne me contactez plus",
	"ne m ecrivez plus", "ne plus me contacter", "no me interesa", "no estoy interesado", "no estoy interesada",
	"baja", "darme de baja", "darse de baja", "dar de baja", "cancelar", "cancelar suscripcion", "no me contacten",
	"no me escriban mas", "no me escriba mas", "basta", "disiscrivimi", "cancellami", "cancellatemi",
	"non interessato", "non mi interessa", "non sono interessato", "nee", "uitschrijven", "afmelden",
	"geen interesse", "niet geinteresseerd", "nao", "parar", "remover", "descadastrar", "nao tenho interesse",
	"sem interesse"};

/* Words that change nothing at either end of such a line. */
static const char *const polite[] = {"please", "pls", "kindly", "thanks", "thank", "you", "thx", "sorry", "hi", "hello",
	"hey", "dear", "bitte", "danke", "vielen", "dank", "hallo", "merci", "svp", "bonjour", "gracias", "por",
	"favor", "hola", "grazie", "per", "favore", "ciao", "obrigado", "obrigada", "bedankt", "alstublieft", "graag"};

/* What stands above a quote: the beginning and the end of the line, as fold_words makes them. */
static const struct {
	const char *begins, *ends;
} attributions[] = {
	{"on ", " wrote"},
	{"am ", " schrieb"},
	{"le ", " a ecrit"},
	{"el ", " escribio"},
	{"il ", " ha scritto"},
	{"op ", " schreef"},
	{"em ", " escreveu"},
};

/* From here on there is nothing but the quoted mail. */
static const char *const quote_begins[] = {"original message", "urspr", "message d origine", "mensaje original",
	"messaggio originale", "oorspronkelijk bericht", "mensagem original", "forwarded message",
	"begin forwarded message"};

const char *reply_kind_name(enum reply_kind kind)
{
	return kind_names[kind];
}

/* ---- Headers ---- */

static const char *header(const struct reply_headers *headers, const char *name)
{
	const char *value = headers->lookup(headers->context, name);

	if (!value)
		return NULL;
	while (*value == ' ' || *value == '\t' || *value == '\r' || *value == '\n')
		value++;
	return value;
}

static bool begins_nocase(const char *text, const char *beginning)
{
	return strncasecmp(text, beginning, strlen(beginning)) == 0;
}

/* A parameter of a multipart/report; quotes around its value or not. */
static bool is_report_of(const char *content_type, const char *type)
{
	const char *parameter = content_type && begins_nocase(content_type, "multipart/report")
		? strcasestr(content_type, "report-type=")
		: NULL;

	if (!parameter)
		return false;
	parameter += strlen("report-type=");
	return begins_nocase(parameter + (*parameter == '"'), type);
}

static bool is_auto_submitted(const struct reply_headers *headers)
{
	const char *value = header(headers, "Auto-Submitted");

	return value && *value && !(begins_nocase(value, "no") && strchr(" \t;(\r\n", value[2]));
}

/* The kind that a single header gives away; HUMAN when none does. */
static enum reply_kind kind_by_sign(const struct reply_headers *headers)
{
	for (size_t i = 0; i < ARRAY_COUNT(signs); i++) {
		const char *value = header(headers, signs[i].header);

		if (value && (!signs[i].begins || begins_nocase(value, signs[i].begins)))
			return signs[i].kind;
	}
	return REPLY_HUMAN;
}

/* The words of the subject, folded, without "Re:" and the like at its beginning. */
static bool subject_begins(const struct reply_headers *headers, const char *const *words, size_t count)
{
	struct arena *arena = arena_new();
	const char *subject = header(headers, "Subject");
	const char *folded = fold_words(subject ? subject : "", arena);
	bool found = false;

	for (size_t i = 0; i < count && !found; i++) {
		size_t length = strlen(words[i]);

		found = text_starts(folded, words[i]) && (folded[length] == ' ' || folded[length] == '\0');
	}
	arena_free(arena);
	return found;
}

static bool is_bounce_by_habit(const struct reply_headers *headers, const char *from_key)
{
	for (size_t i = 0; from_key && i < ARRAY_COUNT(bounce_senders); i++)
		if (text_starts(from_key, bounce_senders[i]))
			return subject_begins(headers, bounce_subjects, ARRAY_COUNT(bounce_subjects));
	return false;
}

enum reply_kind reply_classify(const struct reply_headers *headers, const char *own_key, const char *from_key)
{
	const char *content_type = header(headers, "Content-Type");
	enum reply_kind kind;

	if (from_key && text_equal(from_key, own_key))
		return REPLY_OWN;
	if (is_report_of(content_type, "feedback-report"))
		return REPLY_COMPLAINT;
	if (is_report_of(content_type, "delivery-status") || is_bounce_by_habit(headers, from_key))
		return REPLY_BOUNCE;
	kind = kind_by_sign(headers);
	if (kind != REPLY_HUMAN)
		return kind;
	if (is_auto_submitted(headers) || subject_begins(headers, auto_subjects, ARRAY_COUNT(auto_subjects)))
		return REPLY_AUTO;
	return REPLY_HUMAN;
}

/* ---- Lines ---- */

struct lines {
	const char *at, *end;
};

/* The next line without its end, at most MAX_LINE of it; NULL after the last. */
static const char *next_line(struct lines *lines, struct arena *arena)
{
	const char *begin = lines->at, *end;
	size_t length;

	if (begin >= lines->end)
		return NULL;
	end = memchr(begin, '\n', (size_t)(lines->end - begin));
	lines->at = end ? end + 1 : lines->end;
	length = (size_t)((end ? end : lines->end) - begin);
	if (memchr(begin, '\0', length))
		length = strnlen(begin, length);
	return text_trim(arena, arena_text_n(arena, begin, length < MAX_LINE ? length : MAX_LINE));
}

static bool is_attribution(const char *words)
{
	for (size_t i = 0; i < ARRAY_COUNT(attributions); i++)
		if (text_starts(words, attributions[i].begins) && text_ends(words, attributions[i].ends))
			return true;
	/* German puts the name behind the verb: "Am 23.11.2026 schrieb Ada:" */
	return text_starts(words, "am ") && strstr(words, " schrieb ");
}

/* "-----Original Message-----", or the "From: Ada" that Outlook puts above what it quotes. */
static bool begins_quote(const char *line, const char *words)
{
	if (begins_nocase(line, "From:") || begins_nocase(line, "Von:") || begins_nocase(line, "De:") ||
		text_starts(line, "________"))
		return true;
	for (size_t i = 0; i < ARRAY_COUNT(quote_begins); i++)
		if ((*line == '-' || *line == 'B') && text_starts(words, quote_begins[i]))
			return true;
	return false;
}

const char *reply_first_line(const char *body, size_t size, struct arena *arena)
{
	struct lines lines = {body, body + size};
	const char *line;

	while ((line = next_line(&lines, arena))) {
		const char *words = fold_words(line, arena);

		if (begins_quote(line, words))
			return NULL;
		if (!*line || *line == '>' || is_attribution(words))
			continue;
		return line;
	}
	return NULL;
}

static bool is_among(const char *word, const char *const *list, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(list[i], word) == 0)
			return true;
	return false;
}

/* Splits at single spaces, in place; 0 when there are more words than an opt-out has. */
static size_t split_words(char *text, char *words[static MAX_OPT_OUT_WORDS])
{
	size_t count = 0;

	while (*text) {
		size_t length = strcspn(text, " ");

		if (count == MAX_OPT_OUT_WORDS)
			return 0;
		words[count++] = text;
		text += length;
		if (*text)
			*text++ = '\0';
	}
	return count;
}

static const char *join_words(char *const *words, size_t count, struct arena *arena)
{
	struct text joined;

	text_init(&joined, arena);
	for (size_t i = 0; i < count; i++)
		text_printf(&joined, "%s%s", i ? " " : "", words[i]);
	return text_string(&joined);
}

bool reply_is_opt_out(const char *body, size_t size, struct arena *arena)
{
	const char *line = reply_first_line(body, size, arena);
	char *words[MAX_OPT_OUT_WORDS];
	size_t first = 0, last;

	if (!line)
		return false;
	last = split_words(arena_text(arena, fold_words(line, arena)), words);
	while (first < last && is_among(words[first], polite, ARRAY_COUNT(polite)))
		first++;
	while (last > first && is_among(words[last - 1], polite, ARRAY_COUNT(polite)))
		last--;
	return first < last &&
		is_among(join_words(words + first, last - first, arena), opt_outs, ARRAY_COUNT(opt_outs));
}

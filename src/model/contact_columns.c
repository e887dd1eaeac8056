#include "model/contact_columns.h"

#include <string.h>

#include "base/text.h"
#include "model/email_address.h"
#include "model/fold.h"

/*
 * Names as fold_words makes them, without the spaces: "E-Mail Address" is "emailaddress". Collected from the exports of
 * spreadsheets, CRMs and outreach tools in English, German, French, Spanish, Italian, Dutch and Portuguese.
 */
static const struct {
	const char *name;
	enum contact_column_kind kind;
	enum contact_field field;
} synonyms[] = {
	{"email", COLUMN_FIELD, CONTACT_EMAIL},
	{"emailaddress", COLUMN_FIELD, CONTACT_EMAIL},
	{"mail", COLUMN_FIELD, CONTACT_EMAIL},
	{"mailaddress", COLUMN_FIELD, CONTACT_EMAIL},
	{"emailid", COLUMN_FIELD, CONTACT_EMAIL},
	{"email1", COLUMN_FIELD, CONTACT_EMAIL},
	{"email1value", COLUMN_FIELD, CONTACT_EMAIL},
	{"workemail", COLUMN_FIELD, CONTACT_EMAIL},
	{"businessemail", COLUMN_FIELD, CONTACT_EMAIL},
	{"primaryemail", COLUMN_FIELD, CONTACT_EMAIL},
	{"contactemail", COLUMN_FIELD, CONTACT_EMAIL},
	{"leademail", COLUMN_FIELD, CONTACT_EMAIL},
	{"personemail", COLUMN_FIELD, CONTACT_EMAIL},
	{"emailwork", COLUMN_FIELD, CONTACT_EMAIL},
	{"subscriberemail", COLUMN_FIELD, CONTACT_EMAIL},
	{"emailadresse", COLUMN_FIELD, CONTACT_EMAIL},
	{"mailadresse", COLUMN_FIELD, CONTACT_EMAIL},
	{"adresseemail", COLUMN_FIELD, CONTACT_EMAIL},
	{"adressemail", COLUMN_FIELD, CONTACT_EMAIL},
	{"courriel", COLUMN_FIELD, CONTACT_EMAIL},
	{"correo", COLUMN_FIELD, CONTACT_EMAIL},
	{"correoelectronico", COLUMN_FIELD, CONTACT_EMAIL},
	{"indirizzoemail", COLUMN_FIELD, CONTACT_EMAIL},
	{"emailadres", COLUMN_FIELD, CONTACT_EMAIL},
	{"enderecodeemail", COLUMN_FIELD, CONTACT_EMAIL},
	{"firstname", COLUMN_FIELD, CONTACT_FIRST_NAME},
	{"first", COLUMN_FIELD, CONTACT_FIRST_NAME},
	{"fname", COLUMN_FIELD, CONTACT_FIRST_NAME},
	{"givenname", COLUMN_FIELD, CONTACT_FIRST_NAME},
	{"forename", COLUMN_FIELD, CONTACT_FIRST_NAME},
	{"contactfirstname", COLUMN_FIELD, CONTACT_FIRST_NAME},
	{"leadfirstname", COLUMN_FIELD, CONTACT_FIRST_NAME},
	{"vorname", COLUMN_FIELD, CONTACT_FIRST_NAME},
	{"prenom", COLUMN_FIELD, CONTACT_FIRST_NAME},
	{"nombre", COLUMN_FIELD, CONTACT_FIRST_NAME},
	{"nome", COLUMN_FIELD, CONTACT_FIRST_NAME},
	{"voornaam", COLUMN_FIELD, CONTACT_FIRST_NAME},
	{"lastname", COLUMN_FIELD, CONTACT_LAST_NAME},
	{"last", COLUMN_FIELD, CONTACT_LAST_NAME},
	{"lname", COLUMN_FIELD, CONTACT_LAST_NAME},
	{"surname", COLUMN_FIELD, CONTACT_LAST_NAME},
	{"familyname", COLUMN_FIELD, CONTACT_LAST_NAME},
	{"contactlastname", COLUMN_FIELD, CONTACT_LAST_NAME},
	{"leadlastname", COLUMN_FIELD, CONTACT_LAST_NAME},
	{"nachname", COLUMN_FIELD, CONTACT_LAST_NAME},
	{"familienname", COLUMN_FIELD, CONTACT_LAST_NAME},
	{"nom", COLUMN_FIELD, CONTACT_LAST_NAME},
	{"nomdefamille", COLUMN_FIELD, CONTACT_LAST_NAME},
	{"apellido", COLUMN_FIELD, CONTACT_LAST_NAME},
	{"apellidos", COLUMN_FIELD, CONTACT_LAST_NAME},
	{"cognome", COLUMN_FIELD, CONTACT_LAST_NAME},
	{"achternaam", COLUMN_FIELD, CONTACT_LAST_NAME},
	{"sobrenome", COLUMN_FIELD, CONTACT_LAST_NAME},
	{"name", COLUMN_FULL_NAME, 0},
	{"fullname", COLUMN_FULL_NAME, 0},
	{"contactname", COLUMN_FULL_NAME, 0},
	{"leadname", COLUMN_FULL_NAME, 0},
	{"contact", COLUMN_FULL_NAME, 0},
	{"displayname", COLUMN_FULL_NAME, 0},
	{"ansprechpartner", COLUMN_FULL_NAME, 0},
	{"nomcomplet", COLUMN_FULL_NAME, 0},
	{"nombrecompleto", COLUMN_FULL_NAME, 0},
	{"title", COLUMN_FIELD, CONTACT_TITLE},
	{"jobtitle", COLUMN_FIELD, CONTACT_TITLE},
	{"job", COLUMN_FIELD, CONTACT_TITLE},
	{"position", COLUMN_FIELD, CONTACT_TITLE},
	{"jobposition", COLUMN_FIELD, CONTACT_TITLE},
	{"role", COLUMN_FIELD, CONTACT_TITLE},
	{"designation", COLUMN_FIELD, CONTACT_TITLE},
	{"funktion", COLUMN_FIELD, CONTACT_TITLE},
	{"berufsbezeichnung", COLUMN_FIELD, CONTACT_TITLE},
	{"poste", COLUMN_FIELD, CONTACT_TITLE},
	{"fonction", COLUMN_FIELD, CONTACT_TITLE},
	{"cargo", COLUMN_FIELD, CONTACT_TITLE},
	{"puesto", COLUMN_FIELD, CONTACT_TITLE},
	{"functie", COLUMN_FIELD, CONTACT_TITLE},
	{"company", COLUMN_FIELD, CONTACT_COMPANY},
	{"companyname", COLUMN_FIELD, CONTACT_COMPANY},
	{"companynameforemails", COLUMN_FIELD, CONTACT_COMPANY},
	{"organization", COLUMN_FIELD, CONTACT_COMPANY},
	{"organisation", COLUMN_FIELD, CONTACT_COMPANY},
	{"organizationname", COLUMN_FIELD, CONTACT_COMPANY},
	{"organization1name", COLUMN_FIELD, CONTACT_COMPANY},
	{"account", COLUMN_FIELD, CONTACT_COMPANY},
	{"accountname", COLUMN_FIELD, CONTACT_COMPANY},
	{"employer", COLUMN_FIELD, CONTACT_COMPANY},
	{"business", COLUMN_FIELD, CONTACT_COMPANY},
	{"businessname", COLUMN_FIELD, CONTACT_COMPANY},
	{"associatedcompany", COLUMN_FIELD, CONTACT_COMPANY},
	{"firma", COLUMN_FIELD, CONTACT_COMPANY},
	{"firmenname", COLUMN_FIELD, CONTACT_COMPANY},
	{"unternehmen", COLUMN_FIELD, CONTACT_COMPANY},
	{"entreprise", COLUMN_FIELD, CONTACT_COMPANY},
	{"societe", COLUMN_FIELD, CONTACT_COMPANY},
	{"empresa", COLUMN_FIELD, CONTACT_COMPANY},
	{"azienda", COLUMN_FIELD, CONTACT_COMPANY},
	{"bedrijf", COLUMN_FIELD, CONTACT_COMPANY},
	{"location", COLUMN_FIELD, CONTACT_LOCATION},
	{"city", COLUMN_FIELD, CONTACT_LOCATION},
	{"town", COLUMN_FIELD, CONTACT_LOCATION},
	{"ort", COLUMN_FIELD, CONTACT_LOCATION},
	{"stadt", COLUMN_FIELD, CONTACT_LOCATION},
	{"ville", COLUMN_FIELD, CONTACT_LOCATION},
	{"ciudad", COLUMN_FIELD, CONTACT_LOCATION},
	{"citta", COLUMN_FIELD, CONTACT_LOCATION},
	{"plaats", COLUMN_FIELD, CONTACT_LOCATION},
	{"cidade", COLUMN_FIELD, CONTACT_LOCATION},
	{"country", COLUMN_FIELD, CONTACT_COUNTRY},
	{"countryregion", COLUMN_FIELD, CONTACT_COUNTRY},
	{"countrycode", COLUMN_FIELD, CONTACT_COUNTRY},
	{"land", COLUMN_FIELD, CONTACT_COUNTRY},
	{"pays", COLUMN_FIELD, CONTACT_COUNTRY},
	{"pais", COLUMN_FIELD, CONTACT_COUNTRY},
	{"paese", COLUMN_FIELD, CONTACT_COUNTRY},
	{"timezone", COLUMN_FIELD, CONTACT_TIMEZONE},
	{"tz", COLUMN_FIELD, CONTACT_TIMEZONE},
	{"zeitzone", COLUMN_FIELD, CONTACT_TIMEZONE},
	{"language", COLUMN_FIELD, CONTACT_LANGUAGE},
	{"lang", COLUMN_FIELD, CONTACT_LANGUAGE},
	{"locale", COLUMN_FIELD, CONTACT_LANGUAGE},
	{"preferredlanguage", COLUMN_FIELD, CONTACT_LANGUAGE},
	{"sprache", COLUMN_FIELD, CONTACT_LANGUAGE},
	{"langue", COLUMN_FIELD, CONTACT_LANGUAGE},
	{"idioma", COLUMN_FIELD, CONTACT_LANGUAGE},
	{"linkedin", COLUMN_FIELD, CONTACT_LINKEDIN},
	{"linkedinurl", COLUMN_FIELD, CONTACT_LINKEDIN},
	{"linkedinprofile", COLUMN_FIELD, CONTACT_LINKEDIN},
	{"linkedinprofileurl", COLUMN_FIELD, CONTACT_LINKEDIN},
	{"linkedinlink", COLUMN_FIELD, CONTACT_LINKEDIN},
	{"personlinkedinurl", COLUMN_FIELD, CONTACT_LINKEDIN},
	{"twitter", COLUMN_FIELD, CONTACT_TWITTER},
	{"twitterhandle", COLUMN_FIELD, CONTACT_TWITTER},
	{"twitterurl", COLUMN_FIELD, CONTACT_TWITTER},
	{"twitterusername", COLUMN_FIELD, CONTACT_TWITTER},
	{"context", COLUMN_FIELD, CONTACT_CONTEXT},
	{"kontext", COLUMN_FIELD, CONTACT_CONTEXT},
	{"source", COLUMN_FIELD, CONTACT_SOURCE},
	{"leadsource", COLUMN_FIELD, CONTACT_SOURCE},
	{"contactsource", COLUMN_FIELD, CONTACT_SOURCE},
	{"originalsource", COLUMN_FIELD, CONTACT_SOURCE},
	{"quelle", COLUMN_FIELD, CONTACT_SOURCE},
	{"legalbasis", COLUMN_FIELD, CONTACT_LEGAL_BASIS},
	{"lawfulbasis", COLUMN_FIELD, CONTACT_LEGAL_BASIS},
	{"legalbasisforprocessingcontactsdata", COLUMN_FIELD, CONTACT_LEGAL_BASIS},
	{"consent", COLUMN_FIELD, CONTACT_LEGAL_BASIS},
	{"rechtsgrundlage", COLUMN_FIELD, CONTACT_LEGAL_BASIS},
	{"unsubscribed", COLUMN_UNSUBSCRIBED, 0},
	{"isunsubscribed", COLUMN_UNSUBSCRIBED, 0},
	{"unsubscribedfromallemail", COLUMN_UNSUBSCRIBED, 0},
	{"unsubscribedat", COLUMN_UNSUBSCRIBED, 0},
	{"unsubscribetime", COLUMN_UNSUBSCRIBED, 0},
	{"unsubtime", COLUMN_UNSUBSCRIBED, 0},
	{"cleantime", COLUMN_UNSUBSCRIBED, 0},
	{"optout", COLUMN_UNSUBSCRIBED, 0},
	{"optedout", COLUMN_UNSUBSCRIBED, 0},
	{"emailoptout", COLUMN_UNSUBSCRIBED, 0},
	{"emailoptedout", COLUMN_UNSUBSCRIBED, 0},
	{"hasoptedoutofemail", COLUMN_UNSUBSCRIBED, 0},
	{"bounced", COLUMN_UNSUBSCRIBED, 0},
	{"isbounced", COLUMN_UNSUBSCRIBED, 0},
	{"hardbounced", COLUMN_UNSUBSCRIBED, 0},
	{"donotcontact", COLUMN_UNSUBSCRIBED, 0},
	{"donotemail", COLUMN_UNSUBSCRIBED, 0},
	{"dnc", COLUMN_UNSUBSCRIBED, 0},
	{"blocklisted", COLUMN_UNSUBSCRIBED, 0},
	{"blacklisted", COLUMN_UNSUBSCRIBED, 0},
	{"abgemeldet", COLUMN_UNSUBSCRIBED, 0},
	{"desabonne", COLUMN_UNSUBSCRIBED, 0},
	{"status", COLUMN_STATUS, 0},
	{"leadstatus", COLUMN_STATUS, 0},
	{"contactstatus", COLUMN_STATUS, 0},
	{"emailstatus", COLUMN_STATUS, 0},
	{"subscriptionstatus", COLUMN_STATUS, 0},
	{"memberstatus", COLUMN_STATUS, 0},
	{"marketingstatus", COLUMN_STATUS, 0},
	{"campaignstatus", COLUMN_STATUS, 0},
};

static const char *const yes_words[] = {
	"1", "y", "yes", "true", "t", "x", "on", "ja", "wahr", "j", "oui", "vrai", "si", "verdadero", "sim", "vero"};

/* Statuses after which nobody should be written to again. */
static const char *const stop_words[] = {"unsubscribed", "unsubscribe", "bounced", "bounce", "hardbounce",
	"hardbounced", "softbounced", "complained", "complaint", "spam", "spamcomplaint", "markedasspam",
	"reportedspam", "cleaned", "optedout", "optout", "donotcontact", "donotemail", "dnc", "blocked", "blocklisted",
	"blacklisted", "suppressed", "abgemeldet", "desabonne"};

static const char *squeezed(const char *text, struct arena *arena)
{
	char *squeezed = arena_text(arena, fold_words(text, arena));
	char *to = squeezed;

	for (const char *from = squeezed; *from; from++)
		if (*from != ' ')
			*to++ = *from;
	*to = '\0';
	return squeezed;
}

static bool contains(const char *const *words, size_t count, const char *value)
{
	struct arena *arena = arena_new();
	const char *word = squeezed(value, arena);
	bool found = false;

	for (size_t i = 0; i < count && !found; i++)
		found = strcmp(words[i], word) == 0;
	arena_free(arena);
	return found;
}

static struct contact_column match(const char *header, struct arena *arena)
{
	const char *name = squeezed(header, arena);
	const char *custom = contact_custom_name(header, arena);

	for (size_t i = 0; i < ARRAY_COUNT(synonyms); i++)
		if (strcmp(synonyms[i].name, name) == 0)
			return (struct contact_column){synonyms[i].kind, synonyms[i].field, NULL};
	if (!custom || strlen(custom) > CONTACT_CUSTOM_NAME_MAX)
		return (struct contact_column){.kind = COLUMN_SKIP};
	return (struct contact_column){.kind = COLUMN_CUSTOM, .custom_name = custom};
}

/* Several columns may tell that somebody unsubscribed; of everything else the first counts. */
static bool is_twin(const struct contact_column *a, const struct contact_column *b)
{
	if (a->kind != b->kind || a->kind == COLUMN_UNSUBSCRIBED || a->kind == COLUMN_STATUS)
		return false;
	return a->kind == COLUMN_FULL_NAME || (a->kind == COLUMN_FIELD && a->field == b->field) ||
		(a->kind == COLUMN_CUSTOM && text_equal(a->custom_name, b->custom_name));
}

static bool has_field(const struct contact_column *columns, size_t count, enum contact_field field)
{
	for (size_t i = 0; i < count; i++)
		if (columns[i].kind == COLUMN_FIELD && columns[i].field == field)
			return true;
	return false;
}

/* Beside a first name, and without another last name, "Name" is the last name ("Vorname;Name"). */
static void settle_full_name(struct contact_column *columns, size_t count)
{
	bool first = has_field(columns, count, CONTACT_FIRST_NAME), last = has_field(columns, count, CONTACT_LAST_NAME);

	for (size_t i = 0; i < count; i++) {
		if (columns[i].kind != COLUMN_FULL_NAME || !first)
			continue;
		columns[i] = last ? (struct contact_column){.kind = COLUMN_SKIP}
				  : (struct contact_column){.kind = COLUMN_FIELD, .field = CONTACT_LAST_NAME};
		last = true;
	}
}

bool contact_columns_match(const char *const *headers, size_t count, struct arena *arena, struct contact_column *out)
{
	for (size_t i = 0; i < count; i++) {
		out[i] = match(headers[i], arena);
		for (size_t k = 0; k < i; k++)
			if (is_twin(&out[i], &out[k]))
				out[i].kind = COLUMN_SKIP;
	}
	settle_full_name(out, count);
	return has_field(out, count, CONTACT_EMAIL);
}

bool contact_columns_is_header(const char *const *values, size_t count)
{
	struct arena *arena = arena_new();
	bool header = true;

	for (size_t i = 0; i < count && header; i++) {
		struct email_address address;
		struct error err;

		header = !email_address_parse(values[i], arena, &address, &err);
	}
	arena_free(arena);
	return header;
}

/* "2026-11-23 08:00", "23.11.2026": when it happened says that it did. */
static bool is_date(const char *value)
{
	return strlen(value) >= 8 && value[0] >= '0' && value[0] <= '9' && strpbrk(value, "-/.") &&
		strspn(value, "0123456789-/.: +TZ") == strlen(value);
}

bool contact_columns_is_yes(const char *value)
{
	return !text_is_empty(value) && (is_date(value) || contains(yes_words, ARRAY_COUNT(yes_words), value));
}

bool contact_columns_is_stop_status(const char *value)
{
	return !text_is_empty(value) && contains(stop_words, ARRAY_COUNT(stop_words), value);
}

void contact_columns_split_name(const char *name, struct arena *arena, const char **first, const char **last)
{
	const char *whole = text_trim(arena, name ? name : "");
	const char *comma = strchr(whole, ','), *space = strchr(whole, ' ');

	if (comma) {
		*last = text_trim(arena, arena_text_n(arena, whole, (size_t)(comma - whole)));
		*first = text_trim(arena, comma + 1);
		return;
	}
	*first = space ? arena_text_n(arena, whole, (size_t)(space - whole)) : whole;
	*last = space ? text_trim(arena, space) : "";
}

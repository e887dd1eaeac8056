#include "model/template_locale.h"

#include <glib.h>
#include <string.h>

#include "base/check.h"

static const struct template_locale locales[] = {
	{"en", {"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"},
		{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"},
		{"January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
			"November", "December"},
		{"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"}},
	{"de", {"Sonntag", "Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag"},
		{"So", "Mo", "Di", "Mi", "Do", "Fr", "Sa"},
		{"Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober",
			"November", "Dezember"},
		{"Jan", "Feb", "Mär", "Apr", "Mai", "Jun", "Jul", "Aug", "Sep", "Okt", "Nov", "Dez"}},
	{"fr", {"dimanche", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi"},
		{"dim.", "lun.", "mar.", "mer.", "jeu.", "ven.", "sam."},
		{"janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre",
			"novembre", "décembre"},
		{"janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc."}},
	{"es", {"domingo", "lunes", "martes", "miércoles", "jueves", "viernes", "sábado"},
		{"dom", "lun", "mar", "mié", "jue", "vie", "sáb"},
		{"enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre",
			"noviembre", "diciembre"},
		{"ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sept", "oct", "nov", "dic"}},
	{"it", {"domenica", "lunedì", "martedì", "mercoledì", "giovedì", "venerdì", "sabato"},
		{"dom", "lun", "mar", "mer", "gio", "ven", "sab"},
		{"gennaio", "febbraio", "marzo", "aprile", "maggio", "giugno", "luglio", "agosto", "settembre",
			"ottobre", "novembre", "dicembre"},
		{"gen", "feb", "mar", "apr", "mag", "giu", "lug", "ago", "set", "ott", "nov", "dic"}},
	{"nl", {"zondag", "maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag"},
		{"zo", "ma", "di", "wo", "do", "vr", "za"},
		{"januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober",
			"november", "december"},
		{"jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec"}},
	{"pt", {"domingo", "segunda-feira", "terça-feira", "quarta-feira", "quinta-feira", "sexta-feira", "sábado"},
		{"dom.", "seg.", "ter.", "qua.", "qui.", "sex.", "sáb."},
		{"janeiro", "fevereiro", "março", "abril", "maio", "junho", "julho", "agosto", "setembro", "outubro",
			"novembro", "dezembro"},
		{"jan.", "fev.", "mar.", "abr.", "mai.", "jun.", "jul.", "ago.", "set.", "out.", "nov.", "dez."}},
	/* Within a date: "1 stycznia". */
	{"pl", {"niedziela", "poniedziałek", "wtorek", "środa", "czwartek", "piątek", "sobota"},
		{"niedz.", "pon.", "wt.", "śr.", "czw.", "pt.", "sob."},
		{"stycznia", "lutego", "marca", "kwietnia", "maja", "czerwca", "lipca", "sierpnia", "września",
			"października", "listopada", "grudnia"},
		{"sty", "lut", "mar", "kwi", "maj", "cze", "lip", "sie", "wrz", "paź", "lis", "gru"}},
	{"sv", {"söndag", "måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag"},
		{"sön", "mån", "tis", "ons", "tors", "fre", "lör"},
		{"januari", "februari", "mars", "april", "maj", "juni", "juli", "augusti", "september", "oktober",
			"november", "december"},
		{"jan.", "feb.", "mars", "apr.", "maj", "juni", "juli", "aug.", "sep.", "okt.", "nov.", "dec."}},
	{"da", {"søndag", "mandag", "tirsdag", "onsdag", "torsdag", "fredag", "lørdag"},
		{"søn.", "man.", "tirs.", "ons.", "tors.", "fre.", "lør."},
		{"januar", "februar", "marts", "april", "maj", "juni", "juli", "august", "september", "oktober",
			"november", "december"},
		{"jan.", "feb.", "mar.", "apr.", "maj", "juni", "juli", "aug.", "sep.", "okt.", "nov.", "dec."}},
};

const struct template_locale *template_locale_find(const char *language)
{
	size_t length = strcspn(language, "-_");

	for (size_t i = 0; i < ARRAY_COUNT(locales); i++)
		if (length == strlen(locales[i].language) &&
			g_ascii_strncasecmp(language, locales[i].language, length) == 0)
			return &locales[i];
	return &locales[0];
}

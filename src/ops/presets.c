#include "ops/presets.h"

#include <string.h>

#include "base/text.h"

struct row {
	const char *domains; /* separated by spaces */
	const char *smtp_host;
	int smtp_port;
	enum tls_mode smtp_tls;
	const char *imap_host;
	const char *hint;
};

static const char app_password[] = "Use an app password, not the one you sign in with on the web.";

static const struct row rows[] = {
	{"fastmail.com fastmail.fm", "smtp.fastmail.com", 465, TLS_IMPLICIT, "imap.fastmail.com", app_password},
	{"yahoo.com yahoo.co.uk yahoo.de yahoo.fr ymail.com", "smtp.mail.yahoo.com", 465, TLS_IMPLICIT,
		"imap.mail.yahoo.com", app_password},
	{"aol.com", "smtp.aol.com", 465, TLS_IMPLICIT, "imap.aol.com", app_password},
	{"icloud.com me.com mac.com", "smtp.mail.me.com", 587, TLS_STARTTLS, "imap.mail.me.com",
		"Use an app-specific password from your Apple account."},
	{"gmx.net gmx.de gmx.at gmx.ch", "mail.gmx.net", 465, TLS_IMPLICIT, "imap.gmx.net",
		"Switch on POP3 and IMAP in the GMX settings first."},
	{"gmx.com", "mail.gmx.com", 465, TLS_IMPLICIT, "imap.gmx.com",
		"Switch on POP3 and IMAP in the GMX settings first."},
	{"web.de", "smtp.web.de", 587, TLS_STARTTLS, "imap.web.de",
		"Switch on POP3 and IMAP in the WEB.DE settings first."},
	{"zoho.com zohomail.com", "smtp.zoho.com", 465, TLS_IMPLICIT, "imap.zoho.com",
		"Switch on IMAP in Zoho's settings; with two-factor sign-in use an app password."},
	{"yandex.com yandex.ru", "smtp.yandex.com", 465, TLS_IMPLICIT, "imap.yandex.com", app_password},
	{"mailbox.org", "smtp.mailbox.org", 465, TLS_IMPLICIT, "imap.mailbox.org", NULL},
	{"posteo.de posteo.net", "posteo.de", 465, TLS_IMPLICIT, "posteo.de", NULL},
};

static const char *const google_domains = "gmail.com googlemail.com";
static const char *const microsoft_domains =
	"outlook.com outlook.de outlook.fr hotmail.com hotmail.co.uk hotmail.de hotmail.fr live.com msn.com";

static bool is_listed(const char *domains, const char *domain)
{
	size_t length = strlen(domain);

	for (const char *at = strstr(domains, domain); at; at = strstr(at + 1, domain))
		if ((at == domains || at[-1] == ' ') && (at[length] == ' ' || at[length] == '\0'))
			return true;
	return false;
}

static struct endpoint at(enum transport_kind kind, const char *host, int port, enum tls_mode tls)
{
	return (struct endpoint){.kind = kind, .host = host, .port = port, .tls = tls};
}

void presets_find(const char *domain, struct arena *arena, struct preset *out)
{
	*out = (struct preset){.provider = PROVIDER_SMTP};
	if (is_listed(google_domains, domain)) {
		out->provider = PROVIDER_GOOGLE;
		return;
	}
	if (is_listed(microsoft_domains, domain)) {
		out->provider = PROVIDER_MICROSOFT;
		return;
	}
	for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
		if (!is_listed(rows[i].domains, domain))
			continue;
		out->sending = at(TRANSPORT_SMTP, rows[i].smtp_host, rows[i].smtp_port, rows[i].smtp_tls);
		out->reading = at(TRANSPORT_IMAP, rows[i].imap_host, 993, TLS_IMPLICIT);
		out->hint = rows[i].hint;
		return;
	}
	out->is_guess = true;
	out->sending = at(TRANSPORT_SMTP, arena_printf(arena, "smtp.%s", domain), 465, TLS_IMPLICIT);
	out->reading = at(TRANSPORT_IMAP, arena_printf(arena, "imap.%s", domain), 993, TLS_IMPLICIT);
	out->hint = "These servers are a guess from the address. Your provider's help page names the right ones.";
}

#include "model/public_mail.h"

#include <stddef.h>
#include <string.h>

#include "base/check.h"
#include "base/text.h"

/* With any public suffix behind the name. */
static const char *const brands[] = {
	"gmail", "googlemail", "gmx", "hotmail", "live", "msn", "outlook", "yahoo", "yandex", "ymail", "zoho"};

static const char *const domains[] = {"163.com", "126.com", "aim.com", "alice.it", "aol.com", "arcor.de", "att.net",
	"bellsouth.net", "bigpond.com", "bk.ru", "bluewin.ch", "bol.com.br", "btinternet.com", "centrum.cz",
	"charter.net", "comcast.net", "cox.net", "daum.net", "duck.com", "earthlink.net", "email.cz", "fastmail.com",
	"fastmail.fm", "foxmail.com", "free.fr", "freenet.de", "hanmail.net", "hey.com", "hushmail.com", "icloud.com",
	"inbox.lv", "inbox.ru", "interia.pl", "laposte.net", "libero.it", "list.ru", "mac.com", "mail.com", "mail.de",
	"mail.ru", "mailbox.org", "me.com", "nate.com", "naver.com", "neuf.fr", "ntlworld.com", "o2.pl", "online.de",
	"onet.pl", "op.pl", "optonline.net", "optusnet.com.au", "orange.fr", "pm.me", "posteo.de", "posteo.net",
	"proton.me", "protonmail.ch", "protonmail.com", "qq.com", "rambler.ru", "rediffmail.com", "rocketmail.com",
	"rogers.com", "sapo.pt", "sbcglobal.net", "seznam.cz", "sfr.fr", "shaw.ca", "sina.com", "sky.com", "sohu.com",
	"sympatico.ca", "t-online.de", "telenet.be", "telia.com", "terra.com.br", "tim.it", "tiscali.it", "tuta.com",
	"tuta.io", "tutanota.com", "tutanota.de", "uol.com.br", "ukr.net", "verizon.net", "virgilio.it",
	"virginmedia.com", "vodafone.it", "wanadoo.fr", "web.de", "wp.pl", "xs4all.nl", "xtra.co.nz", "ya.ru",
	"yeah.net", "ziggo.nl"};

/* "co.uk", "com.br", "de": what stands behind a brand is a suffix, not a company ("outlook.acme.com"). */
static bool is_suffix(const char *rest)
{
	const char *dot = strchr(rest, '.');

	if (!dot)
		return *rest != '\0';
	return (text_starts(rest, "co.") || text_starts(rest, "com.")) && strlen(dot + 1) == 2;
}

bool public_mail_has(const char *domain)
{
	for (size_t i = 0; i < ARRAY_COUNT(domains); i++)
		if (text_equal(domains[i], domain))
			return true;
	for (size_t i = 0; i < ARRAY_COUNT(brands); i++) {
		size_t length = strlen(brands[i]);

		if (text_starts(domain, brands[i]) && domain[length] == '.' && is_suffix(domain + length + 1))
			return true;
	}
	return false;
}

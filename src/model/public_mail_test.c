#include "base/unit.h"

#include "base/check.h"
#include "model/public_mail.h"

TEST(public_mail, knows_where_anybody_has_a_mailbox)
{
	static const char *const public[] = {"gmail.com", "googlemail.com", "outlook.de", "hotmail.co.uk",
		"yahoo.com.br", "web.de", "t-online.de", "icloud.com", "proton.me", "qq.com"};
	static const char *const companies[] = {"acme.test", "mail.acme.com", "outlook.acme.com", "gmail.com.acme.test",
		"live-music.com", "notgmail.com", "gmail", "gmail.", ""};

	for (size_t i = 0; i < ARRAY_COUNT(public); i++)
		assert_true(public_mail_has(public[i]));
	for (size_t i = 0; i < ARRAY_COUNT(companies); i++)
		assert_false(public_mail_has(companies[i]));
}

#include "api/unsubscribe_page.h"

#include "api/plain_page.h"
#include "ops/compose.h"
#include "ops/suppression_ops.h"

static void put_question(struct text *html)
{
	/* Without an action the form goes back to where it came from: the token is never written into the page. */
	plain_page_write(html, "Unsubscribe",
		"<p>You will get no more emails from us.</p>\n"
		"<form method=\"post\"><button type=\"submit\">Unsubscribe</button></form>\n");
}

static void put_done(struct text *html)
{
	plain_page_write(html, "You are unsubscribed", "<p>You will get no more emails from us.</p>\n");
}

static void put_unknown(struct text *html)
{
	plain_page_write(html, "This link does not work",
		"<p>It may have been cut off. Open it from the email again, or answer the email with "
		"“unsubscribe”.</p>\n");
}

bool unsubscribe_page(
	struct ops *ops, const char *token, bool is_post, struct text *html, int *status, struct error *err)
{
	struct unsubscribe link;
	bool known = compose_unsubscribe_verify(ops->vault, token, &link);

	*status = known ? 200 : 404;
	if (!known) {
		put_unknown(html);
		return true;
	}
	if (is_post && !suppression_ops_unsubscribe(ops, html->arena, token, &known, err))
		return false;
	if (is_post)
		put_done(html);
	else
		put_question(html);
	return true;
}

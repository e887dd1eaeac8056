#include "api/unsubscribe_page.h"

#include "ops/compose.h"
#include "ops/suppression_ops.h"

static void put_page(struct text *html, const char *title, const char *body)
{
	text_printf(html,
		"<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
		"<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
		"<meta name=\"robots\" content=\"noindex\">\n<title>%s</title>\n</head>\n<body>\n<main>\n"
		"<h1>%s</h1>\n%s</main>\n</body>\n</html>\n",
		title, title, body);
}

static void put_question(struct text *html)
{
	/* Without an action the form goes back to where it came from: the token is never written into the page. */
	put_page(html, "Unsubscribe",
		"<p>You will get no more emails from us.</p>\n"
		"<form method=\"post\"><button type=\"submit\">Unsubscribe</button></form>\n");
}

static void put_done(struct text *html)
{
	put_page(html, "You are unsubscribed", "<p>You will get no more emails from us.</p>\n");
}

static void put_unknown(struct text *html)
{
	put_page(html, "This link does not work",
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

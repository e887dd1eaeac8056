#include "api/plain_page.h"

void plain_page_write(struct text *html, const char *title, const char *body)
{
	text_printf(html,
		"<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
		"<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
		"<meta name=\"robots\" content=\"noindex\">\n<title>%s</title>\n</head>\n<body>\n<main>\n"
		"<h1>%s</h1>\n%s</main>\n</body>\n</html>\n",
		title, title, body);
}

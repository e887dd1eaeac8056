/*
 * Unit tests of whose domain an address belongs to.
 */
#include "base/unit.h"

#include "base/check.h"
#include "base/text.h"
#include "model/company_domain.h"

TEST(company_domain, is_what_the_company_registered)
{
	static const struct {
		const char *domain, *company;
	} cases[] = {
		{"acme.com", "acme.com"},
		{"mail.acme.com", "acme.com"},
		{"eu.sales.acme.co.uk", "acme.co.uk"},
		{"xn--mller-kva.de", "xn--mller-kva.de"},
		{"acme.test", "acme.test"},
		{"gmail.com", NULL},
		{"yahoo.co.uk", NULL},
		{"co.uk", NULL},
		{"com", NULL},
		{NULL, NULL},
	};

	for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
		const char *got = company_domain(cases[i].domain);

		if (!cases[i].company)
			assert_null(got);
		else
			assert_string_equal(got, cases[i].company);
	}
}

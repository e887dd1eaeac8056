#include "model/company_domain.h"

#include <libpsl.h>
#include <stddef.h>

#include "model/public_mail.h"

const char *company_domain(const char *domain)
{
	const psl_ctx_t *list = psl_builtin();
	const char *registered;

	if (!list || !domain || public_mail_has(domain))
		return NULL;
	registered = psl_registrable_domain(list, domain);
	return registered && !public_mail_has(registered) ? registered : NULL;
}

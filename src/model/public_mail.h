#pragma once
/*
 * public_mail: domains where anybody has a mailbox. Two people at one of them have nothing to do with each other, so what
 * holds for a company's domain does not hold there.
 */
#include <stdbool.h>

/* `domain` folded, A-labels. Country variants of the large ones count ("yahoo.co.uk"). */
bool public_mail_has(const char *domain);

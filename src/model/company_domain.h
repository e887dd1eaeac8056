#pragma once
/*
 * company_domain: the domain that the people of one company share, whatever subdomain their addresses have. Pure.
 */

/* Of a folded domain in A-labels: the part that was registered, inside `domain`. NULL where anybody has a mailbox, and for
 * what nobody can register. */
const char *company_domain(const char *domain);

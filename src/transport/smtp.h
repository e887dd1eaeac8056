#pragma once
#include "transport/sender.h"

/* A sender over SMTP submission (RFC 6409): implicit TLS or STARTTLS, one recipient a message. */
struct sender *smtp_sender_new(
	const struct transport_config *config, const struct account *account, struct cancel *cancel);

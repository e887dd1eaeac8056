#pragma once
#include "transport/receiver.h"

/* A receiver over IMAP4rev1 (RFC 3501) with SASL-IR and SPECIAL-USE where offered. */
struct receiver *imap_receiver_new(
	const struct transport_config *config, const struct account *account, struct cancel *cancel);

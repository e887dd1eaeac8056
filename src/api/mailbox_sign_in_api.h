#pragma once
/*
 * mailbox_sign_in_api: handlers of mailbox_api's routes that sign in: connect by password, discover, reconnect, update the
 * sign-in, test.
 */
#include "api/api.h"

api_handler mailbox_sign_in_api_add, mailbox_sign_in_api_discover, mailbox_sign_in_api_reconnect,
	mailbox_sign_in_api_credentials, mailbox_sign_in_api_test;

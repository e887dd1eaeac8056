#include "ops/mailbox_sign_in.h"

#include "base/text.h"
#include "transport/receiver.h"

static void try_sending(
	struct ops *ops, const struct account *account, struct cancel *cancel, struct login_check *check)
{
	OWNED(sender) struct sender *sender = NULL;

	if (account->sending.kind == TRANSPORT_NONE)
		return;
	check->tried = true;
	sender = sender_new(ops->transport, account, cancel);
	check->ok = sender->type->verify(sender, &check->result);
}

static void try_reading(
	struct ops *ops, const struct account *account, struct cancel *cancel, struct login_check *check)
{
	OWNED(receiver) struct receiver *receiver = NULL;

	if (account->reading.kind == TRANSPORT_NONE)
		return;
	check->tried = true;
	receiver = receiver_new(ops->transport, account, cancel);
	check->ok = receiver->type->verify(receiver, &check->result);
}

void mailbox_sign_in_try(
	struct ops *ops, const struct account *account, struct login_check *sending, struct login_check *reading)
{
	struct cancel cancel;

	*sending = (struct login_check){0};
	*reading = (struct login_check){0};
	cancel_init(&cancel);
	try_sending(ops, account, &cancel, sending);
	if (!sending->tried || sending->ok)
		try_reading(ops, account, &cancel, reading);
	cancel_close(&cancel);
}

static bool refuse(const struct endpoint *endpoint, const char *field, const char *what,
	const struct login_check *check, struct error *err)
{
	static const char *const advice[] = {
		[SEND_CLASS_AUTH] = "Check the username and password; many providers want an app password.",
		[SEND_CLASS_BLOCKED] = "The provider wants something changed in the account first.",
		[SEND_CLASS_CONFIG] = "Check the host, port and security.",
		[SEND_CLASS_NETWORK] = "Check the host and port, and that the server can be reached.",
	};
	const char *tip = (size_t)check->result.class < ARRAY_COUNT(advice) ? advice[check->result.class] : NULL;

	error_invalid(err, field, "login", NULL, "%s did not let Outrider in to %s: “%s” %s",
		endpoint->host ? endpoint->host : "The provider", what, check->result.text, tip ? tip : "");
	err->code = "mailbox_login_failed";
	return false;
}

bool mailbox_sign_in_require(struct ops *ops, const struct account *account, struct error *err)
{
	struct login_check sending, reading;

	mailbox_sign_in_try(ops, account, &sending, &reading);
	if (sending.tried && !sending.ok)
		return refuse(&account->sending, "smtp", "send", &sending, err);
	if (reading.tried && !reading.ok)
		return refuse(&account->reading, "imap", "read", &reading, err);
	return true;
}

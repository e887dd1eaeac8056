/*
 * main: the commands, joined.
 */
#include <sodium.h>
#include <stdio.h>

#include "base/json.h"
#include "cli/approval_cmd.h"
#include "cli/attachment_cmd.h"
#include "cli/campaign_cmd.h"
#include "cli/campaign_sender_cmd.h"
#include "cli/campaign_view_cmd.h"
#include "cli/contact_cmd.h"
#include "cli/forecast_cmd.h"
#include "cli/mailbox_cmd.h"
#include "cli/send_cmd.h"
#include "main/backup_cmd.h"
#include "main/doctor_cmd.h"
#include "main/offline_cmd.h"

int main(int argc, char **argv)
{
	static const struct cli_verb *const tables[] = {offline_verbs, doctor_verbs, backup_verbs, mailbox_verbs,
		campaign_verbs, attachment_verbs, campaign_sender_verbs, campaign_view_verbs, forecast_verbs,
		contact_verbs, send_verbs, approval_verbs};

	json_abort_without_memory();
	if (sodium_init() < 0) {
		fprintf(stderr, "outrider: no_randomness: The system gives no randomness.\n");
		return CLI_FAILED;
	}
	return cli_main(tables, ARRAY_COUNT(tables), argc, argv);
}

// What the demo says.
import { ADA, STRANGER } from './seed.mjs';

export const USAGE = `usage: ./dev demo [--port N]         start; Ctrl-C ends everything and removes its data
       ./dev demo log MAILBOX        what the mail server itself saw of a mailbox
       ./dev demo reply PERSON       let a contact reply to the email they got

  --port N    where to open Outrider (8080, or a free port when that is taken; 0: a free one)
  --dir DIR   where the data goes (data/demo); emptied at each start`;

/** What to do in two minutes. */
export function tour({ url, email, password }) {
  return `
Outrider is sending. Open   ${url}
Sign in as                  ${email}
with the password           ${password}

1. Campaigns: four of them, 300 contacts. Watch the counts grow; one was paused by its owner.
2. Mailboxes: three. cleo@acme.test stopped by itself: its owner took the permission away.
3. Mailboxes → ⋮ of ${ADA} → Disconnect mailbox. Read what it will do, then confirm. It stops at once.
4. Open the mailbox → Activity: the receipt, to the millisecond. Now ask the mail server itself:
       ./dev demo log ${ADA}
   The last email it took, and how many since: none.
5. Let a person who was written to reply meanwhile (the log names the last one):
       ./dev demo reply PERSON
6. Reconnect ${ADA}, and at Google choose ${STRANGER}: refused, it is another mailbox.
   Reconnect again and choose ${ADA}: connected, but nothing is sent yet.
7. Restart its campaigns: sending goes on where it stopped, and the person who replied is left alone.

Ctrl-C ends everything. Nothing leaves this machine: the mail servers are part of the demo.`;
}

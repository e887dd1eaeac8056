// What the demo says.
import { ADA, CLEO, STRANGER } from './seed.mjs';

export const USAGE = `usage: ./dev demo [--port N]         start; Ctrl-C ends everything and removes its data
       ./dev demo log MAILBOX        what the mail server itself saw of a mailbox
       ./dev demo reply [PERSON]     let somebody reply to the email they got: this person, or the last ${ADA} wrote to

  --port N    where to open Outrider (8080, or a free port when that is taken; 0: a free one)
  --dir DIR   where the data goes (data/demo); emptied at each start`;

/** What to do in two minutes. */
export function tour({ url, email, password }) {
  return `
Outrider is sending. Open   ${url}
Sign in as                  ${email}
with the password           ${password}

A tour of two minutes; run the commands in a second terminal, in this folder:

1. Campaigns: four, with 300 contacts. Watch the counts grow. One was paused by its owner.
2. Mailboxes: three. ${CLEO} is inactive: it lost its permission to send.
3. Mailboxes → ⋮ beside ${ADA} → Disconnect mailbox. Read what will happen, then confirm.
4. Open ${ADA} → Activity: the receipt says when it stopped. Ask the mail server itself:
       ./dev demo log ${ADA}
5. Let the last person it wrote to reply, while it is disconnected:
       ./dev demo reply
6. ⋮ → Reconnect. Choose ${STRANGER}: refused, that is another mailbox.
   Reconnect again, choose ${ADA}: active again, but its campaigns wait for you.
7. Restart its campaigns: they go on where they stopped, and the person who replied gets nothing more.

Ctrl-C ends everything. Nothing leaves this machine: the mail servers are part of the demo.`;
}

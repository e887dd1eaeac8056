/*
 * sending-texts: the words about what holds all sending, and about letting it go on.
 */
import { formatNumber, plural } from '../../lib/format';
import type { SendingHold } from '../../lib/schema';

type Cause = SendingHold['cause'];

export const holdTitles: Record<Cause, string> = {
  restore_hold: 'All sending is on hold',
  clock_hold: 'All sending is on hold',
  disk_full: 'Sending waits for the disk',
  provider_down: 'Sending waits for a provider',
};

export type Missing = 'decide' | 'resend';

export const releaseTexts = {
  region: 'Sending is held',
  open: 'Let sending go on…',
  title: 'Let sending go on?',
  restore:
    'Emails leave again as soon as you confirm. Do this only if this database is the one to go on with, and no other server works with a copy of it.',
  clock: 'Emails leave again as soon as you confirm. Make sure first that the clock of the server is right.',
  stopped: 'Stopped again, as before the database was put back',
  nothing: 'No stop was missing in this database: nothing had to be stopped again.',
  noJournal:
    'The journal of stops was not found. Mailboxes disconnected and campaigns paused after the backup may be active here: look through them first.',
  legend: 'Emails that may have left already and are not in Sent mail',
  decide: 'Decide about each one',
  decideHint: 'They wait under “Needs a decision” until somebody says what becomes of them.',
  resend: 'Send those that are not in Sent mail',
  resendHint: 'They leave by themselves. Where a provider keeps no copies, a person may get an email twice.',
  submit: 'Let sending go on',
  busy: 'Letting it go on…',
  done: 'Sending goes on.',
};

export type Stopped = { text: string; names: string[] };
type Details = SendingHold['details'];

const NAMED = 5;

function cut(names: string[]): string[] {
  const more = names.length - NAMED;
  return more > 0 ? [...names.slice(0, NAMED), `and ${formatNumber(more)} more`] : names;
}

/** What was stopped again, one line each; nothing for what did not happen. */
export function stoppedAgain({
  disconnected = [],
  removed = [],
  held = [],
  paused = [],
  suppressed = 0,
  erased = 0,
}: Details): Stopped[] {
  const lines: Array<[count: number, text: string, names: string[]]> = [
    [
      disconnected.length,
      `${plural(disconnected.length, 'mailbox', 'mailboxes')} disconnected`,
      addresses(disconnected),
    ],
    [removed.length, `${plural(removed.length, 'mailbox', 'mailboxes')} removed`, addresses(removed)],
    [held.length, `${plural(held.length, 'mailbox', 'mailboxes')} put on hold`, addresses(held)],
    [paused.length, `${plural(paused.length, 'campaign')} paused`, paused.map(({ name }) => name)],
    [suppressed, `${plural(suppressed, 'entry', 'entries')} put on Do Not Contact`, []],
    [erased, `${plural(erased, 'contact')} erased`, []],
  ];
  return lines.filter(([count]) => count > 0).map(([, text, names]) => ({ text, names: cut(names) }));
}

function addresses(mailboxes: Array<{ address: string }>): string[] {
  return mailboxes.map(({ address }) => address);
}

export function inDoubtText(count: number): string {
  return count > 0
    ? `${plural(count, 'email')} may have left after the backup. Outrider looks for each in Sent mail before anything else is done with it.`
    : 'No planned email is in doubt so far. What comes up later is looked for in Sent mail first.';
}

export function unreadableText(lines: number): string {
  return `${plural(lines, 'line')} of the journal of stops could not be read: a stop may be missing. Look through mailboxes and campaigns.`;
}

function spanOf(seconds: number): string {
  if (seconds < 120) return plural(seconds, 'second');
  return seconds < 7_200 ? plural(Math.round(seconds / 60), 'minute') : plural(Math.round(seconds / 3_600), 'hour');
}

export function jumpText(seconds: number): string {
  const size = Math.abs(seconds);
  return `The clock went ${seconds < 0 ? 'back' : 'forward'} by ${spanOf(size)}.`;
}

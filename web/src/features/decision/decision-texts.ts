/*
 * decision-texts: the words about emails of which nobody knows whether the provider took them.
 */
import { formatNumber, plural } from '../../lib/format';
import type { Resolution, SendSearch } from '../../lib/schema';

export const texts = {
  title: 'Needs a decision',
  sub: 'Nobody knows whether the provider took these emails. Outrider never sends one twice by itself: say what becomes of each.',
  empty: 'Nothing waits for a decision.',
  emptyText: 'An email of which nobody knows whether the provider took it appears here.',
  selectAll: 'Select all emails',
  select: (email: string) => `Select the email to ${email}`,
  selection: 'Selected emails',
  selected: (count: number) => `${formatNumber(count)} selected`,
  clear: 'Clear',
  to: 'To',
  campaign: 'Campaign',
  happened: 'What happened',
  since: 'Since',
  erased: 'Erased contact',
  removed: 'removed mailbox',
  step: (step: number) => `Email ${step}`,
  from: (mailbox: string) => `from ${mailbox}`,
};

export const happenedTexts: Record<SendSearch['reason'], string> = {
  no_answer: 'The whole email was handed over, but the provider’s answer never came.',
  cut: 'A stop cut the connection before the provider answered.',
  process_died: 'Outrider ended while it handed the email over.',
  restored: 'The database was put back from a backup; the email may have left since.',
};

type Decision = {
  text: string;
  title: (count: number, email: string) => string;
  description: (count: number) => string;
  busy: string;
  done: (count: number) => string;
};

const these = (count: number, email: string) => (count === 1 ? `the email to ${email}` : plural(count, 'email'));

export const decisionTexts: Record<Resolution, Decision> = {
  sent: {
    text: 'It was sent',
    title: (count, email) => `Count ${these(count, email)} as sent?`,
    description: () => 'Their campaigns go on from there. Whoever did not get the email will not get it any more.',
    busy: 'Deciding…',
    done: (count) => `${plural(count, 'email is', 'emails are')} counted as sent.`,
  },
  resend: {
    text: 'Send it again',
    title: (count, email) => `Send ${these(count, email)} again?`,
    description: (count) =>
      count === 1
        ? 'The provider may have taken the first one: then this person gets the email twice.'
        : 'The provider may have taken some of the first ones: then those people get the email twice.',
    busy: 'Planning…',
    done: (count) => `${plural(count, 'email goes', 'emails go')} out again.`,
  },
  drop: {
    text: 'Do not send it',
    title: (count, email) => `Do not send ${these(count, email)}?`,
    description: (count) =>
      count === 1
        ? 'This person gets nothing more of the campaign.'
        : 'These people get nothing more of their campaigns.',
    busy: 'Deciding…',
    done: (count) => `${plural(count, 'email is', 'emails are')} not sent.`,
  },
};

export const resolutions: readonly Resolution[] = ['sent', 'resend', 'drop'];

/** "It was sent: ada@acme.test" names one button among many. */
export function decisionFor(as: Resolution, email: string): string {
  return `${decisionTexts[as].text}: ${email}`;
}

/** The same words over several rows. */
export const bulkTexts: Record<Resolution, string> = {
  sent: 'They were sent',
  resend: 'Send them again',
  drop: 'Do not send them',
};

/** Each reason once, with how many it concerns. */
export function refusalText(messages: string[]): string {
  const counts = new Map<string, number>();
  for (const message of messages) counts.set(message, (counts.get(message) ?? 0) + 1);
  return [...counts]
    .map(([message, count]) => (count > 1 ? `${formatNumber(count)} ×: ${message}` : message))
    .join(' ');
}

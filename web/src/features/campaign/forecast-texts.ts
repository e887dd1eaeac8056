/*
 * forecast-texts: the words about what leaves when: the calendar, the review before a launch, and what a resume would do.
 */
import { formatNumber, plural } from '../../lib/format';

export const calendarTexts = {
  title: 'What will leave when',
  assumes: {
    launched_now: 'If it were launched now, and nobody answered.',
    resumed_now: 'If it were resumed now, and nobody answered.',
    running: 'If nobody answers. Each answer makes it less.',
  },
  conditional: (steps: string) => `Steps with a condition are counted for everybody: ${steps}.`,
  toApprove: (steps: string) => `Steps with an approval are counted as approved at once: ${steps}.`,
  shared: (addresses: string) => `${addresses} also sends for other campaigns, which makes dates later.`,
  held: (contacts: number) => `${plural(contacts, 'contact')} are held: for them nothing leaves by itself.`,
  zone: (zone: string) => `Days in ${zone.replaceAll('_', ' ')}`,
  first: 'First email',
  last: 'Last email',
  total: 'Emails',
  none: 'Nothing is planned',
  noneText: 'Nobody waits for an email, or no mailbox may send one.',
  noneHere: 'Nothing leaves in these weeks.',
  weekdays: ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'],
  dayLabel: (day: string, count: number) => `${day}: ${plural(count, 'email')}`,
  emails: (count: number) => plural(count, 'email'),
  step: (step: number) => `Step ${step}`,
  asCalendar: 'Calendar',
  asTable: 'Table',
  view: 'Show as',
  more: 'Show more weeks',
  columns: { day: 'Day', mailbox: 'Mailbox', step: 'Step', count: 'Emails' },
  upcoming: 'The first emails of this day',
  counted: 'This far ahead, emails are counted by day. Who gets which is settled nearer to it.',
  close: 'Close',
};

export const reviewTexts = {
  toWriteTo: 'Will be written to',
  inReview: 'Need review',
  leftOut: 'Left out',
  emails: 'Emails',
  first: 'First email',
  last: 'Last email',
  excluded: 'Who is left out',
  reasons: {
    suppressed: 'On Do Not Contact',
    overlap: 'In another running campaign, or written to by one in the last 30 days',
    left_out: 'Left out by hand',
    stopped: 'Stopped',
  } as Record<string, string>,
  missing: (field: string | null) => (field ? `“${field}” is missing` : 'A field is missing'),
  andMore: (count: number) => `and ${formatNumber(count)} more`,
  open: (count: number) => `Show ${plural(count, 'contact')}`,
  partial: (checked: number) =>
    `Of the first ${formatNumber(checked)} contacts. The launch checks everybody, and shows how far it is.`,
  load: 'Who sends',
  share: (emails: number, peak: number, cap: number) =>
    `${plural(emails, 'email')}, up to ${formatNumber(peak)} a day; its limit is ${formatNumber(cap)}`,
  inactive: 'not connected',
  warnings: 'Worth a look',
  openStep: 'Open the email',
  openMailboxes: 'Open mailboxes',
};

export const previewTexts = {
  show: 'Show the first emails',
  hide: 'Hide the first emails',
  title: 'The first emails',
  summary: (total: number) => (total > 0 ? `${plural(total, 'email')} to go` : 'Nothing would be sent.'),
  skipped: (count: number) => `${plural(count, 'contact')} would get no further email.`,
  held: (count: number) => `${plural(count, 'contact')} stay held.`,
  failed: 'The first emails cannot be shown now.',
};

export const testTexts = {
  open: 'Send me a test',
  title: 'Send a test email?',
  description:
    'It leaves now, as the first contact would get it, with “[Test]” before its subject. It takes one of the mailbox’s emails of today and counts as written to nobody.',
  step: 'Email',
  stepName: (step: number) => `Step ${step}`,
  to: 'To',
  own: 'My own address',
  submit: 'Send test',
  busy: 'Sending…',
  done: (to: string) => `The test was sent to ${to}.`,
  ended: {
    failed: (text: string) => `It was not sent. ${text}`,
    unknown: (text: string) => `It may have been sent: the server gave no answer. ${text}`,
    cancelled: (text: string) => `It was not sent. ${text}`,
  },
};

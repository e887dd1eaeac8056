/*
 * approval-texts: the words of the emails that wait for somebody.
 */
import { formatNumber, plural } from '../../../lib/format';
import type { KeyLine } from '../../../ui/key-help';

const emails = (count: number) => plural(count, 'email');

export const approvalTexts = {
  search: 'Search contacts',
  list: 'Emails to approve',
  region: 'The open email',
  empty: 'Nothing waits for you',
  emptyText: 'When a contact comes to a step that asks for approval, the email waits here until somebody has read it.',
  noMatch: 'No email fits',
  noMatchText: 'Nobody who waits fits this search.',
  all: 'Select all that are shown',
  select: (email: string) => `Select the email to ${email}`,
  selected: (count: number) => `${emails(count)} selected`,
  clear: 'Clear',
  back: 'Back to the list',
  step: (step: number) => `Step ${step}`,
  from: 'From',
  to: 'To',
  subject: 'Subject',
  inThread: 'A follow-up keeps the subject of its thread.',
  text: 'Text',
  html: 'HTML source',
  formatted: 'Formatted',
  plain: 'Plain text',
  part: 'Part of the email',
  frame: 'The email',
  editHint: 'Sent to this contact word for word. Signature and opt-out line are added.',
  approve: 'Approve',
  approving: 'Approving…',
  approveMany: (count: number) => `Approve ${formatNumber(count)}`,
  approveEdit: 'Approve with this text',
  edit: 'Edit',
  cancel: 'Cancel',
  skip: 'Skip',
  skipMany: (count: number) => `Skip ${formatNumber(count)}`,
  skipping: 'Skipping…',
  skipTitle: (email: string) => `Skip the email to ${email}?`,
  skipManyTitle: (count: number) => `Skip ${emails(count)}?`,
  skipText:
    'It is not sent, now or later. The contact goes on to the next step, whose delay counts from now; after the last step they are finished.',
  changed: (by: string | null) => `${by ?? 'Somebody'} had approved this email, but it has changed since.`,
  changedEdited: 'The text that was written for it then is kept below.',
  lacking: (field: string) => `“${field}” is missing, and the text needs it.`,
  fillIn: 'Open the contact',
  broken: 'This email cannot be put together',
  approved: (email: string) => `Approved the email to ${email}.`,
  skipped: (email: string) => `Skipped the email to ${email}.`,
  approvedMany: (count: number) => `${emails(count)} approved.`,
  skippedMany: (count: number) => `${emails(count)} skipped.`,
  refused: (count: number, why: string) => `${emails(count)} could not be: ${why}`,
};

export const approvalKeys: readonly KeyLine[] = [
  [['j', '↓'], 'Next email'],
  [['k', '↑'], 'Email before'],
  [['a'], 'Approve it'],
  [['e'], 'Edit it'],
  [['s'], 'Skip it'],
  [['x'], 'Select it'],
];

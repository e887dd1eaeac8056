/*
 * contact-texts: the words of the contact pages.
 */
import { formatNumber, plural } from '../../lib/format';
import type { ContactFields, ImportJob } from '../../lib/schema';

export type FieldName = keyof ContactFields;

export const fieldTexts: Record<FieldName, string> = {
  first_name: 'First name',
  last_name: 'Last name',
  title: 'Job title',
  company: 'Company',
  location: 'Location',
  country: 'Country',
  timezone: 'Time zone',
  language: 'Language',
  linkedin: 'LinkedIn',
  twitter: 'Twitter',
  context: 'Context',
  source: 'Source',
  legal_basis: 'Legal basis',
};
/** Those that a form shows at once; the others stand under More. */
export const mainFields: FieldName[] = ['first_name', 'last_name', 'title', 'company'];
export const moreFields: FieldName[] = [
  'location',
  'country',
  'timezone',
  'language',
  'linkedin',
  'twitter',
  'context',
  'source',
  'legal_basis',
];

export const listTexts = {
  title: 'Contacts',
  sub: 'The people who may be written to.',
  add: 'Add contact',
  import: 'Import CSV',
  imports: 'Imports',
  search: 'Search contacts',
  keys: [
    [['j', 'k'], 'Next and previous contact'],
    [['Enter'], 'Open them'],
    [['/'], 'Search'],
  ] as const,
  allLists: 'All lists',
  list: 'List',
  contact: 'Contact',
  company: 'Company',
  lists: 'Lists',
  status: 'Status',
  added: 'Added',
  suppressed: 'Do Not Contact',
  mayWrite: 'May be written to',
  empty: 'No contacts yet',
  emptyText: 'Import a CSV file, or add people one by one. Only an email address is needed.',
  noMatch: 'Nobody fits',
  noMatchText: 'No contact has this in their name, company or address.',
  clear: 'Show all contacts',
};

export const formTexts = {
  addTitle: 'Add contact',
  addDescription: 'An address that is here already is completed; nothing that is there is erased.',
  editTitle: 'Edit contact',
  email: 'Email',
  list: 'List',
  listHint: 'Made if it does not exist. Leave it empty for none.',
  more: 'More fields',
  custom: 'Custom fields',
  customName: 'Name of the field',
  customValue: 'Value',
  addCustom: 'Add a custom field',
  add: 'Add contact',
  adding: 'Adding…',
  save: 'Save',
  saving: 'Saving…',
  added: (email: string) => `${email} has been added.`,
  saved: (email: string) => `${email} has been saved.`,
};

export const pageTexts = {
  back: 'Contacts',
  edit: 'Edit',
  erase: 'Erase contact',
  block: 'Add to Do Not Contact',
  details: 'Details',
  timeline: 'What happened',
  nothing: 'Nothing yet',
  suppressedTitle: 'On Do Not Contact',
  suppressedText: 'Nobody writes to this address, whatever the campaign.',
  lists: 'Lists',
  none: 'None',
  added: 'Added',
  changed: 'Changed',
};

export const eraseTexts = {
  title: (email: string) => `Erase ${email}?`,
  description:
    'All that is known about this person is deleted, and running campaigns stop writing to them. This can’t be undone.',
  keeps:
    'That emails were sent, when and how they ended stays, without address and text. So does a fingerprint of the address on Do Not Contact, so that a later import does not bring the person back.',
  elsewhere: 'Backups, and the copies in your providers’ mailboxes, are not touched.',
  submit: 'Erase contact',
  busy: 'Erasing…',
  done: (email: string) => `${email} has been erased.`,
};

export const timelineTexts: Record<string, string> = {
  added_to_campaign: 'Added to',
  reply: 'Replied',
  opt_out: 'Replied and opted out',
  auto_reply: 'Automatic reply',
  bounce: 'An email bounced',
  click: 'Clicked a link in',
};

export const timelineStatusTexts: Record<string, string> = {
  due: 'planned',
  claimed: 'about to be sent',
  transmitting: 'being sent',
  sent: 'sent',
  failed: 'failed',
  unknown: 'sent perhaps: needs a decision',
  cancelled: 'cancelled',
  finished: 'finished',
  replied: 'replied',
  bounced: 'bounced',
  unsubscribed: 'opted out',
  suppressed: 'on Do Not Contact',
  stopped: 'stopped',
};

export const importTexts = {
  title: 'Import contacts',
  description: 'A CSV file with a row for each person. The columns are matched by their names; only “email” is needed.',
  choose: 'Choose a CSV file',
  orDrop: 'or drop it here',
  limit: 'Up to 256 MB and a million rows. Commas, semicolons or tabs; any usual encoding.',
  chosen: (name: string, size: string) => `${name}, ${size}`,
  list: 'Put everybody on the list',
  listHint: 'Made if it does not exist.',
  submit: 'Import',
  busy: 'Uploading…',
  uploading: 'Upload',
  progress: (sent: string, all: string) => `${sent} of ${all}`,
  pageTitle: 'Import',
  pageSub: 'You can leave this page; the import goes on.',
  back: 'Contacts',
  rows: (done: number, all: number) => `${formatNumber(done)} of ${plural(all, 'row')}`,
  rowsUnknown: (done: number) => plural(done, 'row'),
  added: 'Added',
  updated: 'Completed',
  rejected: 'Rejected',
  suppressed: 'On Do Not Contact',
  download: 'Download the rejected rows',
  rejectedHint: 'With the reason in the last column. Mend them and import that file.',
  cancel: 'Cancel import',
  cancelling: 'Cancelling…',
  show: 'Show the contacts',
  another: 'Import another file',
  listTitle: 'Imports',
  listSub: 'Files that were read, and what came of them.',
  none: 'No imports yet',
  noneText: 'Import a CSV file to bring many contacts in at once.',
  when: 'When',
  status: 'Status',
};

export const importStatusTexts: Record<ImportJob['status'], { text: string; tone: 'accent' | 'ok' | 'bad' | 'off' }> = {
  queued: { text: 'Waiting', tone: 'accent' },
  checking: { text: 'Checking', tone: 'accent' },
  running: { text: 'Importing', tone: 'accent' },
  done: { text: 'Done', tone: 'ok' },
  failed: { text: 'Failed', tone: 'bad' },
  cancelled: { text: 'Cancelled', tone: 'off' },
};

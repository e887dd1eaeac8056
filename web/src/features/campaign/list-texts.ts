/*
 * list-texts: the words of the list of campaigns: filters, saved views, and what is done with many.
 */
import { plural } from '../../lib/format';
import type { KeyLine } from '../../ui/key-help';
import type { BulkAction } from './list-queries';

export const filterTexts = {
  mailbox: 'Mailbox',
  anyMailbox: 'Any mailbox',
  owner: 'Owner',
  anyOwner: 'Anybody’s',
  export: 'Export CSV',
  exporting: 'Exporting…',
  file: 'campaigns.csv',
};

/** For where the columns have no heads, and for the order that no column gives. */
export const sortTexts = {
  label: 'Sort',
  newest: 'Newest first',
  options: [
    ['created_at', 'Oldest first'],
    ['name', 'By name'],
    ['status', 'By status'],
    ['next_send_at', 'Next email first'],
    ['-sent', 'Most sent'],
    ['-replied', 'Most replies'],
    ['-bounced', 'Most bounces'],
    ['-contacts', 'Most contacts'],
  ] as const,
};

export const keyTexts = [
  [['j', 'k'], 'Next and previous campaign'],
  [['x'], 'Select it'],
  [['Enter'], 'Open it'],
  [['/'], 'Search'],
] as const satisfies readonly KeyLine[];

export const viewTexts = {
  region: 'Saved views',
  save: 'Save view',
  saveTitle: 'Save this view',
  saveText: 'The filters and the search as they are now, for you alone.',
  renameTitle: (name: string) => `Rename ${name}`,
  name: 'Name',
  submit: 'Save view',
  rename: 'Rename',
  remove: 'Delete view',
  busy: 'Saving…',
  actions: (name: string) => `Actions for the view ${name}`,
  removed: (name: string) => `The view ${name} has been deleted.`,
};

export const bulkTexts = {
  region: 'Selected campaigns',
  all: 'Select all campaigns',
  select: (name: string) => `Select ${name}`,
  selected: (count: number) => `${plural(count, 'campaign')} selected`,
  selectMatching: (total: number) => `Select all ${plural(total, 'campaign')} that fit`,
  allSelected: (total: number) => `All ${plural(total, 'campaign')} that fit are selected`,
  clear: 'Clear selection',
  more: 'More actions',
  cancel: 'Cancel',
  actions: {
    pause: 'Pause',
    resume: 'Resume',
    archive: 'Archive',
    unarchive: 'Take out of the archive',
    duplicate: 'Duplicate',
    delete: 'Delete drafts',
  } satisfies Record<BulkAction, string>,
  titles: {
    pause: (what: string) => `Pause ${what}?`,
    resume: (what: string) => `Resume ${what}?`,
    archive: (what: string) => `Archive ${what}?`,
    unarchive: (what: string) => `Take ${what} out of the archive?`,
    duplicate: (what: string) => `Duplicate ${what}?`,
    delete: (what: string) => `Delete ${what}?`,
  } satisfies Record<BulkAction, (what: string) => string>,
  descriptions: {
    pause: 'Nothing more is sent from the moment this is done. Contacts keep their place.',
    resume: 'What is overdue goes out one after the other, within gaps, caps and hours.',
    archive: 'They leave the list and can be taken back at any time. Running ones are not archived.',
    unarchive: 'They stand in the list again.',
    duplicate: 'Each copy is a draft with the same emails, schedule and mailboxes, without contacts.',
    delete: 'The drafts go with their steps and lists of contacts. The contacts themselves stay. This can’t be undone.',
  } satisfies Record<BulkAction, string>,
  busy: 'One moment…',
  waiting: (contacts: number) => `${plural(contacts, 'contact')} wait in them.`,
  some: (skipped: number) =>
    `${plural(skipped, 'campaign')} of those selected cannot be changed that way and stay as they are.`,
  done: {
    pause: (count: number) => `${plural(count, 'campaign')} paused.`,
    resume: (count: number) => `${plural(count, 'campaign')} resumed.`,
    archive: (count: number) => `${plural(count, 'campaign')} archived.`,
    unarchive: (count: number) => `${plural(count, 'campaign')} taken out of the archive.`,
    duplicate: (count: number) => `${plural(count, 'campaign')} duplicated.`,
    delete: (count: number) => `${plural(count, 'draft')} deleted.`,
  } satisfies Record<BulkAction, (count: number) => string>,
  refused: (count: number, first: string) =>
    count === 1 ? `1 campaign was not changed: ${first}` : `${count} campaigns were not changed. The first: ${first}`,
  campaigns: (count: number) => plural(count, 'campaign'),
};

export const columnTexts = { owner: 'Owner', nobody: 'Nobody', actions: 'Actions' };

export const activityTexts = {
  list: 'Activity',
  none: 'Nothing has happened yet',
  noneText: 'Changes, launches, pauses and their reasons stand here.',
};

export const pickTexts = {
  region: 'Selected contacts',
  all: 'Select all contacts',
  select: (email: string) => `Select ${email}`,
  selected: (count: number) => `${plural(count, 'contact')} selected`,
  remove: 'Take out',
  block: 'Do Not Contact',
  clear: 'Clear selection',
  search: 'Search contacts',
  removeTitle: (count: number) => `Take ${plural(count, 'contact')} out?`,
  removeText:
    'They get no email of this campaign. Those who have been written to stay. The contacts themselves stay as they are.',
  busy: 'Taking out…',
  removed: (count: number) => `${plural(count, 'contact')} taken out.`,
  none: 'Nobody was taken out: they have been written to, or are done.',
};

export const sendFilterTexts = {
  step: 'Step',
  anyStep: 'Any step',
  stepName: (step: number) => `Step ${step}`,
  mailbox: 'Mailbox',
  anyMailbox: 'Any mailbox',
  attempts: (attempts: number) => plural(attempts, 'attempt'),
  noMatch: 'No email fits',
};

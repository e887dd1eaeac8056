/*
 * suppression-texts: the words of the Do Not Contact page.
 */
import { plural } from '../../lib/format';

export const texts = {
  title: 'Do Not Contact',
  sub: 'Nobody writes to these addresses and domains, whatever the campaign.',
  add: 'Add',
  search: 'Search address or domain',
  value: 'Address or domain',
  kind: { address: 'Address', domain: 'Domain, with subdomains' },
  reason: 'Reason',
  source: 'How',
  since: 'Since',
  erased: 'Erased person',
  empty: 'Nobody is on it yet',
  emptyText:
    'Who opts out, complains or asks to be erased is put here by itself. You can add addresses and whole domains.',
  noMatch: 'Nothing fits',
  noMatchText: 'No address or domain on the list holds this.',
  clear: 'Show all',
  remove: 'Remove',
  removeFor: (value: string) => `Remove ${value}`,
};

export const sourceTexts: Record<string, string> = {
  user: 'Added by a person',
  api: 'Added by a program',
  reply: 'Opted out by reply',
  unsubscribe: 'Opted out by link',
  bounce: 'Bounced',
  complaint: 'Complained',
  import: 'From an import',
  erasure: 'Erased',
};

export const addTexts = {
  title: 'Add to Do Not Contact',
  description: 'From the moment this is saved nothing more is sent to them.',
  values: 'Addresses or domains',
  valuesHint: 'One on each line: ada@acme.example, or acme.example for everybody there.',
  reason: 'Reason',
  reasonHint: 'For your colleagues; nobody else sees it.',
  submit: 'Add',
  busy: 'Adding…',
  added: (count: number) => `${plural(count, 'entry', 'entries')} added to Do Not Contact.`,
  already: (count: number) => `${plural(count, 'entry was', 'entries were')} there already.`,
  rejected: 'Not taken:',
};

export const removeTexts = {
  title: (value: string) => `Remove ${value} from Do Not Contact?`,
  description: 'Campaigns may write there again. The reason is kept in the audit log.',
  reason: 'Reason',
  submit: 'Remove',
  busy: 'Removing…',
  done: (value: string) => `${value} has been removed from Do Not Contact.`,
};

/*
 * reassign-texts: the words for contacts who change the mailbox.
 */
import { plural } from '../../lib/format';

export const reassignTexts = {
  open: 'Move waiting contacts…',
  openOf: (address: string) => `Move waiting contacts of ${address}…`,
  title: (address: string) => `Move who waits for ${address}?`,
  description: 'They go on with another mailbox of this campaign. Nothing is sent by moving them.',
  to: 'They go to',
  whoever: 'Whichever of the others has room',
  moves: (count: number) =>
    count === 1
      ? '1 contact moves who was not written to yet.'
      : `${plural(count, 'contact')} move who were not written to yet.`,
  nobodyNew: 'Nobody waits here for a first email.',
  nobody: (address: string) => `Nobody in this campaign waits for ${address}.`,
  threads: (count: number) => `${plural(count, 'contact')} in a conversation`,
  threadsHint: (address: string) =>
    `${address} has written to them. They keep it unless you tick them: the next email then comes from another address.`,
  all: (count: number) => `All ${count} of them`,
  lastSent: 'last written to',
  more: (count: number) =>
    `${plural(count, 'more is', 'more are')} not listed and keep the mailbox. Move these first, then open this again.`,
  submit: (count: number) => (count > 0 ? `Move ${plural(count, 'contact')}` : 'Move contacts'),
  busy: 'Moving…',
  close: 'Close',
  done: (count: number) => `${plural(count, 'contact')} moved.`,
};

/*
 * attachment-texts: the words about files and images of a step.
 */
import { formatBytes, plural } from '../../../lib/format';

export const attachmentTexts = {
  title: 'Attachments',
  count: (files: number) => plural(files, 'file'),
  add: 'Add files',
  drop: 'or drop them here',
  ofAll: (bytes: number, most: number) => `${formatBytes(bytes)} of ${formatBytes(most)}`,
  remove: (name: string) => `Remove ${name}`,
  removed: (name: string) => `${name} was removed.`,
  open: (name: string) => `Open ${name}`,
  undo: 'Undo',
  inText: 'in the text',
  cancel: 'Cancel',
  cancelOf: (name: string) => `Cancel ${name}`,
  dismiss: 'Dismiss',
  dismissOf: (name: string) => `Dismiss what is said of ${name}`,
  uploading: (name: string) => `Uploading ${name}`,
  progress: (sent: number, size: number) => `${formatBytes(sent)} of ${formatBytes(size)}`,
  tooLarge: (most: number) =>
    `It is larger than the ${formatBytes(most)} that an email carries. Put it where it can be downloaded, and write the link.`,
  empty: 'It is empty. Choose another file.',
  image: 'Image',
  alt: 'What the image shows',
  setAlt: 'Set description',
  carries: 'Files',
};

import { expect, test } from 'vitest';
import type { StepAttachment } from '../../../lib/schema';
import { attachmentsEdit, carriedBy, restored, shows, without } from './attachments';
import { newDraft, type StepDraft } from './drafts';

const pdf: StepAttachment = {
  id: 'att_1',
  name: 'offer.pdf',
  type: 'application/pdf',
  size: 9,
  may_be_inline: false,
  inline: false,
  content_id: null,
};
const image: StepAttachment = {
  ...pdf,
  id: 'att_2',
  name: 'booth.png',
  type: 'image/png',
  may_be_inline: true,
  inline: true,
  content_id: 'att_2@outrider',
};
const shown = '<p>Here: <img src="cid:att_2@outrider" alt="Booth">.</p>';
const draft: StepDraft = { ...newDraft(true), html: shown, attachments: [pdf, image] };
const worded: StepDraft = {
  ...draft,
  html: '<p>Nothing</p>',
  variants: [{ key: 'b', name: 'B', weight: '50', enabled: true, subject: '', text: '', html: shown }],
};

test.each([
  ['<img src="cid:a@b">', true],
  ["<img src='cid:a@b'>", true],
  ['<img src=cid:a@b>', true],
  ['<img src="cid:a@bc">', false],
  ['<p>cid:a@b</p>', false],
  [null, false],
])('whether %j shows the image a@b: %j', (html, is) => {
  expect(shows(html, 'a@b')).toBe(is);
});

test('an image is kept while a wording shows it, and a file always', () => {
  expect(carriedBy(draft)).toEqual([pdf, image]);
  expect(carriedBy(worded)).toEqual([pdf, image]);
  expect(carriedBy({ ...draft, html: null })).toEqual([pdf]);
  expect(attachmentsEdit({ ...draft, html: '<p>Gone</p>' })).toEqual({
    attachments: [{ id: 'att_1', inline: false, content_id: null }],
  });
});

test('an image that is removed goes out of every wording, and comes back with them', () => {
  const removed = without({ ...worded, html: shown }, image);

  expect(removed.html).toBe('<p>Here: .</p>');
  expect(removed.variants[0]?.html).toBe('<p>Here: .</p>');
  expect(removed.attachments).toEqual([pdf]);
  const before = { ...worded, html: shown };
  expect({ ...before, ...restored({ ...before, ...removed }, before, removed) }).toEqual(before);
});

test('a text that was changed since a removal keeps its words', () => {
  const removed = without(draft, image);
  const now = { ...draft, ...removed, html: '<p>Other words</p>' };

  expect(restored(now, draft, removed)).toMatchObject({ html: '<p>Other words</p>', attachments: [pdf, image] });
});

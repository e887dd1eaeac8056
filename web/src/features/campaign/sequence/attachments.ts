/*
 * attachments: the files of a step as it is being written. An image belongs to the text that shows it: taken out of every
 * wording, it is not kept.
 */
import type { Attachment, StepAttachment, StepEdit } from '../../../lib/schema';
import type { StepDraft } from './drafts';

export const MOST_BYTES = 10 * 1024 * 1024;
export const IMAGE_TYPES = 'image/png,image/jpeg,image/gif,image/webp';

export const contentUrl = (id: string) => `/api/v1/attachments/${id}/content`;

const quoted = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** Whether the HTML shows the image of this content id. */
export function shows(html: string | null, contentId: string): boolean {
  return html !== null && new RegExp(`["'=(]cid:${quoted(contentId)}["'\\s>)]`, 'i').test(html);
}

function isCarried(draft: StepDraft, { content_id: contentId }: StepAttachment): boolean {
  return contentId === null || [draft, ...draft.variants].some(({ html }) => shows(html, contentId));
}

/** Files beside the text, and images that one of the wordings shows. */
export function carriedBy(draft: StepDraft): StepAttachment[] {
  return draft.attachments.filter((one) => isCarried(draft, one));
}

export function attachmentsEdit(draft: StepDraft): Required<Pick<StepEdit, 'attachments'>> {
  return {
    attachments: carriedBy(draft).map(({ id, inline, content_id }) => ({ id, inline, content_id })),
  };
}

/** An upload as a file of the step, or as an image for its text. */
export function attached(file: Attachment, isInline: boolean): StepAttachment {
  const { id, name, type, size, may_be_inline } = file;
  return { id, name, type, size, may_be_inline, inline: isInline, content_id: isInline ? `${id}@outrider` : null };
}

function withoutImage(html: string | null, contentId: string): string | null {
  if (html === null) return null;
  return html.replace(new RegExp(`<img\\b[^>]*["'=]cid:${quoted(contentId)}["'\\s>/][^>]*>?`, 'gi'), '');
}

type Change = Pick<StepDraft, 'attachments' | 'html' | 'variants'>;

/** The step without this file; an image goes out of every wording. */
export function without(draft: StepDraft, gone: StepAttachment): Change {
  const contentId = gone.content_id;
  const cleaned = (html: string | null) => (contentId === null ? html : withoutImage(html, contentId));
  return {
    attachments: draft.attachments.filter(({ id }) => id !== gone.id),
    html: cleaned(draft.html),
    variants: draft.variants.map((one) => ({ ...one, html: cleaned(one.html) })),
  };
}

/** Takes a removal back; a text that was changed since stays as it is. */
export function restored(now: StepDraft, before: StepDraft, removed: Change): Partial<StepDraft> {
  const known = new Set(now.attachments.map(({ id }) => id));
  const back = (html: string | null, old: string | null | undefined, cut: string | null | undefined) =>
    old !== undefined && html === cut ? old : html;
  return {
    attachments: [...now.attachments, ...before.attachments.filter(({ id }) => !known.has(id))],
    html: back(now.html, before.html, removed.html),
    variants: now.variants.map((one) => {
      const was = before.variants.find(({ key }) => key === one.key);
      return { ...one, html: back(one.html, was?.html, removed.variants.find(({ key }) => key === one.key)?.html) };
    }),
  };
}

export const sizeOf = (attachments: StepAttachment[]) => attachments.reduce((sum, { size }) => sum + size, 0);

/*
 * use-step-files: what becomes of a step when files are added to it, put into its text, and taken away.
 */
import type { StepAttachment } from '../../../lib/schema';
import { useToast } from '../../../ui/toast';
import { attachmentTexts as texts } from './attachment-texts';
import { attached, restored, without } from './attachments';
import type { Picture } from './document';
import type { StepDraft } from './drafts';
import type { Uploads } from './use-uploads';

const WIDEST = 560; // of an image in an email: more is wider than most windows of mail programs

type Change = (by: (now: StepDraft) => Partial<StepDraft>) => void;

/** Null where the browser cannot tell. */
async function widthOf(file: File): Promise<number | null> {
  try {
    const { width } = await createImageBitmap(file);
    return Math.min(width, WIDEST);
  } catch {
    return null;
  }
}

export function useStepFiles(draft: StepDraft, uploads: Uploads, onChange: Change) {
  const toast = useToast();
  const add = (file: StepAttachment) => onChange((now) => ({ attachments: [...now.attachments, file] }));

  async function addFile(file: File) {
    const kept = await uploads.start(file);
    if (kept) add(attached(kept, false));
  }

  async function addImage(file: File): Promise<Picture | null> {
    const kept = await uploads.start(file);
    if (!kept) return null;
    const image = attached(kept, true);
    add(image);
    return { src: `cid:${image.content_id}`, alt: file.name.replace(/\.[^.]*$/, ''), width: await widthOf(file) };
  }

  function removeFile(gone: StepAttachment) {
    const removed = without(draft, gone);
    onChange(() => removed);
    toast(texts.removed(gone.name), {
      label: texts.undo,
      run: () => onChange((now) => restored(now, draft, removed)),
    });
  }

  return { addFile, addImage, removeFile };
}

/*
 * drafts: the steps as they are being written, and as the server knows them.
 */
import type { Step, StepAttachment, StepEdit } from '../../../lib/schema';
import { type ConditionDraft, conditionDraft, conditionEdit } from '../condition';
import { attachmentsEdit } from './attachments';
import { onlyOwn, type Variants, variantsEdit, variantsOf, withVariantIds } from './variants';

export type StepDraft = {
  key: string;
  id?: string;
  subject: string;
  preheader: string;
  text: string;
  html: string | null; // null: plain text only
  delay: string;
  unit: 'days' | 'hours' | 'minutes';
  review: boolean;
  attachments: StepAttachment[];
  condition: ConditionDraft | null; // null: for everybody
} & Variants;

export const MOST_STEPS = 7;

/** Less than an hour is told in minutes, where it is whole ones. */
function delayDraft({ delay_hours: hours, delay_days: days }: Step): Pick<StepDraft, 'unit' | 'delay'> {
  if (hours === null) return { unit: 'days', delay: String(days ?? 0) };
  const minutes = Math.round(hours * 60);
  return hours > 0 && hours < 1 && Math.abs(hours * 60 - minutes) < 1e-6
    ? { unit: 'minutes', delay: String(minutes) }
    : { unit: 'hours', delay: String(hours) };
}

function delayEdit({ unit, delay }: StepDraft): Pick<StepEdit, 'delay_hours' | 'delay_days'> {
  if (unit === 'days') return { delay_days: Number(delay) };
  return { delay_hours: unit === 'hours' ? Number(delay) : Number(delay) / 60 };
}

export function draftOf(step: Step): StepDraft {
  return {
    key: step.id,
    id: step.id,
    subject: step.subject ?? '',
    preheader: step.preheader ?? '',
    text: step.body_text,
    html: step.body_html,
    ...delayDraft(step),
    review: step.review,
    attachments: step.attachments,
    condition: conditionDraft(step.condition),
    ...variantsOf(step),
  };
}

export function newDraft(isFirst: boolean): StepDraft {
  const key = crypto.randomUUID();
  return {
    key,
    subject: '',
    preheader: '',
    text: '',
    html: null,
    unit: 'days',
    delay: isFirst ? '0' : '3',
    review: false,
    attachments: [],
    condition: null,
    ...onlyOwn(),
  };
}

export function editOf(draft: StepDraft): StepEdit {
  return {
    ...(draft.id ? { id: draft.id } : {}),
    subject: draft.subject.trim() || null,
    preheader: draft.preheader.trim() || null,
    body_text: draft.text,
    body_html: draft.html,
    ...delayEdit(draft),
    review: draft.review,
    condition: conditionEdit(draft.condition),
    ...variantsEdit(draft),
    ...attachmentsEdit(draft),
  };
}

/** Whether the server keeps just these; a step that it does not know yet is told by what it says. */
export function isSame(drafts: StepDraft[], steps: Step[]): boolean {
  const words = (draft: StepDraft) => JSON.stringify({ ...editOf(draft), id: draft.id ?? null });
  const kept = steps.map((step) => words(draftOf(step)));
  return drafts.length === kept.length && drafts.every((draft, at) => words(draft) === kept[at]);
}

const nameless = (draft: StepDraft): StepDraft => ({
  ...draft,
  variants: draft.variants.map(({ id: _, ...one }) => one),
});

/** The same words, whatever the ids. */
export function saysTheSame(drafts: StepDraft[], steps: Step[]): boolean {
  return sayTheSame(drafts, steps.map(draftOf));
}

export function sayTheSame(some: StepDraft[], others: StepDraft[]): boolean {
  const words = (drafts: StepDraft[]) =>
    JSON.stringify(drafts.map((draft) => ({ ...editOf(nameless(draft)), id: null })));
  return words(some) === words(others);
}

/** What was new when it was sent has an id now; what was typed since stays. */
export function withIds(drafts: StepDraft[], sent: StepDraft[], saved: Step[]): StepDraft[] {
  const kept = new Map(sent.map((one, at) => [one.key, { sent: one, saved: saved[at] }]));
  return drafts.map((draft) => {
    const one = kept.get(draft.key);
    if (!one?.saved) return draft;
    const variants = withVariantIds(draft.variants, one.sent.variants, one.saved.variants);
    return { ...draft, id: draft.id ?? one.saved.id, variants };
  });
}

/** The steps as they are kept now; one that is on the page keeps its place in it. */
export function adopted(steps: Step[], drafts: StepDraft[]): StepDraft[] {
  const keys = new Map(drafts.map(({ id, key }) => [id, key]));
  return steps.map((step) => ({ ...draftOf(step), key: keys.get(step.id) ?? step.id }));
}

export function moved(drafts: StepDraft[], from: number, to: number): StepDraft[] {
  const next = [...drafts];
  next.splice(to, 0, ...next.splice(from, 1));
  return next;
}

/** Of "steps[2].body_text" what belongs to the step at 2. */
export function errorsOf(errors: Record<string, string>, at: number): Record<string, string> {
  const start = `steps[${at}].`;
  const own = Object.entries(errors).filter(([field]) => field.startsWith(start));
  return Object.fromEntries(own.map(([field, text]) => [field.slice(start.length), text]));
}

/** Of "condition.value" what belongs to the condition. */
export function errorsUnder(errors: Record<string, string>, name: string): Record<string, string> {
  const start = `${name}.`;
  const own = Object.entries(errors).filter(([field]) => field.startsWith(start));
  return Object.fromEntries(own.map(([field, text]) => [field.slice(start.length), text]));
}

/** Where a mistake stands, as the server tells it in words. */
export function placeOf(message: string): { line: number; column: number } | null {
  const found = /\bline (\d+), column (\d+)/i.exec(message);
  return found ? { line: Number(found[1]), column: Number(found[2]) } : null;
}

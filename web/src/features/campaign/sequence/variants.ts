/*
 * variants: the wordings of a step as they are being written. A is the step's own text; its draft is the step's.
 */
import type { Step, StepEdit } from '../../../lib/schema';
import type { StepDraft } from './drafts';

export type Share = { name: string; weight: string; enabled: boolean };
export type VariantDraft = Share & {
  key: string;
  id?: string;
  subject: string; // empty: the step's
  text: string;
  html: string | null;
};
export type Variants = { own: Share; variants: VariantDraft[]; winnerAfter: string | null };

export const MOST_VARIANTS = 5;
export const DEFAULT_SAMPLE = '50';
const LETTERS = ['A', 'B', 'C', 'D', 'E'];

export const letterOf = (at: number): string => LETTERS[at] ?? '';

export const onlyOwn = (): Variants => ({
  own: { name: 'A', weight: '50', enabled: true },
  variants: [],
  winnerAfter: null,
});

export function variantsOf({ variant_a: own, variants, winner }: Step): Variants {
  return {
    own: { name: own.name, weight: String(own.weight), enabled: own.enabled },
    variants: variants.map((one) => ({
      key: one.id,
      id: one.id,
      name: one.name,
      weight: String(one.weight),
      enabled: one.enabled,
      subject: one.subject ?? '',
      text: one.body_text,
      html: one.body_html,
    })),
    winnerAfter: winner ? String(winner.after_sent) : null,
  };
}

const shareEdit = ({ name, weight, enabled }: Share) => ({ name, weight: Number(weight), enabled });

export function variantsEdit({ own, variants, winnerAfter }: Variants) {
  return {
    variant_a: shareEdit(own),
    variants: variants.map((one) => ({
      ...(one.id ? { id: one.id } : {}),
      ...shareEdit(one),
      subject: one.subject.trim() || null,
      body_text: one.text,
      body_html: one.html,
    })),
    winner: winnerAfter === null ? null : { after_sent: Number(winnerAfter), metric: 'replies' as const },
  } satisfies StepEdit;
}

/** What was new when it was sent has an id now. */
export function withVariantIds(now: VariantDraft[], sent: VariantDraft[], saved: Step['variants']): VariantDraft[] {
  const ids = new Map(sent.map(({ key }, at) => [key, saved[at]?.id]));
  return now.map((one) => {
    const id = one.id ?? ids.get(one.key);
    return id ? { ...one, id } : one;
  });
}

/** The step as it reads in one of its wordings, 0 being its own. */
export function worded(draft: StepDraft, at: number): StepDraft {
  const variant = draft.variants[at - 1];
  if (!variant) return draft;
  return { ...draft, key: variant.key, subject: variant.subject, text: variant.text, html: variant.html };
}

/** What was changed in that wording, as a change of the step. */
export function rewording(draft: StepDraft, at: number, part: Partial<StepDraft>): Partial<StepDraft> {
  if (at === 0) return part;
  const { subject, text, html, ...rest } = part;
  const words = {
    ...(subject === undefined ? {} : { subject }),
    ...(text === undefined ? {} : { text }),
    ...(html === undefined ? {} : { html }),
  };
  return { ...rest, variants: draft.variants.map((one, i) => (i === at - 1 ? { ...one, ...words } : one)) };
}

export function reshared(draft: StepDraft, at: number, part: Partial<Share>): Partial<StepDraft> {
  if (at === 0) return { own: { ...draft.own, ...part } };
  return { variants: draft.variants.map((one, i) => (i === at - 1 ? { ...one, ...part } : one)) };
}

/** A new wording begins as the one it is compared with. */
export function added(draft: StepDraft): Partial<StepDraft> {
  const name = letterOf(draft.variants.length + 1);
  const { text, html } = draft;
  const variant: VariantDraft = {
    key: crypto.randomUUID(),
    name,
    weight: '50',
    enabled: true,
    subject: draft.subject,
    text,
    html,
  };
  return { variants: [...draft.variants, variant] };
}

/** In per cent, of the wordings that are on. */
export function percentOf(draft: StepDraft, at: number): number {
  const shares = [draft.own, ...draft.variants];
  const weightOf = (one: Share | undefined) => (one?.enabled ? Number(one.weight) || 0 : 0);
  const total = shares.reduce((sum, one) => sum + weightOf(one), 0);
  return total > 0 ? Math.round((100 * weightOf(shares[at])) / total) : 0;
}

/** Of what is wrong with a step, what belongs to one of its wordings. */
export function errorsOfVariant(errors: Record<string, string>, at: number): Record<string, string> {
  const start = at === 0 ? 'variant_a.' : `variants[${at - 1}].`;
  const own = Object.entries(errors).filter(([field]) => field.startsWith(start));
  const named = Object.fromEntries(own.map(([field, text]) => [field.slice(start.length), text]));
  return at === 0 ? { ...errors, ...named } : named;
}

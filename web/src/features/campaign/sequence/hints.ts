/*
 * hints: what a reader, or a filter in front of one, may dislike in an email.
 */
import type { StepDraft } from './drafts';
import { sequenceTexts } from './sequence-texts';

const SUBJECT_SHOWN = 60;
const FEWEST_WORDS = 30;
const MOST_WORDS = 150;

export function wordsOf(text: string): number {
  return text.split(/\s+/).filter(Boolean).length;
}

function isShouted(text: string): boolean {
  const letters = text.replace(/\{\{.*?\}\}/g, '').replace(/[^\p{L}]/gu, '');
  return letters.length >= 8 && letters === letters.toUpperCase() && letters !== letters.toLowerCase();
}

export function hintsOf(draft: StepDraft, position: number): string[] {
  const { hints } = sequenceTexts;
  const { subject, text, html } = draft;
  const words = wordsOf(text);
  const links = (html ?? text).match(html === null ? /https?:\/\//g : /<a\s/g)?.length ?? 0;
  return [
    position === 1 && subject.trim() === '' ? hints.noSubject : '',
    subject.length > SUBJECT_SHOWN ? hints.longSubject(subject.length) : '',
    words > 0 && (words < FEWEST_WORDS || words > MOST_WORDS) ? hints.short(words) : '',
    isShouted(subject) ? hints.capitals : '',
    (`${subject} ${text}`.match(/!/g)?.length ?? 0) > 1 ? hints.exclamations : '',
    position === 1 && links > 1 ? hints.links(links) : '',
  ].filter(Boolean);
}

export type OptOut = 'added' | 'written' | 'missing';

/** How the reader of this step can opt out. */
export function optOutOf(draft: StepDraft, isLineAdded: boolean): OptOut {
  if (/\{\{-?\s*unsubscribe_url\b/.test(`${draft.text}${draft.html ?? ''}`)) return 'written';
  return isLineAdded ? 'added' : 'missing';
}

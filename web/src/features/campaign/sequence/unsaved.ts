/*
 * unsaved: what the server does not have yet is kept in this browser too, so that a closed window loses no words.
 */
import type { Campaign, Step } from '../../../lib/schema';
import { newDraft, type StepDraft } from './drafts';

export type Unsaved = { revision: number; steps: Step[]; drafts: StepDraft[] };

const nameOf = (campaignId: string) => `outrider.unsaved.${campaignId}`;

export function readUnsaved(campaign: Campaign): Unsaved | null {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(nameOf(campaign.id)) ?? 'null');
    if (typeof kept !== 'object' || kept === null || !('drafts' in kept)) return null;
    const unsaved = kept as Unsaved;
    // An older page may have kept less of each.
    return { ...unsaved, drafts: unsaved.drafts.map((draft) => ({ ...newDraft(false), ...draft })) };
  } catch {
    return null;
  }
}

export function keepUnsaved(campaignId: string, unsaved: Unsaved | null) {
  try {
    if (unsaved) localStorage.setItem(nameOf(campaignId), JSON.stringify(unsaved));
    else localStorage.removeItem(nameOf(campaignId));
  } catch {
    // A browser that keeps nothing: the page still has it.
  }
}

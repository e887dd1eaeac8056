/*
 * use-sequence: the steps that are being written, saved a moment after each change.
 *
 * A save names the revision that it was made from. When somebody else was faster, nothing of either is lost: both versions
 * stay until one is chosen. A save that fails is tried again; one that is refused waits for the next change.
 */
import { useCallback, useEffect, useRef, useState } from 'react';
import { ApiError } from '../../../lib/api-client';
import type { Campaign, Step } from '../../../lib/schema';
import { useCampaignActions } from '../campaign-queries';
import { adopted, draftOf, editOf, isSame, type StepDraft, saysTheSame, sayTheSame, withIds } from './drafts';
import { keepUnsaved, readUnsaved } from './unsaved';

const PAUSE_MS = 800; // after the last letter
const AGAIN_MS = 5_000;

export type SaveState =
  | { is: 'saved' }
  | { is: 'changed' }
  | { is: 'saving' }
  | { is: 'refused'; error: unknown }
  | { is: 'failed'; error: unknown }
  | { is: 'overtaken'; theirs: Campaign };

type Base = { revision: number; steps: Step[] };

export type Sequence = {
  drafts: StepDraft[];
  state: SaveState;
  /** Typed before, in this browser, and not saved then. */
  isRecovered: boolean;
  change: (by: (now: StepDraft[]) => StepDraft[]) => void;
  /** Saves at once; resolves to whether everything is kept. */
  flush: () => Promise<boolean>;
  keepMine: () => void;
  takeTheirs: () => void;
};

function start(campaign: Campaign) {
  const unsaved = readUnsaved(campaign);
  const isWorthIt = unsaved !== null && !saysTheSame(unsaved.drafts, campaign.steps);
  return isWorthIt
    ? { drafts: unsaved.drafts, base: { revision: unsaved.revision, steps: unsaved.steps }, isRecovered: true }
    : { drafts: campaign.steps.map(draftOf), base: campaign as Base, isRecovered: false };
}

const isPassing = (error: unknown) => !(error instanceof ApiError) || error.status === 0 || error.status >= 429;

export function useSequence(campaign: Campaign): Sequence {
  const { update, read } = useCampaignActions();
  const [first] = useState(() => start(campaign));
  const [drafts, show] = useState(first.drafts);
  const [state, setState] = useState<SaveState>({ is: first.isRecovered ? 'changed' : 'saved' });
  const now = useRef({ drafts: first.drafts, base: first.base, state });
  const running = useRef<Promise<boolean> | null>(null);

  const setDrafts = useCallback((next: StepDraft[]) => {
    now.current.drafts = next;
    show(next);
  }, []);
  const enter = useCallback((next: SaveState) => {
    now.current.state = next;
    setState(next);
  }, []);

  /** The server keeps `sent`, maybe in a form of its own; whatever was typed since is still to be saved. */
  function settle(saved: Campaign, sent: StepDraft[]): boolean {
    now.current.base = saved;
    const isKept = sayTheSame(now.current.drafts, sent);
    setDrafts(withIds(now.current.drafts, sent, saved.steps));
    enter({ is: isKept ? 'saved' : 'changed' });
    return isKept;
  }

  /** Somebody else changed the campaign. That matters when it were the steps. */
  async function lookAgain(sent: StepDraft[]): Promise<boolean> {
    const fresh = await read(campaign.id);
    if (saysTheSame(sent, fresh.steps)) return settle(fresh, sent);
    if (JSON.stringify(fresh.steps) !== JSON.stringify(now.current.base.steps)) {
      enter({ is: 'overtaken', theirs: fresh });
      return false;
    }
    now.current.base = fresh;
    return send();
  }

  async function send(): Promise<boolean> {
    const sent = now.current.drafts;
    if (isSame(sent, now.current.base.steps)) {
      enter({ is: 'saved' });
      return true;
    }
    enter({ is: 'saving' });
    try {
      const { revision } = now.current.base;
      return settle(await update(campaign.id, { revision, steps: sent.map(editOf) }), sent);
    } catch (error) {
      if (error instanceof ApiError && error.status === 412) return lookAgain(sent);
      throw error;
    }
  }

  async function save(): Promise<boolean> {
    if (now.current.state.is === 'overtaken') return false;
    try {
      return await send();
    } catch (error) {
      enter({ is: isPassing(error) ? 'failed' : 'refused', error });
      return false;
    }
  }

  const latest = useRef(save);
  latest.current = save;

  const flush = useCallback(async (): Promise<boolean> => {
    await running.current;
    running.current = latest.current().finally(() => {
      running.current = null;
    });
    return running.current;
  }, []);

  const change = useCallback(
    (by: (drafts: StepDraft[]) => StepDraft[]) => {
      setDrafts(by(now.current.drafts));
      if (now.current.state.is !== 'overtaken' && now.current.state.is !== 'saving') enter({ is: 'changed' });
    },
    [setDrafts, enter],
  );

  // A moment after the last change; and again when it failed.
  // biome-ignore lint/correctness/useExhaustiveDependencies: each change of the drafts begins the pause anew
  useEffect(() => {
    if (state.is !== 'changed' && state.is !== 'failed') return;
    const timer = setTimeout(flush, state.is === 'changed' ? PAUSE_MS : AGAIN_MS);
    return () => clearTimeout(timer);
  }, [drafts, state, flush]);

  useEffect(() => {
    const again = () => now.current.state.is === 'failed' && void flush();
    window.addEventListener('online', again);
    return () => window.removeEventListener('online', again);
  }, [flush]);

  useEffect(() => {
    const { revision, steps } = now.current.base;
    keepUnsaved(campaign.id, state.is === 'saved' ? null : { revision, steps, drafts });
  }, [campaign.id, drafts, state]);

  // News of somebody else's change, while nothing of ours is open.
  useEffect(() => {
    if (now.current.state.is !== 'saved' || campaign.revision <= now.current.base.revision) return;
    now.current.base = campaign;
    if (!isSame(now.current.drafts, campaign.steps)) setDrafts(adopted(campaign.steps, now.current.drafts));
  }, [campaign, setDrafts]);

  function leaveOverrun(next: StepDraft[], theirs: Campaign) {
    now.current.base = theirs;
    setDrafts(next);
    enter({ is: 'changed' });
    void flush();
  }

  return {
    drafts,
    state,
    isRecovered: first.isRecovered,
    change,
    flush,
    keepMine() {
      if (state.is !== 'overtaken') return;
      const known = new Set(state.theirs.steps.map((step) => step.id));
      const mine = drafts.map(({ id, ...draft }) => (id && known.has(id) ? { ...draft, id } : draft));
      leaveOverrun(mine, state.theirs);
    },
    takeTheirs() {
      if (state.is === 'overtaken') leaveOverrun(adopted(state.theirs.steps, drafts), state.theirs);
    },
  };
}

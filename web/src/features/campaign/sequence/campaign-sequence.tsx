/*
 * campaign-sequence: the emails of a campaign: their order on the left, the one that is open in the middle, and how a contact
 * gets it on the right. Everything is saved a moment after it was typed.
 */
import '../../../styles/sequence.css';
import { Mail, Rocket } from 'lucide-react';
import { useState } from 'react';
import { fieldErrors, messageOf } from '../../../lib/api-client';
import type { Campaign } from '../../../lib/schema';
import { Banner } from '../../../ui/banner';
import { Button, TextButton } from '../../../ui/button';
import { Empty } from '../../../ui/page';
import { useToast } from '../../../ui/toast';
import { useStats, useVariables } from '../campaign-queries';
import { LaunchDialog } from '../launch-dialog';
import { LeaveGuard } from '../leave-guard';
import { LockedNotice } from '../locked-notice';
import { useSetTabSearch, useTabSearch } from '../tab-search';
import { errorsOf, moved, newDraft, type StepDraft } from './drafts';
import { OvertakenNotice } from './overtaken-notice';
import { PreviewPane } from './preview-pane';
import { sequenceTexts as texts } from './sequence-texts';
import { StepChecks } from './step-checks';
import { StepForm } from './step-form';
import { StepList } from './step-list';
import { type SaveState, type Sequence, useSequence } from './use-sequence';

/** Which step is open stands in the address, counted from 1. */
function useOpenStep(count: number): [number, (at: number) => void] {
  const wanted = Number(useTabSearch('step') ?? 1) - 1;
  const setSearch = useSetTabSearch();
  const open = Math.min(Math.max(0, Number.isInteger(wanted) ? wanted : 0), Math.max(0, count - 1));
  return [open, (at) => setSearch({ step: at === 0 ? undefined : at + 1 })];
}

function focusStep(at: number) {
  requestAnimationFrame(() => document.querySelector<HTMLElement>(`[data-step="${at}"]`)?.focus());
}

export function CampaignSequence({ campaign }: { campaign: Campaign }) {
  const sequence = useSequence(campaign);
  const { drafts, state } = sequence;
  const [open, setOpen] = useOpenStep(drafts.length);
  const [isLaunching, setIsLaunching] = useState(false);
  const mayEdit = campaign.allowed_actions.includes('edit') && state.is !== 'overtaken';
  const isDirty = state.is !== 'saved';

  return (
    <div className="sequence">
      <LockedNotice campaign={campaign} />
      {sequence.isRecovered && isDirty ? <Banner title={texts.recovered} /> : null}
      {state.is === 'overtaken' ? (
        <OvertakenNotice
          mine={drafts}
          theirs={state.theirs}
          onMine={sequence.keepMine}
          onTheirs={sequence.takeTheirs}
        />
      ) : (
        <Panes campaign={campaign} sequence={sequence} mayEdit={mayEdit} open={open} onOpen={setOpen} />
      )}
      <SaveFoot
        campaign={campaign}
        sequence={sequence}
        onLaunch={() => void sequence.flush().then((isSaved) => setIsLaunching(isSaved))}
      />
      {isLaunching ? <LaunchDialog campaign={campaign} onClose={() => setIsLaunching(false)} /> : null}
      <LeaveGuard isDirty={isDirty} save={sequence.flush} />
    </div>
  );
}

type PanesProps = {
  campaign: Campaign;
  sequence: Sequence;
  mayEdit: boolean;
  open: number;
  onOpen: (at: number) => void;
};

function Panes({ campaign, sequence, mayEdit, open, onOpen }: PanesProps) {
  const { drafts, state, change } = sequence;
  const stats = useStats(campaign.id);
  const variables = useVariables(campaign.id);
  const toast = useToast();
  const [news, setNews] = useState('');
  const draft = drafts[open];
  const errors = state.is === 'refused' ? fieldErrors(state.error) : {};
  const sentOf = ({ id }: StepDraft) => {
    const counts = stats.data?.steps.find((step) => step.id === id);
    return counts ? counts.sent + counts.unknown : 0;
  };

  function move(from: number, to: number) {
    change((now) => moved(now, from, to));
    onOpen(to);
    setNews(texts.moved(from + 1, to + 1));
    focusStep(to);
  }
  function add() {
    change((now) => [...now, newDraft(now.length === 0)]);
    onOpen(drafts.length);
    focusStep(drafts.length);
  }
  function remove(at: number) {
    const [gone] = drafts.slice(at, at + 1);
    change((now) => now.filter((_, i) => i !== at));
    onOpen(Math.max(0, at - 1));
    focusStep(Math.max(0, at - 1));
    if (gone) toast(texts.removed(at + 1), { label: texts.undo, run: () => change((now) => putBack(now, gone, at)) });
  }

  return (
    <div className="panes">
      <StepList
        drafts={drafts}
        open={open}
        mayEdit={mayEdit}
        sentOf={sentOf}
        isWrong={(at) => Object.keys(errorsOf(errors, at)).length > 0}
        onOpen={onOpen}
        onMove={move}
        onRemove={remove}
        onAdd={add}
      />
      <div className="visually-hidden" role="status">
        {news}
      </div>
      {draft ? (
        <>
          <section className="card padded step-pane" aria-label={texts.step(open + 1)}>
            <h2>{texts.step(open + 1)}</h2>
            {sentOf(draft) > 0 ? <p className="small faint">{texts.locked}</p> : null}
            <StepForm
              key={draft.key}
              draft={draft}
              position={open + 1}
              mayEdit={mayEdit}
              errors={errorsOf(errors, open)}
              variables={variables.data?.variables ?? []}
              onChange={(part) =>
                change((now) => now.map((one) => (one.key === draft.key ? { ...one, ...part } : one)))
              }
            />
            <StepChecks campaign={campaign} draft={draft} position={open + 1} known={variables.data} />
          </section>
          <PreviewPane campaign={campaign} draft={draft} position={open + 1} />
        </>
      ) : (
        <div className="card no-steps">
          <Empty icon={<Mail size={28} />} title={texts.none} text={texts.noneText} />
        </div>
      )}
    </div>
  );
}

/** A step that comes back is a new one: the server may have forgotten the old. */
function putBack(drafts: StepDraft[], { id: _, ...gone }: StepDraft, at: number): StepDraft[] {
  return [...drafts.slice(0, at), { ...gone, key: crypto.randomUUID() }, ...drafts.slice(at)];
}

function stateText(state: SaveState): string {
  switch (state.is) {
    case 'refused':
      return Object.keys(fieldErrors(state.error)).some((field) => field.startsWith('steps['))
        ? texts.refusedShort
        : texts.refused(messageOf(state.error));
    case 'overtaken':
      return texts.overtakenTitle;
    default:
      return texts[state.is];
  }
}

type SaveFootProps = { campaign: Campaign; sequence: Sequence; onLaunch: () => void };

function SaveFoot({ campaign, sequence, onLaunch }: SaveFootProps) {
  const { state, drafts } = sequence;
  const isBad = state.is === 'refused' || state.is === 'failed' || state.is === 'overtaken';
  return (
    <div className="save-foot sequence-foot">
      <span className={isBad ? 'bad-text' : 'muted'} role="status">
        {drafts.length > 0 || state.is !== 'saved' ? stateText(state) : ''}
      </span>
      {state.is === 'failed' ? <TextButton onClick={() => void sequence.flush()}>{texts.retry}</TextButton> : null}
      {campaign.allowed_actions.includes('launch') ? (
        <Button look="primary" onClick={onLaunch} disabled={state.is === 'overtaken'}>
          <Rocket size={16} aria-hidden="true" /> {texts.launch}
        </Button>
      ) : null}
    </div>
  );
}

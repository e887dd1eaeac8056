/*
 * campaign-sequence: the emails of a campaign: their order on the left, the one that is open in the middle, and how a contact
 * gets it on the right. Everything is saved a moment after it was typed.
 */
import '../../../styles/sequence.css';
import { Mail, Rocket } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { fieldErrors, messageOf } from '../../../lib/api-client';
import type { Campaign, StepStats } from '../../../lib/schema';
import { Banner } from '../../../ui/banner';
import { Button, TextButton } from '../../../ui/button';
import { Empty } from '../../../ui/page';
import { useToast } from '../../../ui/toast';
import { useStats, useVariables } from '../campaign-queries';
import { testTexts } from '../forecast-texts';
import { LaunchDialog } from '../launch-dialog';
import { LeaveGuard } from '../leave-guard';
import { LockedNotice } from '../locked-notice';
import { useSetTabSearch, useTabSearch } from '../tab-search';
import { errorsOf, moved, newDraft, type StepDraft } from './drafts';
import { OvertakenNotice } from './overtaken-notice';
import { PreviewPane } from './preview-pane';
import { sequenceTexts as texts } from './sequence-texts';
import { StepAttachments } from './step-attachments';
import { StepChecks, type Variables } from './step-checks';
import { StepForm } from './step-form';
import { StepList } from './step-list';
import { StepRules } from './step-rules';
import { type SaveState, type Sequence, useSequence } from './use-sequence';
import { useStepFiles } from './use-step-files';
import { useUploads } from './use-uploads';
import { VariantSettings } from './variant-settings';
import { VariantTabs } from './variant-tabs';
import { variantTexts } from './variant-texts';
import { added, errorsOfVariant, letterOf, rewording, type VariantDraft, worded } from './variants';

const VariantResults = lazy(() => import('../variant-results').then((module) => ({ default: module.VariantResults })));
const TestSendDialog = lazy(() => import('../test-send-dialog').then((module) => ({ default: module.TestSendDialog })));

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
  const [isTesting, setIsTesting] = useState(false);
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
        onTest={() => void sequence.flush().then((isSaved) => setIsTesting(isSaved))}
        onLaunch={() => void sequence.flush().then((isSaved) => setIsLaunching(isSaved))}
      />
      {isTesting ? (
        <Suspense fallback={null}>
          <TestSendDialog campaign={campaign} step={open + 1} onClose={() => setIsTesting(false)} />
        </Suspense>
      ) : null}
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
        <StepPane
          key={draft.key}
          campaign={campaign}
          draft={draft}
          position={open + 1}
          mayEdit={mayEdit}
          errors={errorsOf(errors, open)}
          known={variables.data}
          stats={stats.data?.steps.find((step) => step.id === draft.id)}
          onChange={(by) => change((now) => now.map((one) => (one.key === draft.key ? { ...one, ...by(one) } : one)))}
        />
      ) : (
        <div className="card no-steps">
          <Empty icon={<Mail size={28} />} title={texts.none} text={texts.noneText} />
        </div>
      )}
    </div>
  );
}

type StepPaneProps = {
  campaign: Campaign;
  draft: StepDraft;
  position: number;
  mayEdit: boolean;
  errors: Record<string, string>;
  known: Variables | undefined;
  stats: StepStats | undefined;
  onChange: (by: (now: StepDraft) => Partial<StepDraft>) => void;
};

/** One step, in the wording that is open. */
function StepPane({ campaign, draft, position, mayEdit, errors, known, stats, onChange }: StepPaneProps) {
  const [wanted, setWanted] = useState(0);
  const toast = useToast();
  const at = Math.min(wanted, draft.variants.length);
  const shown = worded(draft, at);
  const sent = stats?.variants.find(({ id }) => id === draft.variants[at - 1]?.id)?.sent ?? 0;
  const uploads = useUploads();
  const { addFile, addImage, removeFile } = useStepFiles(draft, uploads, onChange);

  function add() {
    onChange(added);
    setWanted(draft.variants.length + 1);
  }
  function remove() {
    const gone = draft.variants[at - 1];
    onChange((now) => ({ variants: now.variants.filter(({ key }) => key !== gone?.key) }));
    setWanted(at - 1);
    if (gone)
      toast(variantTexts.removed(letterOf(at)), { label: texts.undo, run: () => onChange((now) => putIn(now, gone)) });
  }

  return (
    <>
      <section className="card padded step-pane" aria-label={texts.step(position)}>
        <h2>{texts.step(position)}</h2>
        {stats && stats.sent + stats.unknown > 0 ? <p className="small faint">{texts.locked}</p> : null}
        <VariantTabs draft={draft} open={at} mayEdit={mayEdit} errors={errors} onOpen={setWanted} onAdd={add} />
        <StepForm
          key={shown.key}
          draft={shown}
          format={campaign.format}
          position={position}
          mayEdit={mayEdit}
          subjectHint={at > 0 ? variantTexts.subjectHint : undefined}
          errors={errorsOfVariant(errors, at)}
          variables={known?.variables ?? []}
          onChange={(part) => onChange((now) => rewording(now, at, part))}
          onImage={addImage}
          onFile={addFile}
        />
        <StepAttachments
          draft={draft}
          mayEdit={mayEdit}
          errors={errors}
          uploads={uploads.list}
          onAdd={(files) => files.forEach(addFile)}
          onDrop={uploads.drop}
          onRemove={removeFile}
        />
        <VariantSettings
          draft={draft}
          at={at}
          mayEdit={mayEdit}
          isSent={sent > 0}
          errors={errors}
          onChange={(part) => onChange(() => part)}
          onRemove={remove}
        />
        <StepRules
          draft={draft}
          mayEdit={mayEdit}
          variables={known?.variables ?? []}
          errors={errors}
          onChange={(part) => onChange(() => part)}
        />
        <StepChecks campaign={campaign} draft={shown} position={position} known={known} />
      </section>
      <PreviewPane
        campaign={campaign}
        draft={at > 0 && !shown.subject.trim() ? { ...shown, subject: draft.subject } : shown}
        position={position}
      />
      {stats && draft.variants.length > 0 ? (
        <div className="step-results">
          <Suspense fallback={null}>
            <VariantResults campaign={campaign} step={stats} />
          </Suspense>
        </div>
      ) : null}
    </>
  );
}

/** A wording that comes back is a new one, as a step is. */
function putIn(draft: StepDraft, { id: _, ...gone }: VariantDraft): Partial<StepDraft> {
  return { variants: [...draft.variants, { ...gone, key: crypto.randomUUID() }] };
}

/** A step that comes back is a new one: the server may have forgotten the old. */
function putBack(drafts: StepDraft[], { id: _, ...gone }: StepDraft, at: number): StepDraft[] {
  const variants = gone.variants.map(({ id: __, ...one }) => one);
  return [...drafts.slice(0, at), { ...gone, variants, key: crypto.randomUUID() }, ...drafts.slice(at)];
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

type SaveFootProps = { campaign: Campaign; sequence: Sequence; onTest: () => void; onLaunch: () => void };

function SaveFoot({ campaign, sequence, onTest, onLaunch }: SaveFootProps) {
  const { state, drafts } = sequence;
  const isBad = state.is === 'refused' || state.is === 'failed' || state.is === 'overtaken';
  return (
    <div className="save-foot sequence-foot">
      <span className={isBad ? 'bad-text' : 'muted'} role="status">
        {drafts.length > 0 || state.is !== 'saved' ? stateText(state) : ''}
      </span>
      {state.is === 'failed' ? <TextButton onClick={() => void sequence.flush()}>{texts.retry}</TextButton> : null}
      {drafts.length > 0 ? (
        <Button onClick={onTest} disabled={state.is === 'overtaken'}>
          {testTexts.open}
        </Button>
      ) : null}
      {campaign.allowed_actions.includes('launch') ? (
        <Button look="primary" onClick={onLaunch} disabled={state.is === 'overtaken'}>
          <Rocket size={16} aria-hidden="true" /> {texts.launch}
        </Button>
      ) : null}
    </div>
  );
}

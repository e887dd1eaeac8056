/*
 * campaign-steps: the emails, one after the other. What is typed is kept here until it is saved; leaving asks first.
 */
import { Mail, Plus } from 'lucide-react';
import { useState } from 'react';
import { fieldErrors, messageOf } from '../../lib/api-client';
import type { Campaign, Step, StepEdit } from '../../lib/schema';
import { useSubmit } from '../../lib/use-submit';
import { Button } from '../../ui/button';
import { FormError } from '../../ui/field';
import { Empty } from '../../ui/page';
import { useCampaignActions } from './campaign-queries';
import { stepTexts } from './campaign-texts';
import { LeaveGuard } from './leave-guard';
import { LockedNotice } from './locked-notice';
import { PreviewDialog } from './preview-dialog';
import { type StepDraft, StepEditor } from './step-editor';

const MOST_STEPS = 7;

function draftOf(step: Step): StepDraft {
  const inHours = step.delay_hours !== null;
  return {
    key: step.id,
    id: step.id,
    subject: step.subject ?? '',
    body: step.body_text,
    unit: inHours ? 'hours' : 'days',
    delay: (inHours ? step.delay_hours : step.delay_days)?.toString() ?? '0',
  };
}

function editOf(draft: StepDraft): StepEdit {
  const delay = Number(draft.delay);
  return {
    ...(draft.id ? { id: draft.id } : {}),
    subject: draft.subject.trim() || null,
    body_text: draft.body,
    ...(draft.unit === 'hours' ? { delay_hours: delay } : { delay_days: delay }),
  };
}

function newDraft(isFirst: boolean): StepDraft {
  return { key: crypto.randomUUID(), subject: '', body: '', unit: 'days', delay: isFirst ? '0' : '3' };
}

function isSame(drafts: StepDraft[], campaign: Campaign): boolean {
  return JSON.stringify(drafts.map(editOf)) === JSON.stringify(campaign.steps.map(draftOf).map(editOf));
}

export function CampaignSteps({ campaign }: { campaign: Campaign }) {
  const { update } = useCampaignActions();
  const [drafts, setDrafts] = useState(() => campaign.steps.map(draftOf));
  const [previewed, setPreviewed] = useState<number | null>(null);
  const { submit, isBusy, error, clear } = useSubmit(async () => {
    const saved = await update(campaign.id, { steps: drafts.map(editOf) });
    setDrafts(saved.steps.map(draftOf));
  });
  const mayEdit = campaign.allowed_actions.includes('edit');
  const isSaved = isSame(drafts, campaign);
  const errors = fieldErrors(error);

  function change(at: number, draft: StepDraft) {
    setDrafts(drafts.map((old, i) => (i === at ? draft : old)));
  }
  function move(from: number, to: number) {
    const next = [...drafts];
    next.splice(to, 0, ...next.splice(from, 1));
    setDrafts(next);
  }

  return (
    <div className="stack">
      <LockedNotice campaign={campaign} />
      {drafts.length === 0 ? <NoSteps /> : <p className="muted">{stepTexts.help}</p>}
      <ol className="stack">
        {drafts.map((draft, at) => (
          <StepEditor
            key={draft.key}
            draft={draft}
            position={at + 1}
            isLast={at === drafts.length - 1}
            mayEdit={mayEdit}
            mayPreview={isSaved}
            errors={errorsOf(errors, at)}
            onChange={(next) => change(at, next)}
            onMove={(by) => move(at, at + by)}
            onRemove={() => setDrafts(drafts.filter((_, i) => i !== at))}
            onPreview={() => setPreviewed(at + 1)}
          />
        ))}
      </ol>
      {mayEdit && drafts.length < MOST_STEPS ? (
        <div>
          <Button onClick={() => setDrafts([...drafts, newDraft(drafts.length === 0)])}>
            <Plus size={16} aria-hidden="true" /> {drafts.length === 0 ? stepTexts.addFirst : stepTexts.add}
          </Button>
        </div>
      ) : null}
      <FormError message={error ? messageOf(error) : null} />
      {mayEdit ? (
        <SaveFoot
          isSaved={isSaved}
          isBusy={isBusy}
          onSave={submit}
          onDiscard={() => {
            clear();
            setDrafts(campaign.steps.map(draftOf));
          }}
        />
      ) : null}
      {previewed ? <PreviewDialog campaign={campaign} step={previewed} onClose={() => setPreviewed(null)} /> : null}
      <LeaveGuard isDirty={mayEdit && !isSaved} />
    </div>
  );
}

/** Of "steps[2].body_text" what belongs to the step at 2. */
function errorsOf(errors: Record<string, string>, at: number): Record<string, string> {
  const start = `steps[${at}].`;
  const own = Object.entries(errors).filter(([field]) => field.startsWith(start));
  return Object.fromEntries(own.map(([field, text]) => [field.slice(start.length), text]));
}

function NoSteps() {
  return (
    <div className="card">
      <Empty icon={<Mail size={28} />} title={stepTexts.none} text={stepTexts.noneText} />
    </div>
  );
}

type SaveFootProps = { isSaved: boolean; isBusy: boolean; onSave: () => void; onDiscard: () => void };

function SaveFoot({ isSaved, isBusy, onSave, onDiscard }: SaveFootProps) {
  return (
    <div className="save-foot">
      <span className="muted">{isSaved ? stepTexts.saved : stepTexts.unsaved}</span>
      {isSaved ? null : (
        <Button look="quiet" onClick={onDiscard} disabled={isBusy}>
          {stepTexts.discard}
        </Button>
      )}
      <Button look="primary" onClick={onSave} disabled={isSaved} busyText={isBusy ? stepTexts.saving : false}>
        {stepTexts.save}
      </Button>
    </div>
  );
}

/*
 * step-checks: what is worth a look before the step goes out: its length, how one opts out, and who lacks what it needs.
 */
import { CircleAlert, CircleCheck, Lightbulb } from 'lucide-react';
import type { Campaign } from '../../../lib/schema';
import { type Use, usesOf } from './document';
import type { StepDraft } from './drafts';
import { hintsOf, optOutOf, wordsOf } from './hints';
import { sequenceTexts as texts } from './sequence-texts';
import type { Variable } from './variables';

export type Variables = { contacts: number; is_sample: boolean; variables: Variable[] };

type StepChecksProps = { campaign: Campaign; draft: StepDraft; position: number; known: Variables | undefined };

const optOutTexts = { added: texts.optOutAdded, written: texts.optOutWritten, missing: texts.optOutMissing };

export function StepChecks({ campaign, draft, position, known }: StepChecksProps) {
  const optOut = optOutOf(draft, campaign.opt_out_line);
  const uses = usesOf(draft.subject, draft.text, draft.html ?? '');
  return (
    <div className="step-checks">
      <ul className="list-lines">
        <li>
          {optOut === 'missing' ? (
            <CircleAlert size={16} className="icon-warn" aria-hidden="true" />
          ) : (
            <CircleCheck size={16} className="icon-ok" aria-hidden="true" />
          )}
          <span>{optOutTexts[optOut]}</span>
          <span className="n">{texts.words(wordsOf(draft.text))}</span>
        </li>
        {hintsOf(draft, position).map((hint) => (
          <li key={hint}>
            <Lightbulb size={16} className="icon-warn" aria-hidden="true" /> <span>{hint}</span>
          </li>
        ))}
      </ul>
      {uses.length > 0 && known ? <UsedVariables uses={uses} known={known} /> : null}
    </div>
  );
}

function UsedVariables({ uses, known }: { uses: Use[]; known: Variables }) {
  return (
    <div className="used">
      <h3>{texts.used}</h3>
      <dl className="pairs">
        {uses.map((use) => (
          <UsedVariable key={use.name} use={use} known={known} />
        ))}
      </dl>
      {known.is_sample ? <p className="small faint">{texts.ofFirst(known.contacts)}</p> : null}
    </div>
  );
}

function UsedVariable({ use, known }: { use: Use; known: Variables }) {
  const missing = known.variables.find(({ name }) => name === use.name || name === `custom.${use.name}`)?.missing;
  if (missing === null || missing === undefined) return null;
  return (
    <>
      <dt>{use.name}</dt>
      <dd className={missing > 0 && use.fallback === null ? 'warn-text' : undefined}>
        {missingText(use, missing, known)}
      </dd>
    </>
  );
}

function missingText({ fallback }: Use, missing: number, { contacts }: Variables): string {
  if (contacts === 0) return texts.noneChecked;
  if (missing === 0) return texts.allHave;
  return fallback === null ? texts.theyWait(missing) : texts.theyGet(missing, fallback);
}

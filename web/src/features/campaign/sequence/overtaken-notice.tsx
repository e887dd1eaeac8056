/*
 * overtaken-notice: two versions of the same emails, beside each other, until one is chosen.
 */
import type { Campaign } from '../../../lib/schema';
import { Banner } from '../../../ui/banner';
import { Button } from '../../../ui/button';
import { conditionTexts } from '../condition-texts';
import { attachmentsEdit, carriedBy } from './attachments';
import { CarriedFiles } from './carried-files';
import { draftOf, type StepDraft } from './drafts';
import { sequenceTexts as texts } from './sequence-texts';

type OvertakenNoticeProps = { mine: StepDraft[]; theirs: Campaign; onMine: () => void; onTheirs: () => void };

export function OvertakenNotice({ mine, theirs, onMine, onTheirs }: OvertakenNoticeProps) {
  const others = theirs.steps.map(draftOf);
  const count = Math.max(mine.length, others.length);
  return (
    <>
      <Banner
        tone="warn"
        isNews
        title={texts.overtakenTitle}
        actions={
          <>
            <Button slim onClick={onTheirs}>
              {texts.takeTheirs}
            </Button>
            <Button slim look="primary" onClick={onMine}>
              {texts.keepMine}
            </Button>
          </>
        }
      >
        {texts.overtakenText}
      </Banner>
      <div className="card versions">
        {Array.from({ length: count }, (_, at) => (
          <Versions key={mine[at]?.key ?? others[at]?.key} at={at} mine={mine[at]} theirs={others[at]} />
        ))}
      </div>
    </>
  );
}

type VersionsProps = { at: number; mine: StepDraft | undefined; theirs: StepDraft | undefined };

const wordsIn = (draft: StepDraft) => {
  const { subject, text, html, delay, unit, review, condition } = draft;
  return JSON.stringify([subject, text, html, delay, unit, review, condition, attachmentsEdit(draft)]);
};

function rulesOf({ review, condition }: StepDraft): string[] {
  return [...(review ? [texts.review] : []), ...(condition ? [conditionTexts.inWords(condition)] : [])];
}

function Versions({ at, mine, theirs }: VersionsProps) {
  if (mine && theirs && wordsIn(mine) === wordsIn(theirs)) {
    return (
      <p className="small faint">
        {texts.step(at + 1)}: {texts.unchanged}
      </p>
    );
  }
  return (
    <section aria-label={texts.step(at + 1)}>
      <h2>{texts.step(at + 1)}</h2>
      <div className="two">
        <Version title={texts.mine} draft={mine} at={at} />
        <Version title={texts.theirs} draft={theirs} at={at} />
      </div>
    </section>
  );
}

function Version({ title, draft, at }: { title: string; draft: StepDraft | undefined; at: number }) {
  return (
    <div className="boxed version">
      <h3>{title}</h3>
      {draft ? (
        <>
          <strong>{draft.subject || (at === 0 ? texts.noSubject : texts.sameThread)}</strong>
          {at > 0 ? <small className="faint">{texts.later(draft)}</small> : null}
          <p className="mail-text">{draft.html ?? draft.text}</p>
          {rulesOf(draft).map((rule) => (
            <small key={rule}>{rule}</small>
          ))}
          <CarriedFiles attachments={carriedBy(draft)} />
        </>
      ) : (
        <p className="faint">{texts.missingStep}</p>
      )}
    </div>
  );
}

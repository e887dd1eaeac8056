/*
 * import-page: how far an import is, and its report.
 */
import { Link, useParams } from '@tanstack/react-router';
import { Download } from 'lucide-react';
import { messageOf } from '../../lib/api-client';
import { formatNumber } from '../../lib/format';
import type { ImportJob } from '../../lib/schema';
import { useSubmit } from '../../lib/use-submit';
import { Badge } from '../../ui/badge';
import { Progress } from '../../ui/bar';
import { Button } from '../../ui/button';
import { Facts } from '../../ui/facts';
import { FormError } from '../../ui/field';
import { CrumbIcon, ErrorNotice, Page } from '../../ui/page';
import { BlockSkeleton } from '../../ui/skeleton';
import { isOver, rejectedRowsUrl, useContactActions, useImport, useLists } from './contact-queries';
import { importStatusTexts, importTexts } from './contact-texts';

export function ImportPage() {
  const { importId } = useParams({ from: '/shell/contacts/imports/$importId' });
  const job = useImport(importId);
  const status = job.data ? importStatusTexts[job.data.status] : null;

  return (
    <Page
      title={importTexts.pageTitle}
      sub={job.data && !isOver(job.data) ? importTexts.pageSub : null}
      badge={status ? <Badge tone={status.tone}>{status.text}</Badge> : null}
      crumb={
        <Link className="crumb" to="/contacts/imports">
          <CrumbIcon /> {importTexts.listTitle}
        </Link>
      }
      narrow
    >
      {job.status === 'pending' ? <BlockSkeleton /> : null}
      {job.status === 'error' ? <ErrorNotice error={job.error} onRetry={job.refetch} /> : null}
      {job.status === 'success' ? <Report job={job.data} /> : null}
    </Page>
  );
}

function Report({ job }: { job: ImportJob }) {
  return (
    <div className="stack loose">
      {isOver(job) ? null : <Running job={job} />}
      <FormError message={job.error} />
      <Facts
        many
        facts={[
          { name: importTexts.added, value: formatNumber(job.added) },
          { name: importTexts.updated, value: formatNumber(job.updated) },
          { name: importTexts.rejected, value: formatNumber(job.rejected) },
          { name: importTexts.suppressed, value: formatNumber(job.suppressed) },
        ]}
      />
      {job.rejected > 0 && isOver(job) ? (
        <div>
          <a className="btn" href={rejectedRowsUrl(job.id)} download>
            <Download size={16} aria-hidden="true" /> {importTexts.download}
          </a>
          <p className="small faint">{importTexts.rejectedHint}</p>
        </div>
      ) : null}
      {isOver(job) ? <ShowContacts job={job} /> : null}
    </div>
  );
}

function Running({ job }: { job: ImportJob }) {
  const { cancelImport } = useContactActions();
  const { submit, isBusy, error } = useSubmit(() => cancelImport(job.id));
  const text =
    job.rows_total > 0 ? importTexts.rows(job.rows_done, job.rows_total) : importTexts.rowsUnknown(job.rows_done);
  return (
    <div className="card padded stack">
      <Progress label={importTexts.pageTitle} value={job.bytes_done} of={job.bytes_total} text={text} />
      <FormError message={error ? messageOf(error) : null} />
      <div>
        <Button onClick={() => submit()} busyText={isBusy ? importTexts.cancelling : false}>
          {importTexts.cancel}
        </Button>
      </div>
    </div>
  );
}

function ShowContacts({ job }: { job: ImportJob }) {
  const lists = useLists();
  const list = lists.data?.find(({ id }) => id === job.list_id)?.name;
  return (
    <div>
      <Link className="btn primary" to="/contacts" search={list ? { list } : {}}>
        {importTexts.show}
      </Link>
    </div>
  );
}

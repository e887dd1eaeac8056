import { Link } from '@tanstack/react-router';
import { FileUp, Upload } from 'lucide-react';
import { useState } from 'react';
import { formatNumber } from '../../lib/format';
import { Badge } from '../../ui/badge';
import { Button } from '../../ui/button';
import { More } from '../../ui/more';
import { CrumbIcon, Empty, ErrorNotice, Page } from '../../ui/page';
import { TableSkeleton } from '../../ui/skeleton';
import { Cell, HeadCell, Row, Table, TableBody, TableHead } from '../../ui/table';
import { Time } from '../../ui/time';
import { useImports } from './contact-queries';
import { importStatusTexts, importTexts, listTexts } from './contact-texts';
import { ImportDialog } from './import-dialog';

export function ImportListPage() {
  const [isImporting, setIsImporting] = useState(false);
  return (
    <Page
      title={importTexts.listTitle}
      sub={importTexts.listSub}
      crumb={
        <Link className="crumb" to="/contacts">
          <CrumbIcon /> {importTexts.back}
        </Link>
      }
      actions={
        <Button look="primary" onClick={() => setIsImporting(true)}>
          <Upload size={16} aria-hidden="true" /> {listTexts.import}
        </Button>
      }
    >
      <ImportRows />
      {isImporting ? <ImportDialog onClose={() => setIsImporting(false)} /> : null}
    </Page>
  );
}

function ImportRows() {
  const imports = useImports();
  switch (imports.status) {
    case 'pending':
      return <TableSkeleton rows={3} columns={5} />;
    case 'error':
      return <ErrorNotice error={imports.error} onRetry={imports.refetch} />;
    case 'success':
      if (imports.data.items.length === 0) {
        return (
          <div className="card">
            <Empty icon={<FileUp size={28} />} title={importTexts.none} text={importTexts.noneText} />
          </div>
        );
      }
      return (
        <div className="card">
          <Table cards>
            <TableHead>
              <HeadCell>{importTexts.when}</HeadCell>
              <HeadCell>{importTexts.status}</HeadCell>
              <HeadCell className="end">{importTexts.added}</HeadCell>
              <HeadCell className="end">{importTexts.updated}</HeadCell>
              <HeadCell className="end">{importTexts.rejected}</HeadCell>
            </TableHead>
            <TableBody>
              {imports.data.items.map((job) => (
                <Row key={job.id}>
                  <Cell>
                    <Link className="plain-link" to="/contacts/imports/$importId" params={{ importId: job.id }}>
                      <strong>
                        <Time at={job.created_at} />
                      </strong>
                    </Link>
                  </Cell>
                  <Cell>
                    <Badge tone={importStatusTexts[job.status].tone}>{importStatusTexts[job.status].text}</Badge>
                  </Cell>
                  <Cell className="end" data-label={importTexts.added}>
                    {formatNumber(job.added)}
                  </Cell>
                  <Cell className="end" data-label={importTexts.updated}>
                    {formatNumber(job.updated)}
                  </Cell>
                  <Cell className="end" data-label={importTexts.rejected}>
                    {formatNumber(job.rejected)}
                  </Cell>
                </Row>
              ))}
            </TableBody>
          </Table>
          <More
            shown={imports.data.items.length}
            total={null}
            hasMore={imports.hasNextPage}
            isLoading={imports.isFetchingNextPage}
            onMore={imports.fetchNextPage}
          />
        </div>
      );
  }
}

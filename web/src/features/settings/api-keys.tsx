import { KeyRound, Plus } from 'lucide-react';
import { useState } from 'react';
import { messageOf } from '../../lib/api-client';
import type { ApiKey } from '../../lib/schema';
import { useSubmit } from '../../lib/use-submit';
import { Button } from '../../ui/button';
import { Dialog, DialogFoot } from '../../ui/dialog';
import { FormError } from '../../ui/field';
import { More } from '../../ui/more';
import { Empty, ErrorNotice } from '../../ui/page';
import { TableSkeleton } from '../../ui/skeleton';
import { Cell, HeadCell, Row, Table, TableBody, TableHead } from '../../ui/table';
import { Ago, Time } from '../../ui/time';
import { useToast } from '../../ui/toast';
import { NewKeyDialog } from './new-key-dialog';
import { useApiKeys, useSettingsActions } from './settings-queries';
import { keyTexts as texts } from './settings-texts';

export function ApiKeys() {
  const [isAdding, setIsAdding] = useState(false);
  return (
    <div className="stack">
      <div className="cluster between">
        <p className="muted">{texts.sub}</p>
        <Button look="primary" onClick={() => setIsAdding(true)}>
          <Plus size={16} aria-hidden="true" /> {texts.add}
        </Button>
      </div>
      <KeyRows />
      {isAdding ? <NewKeyDialog onClose={() => setIsAdding(false)} /> : null}
    </div>
  );
}

function KeyRows() {
  const keys = useApiKeys();
  const [revoked, setRevoked] = useState<ApiKey | null>(null);
  switch (keys.status) {
    case 'pending':
      return <TableSkeleton rows={2} columns={3} />;
    case 'error':
      return <ErrorNotice error={keys.error} onRetry={keys.refetch} />;
    case 'success':
      if (keys.data.items.length === 0) {
        return (
          <div className="card">
            <Empty icon={<KeyRound size={28} />} title={texts.none} text={texts.noneText} />
          </div>
        );
      }
      return (
        <div className="card">
          <Table cards>
            <TableHead>
              <HeadCell>{texts.name}</HeadCell>
              <HeadCell>{texts.scopes}</HeadCell>
              <HeadCell>{texts.made}</HeadCell>
              <HeadCell>{texts.used}</HeadCell>
              <HeadCell className="act-cell">
                <span className="visually-hidden">{texts.revoke}</span>
              </HeadCell>
            </TableHead>
            <TableBody>
              {keys.data.items.map((key) => (
                <KeyRow key={key.id} apiKey={key} onRevoke={() => setRevoked(key)} />
              ))}
            </TableBody>
          </Table>
          <More
            shown={keys.data.items.length}
            total={keys.data.first?.total}
            hasMore={keys.hasNextPage}
            isLoading={keys.isFetchingNextPage}
            onMore={keys.fetchNextPage}
          />
          {revoked ? <RevokeDialog apiKey={revoked} onClose={() => setRevoked(null)} /> : null}
        </div>
      );
  }
}

function KeyRow({ apiKey, onRevoke }: { apiKey: ApiKey; onRevoke: () => void }) {
  return (
    <Row>
      <Cell>
        <strong>{apiKey.name}</strong>
      </Cell>
      <Cell className="wide">{apiKey.scopes.includes('*') ? texts.everything : apiKey.scopes.join(', ')}</Cell>
      <Cell className="wide" data-label={texts.made}>
        <Time at={apiKey.created_at} />
      </Cell>
      <Cell className="wide" data-label={texts.used}>
        {apiKey.used_at ? <Ago at={apiKey.used_at} /> : <span className="faint">{texts.never}</span>}
      </Cell>
      <Cell className="act-cell">
        <Button slim look="quiet" aria-label={texts.revokeFor(apiKey.name)} onClick={onRevoke}>
          {texts.revoke}
        </Button>
      </Cell>
    </Row>
  );
}

function RevokeDialog({ apiKey, onClose }: { apiKey: ApiKey; onClose: () => void }) {
  const { revokeKey } = useSettingsActions();
  const toast = useToast();
  const { submit, isBusy, error } = useSubmit(async () => {
    await revokeKey(apiKey.id);
    onClose();
    toast(texts.revoked(apiKey.name));
  });
  return (
    <Dialog
      open
      alert
      title={texts.revokeTitle(apiKey.name)}
      description={texts.revokeText}
      onClose={onClose}
      isBusy={isBusy}
    >
      <FormError message={error ? messageOf(error) : null} />
      <DialogFoot>
        <Button onClick={onClose} disabled={isBusy} data-autofocus>
          Cancel
        </Button>
        <Button look="danger" onClick={() => submit()} busyText={isBusy ? texts.revoking : false}>
          {texts.revoke}
        </Button>
      </DialogFoot>
    </Dialog>
  );
}

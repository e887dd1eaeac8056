/*
 * contact-list-page: the people, searched and by list.
 */
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { Plus, Upload, Users } from 'lucide-react';
import { useCallback, useRef, useState } from 'react';
import type { Contact } from '../../lib/schema';
import { Badge } from '../../ui/badge';
import { Button } from '../../ui/button';
import { KeyHelp } from '../../ui/key-help';
import { useListKeys } from '../../ui/list-keys';
import { More } from '../../ui/more';
import { Empty, ErrorNotice, Page } from '../../ui/page';
import { Person } from '../../ui/person';
import { SearchField } from '../../ui/search-field';
import { TableSkeleton } from '../../ui/skeleton';
import { Cell, HeadCell, Row, Table, TableBody, TableHead } from '../../ui/table';
import { Ago } from '../../ui/time';
import { ContactDialog } from './contact-dialog';
import { nameOf } from './contact-name';
import { type ContactFilter, useContacts, useLists } from './contact-queries';
import { listTexts } from './contact-texts';
import { ImportDialog } from './import-dialog';

type Asked = 'add' | 'import' | null;

export function ContactListPage() {
  const { q, list } = useSearch({ from: '/shell/contacts' });
  const [asked, setAsked] = useState<Asked>(null);
  const navigate = useNavigate({ from: '/contacts' });
  const search = useCallback(
    (text: string) => void navigate({ search: (old) => ({ ...old, q: text || undefined }), replace: true }),
    [navigate],
  );

  return (
    <Page
      title={listTexts.title}
      sub={listTexts.sub}
      actions={
        <>
          <KeyHelp lines={listTexts.keys} />
          <Button onClick={() => setAsked('import')}>
            <Upload size={16} aria-hidden="true" /> {listTexts.import}
          </Button>
          <Button look="primary" onClick={() => setAsked('add')}>
            <Plus size={16} aria-hidden="true" /> {listTexts.add}
          </Button>
        </>
      }
    >
      <div className="toolbar">
        <div className="cluster">
          <ListFilter value={list} />
          <Link className="btn quiet" to="/contacts/imports">
            {listTexts.imports}
          </Link>
        </div>
        <SearchField label={listTexts.search} value={q ?? ''} onChange={search} />
      </div>
      <ContactRows filter={{ q, list }} onAsk={setAsked} />
      {asked === 'add' ? <ContactDialog onClose={() => setAsked(null)} /> : null}
      {asked === 'import' ? <ImportDialog onClose={() => setAsked(null)} /> : null}
    </Page>
  );
}

function ListFilter({ value }: { value: string | undefined }) {
  const lists = useLists();
  const navigate = useNavigate({ from: '/contacts' });
  const choose = (list: string) => void navigate({ search: (old) => ({ ...old, list: list || undefined }) });
  const names = new Set([...(value ? [value] : []), ...(lists.data ?? []).map(({ name }) => name)]);
  return (
    <select
      className="input filter"
      aria-label={listTexts.list}
      value={value ?? ''}
      onChange={(event) => choose(event.target.value)}
    >
      <option value="">{listTexts.allLists}</option>
      {[...names].map((name) => (
        <option key={name} value={name}>
          {name}
        </option>
      ))}
    </select>
  );
}

function ContactRows({ filter, onAsk }: { filter: ContactFilter; onAsk: (asked: Asked) => void }) {
  const contacts = useContacts(filter);
  const table = useRef<HTMLDivElement>(null);
  useListKeys(table);
  switch (contacts.status) {
    case 'pending':
      return <TableSkeleton rows={8} columns={5} />;
    case 'error':
      return <ErrorNotice error={contacts.error} onRetry={contacts.refetch} />;
    case 'success':
      if (contacts.data.items.length === 0)
        return <NoContacts isFiltered={Boolean(filter.q || filter.list)} onAsk={onAsk} />;
      return (
        <div className="card" ref={table}>
          <Table cards>
            <TableHead>
              <HeadCell>{listTexts.contact}</HeadCell>
              <HeadCell>{listTexts.company}</HeadCell>
              <HeadCell>{listTexts.lists}</HeadCell>
              <HeadCell>{listTexts.status}</HeadCell>
              <HeadCell>{listTexts.added}</HeadCell>
            </TableHead>
            <TableBody>
              {contacts.data.items.map((contact) => (
                <ContactRow key={contact.id} contact={contact} />
              ))}
            </TableBody>
          </Table>
          <More
            shown={contacts.data.items.length}
            total={contacts.data.first?.total}
            hasMore={contacts.hasNextPage}
            isLoading={contacts.isFetchingNextPage}
            onMore={contacts.fetchNextPage}
          />
        </div>
      );
  }
}

function NoContacts({ isFiltered, onAsk }: { isFiltered: boolean; onAsk: (asked: Asked) => void }) {
  return (
    <div className="card">
      {isFiltered ? (
        <Empty icon={<Users size={28} />} title={listTexts.noMatch} text={listTexts.noMatchText}>
          <Link className="btn" to="/contacts">
            {listTexts.clear}
          </Link>
        </Empty>
      ) : (
        <Empty icon={<Users size={28} />} title={listTexts.empty} text={listTexts.emptyText}>
          <Button onClick={() => onAsk('import')}>{listTexts.import}</Button>
          <Button look="primary" onClick={() => onAsk('add')}>
            {listTexts.add}
          </Button>
        </Empty>
      )}
    </div>
  );
}

function ContactRow({ contact }: { contact: Contact }) {
  const name = nameOf(contact);
  return (
    <Row>
      <Cell>
        <Link className="plain-link" to="/contacts/$contactId" params={{ contactId: contact.id }}>
          <Person main={name || contact.email} sub={name ? contact.email : null} name={name} address={contact.email} />
        </Link>
      </Cell>
      <Cell className="card-skip">{contact.company ?? ''}</Cell>
      <Cell className="card-skip">
        {contact.lists.length > 0 ? (
          <span className="chips">
            {contact.lists.map((list) => (
              <Link key={list} className="chip plain-link" to="/contacts" search={{ list }}>
                {list}
              </Link>
            ))}
          </span>
        ) : null}
      </Cell>
      <Cell>
        {contact.suppressed ? (
          <Badge tone="bad">{listTexts.suppressed}</Badge>
        ) : (
          <span className="faint only-wide">{listTexts.mayWrite}</span>
        )}
      </Cell>
      <Cell className="card-skip">
        <Ago at={contact.created_at} />
      </Cell>
    </Row>
  );
}

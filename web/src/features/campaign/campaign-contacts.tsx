/*
 * campaign-contacts: who is in the campaign, and how far each has come.
 */
import { Link } from '@tanstack/react-router';
import { Plus, Users } from 'lucide-react';
import { lazy, Suspense, useCallback, useState } from 'react';
import type { Campaign, Enrollment, EnrollmentStatus } from '../../lib/schema';
import { Badge } from '../../ui/badge';
import { Banner } from '../../ui/banner';
import { Button } from '../../ui/button';
import { More } from '../../ui/more';
import { Empty, ErrorNotice } from '../../ui/page';
import { Person } from '../../ui/person';
import { Pick } from '../../ui/pick';
import { SearchField } from '../../ui/search-field';
import { TableSkeleton } from '../../ui/skeleton';
import { Cell, HeadCell, Row, Table, TableBody, TableHead } from '../../ui/table';
import { Ago } from '../../ui/time';
import { CampaignContactMenu } from './campaign-contact-menu';
import { useEnrollments, useMailboxChoices } from './campaign-queries';
import { contactMenuTexts, contactTexts, enrollmentTexts } from './campaign-texts';
import { ContactSelection } from './contact-selection';
import { LeaveOutDialog } from './leave-out-dialog';
import { pickTexts } from './list-texts';
import { MissingField } from './missing-field';
import { StatusFilter } from './status-filter';
import { useSetTabSearch, useTabSearch } from './tab-search';

const AddContactsDialog = lazy(() =>
  import('./add-contacts-dialog').then((module) => ({ default: module.AddContactsDialog })),
);
const CampaignContactDialog = lazy(() =>
  import('./campaign-contact-dialog').then((module) => ({ default: module.CampaignContactDialog })),
);

const statuses: EnrollmentStatus[] = [
  'live',
  'review',
  'replied',
  'finished',
  'bounced',
  'unsubscribed',
  'suppressed',
  'failed',
  'stopped',
];

/** What is looked at stands in the address, so that others can lead here: the status, and an open contact. */
function useStatus() {
  const status = useTabSearch('status');
  const setSearch = useSetTabSearch();
  return {
    status: statuses.find((one) => one === status),
    setStatus: (wanted: EnrollmentStatus | undefined) => setSearch({ status: wanted }),
  };
}

export function CampaignContacts({ campaign }: { campaign: Campaign }) {
  const { status, setStatus } = useStatus();
  const contactId = useTabSearch('contact');
  const q = useTabSearch('q');
  const setSearch = useSetTabSearch();
  const search = useCallback((text: string) => setSearch({ q: text || undefined }), [setSearch]);
  const [isLeavingOut, setIsLeavingOut] = useState(false);
  const [isAdding, setIsAdding] = useState(false);
  const inReview = campaign.counts.in_review;
  const mayAdd = campaign.allowed_actions.includes('add_contacts');

  return (
    <>
      <div className="toolbar">
        <StatusFilter
          label={contactTexts.status}
          all={contactTexts.all}
          value={status}
          onChange={setStatus}
          options={statuses.map((one) => [one, enrollmentTexts[one].text])}
        />
        <SearchField label={pickTexts.search} value={q ?? ''} onChange={search} />
        {inReview > 0 && status === 'review' ? (
          <Button onClick={() => setIsLeavingOut(true)}>{contactTexts.leaveOut(inReview)}</Button>
        ) : null}
        {mayAdd ? (
          <Button look="primary" onClick={() => setIsAdding(true)}>
            <Plus size={16} aria-hidden="true" /> {contactTexts.add}
          </Button>
        ) : null}
      </div>
      {inReview > 0 && status !== 'review' ? (
        <Banner
          tone="warn"
          title={contactTexts.needReview(inReview)}
          actions={<Button onClick={() => setStatus('review')}>{contactTexts.showThem}</Button>}
        />
      ) : null}
      <ContactRows key={`${status} ${q}`} campaign={campaign} status={status} q={q} />
      {isLeavingOut ? <LeaveOutDialog campaign={campaign} onClose={() => setIsLeavingOut(false)} /> : null}
      <Suspense fallback={null}>
        {contactId ? (
          <CampaignContactDialog
            campaign={campaign}
            contactId={contactId}
            onClose={() => setSearch({ contact: undefined })}
          />
        ) : null}
        {isAdding ? <AddContactsDialog campaign={campaign} onClose={() => setIsAdding(false)} /> : null}
      </Suspense>
    </>
  );
}

type ContactRowsProps = { campaign: Campaign; status: EnrollmentStatus | undefined; q: string | undefined };

function ContactRows({ campaign, status, q }: ContactRowsProps) {
  const enrollments = useEnrollments(campaign.id, { status, q });
  const [selected, setSelected] = useState<string[]>([]);
  const mailboxes = useMailboxChoices();
  const addressOf = (id: string | null) => mailboxes.data?.find((mailbox) => mailbox.id === id)?.address ?? null;

  switch (enrollments.status) {
    case 'pending':
      return <TableSkeleton columns={4} />;
    case 'error':
      return <ErrorNotice error={enrollments.error} onRetry={enrollments.refetch} />;
    case 'success':
      if (enrollments.data.items.length === 0) return <NoContacts isFiltered={Boolean(status || q)} />;
      return (
        <>
          <ContactSelection
            campaign={campaign}
            enrollments={enrollments.data.items.filter(({ id }) => selected.includes(id))}
            onClear={() => setSelected([])}
          />
          <div className="card">
            <Table cards>
              <TableHead>
                <HeadCell className="pick-cell">
                  <Pick
                    label={pickTexts.all}
                    checked={enrollments.data.items.every(({ id }) => selected.includes(id))}
                    onChange={(checked) => setSelected(checked ? enrollments.data.items.map(({ id }) => id) : [])}
                  />
                </HeadCell>
                <HeadCell>{contactTexts.contact}</HeadCell>
                <HeadCell>{contactTexts.status}</HeadCell>
                <HeadCell>{contactTexts.next}</HeadCell>
                <HeadCell>{contactTexts.lastSent}</HeadCell>
                <HeadCell className="hide-narrow">{contactTexts.mailbox}</HeadCell>
                <HeadCell className="act-cell">
                  <span className="visually-hidden">{contactTexts.actions}</span>
                </HeadCell>
              </TableHead>
              <TableBody>
                {enrollments.data.items.map((enrollment) => (
                  <ContactRow
                    key={enrollment.id}
                    campaign={campaign}
                    enrollment={enrollment}
                    mailbox={addressOf(enrollment.mailbox_id)}
                    isSelected={selected.includes(enrollment.id)}
                    onSelect={(isSelected) =>
                      setSelected((old) =>
                        isSelected ? [...old, enrollment.id] : old.filter((one) => one !== enrollment.id),
                      )
                    }
                  />
                ))}
              </TableBody>
            </Table>
            <More
              shown={enrollments.data.items.length}
              total={status || q ? null : campaign.counts.contacts}
              hasMore={enrollments.hasNextPage}
              isLoading={enrollments.isFetchingNextPage}
              onMore={enrollments.fetchNextPage}
            />
          </div>
        </>
      );
  }
}

function NoContacts({ isFiltered }: { isFiltered: boolean }) {
  return (
    <div className="card">
      <Empty
        icon={<Users size={28} />}
        title={isFiltered ? contactTexts.noMatch : contactTexts.none}
        text={isFiltered ? contactTexts.noMatchText : contactTexts.noneText}
      />
    </div>
  );
}

type ContactRowProps = {
  campaign: Campaign;
  enrollment: Enrollment;
  mailbox: string | null;
  isSelected: boolean;
  onSelect: (isSelected: boolean) => void;
};

function ContactRow({ campaign, enrollment, mailbox, isSelected, onSelect }: ContactRowProps) {
  const { text, tone } = enrollmentTexts[enrollment.status];
  const isGoingOn = enrollment.status === 'live' || enrollment.status === 'review';
  return (
    <Row selected={isSelected}>
      <Cell className="pick-cell card-skip">
        <Pick label={pickTexts.select(enrollment.email)} checked={isSelected} onChange={onSelect} />
      </Cell>
      <Cell>
        <Link
          className="plain-link"
          to="/campaigns/$campaignId/$tab"
          params={{ campaignId: campaign.id, tab: 'contacts' }}
          search={(old) => ({ ...old, contact: enrollment.contact_id })}
          resetScroll={false}
        >
          <Person
            main={enrollment.name ?? enrollment.email}
            sub={enrollment.name ? enrollment.email : enrollment.company}
            name={enrollment.name ?? ''}
            address={enrollment.email}
          />
        </Link>
      </Cell>
      <Cell>
        <Badge tone={tone}>{text}</Badge>{' '}
        {enrollment.review_field ? (
          <MissingField contactId={enrollment.contact_id} email={enrollment.email} field={enrollment.review_field} />
        ) : null}
        {enrollment.approval_id ? (
          <Link
            className="reason"
            to="/campaigns/$campaignId/$tab"
            params={{ campaignId: campaign.id, tab: 'approvals' }}
            search={{ email: enrollment.approval_id }}
          >
            {contactTexts.toApprove}
          </Link>
        ) : null}
        {enrollment.paused_at ? <Badge tone="warn">{contactMenuTexts.isPaused}</Badge> : null}
        {enrollment.end_reason ? (
          <span className="reason">{contactTexts.endReasons[enrollment.end_reason] ?? enrollment.end_reason}</span>
        ) : null}
      </Cell>
      <Cell className="wide" data-label={contactTexts.next}>
        {isGoingOn ? contactTexts.step(enrollment.step) : <span className="faint">–</span>}
        {isGoingOn && enrollment.due_at ? (
          <span className="reason">
            {contactTexts.due} <Ago at={enrollment.due_at} />
          </span>
        ) : null}
      </Cell>
      <Cell className="wide" data-label={contactTexts.lastSent}>
        {enrollment.last_sent_at ? <Ago at={enrollment.last_sent_at} /> : <span className="faint">Not yet</span>}
      </Cell>
      <Cell className="hide-narrow">{mailbox ?? <span className="faint">–</span>}</Cell>
      <Cell className="act-cell">
        <CampaignContactMenu campaign={campaign} enrollment={enrollment} />
      </Cell>
    </Row>
  );
}

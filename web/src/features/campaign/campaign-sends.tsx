/*
 * campaign-sends: every email of the campaign, with what holds it; and the decision about those nobody knows the end of.
 */
import { Link } from '@tanstack/react-router';
import { EllipsisVertical, MailQuestion } from 'lucide-react';
import { useState } from 'react';
import { messageOf } from '../../lib/api-client';
import type { Campaign, Send, SendStatus } from '../../lib/schema';
import { useSubmit } from '../../lib/use-submit';
import { Badge } from '../../ui/badge';
import { Button } from '../../ui/button';
import { Dialog, DialogFoot } from '../../ui/dialog';
import { FormError } from '../../ui/field';
import { Menu, MenuItem } from '../../ui/menu';
import { More } from '../../ui/more';
import { Empty, ErrorNotice } from '../../ui/page';
import { TableSkeleton } from '../../ui/skeleton';
import { Cell, HeadCell, Row, Table, TableBody, TableHead } from '../../ui/table';
import { Ago, Time } from '../../ui/time';
import { useToast } from '../../ui/toast';
import { type SendFilter, useCampaignActions, useMailboxChoices, useSends } from './campaign-queries';
import { heldTexts, sendsTexts, sendTexts } from './campaign-texts';
import { sendFilterTexts } from './list-texts';
import { StatusFilter } from './status-filter';
import { useSetTabSearch, useTabSearch } from './tab-search';

const statuses: SendStatus[] = ['due', 'sent', 'unknown', 'failed', 'cancelled'];

export function CampaignSends({ campaign }: { campaign: Campaign }) {
  const filter = useSendFilter();
  const setSearch = useSetTabSearch();
  const mailboxes = useMailboxChoices();
  const ofCampaign = (mailboxes.data ?? []).filter(({ id }) => campaign.mailbox_ids.includes(id));
  return (
    <>
      <div className="toolbar">
        <StatusFilter
          label={sendsTexts.status}
          all={sendsTexts.all}
          value={filter.status}
          onChange={(status) => setSearch({ status })}
          options={statuses.map((one) => [one, sendTexts[one].text])}
        />
        <StatusFilter
          label={sendFilterTexts.step}
          all={sendFilterTexts.anyStep}
          value={filter.step ? String(filter.step) : undefined}
          onChange={(step) => setSearch({ step })}
          options={campaign.steps.map(({ position }) => [String(position), sendFilterTexts.stepName(position)])}
        />
        <StatusFilter
          label={sendFilterTexts.mailbox}
          all={sendFilterTexts.anyMailbox}
          value={filter.mailbox}
          onChange={(mailbox) => setSearch({ mailbox })}
          options={ofCampaign.map(({ id, address }) => [id, address])}
        />
      </div>
      <SendRows campaign={campaign} filter={filter} />
    </>
  );
}

/** The filters stand in the address. */
function useSendFilter(): SendFilter {
  const status = useTabSearch('status');
  const step = Number(useTabSearch('step'));
  const mailbox = useTabSearch('mailbox');
  return { status: statuses.find((one) => one === status), step: step > 0 ? step : undefined, mailbox };
}

function SendRows({ campaign, filter }: { campaign: Campaign; filter: SendFilter }) {
  const sends = useSends(campaign.id, filter);
  const mailboxes = useMailboxChoices();
  const addressOf = (id: string | null) => mailboxes.data?.find((mailbox) => mailbox.id === id)?.address;

  switch (sends.status) {
    case 'pending':
      return <TableSkeleton columns={5} />;
    case 'error':
      return <ErrorNotice error={sends.error} onRetry={sends.refetch} />;
    case 'success':
      if (sends.data.items.length === 0) return <NoSends isFiltered={Object.values(filter).some(Boolean)} />;
      return (
        <div className="card">
          <Table cards>
            <TableHead>
              <HeadCell>{sendsTexts.to}</HeadCell>
              <HeadCell>{sendsTexts.step}</HeadCell>
              <HeadCell>{sendsTexts.status}</HeadCell>
              <HeadCell>{sendsTexts.when}</HeadCell>
              <HeadCell className="hide-narrow">{sendsTexts.mailbox}</HeadCell>
              <HeadCell className="act-cell">
                <span className="visually-hidden">{sendsTexts.decide}</span>
              </HeadCell>
            </TableHead>
            <TableBody>
              {sends.data.items.map((send) => (
                <SendRow key={send.id} send={send} mailbox={addressOf(send.mailbox_id) ?? sendsTexts.removed} />
              ))}
            </TableBody>
          </Table>
          <More
            shown={sends.data.items.length}
            total={null}
            hasMore={sends.hasNextPage}
            isLoading={sends.isFetchingNextPage}
            onMore={sends.fetchNextPage}
          />
        </div>
      );
  }
}

function NoSends({ isFiltered }: { isFiltered: boolean }) {
  return (
    <div className="card">
      <Empty
        icon={<MailQuestion size={28} />}
        title={isFiltered ? sendFilterTexts.noMatch : sendsTexts.none}
        text={isFiltered ? sendsTexts.noMatchText : sendsTexts.noneText}
      />
    </div>
  );
}

function SendRow({ send, mailbox }: { send: Send; mailbox: string }) {
  const { text, tone } = sendTexts[send.status];
  return (
    <Row>
      <Cell>
        <Recipient send={send} />
        {send.subject ? <span className="reason">{send.subject}</span> : null}
      </Cell>
      <Cell className="num card-skip">{send.step}</Cell>
      <Cell className="wide">
        <Badge tone={tone}>{text}</Badge>
        {send.held_reason && send.status === 'due' ? (
          <span className="reason">{heldTexts[send.held_reason]}</span>
        ) : null}
        {send.last_error?.text && send.status !== 'sent' ? (
          <span className="reason">{send.last_error.text}</span>
        ) : null}
      </Cell>
      <Cell className="wide">
        <When send={send} />
      </Cell>
      <Cell className="hide-narrow">{mailbox}</Cell>
      <Cell className="act-cell">{send.status === 'unknown' ? <Decision send={send} /> : null}</Cell>
    </Row>
  );
}

/** Opens what is next for this contact and what happened. */
function Recipient({ send }: { send: Send }) {
  if (!send.email || !send.contact_id) return <strong>{sendsTexts.erased}</strong>;
  return (
    <Link
      className="plain-link"
      to="/campaigns/$campaignId/$tab"
      params={{ campaignId: send.campaign_id, tab: 'contacts' }}
      search={{ contact: send.contact_id }}
    >
      <strong>{send.email}</strong>
    </Link>
  );
}

function When({ send }: { send: Send }) {
  if (send.sent_at) return <Time at={send.sent_at} />;
  const at = send.next_at ?? send.due_at;
  if (!at || send.status === 'cancelled') return <span className="faint">–</span>;
  return (
    <span>
      {send.attempts > 0 ? sendsTexts.again : sendsTexts.due} <Ago at={at} />
      {send.attempts > 0 ? <span className="reason">{sendFilterTexts.attempts(send.attempts)}</span> : null}
    </span>
  );
}

function Decision({ send }: { send: Send }) {
  const { resolve } = useCampaignActions();
  const toast = useToast();
  const [isResending, setIsResending] = useState(false);
  const email = send.email ?? sendsTexts.erased;
  const decide = (as: 'sent' | 'drop') => void resolve(send.id, as).catch((error) => toast(messageOf(error)));
  return (
    <>
      <Menu label={sendsTexts.actionsFor(email)} icon={<EllipsisVertical size={18} />}>
        <MenuItem onSelect={() => decide('sent')}>{sendsTexts.markSent}</MenuItem>
        <MenuItem onSelect={() => setIsResending(true)}>{sendsTexts.resend}</MenuItem>
        <MenuItem onSelect={() => decide('drop')}>{sendsTexts.drop}</MenuItem>
      </Menu>
      {isResending ? <ResendDialog send={send} email={email} onClose={() => setIsResending(false)} /> : null}
    </>
  );
}

function ResendDialog({ send, email, onClose }: { send: Send; email: string; onClose: () => void }) {
  const { resolve } = useCampaignActions();
  const { submit, isBusy, error } = useSubmit(async () => {
    await resolve(send.id, 'resend');
    onClose();
  });
  return (
    <Dialog
      open
      alert
      title={sendsTexts.resendTitle(email)}
      description={sendsTexts.resendText}
      onClose={onClose}
      isBusy={isBusy}
    >
      <FormError message={error ? messageOf(error) : null} />
      <DialogFoot>
        <Button onClick={onClose} disabled={isBusy} data-autofocus>
          Cancel
        </Button>
        <Button look="caution" onClick={() => submit()} busyText={isBusy ? sendsTexts.resendBusy : false}>
          {sendsTexts.resend}
        </Button>
      </DialogFoot>
    </Dialog>
  );
}

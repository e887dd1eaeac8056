import { Link } from '@tanstack/react-router';
import { Mails } from 'lucide-react';
import { useState } from 'react';
import { messageOf } from '../../lib/api-client';
import type { Campaign, Mailbox } from '../../lib/schema';
import { useSubmit } from '../../lib/use-submit';
import { Badge } from '../../ui/badge';
import { Button } from '../../ui/button';
import { Check, FormError } from '../../ui/field';
import { Empty, ErrorNotice } from '../../ui/page';
import { TableSkeleton } from '../../ui/skeleton';
import { useToast } from '../../ui/toast';
import { useCampaignActions, useMailboxChoices } from './campaign-queries';
import { mailboxTexts } from './campaign-texts';
import { LockedNotice } from './locked-notice';
import { ReassignButton } from './reassign-button';

export function CampaignMailboxes({ campaign }: { campaign: Campaign }) {
  const mailboxes = useMailboxChoices();
  switch (mailboxes.status) {
    case 'pending':
      return <TableSkeleton rows={3} columns={2} />;
    case 'error':
      return <ErrorNotice error={mailboxes.error} onRetry={mailboxes.refetch} />;
    case 'success':
      return mailboxes.data.length > 0 ? (
        <MailboxForm campaign={campaign} mailboxes={mailboxes.data} />
      ) : (
        <NoMailboxes />
      );
  }
}

function NoMailboxes() {
  return (
    <div className="card">
      <Empty icon={<Mails size={28} />} title={mailboxTexts.none} text={mailboxTexts.noneText}>
        <Link className="btn primary" to="/mailboxes">
          {mailboxTexts.connect}
        </Link>
      </Empty>
    </div>
  );
}

function MailboxForm({ campaign, mailboxes }: { campaign: Campaign; mailboxes: Mailbox[] }) {
  const { update } = useCampaignActions();
  const toast = useToast();
  const [chosen, setChosen] = useState(() => new Set(campaign.mailbox_ids));
  const mayEdit = campaign.allowed_actions.includes('edit');
  const { submit, isBusy, error } = useSubmit(async () => {
    await update(campaign.id, { mailbox_ids: [...chosen] });
    toast(mailboxTexts.saved);
  });

  function choose(id: string, isChosen: boolean) {
    const next = new Set(chosen);
    if (isChosen) next.add(id);
    else next.delete(id);
    setChosen(next);
  }

  return (
    <div className="stack">
      <LockedNotice campaign={campaign} />
      <p className="muted">{mailboxTexts.hint}</p>
      <ul className="card list-lines">
        {mailboxes.map((mailbox) => (
          <li key={mailbox.id}>
            <Check
              checked={chosen.has(mailbox.id)}
              disabled={!mayEdit}
              onChange={(isChosen) => choose(mailbox.id, isChosen)}
              hint={[mailboxTexts.cap(mailbox.daily_cap), ...(mailbox.reads_replies ? [] : [mailboxTexts.unread])].join(
                ', ',
              )}
            >
              {mailbox.address}
            </Check>
            <span className="n cluster">
              <ReassignButton slim campaign={campaign} from={mailbox.id} />
              {campaign.mailbox_ids.includes(mailbox.id) && mailbox.allowed_actions.includes('reconnect') ? (
                <Link className="btn slim" to="/mailboxes" search={{ reconnect: mailbox.id }}>
                  {mailboxTexts.reconnect}
                </Link>
              ) : null}
              <Badge tone={mailbox.status === 'active' ? 'ok' : 'off'}>
                {mailbox.status === 'active' ? mailboxTexts.active : mailboxTexts.inactive}
              </Badge>
            </span>
          </li>
        ))}
      </ul>
      <FormError message={error ? messageOf(error) : null} />
      {mayEdit ? (
        <div>
          <Button look="primary" onClick={() => submit()} busyText={isBusy ? mailboxTexts.saving : false}>
            {mailboxTexts.save}
          </Button>
        </div>
      ) : null}
    </div>
  );
}

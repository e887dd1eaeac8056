/*
 * contact-page: one person: what is known, and what happened.
 */
import { Link, useParams } from '@tanstack/react-router';
import { Ban, EllipsisVertical, Pencil, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { messageOf } from '../../lib/api-client';
import type { Contact } from '../../lib/schema';
import { Banner } from '../../ui/banner';
import { Button } from '../../ui/button';
import { Pairs } from '../../ui/facts';
import { Menu, MenuItem, MenuSeparator } from '../../ui/menu';
import { CrumbIcon, ErrorNotice, Page } from '../../ui/page';
import { BlockSkeleton } from '../../ui/skeleton';
import { Time } from '../../ui/time';
import { useToast } from '../../ui/toast';
import { ContactDialog } from './contact-dialog';
import { nameOf } from './contact-name';
import { useContact, useContactActions } from './contact-queries';
import { fieldTexts, mainFields, moreFields, pageTexts } from './contact-texts';
import { ContactTimeline } from './contact-timeline';
import { EraseDialog } from './erase-dialog';

function Crumb() {
  return (
    <Link className="crumb" to="/contacts">
      <CrumbIcon /> {pageTexts.back}
    </Link>
  );
}

export function ContactPage() {
  const { contactId } = useParams({ from: '/shell/contacts/$contactId' });
  const contact = useContact(contactId);
  switch (contact.status) {
    case 'pending':
      return (
        <div className="page">
          <Crumb />
          <BlockSkeleton height={240} />
        </div>
      );
    case 'error':
      return (
        <Page title="Contact" crumb={<Crumb />}>
          <ErrorNotice error={contact.error} onRetry={contact.refetch} />
        </Page>
      );
    case 'success':
      return <ContactViews contact={contact.data} />;
  }
}

function ContactViews({ contact }: { contact: Contact }) {
  const name = nameOf(contact);
  return (
    <Page
      title={name || contact.email}
      sub={name ? contact.email : null}
      crumb={<Crumb />}
      actions={<Actions contact={contact} />}
    >
      {contact.suppressed ? (
        <Banner tone="bad" title={pageTexts.suppressedTitle}>
          {pageTexts.suppressedText}
        </Banner>
      ) : null}
      <div className="with-aside">
        <section className="card padded" aria-labelledby="timeline">
          <h2 id="timeline" className="card-head">
            {pageTexts.timeline}
          </h2>
          <ContactTimeline contactId={contact.id} />
        </section>
        <section className="card padded" aria-labelledby="details">
          <h2 id="details" className="card-head">
            {pageTexts.details}
          </h2>
          <Pairs pairs={pairsOf(contact)} />
        </section>
      </div>
    </Page>
  );
}

function pairsOf(contact: Contact) {
  const known = [...mainFields, ...moreFields].flatMap((name) => {
    const value = contact[name];
    return value ? [{ name: fieldTexts[name], value }] : [];
  });
  const custom = Object.entries(contact.custom).map(([name, value]) => ({ name, value }));
  return [
    ...known,
    ...custom,
    { name: pageTexts.lists, value: contact.lists.length > 0 ? contact.lists.join(', ') : pageTexts.none },
    { name: pageTexts.added, value: <Time at={contact.created_at} /> },
    { name: pageTexts.changed, value: <Time at={contact.updated_at} /> },
  ];
}

function Actions({ contact }: { contact: Contact }) {
  const { block } = useContactActions();
  const toast = useToast();
  const [asked, setAsked] = useState<'edit' | 'erase' | null>(null);
  const close = () => setAsked(null);
  return (
    <>
      <Button onClick={() => setAsked('edit')}>
        <Pencil size={16} aria-hidden="true" /> {pageTexts.edit}
      </Button>
      <Menu label={`Actions for ${contact.email}`} icon={<EllipsisVertical size={18} />}>
        {contact.suppressed ? null : (
          <>
            <MenuItem onSelect={() => void block(contact.email).catch((error) => toast(messageOf(error)))}>
              <Ban size={16} /> {pageTexts.block}
            </MenuItem>
            <MenuSeparator />
          </>
        )}
        <MenuItem caution onSelect={() => setAsked('erase')}>
          <Trash2 size={16} /> {pageTexts.erase}
        </MenuItem>
      </Menu>
      {asked === 'edit' ? <ContactDialog contact={contact} onClose={close} /> : null}
      {asked === 'erase' ? <EraseDialog contact={contact} onClose={close} /> : null}
    </>
  );
}

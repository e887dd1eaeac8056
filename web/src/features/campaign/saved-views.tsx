/*
 * saved-views: the filters one comes back to, above the list. The one that is looked at can be renamed and deleted.
 */
import { Link, useNavigate } from '@tanstack/react-router';
import { Bookmark, EllipsisVertical } from 'lucide-react';
import { useState } from 'react';
import { fieldErrors, messageOf } from '../../lib/api-client';
import type { View } from '../../lib/schema';
import { useSubmit } from '../../lib/use-submit';
import { TextButton } from '../../ui/button';
import { FormDialog } from '../../ui/dialog';
import { Field, FormError } from '../../ui/field';
import { Menu, MenuItem } from '../../ui/menu';
import { useToast } from '../../ui/toast';
import { type CampaignList, listAddress } from './list-filter';
import { useListActions, useViews } from './list-queries';
import { viewTexts as texts } from './list-texts';

/** The words behind "?" as the router takes them. */
function searchOf(query: string): Record<string, unknown> {
  const words = Object.fromEntries(new URLSearchParams(query));
  return words.archived === 'true' ? { ...words, archived: true } : words;
}

export function SavedViews({ list }: { list: CampaignList }) {
  const views = useViews();
  const [asked, setAsked] = useState<'save' | View | null>(null);
  const address = listAddress(list);
  const items = views.data ?? [];
  const current = items.find(({ query }) => query === address);
  if (items.length === 0 && address === '') return null;

  return (
    <nav className="chips" aria-label={texts.region}>
      {items.map((view) => (
        <Link
          key={view.id}
          className={view === current ? 'chip plain-link on' : 'chip plain-link'}
          to="/campaigns"
          search={searchOf(view.query)}
          aria-current={view === current ? 'page' : undefined}
          activeProps={{}}
        >
          <Bookmark size={12} aria-hidden="true" /> {view.name}
        </Link>
      ))}
      {current ? <ViewMenu view={current} onRename={() => setAsked(current)} /> : null}
      {current || address === '' ? null : (
        <TextButton onClick={() => setAsked('save')}>
          <Bookmark size={14} aria-hidden="true" /> {texts.save}
        </TextButton>
      )}
      {asked ? (
        <ViewDialog view={asked === 'save' ? null : asked} query={address} onClose={() => setAsked(null)} />
      ) : null}
    </nav>
  );
}

function ViewMenu({ view, onRename }: { view: View; onRename: () => void }) {
  const { removeView } = useListActions();
  const navigate = useNavigate();
  const toast = useToast();
  async function remove() {
    await removeView(view.id);
    toast(texts.removed(view.name));
    await navigate({ to: '/campaigns' });
  }
  return (
    <Menu label={texts.actions(view.name)} icon={<EllipsisVertical size={16} />}>
      <MenuItem onSelect={onRename}>{texts.rename}</MenuItem>
      <MenuItem onSelect={() => void remove().catch((error) => toast(messageOf(error)))}>{texts.remove}</MenuItem>
    </Menu>
  );
}

type ViewDialogProps = { view: View | null; query: string; onClose: () => void };

/** Names a new view, or another way one that is there. */
function ViewDialog({ view, query, onClose }: ViewDialogProps) {
  const { saveView, renameView } = useListActions();
  const [name, setName] = useState(view?.name ?? '');
  const { submit, isBusy, error } = useSubmit(async () => {
    await (view ? renameView(view.id, name.trim()) : saveView(name.trim(), query));
    onClose();
  });
  const wrong = fieldErrors(error).name;

  return (
    <FormDialog
      title={view ? texts.renameTitle(view.name) : texts.saveTitle}
      description={view ? undefined : texts.saveText}
      onClose={onClose}
      onSubmit={submit}
      submitText={view ? texts.rename : texts.submit}
      busyText={texts.busy}
      isBusy={isBusy}
      isReady={name.trim().length > 0}
      error={error && !wrong ? <FormError message={messageOf(error)} /> : null}
    >
      <Field label={texts.name} value={name} onChange={setName} error={wrong} maxLength={60} data-autofocus />
    </FormDialog>
  );
}

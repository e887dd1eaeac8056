import { act, fireEvent, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useState } from 'react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ToastProvider } from '../../../ui/toast';
import { newDraft, type StepDraft } from './drafts';
import { StepAttachments } from './step-attachments';
import { useStepFiles } from './use-step-files';
import { useUploads } from './use-uploads';

/** A request on its way, which a test ends. */
class FakeRequest {
  upload: { onprogress?: (event: { loaded: number }) => void } = {};
  onload?: () => void;
  onabort?: () => void;
  status = 0;
  responseText = '';
  url = '';
  isGone = false;
  constructor() {
    sent.push(this);
  }
  open(_: string, url: string) {
    this.url = url;
  }
  setRequestHeader() {}
  send() {}
  abort() {
    this.isGone = true;
    this.onabort?.();
  }
  answer(status: number, body: unknown) {
    return act(async () => {
      this.status = status;
      this.responseText = JSON.stringify(body);
      this.onload?.();
    });
  }
}

let sent: FakeRequest[];
let draft: StepDraft;

beforeEach(() => {
  sent = [];
  vi.stubGlobal('XMLHttpRequest', FakeRequest);
});
afterEach(() => vi.unstubAllGlobals());

function Files({ mayEdit = true, errors = {} }: { mayEdit?: boolean; errors?: Record<string, string> }) {
  const [now, setNow] = useState(draft);
  draft = now;
  const uploads = useUploads();
  const { addFile, removeFile } = useStepFiles(now, uploads, (by) => setNow((old) => ({ ...old, ...by(old) })));
  return (
    <StepAttachments
      draft={now}
      mayEdit={mayEdit}
      errors={errors}
      uploads={uploads.list}
      onAdd={(files) => files.forEach(addFile)}
      onDrop={uploads.drop}
      onRemove={removeFile}
    />
  );
}

function open(attachments: StepDraft['attachments'] = [], props: Parameters<typeof Files>[0] = {}) {
  draft = { ...newDraft(true), attachments };
  return render(
    <ToastProvider>
      <Files {...props} />
    </ToastProvider>,
  );
}

const offer = new File(['0123456789'], 'offer 1.pdf', { type: 'application/pdf' });
const kept = { id: 'att_1', name: 'offer 1.pdf', type: 'application/pdf', size: 10, may_be_inline: false };
const carried = { ...kept, inline: false, content_id: null };
const choose = (...files: File[]) =>
  fireEvent.change(screen.getByLabelText('Add files', { selector: 'input' }), { target: { files } });

test('a file that is chosen is told of while it is on its way, and then belongs to the step', async () => {
  open();
  choose(offer);
  act(() => sent[0]?.upload.onprogress?.({ loaded: 5 }));

  expect(sent[0]?.url).toBe('/api/v1/attachments?filename=offer%201.pdf');
  expect(screen.getByRole('progressbar', { name: 'Uploading offer 1.pdf' }).getAttribute('aria-valuenow')).toBe('50');
  await sent[0]?.answer(201, { ...kept, sha256: '', created_at: '' });
  expect(screen.queryByRole('progressbar')).toBeNull();
  expect(screen.getByRole('link', { name: 'offer 1.pdf' }).getAttribute('href')).toBe(
    '/api/v1/attachments/att_1/content',
  );
  expect(draft.attachments).toEqual([carried]);
});

test('each of several files is there as soon as it has arrived', async () => {
  open();
  choose(offer, new File(['x'], 'prices.csv'));
  await sent[1]?.answer(201, { ...kept, id: 'att_2', name: 'prices.csv' });

  expect(screen.getByRole('link', { name: 'prices.csv' })).toBeDefined();
  expect(screen.getByRole('progressbar', { name: 'Uploading offer 1.pdf' })).toBeDefined();
});

test('a file can be dropped on the list', () => {
  open();
  const zone = screen.getByRole('region', { name: 'Attachments' });
  fireEvent.dragOver(zone, { dataTransfer: { types: ['Files'], files: [] } });
  expect(zone.className).toContain('over');
  fireEvent.drop(zone, { dataTransfer: { types: ['Files'], files: [offer] } });
  expect(sent).toHaveLength(1);
});

test('an upload can be given up', async () => {
  open();
  choose(offer);
  await userEvent.click(screen.getByRole('button', { name: 'Cancel offer 1.pdf' }));

  expect(sent[0]?.isGone).toBe(true);
  expect(screen.queryByText('offer 1.pdf')).toBeNull();
  expect(draft.attachments).toEqual([]);
});

test('what the server refuses is said in its words, until it is dismissed', async () => {
  open();
  choose(offer);
  const message = '“offer 1.pdf” is called .pdf, but its content is none.';
  await sent[0]?.answer(422, { error: { kind: 'invalid', code: 'validation_failed', message, field: 'file' } });

  expect(screen.getByRole('alert').textContent).toBe(message);
  await userEvent.click(screen.getByRole('button', { name: 'Dismiss what is said of offer 1.pdf' }));
  expect(screen.queryByRole('alert')).toBeNull();
});

test('a file that is empty or too large is not sent at all', () => {
  open();
  const large = new File([], 'large.bin');
  Object.defineProperty(large, 'size', { value: 10 * 1024 * 1024 + 1 });
  choose(new File([], 'empty.txt'), large);

  expect(screen.getAllByRole('alert').map((one) => one.textContent)).toEqual([
    'It is empty. Choose another file.',
    expect.stringMatching(/^It is larger than the 10 MB/),
  ]);
  expect(sent).toHaveLength(0);
});

test('a file that was removed can be brought back', async () => {
  open([carried]);
  await userEvent.click(screen.getByRole('button', { name: 'Remove offer 1.pdf' }));
  expect(draft.attachments).toEqual([]);
  await userEvent.click(screen.getByRole('button', { name: 'Undo' }));
  expect(draft.attachments).toEqual([carried]);
});

test('where nothing may be edited the files are shown, and nothing where there are none', () => {
  const { unmount } = open([carried], { mayEdit: false });
  expect(screen.getByRole('link', { name: 'offer 1.pdf' })).toBeDefined();
  expect(screen.queryByRole('button')).toBeNull();
  unmount();
  open([], { mayEdit: false });
  expect(screen.queryByRole('region', { name: 'Attachments' })).toBeNull();
});

test('what the server says of the files when the step is saved stands at the list', () => {
  open([carried], { errors: { attachments: 'The files of a step may have 10 MB together.', subject: 'Too long.' } });
  expect(screen.getByRole('alert').textContent).toBe('The files of a step may have 10 MB together.');
});

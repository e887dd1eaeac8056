import { render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useRef, useState } from 'react';
import { beforeEach, expect, test } from 'vitest';
import { KeyHelp } from './key-help';
import './key-sheet'; // it comes lazily: loaded here, no test waits for that
import { useListKeys } from './list-keys';

beforeEach(() => localStorage.clear());

const lines = [[['j', 'k'], 'Next and previous']] as const;

function List() {
  const table = useRef<HTMLDivElement>(null);
  const [ticked, setTicked] = useState<string[]>([]);
  useListKeys(table);
  return (
    <main id="main">
      <h1 tabIndex={-1}>Page</h1>
      <input aria-label="Search" />
      <KeyHelp lines={lines} />
      <div ref={table}>
        <table>
          <tbody>
            {['one', 'two', 'three'].map((name) => (
              <tr key={name}>
                <td>
                  <input type="checkbox" aria-label={`Select ${name}`} onChange={() => setTicked([...ticked, name])} />
                </td>
                <td>
                  <a href={`#${name}`}>{name}</a>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p>{ticked.join(' ') || 'none'}</p>
    </main>
  );
}

const focused = () => document.activeElement?.textContent;

test('j and k go through the rows and stay at the ends', async () => {
  render(<List />);
  await userEvent.keyboard('j');
  expect(focused()).toBe('one');
  await userEvent.keyboard('jj');
  expect(focused()).toBe('three');
  await userEvent.keyboard('j');
  expect(focused()).toBe('three');
  await userEvent.keyboard('kkkk');
  expect(focused()).toBe('one');
});

test('x ticks the row one is at, and Enter opens it from its box too', async () => {
  render(<List />);
  await userEvent.keyboard('x');
  expect(screen.getByText('none')).toBeDefined();
  await userEvent.keyboard('jjx');
  expect(screen.getByText('two', { selector: 'p' })).toBeDefined();
  screen.getByRole('checkbox', { name: 'Select three' }).focus();
  await userEvent.keyboard('{Enter}');
  expect(location.hash).toBe('#three');
});

test('letters are letters while one types', async () => {
  render(<List />);
  await userEvent.type(screen.getByRole('textbox'), 'jx?');
  expect((screen.getByRole('textbox') as HTMLInputElement).value).toBe('jx?');
  expect(screen.queryByRole('dialog')).toBeNull();
});

test('"?" shows the keys, which rest while it is open', async () => {
  render(<List />);
  await userEvent.keyboard('j?');
  const sheet = await screen.findByRole('dialog', { name: 'Keyboard shortcuts' });
  expect(sheet.textContent).toContain('jkNext and previous');
  await userEvent.keyboard('x');
  expect(screen.getByText('none')).toBeDefined();
  await userEvent.keyboard('{Escape}');
  await waitFor(() => expect(focused()).toBe('one'));
});

test('they can be turned off, and on again by the button', async () => {
  render(<List />);
  await userEvent.click(screen.getByRole('button', { name: 'Keyboard shortcuts' }));
  await userEvent.click(await screen.findByRole('switch', { name: /^Use these keys/ }));
  await userEvent.keyboard('{Escape}');
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  await userEvent.keyboard('j?');
  expect(focused()).not.toBe('one');
  expect(screen.queryByRole('dialog')).toBeNull();

  await userEvent.click(screen.getByRole('button', { name: 'Keyboard shortcuts' }));
  await userEvent.click(await screen.findByRole('switch', { name: /^Use these keys/ }));
  await userEvent.keyboard('{Escape}');
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  await userEvent.keyboard('j');
  expect(focused()).toBe('one');
});

/*
 * badge: a state in one word. The colour repeats the word, it never stands for it.
 */
import type { ReactNode } from 'react';

export type Tone = 'ok' | 'warn' | 'bad' | 'accent' | 'off' | 'plain';

export function Badge({ tone = 'plain', square, children }: { tone?: Tone; square?: boolean; children: ReactNode }) {
  return <span className={`badge ${tone}${square ? ' square' : ''}`}>{children}</span>;
}

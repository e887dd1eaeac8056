/*
 * use-uploads: files on their way to the server: how far they are, giving up, and what went wrong.
 */
import { useCallback, useEffect, useRef, useState } from 'react';
import { messageOf } from '../../../lib/api-client';
import type { Attachment } from '../../../lib/schema';
import { uploadFile } from '../../../lib/upload';
import { attachmentTexts as texts } from './attachment-texts';
import { MOST_BYTES } from './attachments';

export type Upload = { key: string; name: string; size: number; sent: number; error: string | null };

export type Uploads = {
  list: Upload[];
  /** Resolves to what was kept, or to null: it was given up, or the list says what went wrong. */
  start: (file: File) => Promise<Attachment | null>;
  /** Gives up what is under way, or takes away what went wrong. */
  drop: (key: string) => void;
};

function faultOf({ size }: File): string | null {
  if (size === 0) return texts.empty;
  return size > MOST_BYTES ? texts.tooLarge(MOST_BYTES) : null;
}

export function useUploads(): Uploads {
  const [list, setList] = useState<Upload[]>([]);
  const running = useRef(new Map<string, AbortController>());

  const drop = useCallback((key: string) => {
    running.current.get(key)?.abort();
    running.current.delete(key);
    setList((now) => now.filter((one) => one.key !== key));
  }, []);

  const start = useCallback(
    async (file: File): Promise<Attachment | null> => {
      const key = crypto.randomUUID();
      const tell = (part: Partial<Upload>) =>
        setList((now) => now.map((one) => (one.key === key ? { ...one, ...part } : one)));
      const error = faultOf(file);
      setList((now) => [...now, { key, name: file.name, size: file.size, sent: 0, error }]);
      if (error) return null;
      const control = new AbortController();
      running.current.set(key, control);
      try {
        const path = `/attachments?filename=${encodeURIComponent(file.name)}`;
        const kept = await uploadFile(path, file, 'application/octet-stream', (sent) => tell({ sent }), control.signal);
        if (!running.current.has(key)) return null;
        drop(key);
        return kept as Attachment;
      } catch (failure) {
        tell({ error: messageOf(failure) });
        return null;
      } finally {
        running.current.delete(key);
      }
    },
    [drop],
  );

  useEffect(() => {
    const { current } = running;
    return () => {
      for (const control of current.values()) control.abort();
    };
  }, []);

  return { list, start, drop };
}

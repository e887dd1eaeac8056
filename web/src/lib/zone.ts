/*
 * zone: the time zone in which the pages show instants: the workspace's.
 */
import { createContext, useContext } from 'react';

export function localZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}

export const ZoneContext = createContext(localZone());

export function useZone(): string {
  return useContext(ZoneContext);
}

import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

const inSource = (path: string) => fileURLToPath(new URL(`./src/${path}`, import.meta.url));

// `npm run dev` needs a server to talk to: OUTRIDER_URL, by default the one of `./dev demo`.
const server = process.env.OUTRIDER_URL ?? 'http://127.0.0.1:8080';

export default defineConfig({
  plugins: [react()],
  resolve: {
    // The real one writes a <style> element, which the content security policy forbids.
    alias: { 'react-remove-scroll': inSource('ui/remove-scroll.tsx') },
  },
  build: {
    target: ['chrome120', 'firefox121', 'safari17'],
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    manifest: true,
    // What every page needs in one piece: it compresses better, and stays cached when only our own code changes.
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            { name: 'frame', test: /node_modules\/(react|react-dom|scheduler|@tanstack|use-sync-external-store)\// },
          ],
        },
      },
    },
  },
  server: { proxy: { '/api': server, '/oauth': server } },
  test: { environment: 'jsdom', setupFiles: [inSource('lib/test-setup.ts')], css: false, testTimeout: 15_000 },
});

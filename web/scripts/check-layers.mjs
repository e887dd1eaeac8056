// Holds the direction of imports: app → features → ui, lib. A feature never imports another; radix-ui is known to ui alone.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const SRC = path.resolve(import.meta.dirname, '../src');
const MAY = { app: ['app', 'features', 'ui', 'lib'], features: ['ui', 'lib'], ui: ['ui', 'lib'], lib: ['lib'] };

const complaints = [];
for (const entry of readdirSync(SRC, { recursive: true, withFileTypes: true })) {
  if (!entry.isFile() || !/\.tsx?$/.test(entry.name)) continue;
  const file = path.join(entry.parentPath, entry.name);
  const [layer, feature] = path.relative(SRC, file).split(path.sep);
  for (const [, target] of readFileSync(file, 'utf8').matchAll(/(?:from|import\()\s*'([^']+)'/g)) {
    const where = `${path.relative(SRC, file)} imports ${target}`;
    if (target.startsWith('radix-ui') && layer !== 'ui')
      complaints.push(`${where}: only ui/ knows the component library`);
    if (!target.startsWith('.')) continue;
    const [toLayer, toFeature] = path.relative(SRC, path.resolve(path.dirname(file), target)).split(path.sep);
    if (toLayer === 'styles') continue;
    const isOwn = layer === 'features' && toLayer === 'features' && feature === toFeature;
    if (!isOwn && !MAY[layer]?.includes(toLayer))
      complaints.push(`${where}: ${layer} may not use ${toLayer}/${toFeature ?? ''}`);
  }
}
for (const complaint of complaints) console.error(complaint);
process.exit(complaints.length > 0 ? 1 : 0);

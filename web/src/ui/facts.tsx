/*
 * facts: numbers with their names; and names with their values.
 */
import type { ReactNode } from 'react';

type Fact = { name: string; value: ReactNode };

export function Facts({ facts, many }: { facts: Fact[]; many?: boolean }) {
  return (
    <dl className={many ? 'facts many' : 'facts'}>
      {facts.map((fact) => (
        <div key={fact.name}>
          <dt>{fact.name}</dt>
          <dd>{fact.value}</dd>
        </div>
      ))}
    </dl>
  );
}

export function Pairs({ pairs }: { pairs: Fact[] }) {
  return (
    <dl className="pairs">
      {pairs.map((pair) => (
        <Pair key={pair.name} {...pair} />
      ))}
    </dl>
  );
}

function Pair({ name, value }: Fact) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </>
  );
}

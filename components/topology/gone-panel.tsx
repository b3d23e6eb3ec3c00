'use client';

import Link from 'next/link';
import { problemOf } from '#components/data/problem-error.ts';
import { useObject } from '#components/data/use-object.ts';
import { Panel } from '#components/shell/panel.tsx';
import { Badge } from '#components/ui/badge.tsx';
import { Button, buttonStyle } from '#components/ui/button.tsx';
import { cn } from '#components/ui/cn.ts';
import { FINGER } from '#components/ui/finger.ts';
import { formatKey, type ObjectKey } from '#lib/kube/object-key.ts';
import { useView } from './use-view.ts';

type GonePanelProps = Readonly<{ id: string; onClose: () => void }>;

/** What the address selects is not there: the one probably meant, and where to look. */
export function GonePanel({ id, onClose }: GonePanelProps) {
  const [, kind, namespace, name] = id.split('/');
  const whole = kind && namespace && name;
  return (
    <Panel
      kind={whole ? kind : 'Link'}
      name={whole ? `${namespace}/${name}` : id}
      badge={<Badge name="missing" word="Not found" />}
      onClose={onClose}
    >
      <div className="flex flex-col items-start gap-3 p-4 text-ink-2">
        {whole ? (
          <>
            <p>
              No {kind} {namespace}/{name} is here: it was deleted, it is not in sight, or this version does not show
              it.
            </p>
            <NearName id={id as ObjectKey} />
          </>
        ) : (
          <p>
            The address asks for <code className="font-mono [overflow-wrap:anywhere] text-ink">select={id}</code>, which
            names no object. It takes <code className="font-mono text-ink">group/Kind/namespace/name</code>, such as{' '}
            <code className="font-mono [overflow-wrap:anywhere] text-ink">
              gateway.networking.k8s.io/HTTPRoute/hr/jobs
            </code>
            .
          </p>
        )}
        <p>Find an object with the search above, or close this panel.</p>
        <div className="flex flex-wrap gap-2">
          {kind?.endsWith('Route') && (
            <Link href="/routes" className={buttonStyle({})}>
              All Routes
            </Link>
          )}
          <Button onClick={onClose}>Close panel</Button>
        </div>
      </div>
    </Panel>
  );
}

/** The server knows names that are near. */
function NearName({ id }: Readonly<{ id: ObjectKey }>) {
  const { select } = useView();
  const { error } = useObject(id);
  const near = error ? problemOf(error).didYouMean : undefined;
  if (!near) return null;
  return (
    <p>
      Did you mean{' '}
      <button
        type="button"
        onClick={() => select(near)}
        className={cn('font-mono font-semibold text-accent underline underline-offset-2 hover:decoration-2', FINGER)}
      >
        {formatKey(near)}
      </button>
      ?
    </p>
  );
}

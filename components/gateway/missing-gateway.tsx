import Link from 'next/link';
import { objectPath } from '#components/data/object-path.ts';
import { buttonStyle } from '#components/ui/button.tsx';
import { EmptyState } from '#components/ui/empty-state.tsx';
import type { Problem } from '#lib/api/problem.ts';
import { formatKey, type ObjectKey } from '#lib/kube/object-key.ts';

type MissingGatewayProps = Readonly<{ objectKey: ObjectKey; problem: Problem }>;

/** The address names a Gateway that is not there: the one probably meant, and the list of those there are. */
export function MissingGateway({ objectKey, problem: { didYouMean } }: MissingGatewayProps) {
  return (
    <EmptyState title={`There is no Gateway ${formatKey(objectKey)}`}>
      <p>It was deleted, cannot be read, or its name is spelled differently. Once there is one, it appears here.</p>
      {didYouMean && (
        <p>
          Did you mean{' '}
          <Link
            href={objectPath(didYouMean)}
            className="font-mono font-semibold text-accent underline underline-offset-2 hover:decoration-2"
          >
            {formatKey(didYouMean)}
          </Link>
          ?
        </p>
      )}
      <Link href="/gateways" className={buttonStyle({ className: 'self-start' })}>
        All Gateways
      </Link>
    </EmptyState>
  );
}

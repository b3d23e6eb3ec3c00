'use client';

import { Button } from '#components/ui/button.tsx';
import { EmptyState } from '#components/ui/empty-state.tsx';

type Props = Readonly<{ error: Error; reset: () => void }>;

/** A page that could not be drawn; the frame around it goes on. */
export default function PageFailed({ error, reset }: Props) {
  return (
    <EmptyState title="This page could not be drawn">
      <p>
        Nothing was changed by it. The browser says: <code className="font-mono break-words">{error.message}</code>
      </p>
      <p>
        <Button look="primary" onClick={reset}>
          Try now
        </Button>
      </p>
    </EmptyState>
  );
}

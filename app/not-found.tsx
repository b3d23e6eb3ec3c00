import Link from 'next/link';
import { EmptyState } from '#components/ui/empty-state.tsx';

export default function NotFound() {
  return (
    <EmptyState title="No page has this address">
      <p>The link may be of another version, or a name in it is spelled differently.</p>
      <p>
        <Link href="/" className="text-accent underline underline-offset-2">
          Open the graph
        </Link>
      </p>
    </EmptyState>
  );
}

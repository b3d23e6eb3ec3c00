import type { Metadata } from 'next';
import { ListenerSetsPage } from '#components/route-table/listener-sets-page.tsx';

export const metadata: Metadata = { title: 'ListenerSets' };

export default function Page() {
  return <ListenerSetsPage />;
}

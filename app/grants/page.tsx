import type { Metadata } from 'next';
import { GrantsPage } from '#components/route-table/grants-page.tsx';

export const metadata: Metadata = { title: 'Grants' };

export default function Page() {
  return <GrantsPage />;
}

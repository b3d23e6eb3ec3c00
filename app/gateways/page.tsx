import type { Metadata } from 'next';
import { GatewaysPage } from '#components/route-table/gateways-page.tsx';

export const metadata: Metadata = { title: 'Gateways' };

export default function Page() {
  return <GatewaysPage />;
}

import type { Metadata } from 'next';
import { TesterPage } from '#components/request-tester/tester-page.tsx';

export const metadata: Metadata = { title: 'Test' };

export default function Page() {
  return <TesterPage />;
}

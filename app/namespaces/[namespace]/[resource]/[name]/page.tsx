import type { Metadata } from 'next';
import { notFound, redirect } from 'next/navigation';
import { keyOfPath } from '#components/data/object-path.ts';
import { GatewayPage } from '#components/gateway/gateway-page.tsx';
import { identityOf } from '#lib/kube/object-key.ts';

type Props = Readonly<{ params: Promise<Readonly<{ namespace: string; resource: string; name: string }>> }>;

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { namespace, name } = await params;
  return { title: `${decodeURIComponent(namespace)}/${decodeURIComponent(name)}` };
}

/** A Gateway has a page of its own; other objects are shown where they stand, with their panel open. */
export default async function ObjectPage({ params }: Props) {
  const { namespace, resource, name } = await params;
  const key = keyOfPath(decodeURIComponent(namespace), decodeURIComponent(resource), decodeURIComponent(name));
  if (!key) notFound();
  const { kind } = identityOf(key);
  if (kind === 'Gateway') return <GatewayPage objectKey={key} />;
  redirect(`${kind === 'ReferenceGrant' ? '/grants' : '/'}?select=${encodeURIComponent(key)}`);
}
